"""A question's whole way, with a scripted planner over small graphs; and the shipped model over the world graph."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import networkx
import pytest

import rog
from rog.errors import InputError, QuestionError, UnknownEntityError
from rog.graph import Graph, open_graph
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.pipeline import QUESTIONS_PER_BATCH, AskSettings, RoG
from rog.planner.contract import Planned, PlanRequest
from rog.questions import Question
from rog.questions.rows import MAX_QUESTION_CHARACTERS
from rog.reasoner.paths import PathReasoner
from rog.result import Result
from rog.testing import Script, ScriptedPlanner
from rog.testing.graph_contract import edges_of
from tests.conftest import MakeGraph
from tests.fakes.edited_graph import EditedGraph, as_graph
from tests.fakes.watched_graph import watched

EDGES = edges_of(
    "fr borders es", "fr borders it", "fr borders de", "pt borders es", "es language spanish",
    "it language italian", "de language german", "it language german", "fr capital paris", "jp capital tokyo",
)  # fmt: skip
NAMES = {"fr": "France", "es": "Spain", "it": "Italy", "de": "Germany", "pt": "Portugal", "jp": "Japan"}
NODES = [
    *(NodeRecord(key, name) for key, name in NAMES.items()),
    NodeRecord("jp", aliases=("日本",)),
    NodeRecord("paris", "Paris"),
]

SCRIPT: Script = {
    "Which languages are spoken around France?": [
        (0.9, [("fr", ("borders", "language"))]),
        (0.05, [("fr", ("capital",))]),
    ],
    "Who borders France and Portugal?": [(0.8, [("fr", ("borders",)), ("pt", ("borders",))])],
    "Which countries border it?": [(0.9, [("fr", ("borders",))])],
    "日本の首都は?": [(0.9, [("jp", ("capital",))])],
    "What is the capital of Spain?": [(0.9, [("es", ("capital",))])],
    "What is the anthem of France?": [(0.001, [("fr", ("capital",))])],
    "What borders Germany?": [(0.9, [("de", ("^borders",))])],
}


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph([*NODES, *EDGES])


@pytest.fixture
def kg(graph: IndexGraph) -> RoG:
    return over(graph)


def over(graph: Graph, script: Script = SCRIPT, failing: Mapping[str, Exception] | None = None) -> RoG:
    return RoG(graph, ScriptedPlanner(script, failing), PathReasoner())


def ids(result: Result) -> list[str]:
    return [answer.id for answer in result.answers]


def same(result: Result) -> Result:
    """A result without the seconds and the calls of the graph that it took."""
    usage = result.usage.model_copy(update={"graph_calls": 0})
    return result.model_copy(update={"timings": {}, "usage": usage})


# one question


def test_a_question_is_linked_planned_walked_and_cited(kg: RoG) -> None:
    result = kg.ask("Which languages are spoken around France?")
    assert sorted(ids(result)) == ["german", "italian", "spanish"]
    spanish = next(answer for answer in result.answers if answer.id == "spanish")
    assert [hop.triple for hop in spanish.paths[0].hops] == [("fr", "borders", "es"), ("es", "language", "spanish")]
    german = next(answer for answer in result.answers if answer.id == "german")
    assert [path.hops[0].tail for path in german.paths] == ["de", "it"]
    assert result.entities["es"].name == "Spain"
    (topic,) = (topic for topic in result.topics if topic.chosen)
    assert (topic.text, topic.chosen) == ("France", "fr")
    assert [(plan.kept, plan.found) for plan in result.plans] == [(True, 3), (False, 1)]
    assert (result.abstained, result.reason, result.truncated, result.error) == (False, None, False, None)


def test_an_answer_says_how_sure_it_is(kg: RoG) -> None:
    result = kg.ask("Which languages are spoken around France?")
    assert (result.confidence, result.low_confidence) == (result.plans[0].score, False)
    none = kg.ask("Who am I?")
    assert (none.abstained, none.confidence, none.low_confidence) == (True, None, False)
    doubtful = over(kg.graph, {"What borders France?": [(0.3, [("fr", ("borders",))])]}).ask("What borders France?")
    assert (bool(doubtful.answers), doubtful.confidence, doubtful.low_confidence) == (True, 0.3, True)


def test_an_answer_whose_paths_are_gone_has_no_confidence(graph: IndexGraph) -> None:
    edited = as_graph(EditedGraph(graph, ("fr", "borders", "es")))
    script: Script = {"What borders France?": [(0.3, [("fr", ("borders",)), ("pt", ("borders",))])]}
    result = over(edited, script).ask("What borders France?", topics=["fr", "pt"])
    assert (result.abstained, result.confidence, result.low_confidence) == (True, None, False)


def test_timings_and_usage_are_there(kg: RoG) -> None:
    result = kg.ask("Which languages are spoken around France?")
    assert set(result.timings) == {"link", "plan", "retrieve", "reason", "cite", "total"}
    assert all(seconds >= 0 for seconds in result.timings.values())
    stages = sum(seconds for stage, seconds in result.timings.items() if stage != "total")
    assert result.timings["total"] == pytest.approx(stages, abs=1e-5)
    assert result.usage.model_calls == 1
    assert result.usage.input_tokens == 6


def test_results_survive_json(kg: RoG) -> None:
    for question in SCRIPT:
        result = kg.ask(question)
        assert Result.model_validate_json(result.model_dump_json()) == result
        assert Result.model_validate(result.to_dict()) == result


def test_given_topics_are_located_in_the_question(kg: RoG) -> None:
    (topic,) = kg.ask("Which languages are spoken around France?", topics=["fr"]).topics
    assert (topic.text, topic.start, topic.end, topic.chosen) == ("France", 34, 40, "fr")
    assert [(candidate.id, candidate.kind) for candidate in topic.candidates] == [("fr", "given")]


def test_given_topics_need_not_be_in_the_question(kg: RoG) -> None:
    result = kg.ask("Which countries border it?", topics=["fr"])
    assert (result.topics[0].text, result.topics[0].start, result.topics[0].end) == ("France", None, None)
    assert ids(result) == ["de", "es", "it"]


def test_a_topic_given_twice_counts_once(kg: RoG) -> None:
    assert len(kg.ask("Which countries border it?", topics=["fr", "fr"]).topics) == 1


def test_an_unknown_topic_names_those_like_it(kg: RoG) -> None:
    with pytest.raises(UnknownEntityError, match=r"'Frence'.*did you mean 'fr'") as raised:
        kg.ask("Which countries border it?", topics=["Frence"])
    assert raised.value.near == ("fr",)


def test_topics_that_are_no_list_of_ids_are_refused(kg: RoG) -> None:
    with pytest.raises(InputError, match="a list of entity ids"):
        kg.ask("Which countries border it?", topics="fr")
    with pytest.raises(InputError, match="a list of entity ids"):
        kg.ask("Which countries border it?", topics=[7])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "empty"),
        (" \t\n\u2003", "empty"),
        ("x" * (MAX_QUESTION_CHARACTERS + 1), "4,001 characters; at most 4,000"),
        ("France " * 14_629, "102,403 characters"),
        (None, "not NoneType"),
        (b"France?", "not bytes"),
    ],
)
def test_what_is_no_question_is_refused(kg: RoG, question: Any, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        kg.ask(question)


def test_the_longest_question_is_read(kg: RoG) -> None:
    question = "France " + "x" * (MAX_QUESTION_CHARACTERS - 7)
    assert len(question) == MAX_QUESTION_CHARACTERS
    assert "France" in {topic.text for topic in kg.ask(question).topics}


def test_a_question_in_another_script(kg: RoG) -> None:
    result = kg.ask("日本の首都は?", topics=["jp"])
    assert ids(result) == ["tokyo"]
    assert (result.topics[0].text, result.topics[0].start) == ("日本", 0)
    unlinked = kg.ask("ما هي اللغات المحكية؟")
    assert (unlinked.abstained, unlinked.answers) == (True, ())


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("How are you today?", "nothing in the question names an entity of the graph"),
        ("Who sings in France?", "no relation path of the graph fits the question"),
        ("What is the capital of Spain?", "nothing was found: no plan reaches an entity"),
        ("What is the anthem of France?", "no plan is probable enough: the best has 0.001"),
    ],
)
def test_it_abstains_and_says_why(kg: RoG, question: str, reason: str) -> None:
    result = kg.ask(question)
    assert (result.answers, result.abstained, result.reason) == ((), True, reason)
    assert all(topic.chosen is None for topic in result.topics)


def test_joint_plans_cite_the_paths_of_both_topics(kg: RoG) -> None:
    result = kg.ask("Who borders France and Portugal?")
    assert ids(result) == ["es"]
    assert [path.topic for path in result.answers[0].paths] == ["fr", "pt"]
    assert all(path.end == "es" for path in result.answers[0].paths)
    assert {topic.chosen for topic in result.topics} >= {"fr", "pt"}


def test_an_entity_is_read_from_its_likeliest_mention_and_where_that_is_repeated(make_graph: MakeGraph) -> None:
    graph = make_graph([NodeRecord("IS", "Iceland", ("is",)), EdgeRecord("IS", "area", "large")])
    question = "Iceland is far away, but how big is Iceland?"
    kg = RoG(graph, ScriptedPlanner({question: [(0.9, [("IS", ("area",))])]}), PathReasoner())
    result = kg.ask(question)
    assert [(topic.text, topic.chosen) for topic in result.topics[:3]] == [
        ("Iceland", "IS"), ("Iceland", "IS"), ("is", None)
    ]  # fmt: skip


def test_plans_beyond_those_walked_say_so(graph: IndexGraph) -> None:
    settings = AskSettings(plans=1)
    kg = RoG(graph, ScriptedPlanner(SCRIPT), PathReasoner(), settings)
    plans = kg.ask("Which languages are spoken around France?").plans
    assert [(plan.kept, plan.found) for plan in plans] == [(True, 3), (False, None)]
    assert plans[1].reason == "not walked: better plans came first"


# limits


HUB = 100_000


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> IndexGraph:
    from rog.graph.index.building.build import build_index

    path = tmp_path_factory.mktemp("hub") / "hub.rog"
    edges = [EdgeRecord("hub", "has", f"part{number:06}") for number in range(HUB)]
    build_index([*edges, EdgeRecord("tag", "marks", "part099999"), EdgeRecord("tag", "marks", "part000003")], path)
    return IndexGraph(path)


HUB_SCRIPT: Script = {
    "hub?": [(0.9, [("hub", ("has",))])],
    "hub and tag?": [(0.9, [("hub", ("has",)), ("tag", ("marks",))])],
}


def test_a_hub_is_cut_at_the_limit_and_says_so(hub: IndexGraph) -> None:
    result = over(hub, HUB_SCRIPT).ask("hub?", limit=5)
    assert (ids(result), result.truncated) == ([f"part{number:06}" for number in range(5)], True)
    assert all(answer.paths for answer in result.answers)


def test_what_is_not_cut_is_complete(graph: IndexGraph) -> None:
    kg = over(graph)
    for limit, cut in ((2, True), (3, False), (10, False)):
        result = kg.ask("Which countries border it?", topics=["fr"], limit=limit)
        assert (ids(result), result.truncated) == (["de", "es", "it"][:limit], cut)


def test_a_small_limit_does_not_keep_branches_from_meeting(graph: IndexGraph) -> None:
    result = over(graph).ask("Who borders France and Portugal?", limit=1)
    assert (ids(result), result.truncated) == (["es"], False)


def test_branches_cut_before_they_meet_say_so(hub: IndexGraph) -> None:
    result = over(hub, HUB_SCRIPT).ask("hub and tag?")
    assert (ids(result), result.truncated) == (["part000003"], True)
    whole = over(hub, HUB_SCRIPT).ask("hub and tag?", limit=2 * HUB)
    assert (ids(whole), whole.truncated) == (["part000003", "part099999"], False)


@pytest.mark.parametrize("limits", [{"limit": 0}, {"limit": -1}, {"paths": 0}])
def test_limits_below_one_are_refused(kg: RoG, limits: dict[str, int]) -> None:
    with pytest.raises(InputError, match="must be at least 1"):
        kg.ask("Which countries border it?", topics=["fr"], **limits)


# batches


def test_batches_keep_order_and_equal_single_answers(kg: RoG) -> None:
    questions = list(SCRIPT) * 12
    assert len(questions) > 2 * QUESTIONS_PER_BATCH
    single = {question: same(kg.ask(question)) for question in SCRIPT}
    together = [same(result) for result in kg.ask_many(questions)]
    assert [result.question for result in together] == questions
    assert together == [single[question] for question in questions]


def test_rows_may_be_texts_questions_and_mappings(kg: RoG) -> None:
    rows: list[Any] = [
        "Which languages are spoken around France?",
        Question(question="Which countries border it?", topics=("fr",)),
        Question(question="Which languages are spoken around France?"),
        {"question": "Which countries border it?", "topics": ["fr"], "id": 7},
        {"question": "Which languages are spoken around France?", "topics": []},
    ]
    assert [len(result.answers) for result in kg.ask_many(rows)] == [3, 3, 3, 3, 3]
    assert list(kg.ask_many([])) == []


BROKEN = "What breaks in France?"


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("", "the question is empty"),
        ({"question": "Which countries border it?", "topics": ["atlantis"]}, "no entity with the id 'atlantis'"),
        ({"question": "Which countries border it?", "topics": "fr"}, "a list of entity ids"),
        ({"question": "Which countries border it?", "topics": 5}, "TypeError"),
        ({"topics": ["fr"]}, "the question is empty"),
        ({"question": None}, "not NoneType"),
        (BROKEN, "RuntimeError: the planner broke"),
        (None, "not NoneType"),
        (7, "not int"),
        (b"bytes", "not bytes"),
        ("x" * 5000, "at most 4,000"),
    ],
)
@pytest.mark.parametrize("around", [0, 1])
def test_a_failing_row_gives_its_error_and_ends_nothing(graph: IndexGraph, row: Any, error: str, around: int) -> None:
    kg = over(graph, failing={BROKEN: RuntimeError("the planner broke")})
    good = ["Which languages are spoken around France?"] * around
    *before, failed, after = kg.ask_many([*good, row, "Which languages are spoken around France?"])
    assert error in (failed.error or "")
    assert (failed.answers, failed.abstained) == ((), True)
    assert [len(result.answers) for result in (*before, after)] == [3] * (around + 1)
    assert all(result.error is None for result in (*before, after))
    (alone,) = kg.ask_many([row])
    assert alone.error == failed.error
    assert Result.model_validate_json(alone.model_dump_json()) == alone


def test_a_planner_that_fails_is_not_hidden_from_ask(graph: IndexGraph) -> None:
    with pytest.raises(RuntimeError, match="the planner broke"):
        over(graph, failing={BROKEN: RuntimeError("the planner broke")}).ask(BROKEN)


def test_questions_are_read_lazily(kg: RoG) -> None:
    read = []

    def endless() -> Iterator[str]:
        for number in count():
            read.append(number)
            yield "Which languages are spoken around France?"

    first = list(islice(kg.ask_many(endless()), 3))
    assert [len(result.answers) for result in first] == [3, 3, 3]
    assert len(read) == QUESTIONS_PER_BATCH


def test_asking_in_a_loop_does_not_hold_it_up(graph: IndexGraph) -> None:
    going, released = threading.Event(), threading.Event()

    class Waiting(ScriptedPlanner):
        def plan(self, requests: Iterable[PlanRequest], graph: Graph) -> list[Planned]:
            going.set()
            assert released.wait(10), "the loop was held up"
            return super().plan(list(requests), graph)

    question = "Which languages are spoken around France?"
    kg = RoG(graph, Waiting(SCRIPT), PathReasoner())

    async def both() -> Result:
        asking = asyncio.create_task(kg.aask(question, paths=1))
        while not going.is_set():
            await asyncio.sleep(0.001)
        released.set()
        return await asking

    assert same(asyncio.run(both())) == same(kg.ask(question, paths=1))


# calls of the graph


class Asking(ScriptedPlanner):
    """A scripted planner that asks the graph twice for all of a batch."""

    calls = 2

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        graph.describe(graph.relations())
        return super().plan(requests, graph)


@pytest.mark.parametrize("question", SCRIPT)
def test_every_call_of_the_graph_is_counted(graph: IndexGraph, question: str) -> None:
    store, seen = watched(graph)
    kg = over(store)
    result = kg.ask(question)
    assert result.usage.graph_calls == len(seen)
    assert {"find", "ends"} <= set(seen)
    assert bool(result.answers) == ("walk" in seen)
    seen.clear()
    (result,) = kg.ask_many([question])
    assert result.usage.graph_calls == len(seen)
    seen.clear()
    *_, last = kg.stream(question)
    assert isinstance(last, Result)
    assert last.usage.graph_calls == len(seen)
    seen.clear()
    assert kg.ask("What borders Germany?", topics=["de"]).usage.graph_calls == len(seen)
    assert seen[0] == "entities"


def test_calls_for_a_batch_count_for_each_of_its_questions(graph: IndexGraph) -> None:
    store, seen = watched(graph)
    kg = RoG(store, Asking(SCRIPT), PathReasoner())
    alone = {question: kg.ask(question).usage.graph_calls for question in SCRIPT}
    seen.clear()
    results = list(kg.ask_many(SCRIPT))
    assert {result.question: result.usage.graph_calls for result in results} == alone
    shared = Asking.calls + seen.count("ends")
    assert seen.count("ends") == 1, "one call for all plans"
    assert len(seen) == sum(alone.values()) - (len(SCRIPT) - 1) * shared


def test_calls_for_a_batch_that_failed_count_too(graph: IndexGraph) -> None:
    kg = RoG(graph, Asking(SCRIPT, {BROKEN: RuntimeError("the planner broke")}), PathReasoner())
    question = "Who borders France and Portugal?"
    alone = kg.ask(question).usage.graph_calls
    answered, failed = kg.ask_many([question, BROKEN])
    assert failed.error
    assert answered.usage.graph_calls == alone + Asking.calls


def test_questions_of_several_threads_count_their_own_calls(graph: IndexGraph) -> None:
    store, seen = watched(graph)
    kg = over(store)
    alone = {question: kg.ask(question).usage.graph_calls for question in SCRIPT}
    seen.clear()
    questions = list(SCRIPT) * 20
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(kg.ask, questions))
    assert [result.usage.graph_calls for result in results] == [alone[question] for question in questions]
    assert len(seen) == sum(alone[question] for question in questions)


def test_calls_are_counted_by_the_shipped_planner_which_reads_the_relations_once() -> None:
    store, seen = watched(open_graph("world"))
    kg = rog.open(store)
    # Once to plan, once to rank, and once for the relations that answers cite: whether they hold both ways.
    for describing, question in ((3, "What is the capital of France?"), (1, "Which languages are spoken in Peru?")):
        seen.clear()
        result = kg.ask(question)
        assert result.usage.graph_calls == len(seen) > 4
        assert seen.count("describe") == describing


# graphs that change


def test_an_edge_that_went_while_the_question_was_answered_is_not_shown(graph: IndexGraph) -> None:
    kg = over(as_graph(EditedGraph(graph, ("fr", "borders", "es"), ("fr", "borders", "de"))))
    result = kg.ask("Which languages are spoken around France?")
    assert sorted(ids(result)) == ["german", "italian"]
    assert [path.hops[0].tail for answer in result.answers for path in answer.paths] == ["it", "it"]
    assert len(result.warnings) == 1
    assert "no longer holds" in result.warnings[0]


def test_nothing_left_to_show_is_an_abstention(graph: IndexGraph) -> None:
    kg = over(as_graph(EditedGraph(graph, *(("fr", "borders", other) for other in ("de", "es", "it")))))
    result = kg.ask("Which countries border it?", topics=["fr"])
    assert (result.answers, result.abstained) == ((), True)
    assert result.reason == "no answer is left whose paths the graph holds"


def test_an_edge_added_to_a_live_graph_is_in_the_next_answer() -> None:
    live = networkx.MultiDiGraph()
    live.add_edge("France", "Spain", "borders")
    kg = over(open_graph(live), {"What borders France?": [(0.9, [("France", ("borders",))])]})
    assert ids(kg.ask("What borders France?")) == ["Spain"]
    live.add_edge("France", "Italy", "borders")
    assert ids(kg.ask("What borders France?")) == ["Italy", "Spain"]
    live.remove_edge("France", "Spain", "borders")
    assert ids(kg.ask("What borders France?")) == ["Italy"]


def test_a_graph_of_one_edge(make_graph: MakeGraph) -> None:
    kg = over(make_graph([EdgeRecord("a1", "r", "b2")]), {"a1?": [(1.0, [("a1", ("r",))])]})
    assert ids(kg.ask("a1?")) == ["b2"]


def test_every_cited_edge_stands_in_the_source_file(tmp_path: Path) -> None:
    lines = "".join(f"{edge.head}\t{edge.relation}\t{edge.tail}\n" for edge in EDGES)
    source = tmp_path / "countries.tsv.gz"
    source.write_bytes(gzip.compress(lines.encode()))
    kg = over(open_graph(source, cache=False))
    with gzip.open(source, "rt", encoding="utf-8") as stored:
        triples = {tuple(line.rstrip("\n").split("\t")) for line in stored}
    cited = 0
    rows = [{"question": question, "topics": list(topics_of(question))} for question in SCRIPT]
    for result in kg.ask_many(rows):
        for hop in (hop for answer in result.answers for path in answer.paths for hop in path.hops):
            assert (hop.head, hop.relation, hop.tail) in triples
            cited += 1
    assert cited > 10


def topics_of(question: str) -> dict[str, None]:
    branches = (branch for _, asked in SCRIPT[question] if not isinstance(asked, str) for branch in asked)
    return dict.fromkeys(topic for topic, _ in branches)


# the shipped model over the world graph


SWITZERLAND = "Which languages are spoken in the countries that border Switzerland?"


@pytest.fixture(scope="module")
def world() -> RoG:
    return rog.open("world")


def test_the_question_of_the_readme_walks_borders_then_language(world: RoG) -> None:
    result = world.ask(SWITZERLAND)
    walked = {path.relation_path for answer in result.answers for path in answer.paths}
    topics = {result.entities[path.topic].name for answer in result.answers for path in answer.paths}
    assert walked == {("borders", "language")}
    assert topics == {"Switzerland"}
    assert {"French", "German", "Italian"} <= {answer.name for answer in result.answers}


def test_cited_edges_of_the_world_hold(world: RoG) -> None:
    for result in world.ask_many([SWITZERLAND, "Which currencies are used in the countries that border France?"]):
        hops = [hop.triple for answer in result.answers for path in answer.paths for hop in path.hops]
        assert result.error is None
        assert all(world.graph.holds(hops))
        assert result.usage.model_calls > 0


# plans that are more than walks


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("count(fr / borders)", ["3"]),
        ("exists(de and fr / borders)", ["yes"]),
        ("exists(pt and fr / borders)", ["no"]),
        ("fr / borders not de", ["Italy", "Spain"]),
        ("most(fr / borders, count(language))", ["Italy"]),
    ],
)
def test_a_plan_may_be_any_query_and_its_answers_are_proved(graph: IndexGraph, query: str, names: list[str]) -> None:
    result = over(graph, {"How about France?": [(0.9, query)]}).ask("How about France?")
    assert sorted(answer.name for answer in result.answers) == names
    assert [(str(verdict.query), verdict.kept) for verdict in result.plans] == [(query, True)]
    assert all(answer.proofs or answer.paths for answer in result.answers)
    assert {one for answer in result.answers for path in answer.paths for one in (path.topic, path.end)} <= set(
        result.entities
    )


def test_a_plan_that_cannot_be_computed_says_why(graph: IndexGraph) -> None:
    result = over(graph, {"How about France?": [(0.9, "sum(fr / borders)")]}).ask("How about France?")
    assert (result.answers, result.abstained) == ((), True)
    assert result.plans[0].reason == "these values are no numbers, so they have no sum"
