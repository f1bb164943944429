"""The chat planner: what it shows, what it keeps of a reply, how it asks again, and that every plan can be walked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rog.errors import InputError, ModelError, ModelReplyError, ModelTimeoutError, ModelUnavailableError
from rog.graph import Graph
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.lm.chat.client import ChatModel
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Message, Reply
from rog.lm.scripted import ScriptedLM, ScriptedReply
from rog.pipeline import RoG
from rog.planner import load_planner
from rog.planner.chat.planner import ChatPlanner, ChatPlannerSettings
from rog.planner.chat.reply import read_plans
from rog.planner.contract import Planned, PlanRequest
from rog.prompts.planning import PATH_RULES, PLANNING_RULES
from rog.prompts.step_texts import StepTexts
from rog.reasoner.paths import PathReasoner
from rog.testing.graph_contract import edges_of
from rog.types import Branch, Candidate, Topic, make_step
from rog.words.similarity import WordSimilarity
from tests.conftest import MakeGraph
from tests.fakes.chat_server import MODEL, Sent, cut, fail, say, send, serve, slow
from tests.reasoner.test_chat import INJECTIONS, OURS

EDGES = edges_of(
    "fr borders es", "fr borders it", "es language spanish", "it language italian", "fr capital paris",
    "pt borders es", "spanish family romance",
)  # fmt: skip
QUESTION = "Which languages are spoken around France?"


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph([NodeRecord("fr", "France"), NodeRecord("pt", "Portugal"), *EDGES])


def topic(*keys: str, score: float = 1.0) -> Topic:
    candidates = tuple(Candidate(id=key, name=key.upper(), score=score, kind="name") for key in keys)
    return Topic(text="x", start=None, end=None, candidates=candidates)


def plan(
    graph: Graph,
    *replies: ScriptedReply,
    question: str = QUESTION,
    topics: Sequence[Topic] = (topic("fr"),),
    **limits: Any,
) -> tuple[Planned, ScriptedLM]:
    lm = ScriptedLM(replies)
    planner = ChatPlanner(lm, ChatPlannerSettings(**limits))
    return planner.plan([PlanRequest(question, tuple(topics))], graph)[0], lm


def plans(*rows: Sequence[tuple[int, Sequence[str]]]) -> dict[str, Any]:
    return {"plans": [[{"topic": number, "steps": list(steps)} for number, steps in row] for row in rows]}


def own_tokens(lm: ScriptedLM, call: int) -> int:
    """Tokens of a prompt without the instructions that are the same for every question."""
    messages = lm.asked[call].messages
    return estimate_prompt(messages) - estimate_tokens(messages[0].content)


def prompt_lines(lm: ScriptedLM, call: int = 0) -> list[str]:
    return lm.asked[call].messages[1].content.split("\n")


RIGHT = plans([(1, ["borders", "language"])])


def test_what_is_written_is_ranked_as_every_planners_plans_are(graph: IndexGraph) -> None:
    lm = ScriptedLM([plans([(1, ["capital"])], [(1, ["borders", "language"])])])
    result = RoG(graph, ChatPlanner(lm), PathReasoner()).ask(QUESTION, ["fr"])
    assert {answer.id for answer in result.answers} == {"spanish", "italian"}
    assert result.confidence is not None


# what is shown


def test_the_prompt_holds_the_topics_and_the_steps_near_them(graph: IndexGraph) -> None:
    planned, lm = plan(graph, RIGHT, topics=[topic("fr"), topic("pt")])
    assert [one.branches for one in planned.plans] == [(Branch("fr", ("borders", "language")),)]
    assert prompt_lines(lm) == [
        f"Question: {QUESTION}",
        "Topic 1: FR",
        "First steps: borders; capital",
        "Topic 2: PT",
        "First steps: borders",
        "Later steps: language; inverse of borders",
    ]
    assert (planned.usage.model_calls, planned.warnings) == (1, ())
    assert planned.usage.input_tokens == estimate_prompt(lm.asked[0].messages)
    assert planned.calibration is None  # places are no probabilities


def test_the_schema_allows_what_is_shown_and_nothing_else(graph: IndexGraph) -> None:
    _, lm = plan(graph, RIGHT)
    schema: Any = lm.asked[0].schema
    branch = schema["properties"]["plans"]["items"]["anyOf"][0]["items"]["properties"]
    assert branch["topic"]["enum"] == [1]
    assert schema["$defs"]["Step"]["enum"] == ["language", "inverse of borders", "borders", "capital"]
    assert (schema["$defs"]["Steps"]["minItems"], schema["$defs"]["Steps"]["maxItems"]) == (1, 4)
    assert schema["properties"]["plans"]["maxItems"] == ChatPlannerSettings().plans


def test_a_model_may_be_told_of_paths_alone(graph: IndexGraph) -> None:
    planned, lm = plan(graph, RIGHT, queries=False)
    assert [one.branches for one in planned.plans] == [(Branch("fr", ("borders", "language")),)]
    assert lm.asked[0].messages[0].content == PATH_RULES
    schema: Any = lm.asked[0].schema
    assert len(schema["properties"]["plans"]["items"]["anyOf"]) == 1


def test_of_many_steps_those_like_the_question_are_shown(make_graph: MakeGraph) -> None:
    noise = [EdgeRecord("fr", f"quality number {number}", "x") for number in range(1600)]
    big = make_graph(
        [*noise, EdgeRecord("fr", "languages_spoken", "french"), EdgeRecord("french", "part_of", "romance")]
    )
    planned, lm = plan(big, plans([(1, ["languages spoken"])]))
    assert [one.branches for one in planned.plans] == [(Branch("fr", ("languages_spoken",)),)]
    assert prompt_lines(lm)[2].startswith("First steps: languages spoken; ")
    assert 220 < own_tokens(lm, 0) <= ChatPlannerSettings().first_prompt


def test_the_steps_behind_a_first_step_add_to_its_score(make_graph: MakeGraph) -> None:
    noise = [EdgeRecord("fr", f"quality {number}", "x") for number in range(20)]
    hidden = [EdgeRecord("fr", "zone", "z"), EdgeRecord("z", "spoken language", "french")]
    _, lm = plan(make_graph([*noise, *hidden]), plans([(1, ["zone", "spoken language"])]))
    assert prompt_lines(lm)[2].startswith("First steps: ")
    assert "zone" in prompt_lines(lm)[2]
    assert prompt_lines(lm)[3].startswith("Later steps: spoken language")


def test_readings_of_a_mention_that_are_far_behind_are_not_shown(graph: IndexGraph) -> None:
    rivals = Topic(
        text="x", start=0, end=1,
        candidates=tuple(Candidate(id=key, name=key, score=score, kind="name")
                         for key, score in (("fr", 0.9), ("pt", 0.5), ("es", 0.4))),
    )  # fmt: skip
    far = rivals.model_copy(
        update={"candidates": (rivals.candidates[0], rivals.candidates[1].model_copy(update={"score": 0.1}))}
    )
    assert [line for line in prompt_lines(plan(graph, RIGHT, topics=[rivals])[1]) if line.startswith("Topic")] == [
        "Topic 1: fr", "Topic 2: pt",
    ]  # fmt: skip
    assert [line for line in prompt_lines(plan(graph, RIGHT, topics=[far])[1]) if line.startswith("Topic")] == [
        "Topic 1: fr"
    ]


def test_nothing_is_asked_where_there_is_nothing_to_plan_from(graph: IndexGraph, make_graph: MakeGraph) -> None:
    alone = make_graph([NodeRecord("island", "Island"), *EDGES])
    for store, topics in ((graph, []), (alone, [topic("island")])):
        planned, lm = plan(store, topics=topics, question="How old is it?")
        assert (planned, lm.asked) == (Planned((), calibration=None, ranked=False), [])


# what is kept


def test_plans_that_cannot_be_walked_are_dropped_with_the_reason(graph: IndexGraph) -> None:
    reply = plans(
        [(1, ["language"])],
        [(1, ["borders", "language"])],
        [(1, ["anthem", "borders"])],
    )
    planned, lm = plan(graph, reply)
    assert [(one.branches, one.score) for one in planned.plans] == [((Branch("fr", ("borders", "language")),), 1.0)]
    assert planned.warnings == (
        "a plan was dropped: topic 1, language: step 1 cannot be walked there",
        "a plan was dropped: topic 1, anthem -> borders: step 1 is none of the graph",
    )
    assert len(lm.asked) == 1


@pytest.mark.parametrize(
    ("branches", "reason"),
    [
        ([(2, ["borders"])], "there is no topic 2"),
        ([(0, ["borders"])], "there is no topic 0"),
        ([(1, [])], "it has 0 steps, and 1 to 4 can be walked"),
        ([(1, ["borders"] * 5)], "it has 5 steps, and 1 to 4 can be walked"),
        ([(1, ["borders", "borders", "language"])], "step 2 cannot be walked there"),
        ([(1, ["borders", "inverse of borders", "inverse of capital"])], "step 3 cannot be walked there"),
        ([(1, ["^^"])], "step 1 is none of the graph"),
        ([(1, ["borders", ""])], "step 2 is none of the graph"),
        ([(1, ["borders"]), (1, ["language"])], "step 1 cannot be walked there"),
        ([(1, ["borders"])] * 4, "it is one of 4 branches; at most 3 can meet"),
    ],
)
def test_why_a_plan_is_none(graph: IndexGraph, branches: Any, reason: str) -> None:
    planned, _ = plan(graph, plans(branches), repair=False)
    assert planned.plans == ()
    assert [warning.rpartition(": ")[2] for warning in planned.warnings] == [reason]


def test_the_order_of_the_model_becomes_scores(graph: IndexGraph) -> None:
    first, second = [(1, ["capital"])], [(1, ["Inverse_of  BORDERS"]), (2, ["borders"])]
    planned, _ = plan(graph, plans(first, [(1, ["language"])], [(1, ["borders"])]))
    assert [one.score for one in planned.plans] == [0.666667, 0.333333]
    meeting, _ = plan(
        graph, plans([(1, ["borders"]), (2, ["BORDERS"])], second, first), topics=[topic("fr"), topic("pt")]
    )
    assert [one.branches for one in meeting.plans] == [
        (Branch("fr", ("borders",)), Branch("pt", ("borders",))),
        (Branch("fr", ("capital",)),),
    ]


def test_a_plan_written_twice_is_one_and_too_many_are_not_read(graph: IndexGraph) -> None:
    same = [(1, ["borders"])]
    planned, _ = plan(graph, plans(same, [*same, *same], same, [(1, ["capital"])], same))
    assert [(one.branches, one.score) for one in planned.plans] == [((Branch("fr", ("borders",)),), 1.0)]
    assert planned.warnings == ("2 plans of the model were not read",)


def test_a_single_branch_may_stand_without_its_list(graph: IndexGraph) -> None:
    planned, _ = plan(graph, {"plans": [{"topic": 1, "steps": ["capital"]}]})
    assert [one.branches for one in planned.plans] == [(Branch("fr", ("capital",)),)]


def test_no_plan_is_an_answer(graph: IndexGraph) -> None:
    planned, lm = plan(graph, {"plans": []})
    assert (planned.plans, len(lm.asked)) == ((), 1)
    assert planned.warnings == ("the model found no plan among the steps near the topics",)


# asking again


def test_it_asks_once_more_where_no_plan_can_be_walked(graph: IndexGraph) -> None:
    planned, lm = plan(graph, plans([(1, ["borders", "tongue"])], [(1, ["language"])]), RIGHT)
    assert [one.branches for one in planned.plans] == [(Branch("fr", ("borders", "language")),)]
    assert prompt_lines(lm, 1)[-3:] == [
        "Impossible: topic 1, borders -> tongue: step 2 is none of the graph; possible: language; inverse of borders",
        "Impossible: topic 1, language: step 1 cannot be walked there; possible: borders; capital",
        "Give other plans.",
    ]
    assert (planned.usage.model_calls, len(planned.warnings)) == (2, 2)
    assert planned.usage.input_tokens == sum(estimate_prompt(call.messages) for call in lm.asked)
    assert planned.spent.input_tokens == own_tokens(lm, 0) + own_tokens(lm, 1) <= 500


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I would walk borders, then language.",
        {"plans": "borders"},
        {"plans": [["borders"]]},
        {"plans": ["borders"]},
        {"plans": [[{"topic": "1", "steps": ["borders"]}]]},
        {"plans": [[{"topic": 1, "steps": "borders"}]]},
        {"plans": [[{"topic": 1, "steps": ["borders"], "sure": 1}]]},
        {"plans": [[{"topic": 1}]]},
        {"plans": [[]]},
        {"paths": []},
        [],
        '{"plans": []} {"plans": []}',
        '{"plans": [[{"topic": 1, "steps": ["bor',
    ],
    ids=str,
)
def test_a_reply_of_the_wrong_shape_is_asked_for_again_and_then_dropped(
    graph: IndexGraph, reply: ScriptedReply
) -> None:
    planned, lm = plan(graph, reply, reply)
    assert (planned.plans, len(lm.asked)) == ((), 2)
    assert planned.warnings == ("the model's reply was no list of plans",) * 2
    assert prompt_lines(lm, 1)[-2:] == [
        "Your last reply was not the JSON that was asked for.",
        "Give other plans.",
    ]
    repaired, _ = plan(graph, reply, RIGHT)
    assert len(repaired.plans) == 1
    once, lm = plan(graph, reply, repair=False)
    assert (once.plans, len(lm.asked)) == ((), 1)


def test_a_reply_that_was_cut_is_warned_of(graph: IndexGraph) -> None:
    planned, _ = plan(graph, Reply('{"plans": [', finished=False), RIGHT, reply_tokens=7)
    assert planned.warnings == ("the model's reply was no list of plans: it was cut at 7 tokens",)


def test_never_more_than_two_calls_and_the_budget(make_graph: MakeGraph) -> None:
    names = [f"relation about the topic number {number}" for number in range(300)]
    edges = [EdgeRecord(head, name, f"{name} {head}") for name in names for head in ("fr", "pt")]
    wrong = plans(*([(1, [name] * 4)] for name in names[:3]))
    planned, lm = plan(make_graph(edges), wrong, wrong, topics=[topic("fr"), topic("pt")])
    assert (planned.plans, len(lm.asked)) == ((), 2)
    assert own_tokens(lm, 0) + own_tokens(lm, 1) <= 500
    assert planned.spent.input_tokens <= 500


def test_it_does_not_ask_again_where_the_budget_is_spent(graph: IndexGraph) -> None:
    dear = Reply("nonsense", input_tokens=450 + estimate_tokens(PLANNING_RULES))
    planned, lm = plan(graph, dear)
    assert (planned.plans, len(lm.asked)) == ((), 1)
    assert planned.warnings[-1] == "the model was not asked again: the prompt's budget had no room for it"


def test_a_long_question_stays_whole_and_is_warned_of(graph: IndexGraph) -> None:
    question = "Which languages, " * 200
    planned, lm = plan(graph, RIGHT, question=question)
    assert len(planned.plans) == 1
    assert prompt_lines(lm)[0] == f"Question: {question.strip()}"
    assert re.fullmatch(r"the planning prompt has about \d+ tokens, for the question is long", planned.warnings[0])


# texts of steps


def test_steps_have_short_texts_that_differ() -> None:
    relations = [
        "people.person.place_of_birth", "film.film.name", "book.book.name", "starredActors", "starred_actors",
        "inverse of name", "a;b", "^up", "^^", "", "say\nnow",
    ]  # fmt: skip
    texts = StepTexts(relations)
    assert texts.text("people.person.place_of_birth") == "place of birth"
    assert texts.text("film.film.name") == "film film name"
    assert texts.text(make_step("book.book.name", False)) == "inverse of book book name"
    assert texts.text("starredActors") == "starredActors"
    steps = [make_step(relation, ahead) for relation in relations for ahead in (True, False)]
    known = [step for step in steps if texts.text(step) is not None]
    assert len(known) >= len(steps) - 4
    assert all(texts.step(texts.text(step) or "") == step for step in known)
    assert len({texts.text(step) for step in known}) == len(known)
    assert texts.step("Place_of  BIRTH") == "people.person.place_of_birth"
    assert texts.step("place of death") is None


@settings(max_examples=200, deadline=None)
@given(st.sets(st.text(max_size=12), max_size=8))
def test_every_text_calls_its_own_step(relations: set[str]) -> None:
    texts = StepTexts(sorted(relations))
    for step in (make_step(relation, ahead) for relation in relations for ahead in (True, False)):
        text = texts.text(step)
        assert text is None or texts.step(text) == step
        assert text is None or (text.isprintable() and not re.search(r"(?<!\\)(\\\\)*;", text))


def test_similarity_of_relations_to_a_question() -> None:
    names = {
        "starred_actors": "starred actors",
        "directed_by": "directed by",
        "release_year": "release year",
        "空": "空",
    }
    similarity = WordSimilarity(names)
    scores = similarity.scores("Which films star the actress who starred in Up?", names)
    assert max(scores, key=lambda name: scores[name]) == "starred_actors"
    assert scores["release_year"] == scores["空"] == 0
    assert similarity.scores("", names) == dict.fromkeys(names, 0.0)
    assert WordSimilarity({}).scores("x", ["unknown"]) == {"unknown": 0.0}


# names that try to be more than names


@pytest.mark.parametrize("name", INJECTIONS, ids=lambda name: ascii(name)[:40])
def test_no_name_can_change_what_the_prompt_says(make_graph: MakeGraph, name: str) -> None:
    edges = [
        EdgeRecord("fr", name or "unnamed", "x"),
        EdgeRecord("x", f"{name} too", "y"),
        EdgeRecord("fr", "capital", "y"),
    ]
    named = Topic(text="x", start=None, end=None, candidates=(Candidate(id="fr", name=name, score=1, kind="name"),))
    _, lm = plan(make_graph(edges), plans([(1, [name])]), {"plans": []}, topics=[named])
    for call, messages in enumerate(one.messages for one in lm.asked):
        lines = messages[1].content.splitlines()
        begin = ["Question: ", "Topic 1", "First steps", "Later steps", *["Impossible", "Give other plans"] * call]
        labels = [OURS.match(line)[0] for line in lines]  # type: ignore[index]
        assert labels == [one for one in begin if one in labels]  # those of steps may be missing for want of room
        assert {"Question: ", "Topic 1", *begin[4:]} <= set(labels)
        first = lines[2].removeprefix("First steps: ").replace("\\\\", "x")
        assert len(re.findall(r"(?<!\\);", first)) <= 1
        assert not re.search(r"<\||\|>|\[/?INST\]|</?s>", messages[1].content)
        assert messages[1].content.replace("\n", "").isprintable()


# faults of a server


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fail(500), ModelUnavailableError),
        (fail(429), ModelUnavailableError),
        (cut, ModelUnavailableError),
        (slow(1.0, say(RIGHT)), ModelTimeoutError),
        (send(b"nonsense"), ModelReplyError),
        (send({"choices": []}), ModelReplyError),
        (fail(404), ModelError),
    ],
)
def test_a_fault_of_the_server_is_a_typed_error(graph: IndexGraph, fault: Sent, error: type[ModelError]) -> None:
    with serve(fault) as server:
        planner = ChatPlanner(ChatModel(MODEL, base_url=server.url, timeout=0.3, retries=0))
        kg = RoG(graph, planner, PathReasoner())
        with pytest.raises(error):
            kg.ask(QUESTION)
        (result,) = kg.ask_many([QUESTION])
    assert (result.answers, result.abstained) == ((), True)
    assert "scripted-model" in (result.error or "")


@pytest.mark.parametrize(
    "fault", [say("nonsense"), say({"plans": "borders"}), say(None), say('{"plans": [', finish="length")]
)
def test_a_reply_of_the_wrong_shape_becomes_no_plan(graph: IndexGraph, fault: Sent) -> None:
    with serve(fault) as server:
        result = RoG(graph, ChatPlanner(ChatModel(MODEL, base_url=server.url)), PathReasoner()).ask(QUESTION)
    assert (result.answers, result.abstained, len(server.requests)) == ((), True, 2)
    assert result.reason == "no relation path of the graph fits the question"
    assert len(result.warnings) == 2


def test_a_batch_goes_through_faults_that_pass(graph: IndexGraph) -> None:
    with serve(fail(429), fail(503), say(RIGHT)) as server:
        planner = ChatPlanner(ChatModel(MODEL, base_url=server.url))
        results = list(RoG(graph, planner, PathReasoner()).ask_many([QUESTION] * 5))
    assert [sorted(answer.id for answer in result.answers) for result in results] == [["italian", "spanish"]] * 5
    assert len(server.requests) == 7


# any reply


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
       | st.dictionaries(st.sampled_from(["plans", "topic", "steps", "x"]), inner, max_size=3)))  # fmt: skip
def test_any_value_is_plans_or_none(value: Any) -> None:
    read = read_plans(value)
    assert read is None or (set(value) == {"plans"} and len(read) == len(value["plans"]))


def test_whatever_is_written_every_plan_can_be_walked(graph: IndexGraph) -> None:
    texts = ["borders", "language", "capital", "family", "inverse of borders", "inverse of language", "anthem", ""]
    branch = st.tuples(st.integers(0, 3), st.lists(st.sampled_from(texts), max_size=5))

    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.lists(branch, min_size=1, max_size=3), max_size=3))
    def check(rows: Any) -> None:
        planned, _ = plan(graph, plans(*rows), plans(*rows), topics=[topic("fr"), topic("pt")])
        for one in planned.plans:
            assert all(graph.ends([branch], 10)[0] for branch in one.branches)
        kept = [one.branches for one in planned.plans]
        assert len(set(kept)) == len(kept)
        assert sum(one.score for one in planned.plans) == pytest.approx(float(bool(kept)), abs=1e-5)

    check()


def test_questions_of_a_batch_are_planned_in_order(graph: IndexGraph) -> None:
    def reply(messages: tuple[Message, ...]) -> Any:
        return plans([(1, ["capital"])]) if "capital" in messages[1].content.split("\n")[0] else RIGHT

    requests = [PlanRequest(question, (topic("fr"),)) for question in (QUESTION, "the capital?")] * 5
    planned = ChatPlanner(ScriptedLM(reply)).plan([*requests, PlanRequest("?", ())], graph)
    assert [one.plans[0].branches[0].path for one in planned[:2]] == [("borders", "language"), ("capital",)]
    assert planned[:2] * 5 == planned[:10]
    assert planned[10] == Planned((), calibration=None, ranked=False)


def test_a_graph_that_grows_is_planned_on_as_it_is(make_graph: MakeGraph) -> None:
    small, large = make_graph(EDGES), make_graph([*EDGES, EdgeRecord("fr", "anthem", "song")])
    planner = ChatPlanner(ScriptedLM([plans([(1, ["anthem"])])] * 3), ChatPlannerSettings(repair=False))
    request = PlanRequest("Which anthem?", (topic("fr"),))
    count_plans: Callable[[Graph], int] = lambda store: len(planner.plan([request], store)[0].plans)  # noqa: E731
    assert [count_plans(small), count_plans(large), count_plans(small)] == [0, 1, 0]


def test_loading() -> None:
    with pytest.raises(InputError, match="unknown planner 'chat:'"):
        load_planner("chat:")
