"""Planning by a language model: what it writes exists in the graph, and is scored as the plain text would be."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import exp, log1p
from pathlib import Path
from typing import Any

import pytest

from rog.errors import InputError
from rog.graph import Graph
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord
from rog.planner import load_planner
from rog.planner.causal.planner import CausalPlanner, CausalSettings, _plans
from rog.planner.causal.reading import PathReader
from rog.planner.causal.scorer import CausalScorer, SearchSettings
from rog.planner.causal.trie import StepTokens
from rog.planner.contract import Planned, PlanRequest
from rog.planner.search.beams import BeamSettings, Hypothesis, SearchedStart, Start, beam_search
from rog.planner.search.plan_scores import make_starts
from rog.prompts.planning import planning_prompt
from rog.testing.brute_force import Enumerator
from rog.testing.graph_contract import HOSTILE, edges_of
from rog.types import Candidate, RelationPath, Step, Topic
from tests.conftest import MakeGraph
from tests.fakes.tiny_lm import CountingLM, tiny_lm, torch

WIDE = BeamSettings(width=40, prune=1e-300, plans=50)


@pytest.fixture(scope="module")
def lm() -> Any:
    return tiny_lm()


pytestmark = pytest.mark.usefixtures("one_thread")


def topic(*ids: str, start: int | None = None) -> Topic:
    """A mention of entities, the best one first."""
    candidates = tuple(Candidate(id=key, name=key, score=0.5**at, kind="given") for at, key in enumerate(ids))
    end = None if start is None else start + len(ids[0])
    return Topic(text=ids[0] if ids else "nobody", start=start, end=end, candidates=candidates)


def request(question: str, *topics: str) -> PlanRequest:
    return PlanRequest(question, tuple(topic(key) for key in topics))


def random_edges(chance: random.Random, relations: Sequence[str], *, entities: int = 8, edges: int = 16) -> list[Any]:
    names = [f"e{number}" for number in range(entities)]
    return [
        EdgeRecord(chance.choice(names), chance.choice(relations), chance.choice(names), number)
        for number in range(edges)
    ]


FAMILY = edges_of(
    "ann starred_actors film", "film directed_by bob", "film directed_by_team duo", "bob lives_in Rome",
    "Rome capital_of Italy", "Italy country Europe", "duo lives_in Oslo", "ann lives_in Oslo", "eve directed_by ann",
)  # fmt: skip


# what is planned exists


@pytest.mark.parametrize("seed", range(6))
def test_every_plan_can_be_walked_in_any_graph(make_graph: MakeGraph, seed: int) -> None:
    chance = random.Random(seed)
    relations = [name[:60] for name in chance.sample(HOSTILE, 8) if name]
    edges = random_edges(chance, relations)
    graph, brute = make_graph(edges), Enumerator(edges)
    requests = [request(f"who is {key} -> {chance.choice(relations)}?", key, "e0") for key in brute.entities()]
    planner = CausalPlanner(tiny_lm(seed=seed, sure=3.0), settings=CausalSettings(beams=WIDE))
    branches = [branch for made in planner.plan(requests, graph) for plan in made.plans for branch in plan.branches]
    assert len(branches) > 40
    assert max(len(branch.path) for branch in branches) > 1
    assert all(brute.ends(branch.topic, branch.path) for branch in branches)
    assert all(1 <= len(branch.path) <= 4 for branch in branches)


def test_a_graph_of_many_relations(lm: Any, make_graph: MakeGraph) -> None:
    chance = random.Random(1)
    words = ["directed", "by", "team", "of", "film", "country", "lives", "in", "work", "part", "has", "name"]
    relations = sorted({"_".join(chance.choices(words, k=chance.randint(1, 5))) for _ in range(4000)})[:1600]
    assert len(relations) == 1600
    edges = [EdgeRecord("hub", relation, f"n{number % 40}", number) for number, relation in enumerate(relations)]
    edges += [EdgeRecord(f"n{number % 40}", chance.choice(relations), f"m{number}", number) for number in range(400)]
    graph = make_graph(edges)
    counted = CountingLM(lm)
    planned = CausalPlanner(counted).plan([request("who directed it?", "hub"), request("where?", "n3")], graph)
    for made in planned:
        assert made.plans
        assert all(all(graph.ends(plan.branches, 1)) for plan in made.plans)
    # The trie of the hub alone holds more tokens than are read in all.
    whole = sum(len(ids) for ids in StepTokens(counted, relations).tokens.values()) / 2
    assert sum(len(growth.tokens) for run in counted.runs for growth in run) < whole


def test_walks_that_cannot_go_on_are_no_dead_ends(lm: Any, make_graph: MakeGraph) -> None:
    graph = make_graph(edges_of("a r a", "b s c", "c s b"))
    loop, pair = CausalPlanner(lm).plan([request("?", "a"), request("?", "b")], graph)
    assert loop.plans == ()  # a walk never comes back to its topic
    assert pair.plans
    assert all(len(branch.path) == 1 for plan in pair.plans for branch in plan.branches)


class GrowingGraph:
    """A graph that gets a relation after its relations were asked for."""

    def __init__(self, graph: IndexGraph) -> None:
        self.graph = graph

    def __getattr__(self, name: str) -> Any:
        return getattr(self.graph, name)

    def relations(self) -> list[str]:
        return [name for name in self.graph.relations() if name != "young"]


def test_a_relation_that_is_not_known_yet_is_left_out(lm: Any, make_graph: MakeGraph) -> None:
    graph: Any = GrowingGraph(make_graph(edges_of("a young b", "b r c", "d r e", "d young e")))
    only_young, both = CausalPlanner(lm).plan([request("?", "a"), request("?", "d")], graph)
    assert only_young.plans == ()
    assert {branch.path[0] for plan in both.plans for branch in plan.branches} == {"r"}


# scores


class PlainScorer:
    """The reference: every candidate's text read from its beginning, without tries, trees or caches."""

    def __init__(self, lm: Any, steps: StepTokens, prompts: Sequence[str]) -> None:
        """`prompts` has that of each start."""
        self.lm, self.steps, self.prompts = lm, steps, prompts

    def score(
        self, starts: Sequence[int], prefixes: Sequence[RelationPath], candidates: Sequence[Sequence[Step]]
    ) -> list[list[float]]:
        return [
            [self.of(start, prefix, None), *(self.of(start, prefix, step) for step in steps)]
            for start, prefix, steps in zip(starts, prefixes, candidates, strict=True)
        ]

    def of(self, start: int, prefix: RelationPath, step: Step | None) -> float:
        """Log probability of going on with the step; where it is None, of ending or of going on to an operation."""
        before = self.lm.encode(self.prompts[start] + self.steps.texts.path_text(prefix))
        tail = "" if step is None else self.steps.texts.path_text((*prefix, step))
        whole = [*before, self.lm.end] if step is None else self.lm.encode(self.prompts[start] + tail)
        assert whole[: len(before)] == before
        with torch.inference_mode():
            scores = self.lm.model(torch.tensor([whole])).logits[0].double().log_softmax(-1)
        total = sum(float(scores[at - 1, whole[at]]) for at in range(len(before), len(whole)))
        if step is None and prefix:
            operation = float(scores[len(before) - 1, self.steps.operation[0]])
            return min(0.0, max(total, operation) + log1p(exp(-abs(total - operation))))
        return total


def beams(
    lm: Any, graph: Graph, requests: Sequence[PlanRequest], settings: BeamSettings, search: SearchSettings
) -> tuple[Any, Any]:
    """The search by the planner's scorer, and by the reference."""
    steps = StepTokens(lm, graph.relations())
    starts: list[Start] = []
    prompts: list[str] = []
    for question, one in enumerate(requests):
        starts += make_starts(one, question, len(prompts))
        prompts += [planning_prompt(one.question, mention.candidates[0].name) for mention in one.topics]
    reader = PathReader(lm.trees(), steps)
    by_question = [
        {start.mention: lm.encode(prompts[start.mention]) for start in starts if start.question == question}
        for question in range(len(requests))
    ]
    reader.read_prompts(by_question)
    plain = PlainScorer(lm, steps, [prompts[start.mention] for start in starts])
    return (
        beam_search(CausalScorer(reader, steps, starts, settings, search), starts, graph, settings),
        beam_search(plain, starts, graph, settings),
    )


def assert_equal_but_for_rounding(searched: Sequence[SearchedStart], plain: Sequence[SearchedStart]) -> None:
    for one, reference in zip(searched, plain, strict=True):
        assert one.log_no_topic == pytest.approx(reference.log_no_topic, abs=1e-3)
        assert dict(one.hypotheses) == pytest.approx(dict(reference.hypotheses), abs=1e-3)


SETTINGS = (
    BeamSettings(),
    BeamSettings(width=2, prune=0.2),
    BeamSettings(width=1),
    BeamSettings(width=30, prune=1e-9, max_hops=2),
)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("search", [SearchSettings(), SearchSettings(min_relative=1.0, branches_per_run=1)])
@pytest.mark.parametrize("seed", range(3))
def test_the_search_is_that_of_plain_scores(
    make_graph: MakeGraph, settings: BeamSettings, search: SearchSettings, seed: int
) -> None:
    relations = ["directed_by", "directed_by_team", "directed", "lives_in", "lives", "country", "inverse_of_country"]
    graph = make_graph([*random_edges(random.Random(seed), relations), *FAMILY])
    requests = [
        PlanRequest("who directed the films of ann?", (topic("ann"), topic("e1", "e2", "e3"))),
        request("in which country does bob live?", "bob", "Rome"),
        request("?", "e4"),
    ]
    (searched, calls), (plain, plain_calls) = beams(tiny_lm(seed=seed), graph, requests, settings, search)
    assert_equal_but_for_rounding(searched, plain)
    assert calls == plain_calls
    assert sum(len(one.hypotheses) for one in searched) >= 3


def test_every_step_gets_its_plain_score(lm: Any, make_graph: MakeGraph) -> None:
    graph = make_graph(FAMILY)
    steps = StepTokens(lm, graph.relations())
    prompt = planning_prompt("who directed it?", "film")
    for prefix in ((), ("directed_by",), ("directed_by", "lives_in")):
        reader = PathReader(lm.trees(), steps)
        reader.read_prompts([{0: lm.encode(prompt)}])
        everything = BeamSettings(width=1000, prune=1e-300)
        scorer = CausalScorer(reader, steps, [Start(0, 0, "film", 0.0)], everything, SearchSettings())
        for length, step in enumerate(prefix):
            scorer.score([0], [prefix[:length]], [[step]])
        candidates = list(steps.tokens)
        (scores,) = scorer.score([0], [prefix], [candidates])
        (plain,) = PlainScorer(lm, steps, [prompt]).score([0], [prefix], [candidates])
        assert scores == pytest.approx(plain, abs=1e-4)
        assert sum(map(exp, scores)) < 1.5  # steps that begin alike share what they begin with


def test_the_batch_does_not_change_the_plans(lm: Any, make_graph: MakeGraph) -> None:
    graph = make_graph(FAMILY)
    requests = [
        request("who directed the films that ann acted in?", "ann"), request("where?", "bob", "film"),
        PlanRequest("?", ()), request("which country is it, that long and winding question asks", "Rome"),
        PlanRequest("who?", (topic("eve", "duo"), topic(), topic("Oslo"))),
    ]  # fmt: skip
    planner = CausalPlanner(lm)
    together = planner.plan(requests, graph)
    alone = [made for one in requests for made in planner.plan([one], graph)]
    by_twos = CausalPlanner(lm, settings=CausalSettings(batch=2)).plan(requests[::-1], graph)[::-1]
    assert [bool(made.plans) for made in together] == [True, True, False, True, True]
    for batch in (alone, by_twos):
        for one, other in zip(together, batch, strict=True):
            assert [plan.branches for plan in one.plans] == [plan.branches for plan in other.plans]
            assert [plan.score for plan in one.plans] == pytest.approx([plan.score for plan in other.plans], abs=1e-4)
            assert one.usage == other.usage


# what it costs


def test_where_there_is_one_way_only_each_hop_is_one_run(lm: Any, make_graph: MakeGraph) -> None:
    names = ["directed_by_the_whole_team", "country_of_the_capital", "name_of_a_film"]
    graph = make_graph([EdgeRecord(f"e{at}", name, f"e{at + 1}", at) for at, name in enumerate(names)])
    counted = CountingLM(lm)
    paths_only = CausalSettings(beams=WIDE, operations=False)
    (planned,) = CausalPlanner(counted, settings=paths_only).plan([request("?", "e0")], graph)
    assert max(len(plan.branches[0].path) for plan in planned.plans) == 3
    assert len(counted.runs) == 1 + 3
    assert planned.usage.model_calls == 1
    assert planned.usage.input_tokens == len(lm.encode(planning_prompt("?", "e0")))
    steps = StepTokens(lm, names)
    tokens = sum(len(steps.tokens[name]) + len(steps.separator) for name in names)
    assert planned.usage.output_tokens == tokens


def test_what_prompts_have_in_common_is_read_once(lm: Any, make_graph: MakeGraph) -> None:
    counted = CountingLM(lm)
    plan_request = request("who directed the films that ann acted in?", "ann", "bob", "Rome")
    (planned,) = CausalPlanner(counted).plan([plan_request], make_graph(FAMILY))
    read = sum(len(growth.tokens) for growth in counted.runs[0])
    prompts = [len(lm.encode(planning_prompt(plan_request.question, mention.text))) for mention in plan_request.topics]
    assert planned.usage.input_tokens == read < max(prompts) + 2 * 20 < sum(prompts)


def test_a_question_too_long_is_cut_and_says_so(lm: Any, make_graph: MakeGraph) -> None:
    planner = CausalPlanner(lm, settings=CausalSettings(prompt_tokens=60))
    long, short = planner.plan(
        [request("who directed it? " * 200, "film"), request("who?", "film")], make_graph(FAMILY)
    )
    assert long.plans
    assert long.usage.input_tokens <= 60
    assert "characters" in long.warnings[0]
    assert short.warnings == ()


def test_nothing_to_start_from_gives_no_plans(lm: Any, make_graph: MakeGraph) -> None:
    planner, graph = CausalPlanner(lm), make_graph(FAMILY)
    assert planner.plan([], graph) == []
    assert planner.plan([PlanRequest("who?", ()), PlanRequest("who?", (topic(),))], graph) == [Planned(())] * 2


# topics


def test_a_mention_whose_entity_lacks_what_the_model_writes_is_less_of_a_topic() -> None:
    plan_request = PlanRequest("q", (topic("a", start=0), topic("b", start=5)))
    hypotheses = [[Hypothesis(("r",), -0.1)], [Hypothesis(("s",), -7.0)]]
    sure, unsure = (
        list(map(SearchedStart, make_starts(plan_request, 0, 0), hypotheses, [log_no_topic] * 2))
        for log_no_topic in (-20.0, -0.001)
    )
    first, *rest = _plans(plan_request, [(sure[0], 0.9), (sure[1], 0.001)])
    assert first.branches == (("a", ("r",)),)
    assert first.score > 0.9
    assert all(plan.score < 0.1 for plan in rest)
    both = _plans(plan_request, [(one, 0.9) for one in sure])
    assert both[0].branches == (("a", ("r",)), ("b", ("s",)))
    neither = _plans(plan_request, [(one, 0.9) for one in unsure])
    assert all(plan.score < 0.1 for plan in neither)


def test_scores_are_probabilities_in_order(lm: Any, make_graph: MakeGraph) -> None:
    (planned,) = CausalPlanner(lm).plan([request("who?", "ann", "film")], make_graph(FAMILY))
    scores = [plan.score for plan in planned.plans]
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 1


# models of other kinds


@pytest.mark.parametrize(
    ("kind", "trees"), [("llama", "CachedTrees"), ("gpt2", "CachedTrees"), ("bloom", "PlainTrees")]
)
def test_models_that_read_no_trees_are_read_plainly(make_graph: MakeGraph, kind: str, trees: str) -> None:
    model = tiny_lm(kind=kind)
    assert type(model.trees()).__name__ == trees
    requests = [request("who directed it?", "film"), request("where does he live?", "bob", "ann")]
    (searched, _), (plain, _) = beams(model, make_graph(FAMILY), requests, BeamSettings(), SearchSettings())
    assert_equal_but_for_rounding(searched, plain)


# a real model


@pytest.fixture(scope="module")
def real(language_model: Path) -> CausalPlanner:
    planner = load_planner(f"causal:{language_model}")
    assert isinstance(planner, CausalPlanner)
    return planner


def test_a_real_model_plans(real: CausalPlanner, make_graph: MakeGraph) -> None:
    graph = make_graph(
        edges_of(
            "France capital Paris", "France borders Spain", "Spain official_language Spanish", "France currency Euro",
            "Paris mayor Hidalgo", "France president Macron", "Spain borders Portugal",
        )
    )  # fmt: skip
    requests = [
        request("What is the capital of France?", "France"),
        request("Which currency does France have?", "France"),
        request("Who is the president of France?", "France"),
    ]
    planned = real.plan(requests, graph)
    first = [made.plans[0].branches[0].path[0] for made in planned]
    # It was not trained to plan; that the question reaches it shows all the same.
    assert sum(map(str.__eq__, first, ["capital", "currency", "president"])) >= 2
    assert all(all(graph.ends(plan.branches, 1)) for made in planned for plan in made.plans)


def test_a_real_model_is_searched_as_its_plain_scores_are(real: CausalPlanner, make_graph: MakeGraph) -> None:
    settings = BeamSettings(width=3, max_hops=2)
    requests = [request("Who directed the films that ann starred in?", "ann", "film")]
    (searched, _), (plain, _) = beams(real.lm, make_graph(FAMILY), requests, settings, SearchSettings())
    assert_equal_but_for_rounding(searched, plain)


# specs


def test_specs_that_name_no_planner_are_refused() -> None:
    with pytest.raises(InputError, match="'causal:MODEL'"):
        load_planner("causal:")
    with pytest.raises(InputError, match=r"\?name=value"):
        load_planner("causal:folder?float32")
