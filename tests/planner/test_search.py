"""Beam search and the choice of topics, with a scripted model; every plan must exist in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log
from pathlib import Path

import pytest

from rog.errors import InputError, ModelError
from rog.graph import Graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.planner import load_planner
from rog.planner.compact.options import read_compact_spec
from rog.planner.compact.planner import CompactPlanner
from rog.planner.contract import PlanRequest
from rog.planner.search.beams import BeamSettings, Hypothesis, SearchedStart, Start, beam_search
from rog.planner.search.plan_scores import make_starts, score_plans
from rog.planner.search.unnamed_ends import all_unnamed, is_unnamed
from rog.types import Branch, Candidate, Entity, RelationPath, Step, Topic


def index(folder: Path, edges: Iterable[tuple[str, str, str]]) -> Graph:
    build_index([EdgeRecord(*edge) for edge in edges], folder / "graph.rog")
    return IndexGraph(folder / "graph.rog")


Script = dict[RelationPath, dict[Step | None, float]]
"""Probability of each step, and of stopping (None), after a prefix."""


class ScriptedScorer:
    """Gives each prefix the probabilities of a script, and 1e-9 to steps that are not in it."""

    def __init__(self, script: Script) -> None:
        self.script, self.calls = script, 0

    def score(
        self, starts: Sequence[int], prefixes: Sequence[RelationPath], candidates: Sequence[Sequence[Step]]
    ) -> list[list[float]]:
        self.calls += 1
        return [
            [log(self.script.get(prefix, {}).get(step, 1e-9)) for step in (None, *steps)]
            for prefix, steps in zip(prefixes, candidates, strict=True)
        ]


FAMILY = [("ann", "parent", "bob"), ("bob", "parent", "cat"), ("cat", "lives in", "Rome"), ("bob", "lives in", "Oslo")]


def test_only_steps_of_the_graph_are_planned(tmp_path: Path) -> None:
    wish: Script = {
        (): {"flies to": 0.9, "parent": 0.1},
        ("parent",): {None: 0.2, "parent": 0.7},
        ("parent", "parent"): {None: 0.5},
    }
    scorer = ScriptedScorer(wish)
    start = Start(0, 0, "ann", 0.0)
    (searched,), calls = beam_search(scorer, [start], index(tmp_path, FAMILY), BeamSettings(prune=1e-6))
    assert searched.start == start
    assert [one.path for one in searched.hypotheses][:2] == [("parent", "parent"), ("parent",)]
    assert exp(searched.hypotheses[0].log_probability) == pytest.approx(0.1 * 0.7 * 0.5)
    assert exp(searched.log_no_topic) == pytest.approx(1e-9)
    assert calls == scorer.calls


def test_every_finished_path_reaches_something(tmp_path: Path) -> None:
    graph = index(tmp_path, [*FAMILY, ("Rome", "in", "Italy"), ("Oslo", "in", "Norway"), ("ann", "parent", "dan")])
    starts = [Start(number, 0, topic, 0.0) for number, topic in enumerate(("ann", "Rome", "Norway"))]
    searched, _ = beam_search(ScriptedScorer({}), starts, graph, BeamSettings(prune=1e-300, width=100, plans=1000))
    for start, hypotheses, _ in searched:
        assert hypotheses
        assert all(graph.ends([(start.topic, one.path) for one in hypotheses], 10))
        assert max(len(one.path) for one in hypotheses) <= 4


def test_without_the_constraint_plans_come_out_that_the_graph_does_not_hold(tmp_path: Path) -> None:
    wish: Script = {(): {"lives in": 0.9, "parent": 0.1}, ("lives in",): {None: 0.8}, ("parent",): {None: 0.7}}
    graph = index(tmp_path, FAMILY)
    ann = [Start(0, 0, "ann", 0.0)]
    (free,), _ = beam_search(ScriptedScorer(wish), ann, graph, BeamSettings(constrained=False, prune=1e-2))
    assert [one.path for one in free.hypotheses] == [("lives in",), ("parent",)]
    assert not graph.ends([("ann", ("lives in",))], 10)[0]
    (constrained,), _ = beam_search(ScriptedScorer(wish), ann, graph, BeamSettings(prune=1e-2))
    assert [one.path for one in constrained.hypotheses] == [("parent",)]


def test_a_topic_without_edges_has_no_plan(tmp_path: Path) -> None:
    graph = index(tmp_path, [("a", "r", "a")])  # a walk never comes back to its topic
    start = Start(0, 0, "a", 0.0)
    searched, calls = beam_search(ScriptedScorer({}), [start], graph, BeamSettings())
    assert (searched, calls) == ([SearchedStart(start, [], log(1e-9))], 1)
    assert beam_search(ScriptedScorer({}), [], graph, BeamSettings()) == ([], 0)


def test_the_beam_is_shared_by_the_starts_of_a_question(tmp_path: Path) -> None:
    graph = index(tmp_path, FAMILY)
    wish: Script = {(): {"parent": 0.9}, ("parent",): {None: 0.9}}
    starts = [Start(0, 0, "ann", 0.0), Start(0, 1, "bob", log(1e-5)), Start(1, 2, "bob", 0.0)]
    searched, _ = beam_search(ScriptedScorer(wish), starts, graph, BeamSettings())
    assert [bool(one.hypotheses) for one in searched] == [True, False, True]


def topic(text: str, start: int | None, **scores: float) -> Topic:
    candidates = tuple(Candidate(id=key, name=key, score=value, kind="name") for key, value in scores.items())
    return Topic(text=text, start=start, end=None if start is None else start + len(text), candidates=candidates)


def plans_of(
    topics: Sequence[Topic], hypotheses: Sequence[list[Hypothesis]], no_topic: Sequence[float]
) -> list[tuple[float, list[str]]]:
    request = PlanRequest("", tuple(topics))
    plans = score_plans(request, list(map(SearchedStart, make_starts(request, 0, 7), hypotheses, map(log, no_topic))))
    return [(plan.score, [f"{branch.topic}/{branch.path[0]}" for branch in plan.branches]) for plan in plans]


def test_two_sure_topics_meet() -> None:
    topics = [topic("France", 0, France=0.5), topic("Spain", 10, Spain=0.5)]
    plans = plans_of(topics, [[Hypothesis(("borders",), log(0.9))], [Hypothesis(("borders",), log(0.9))]], [0.01, 0.01])
    assert plans[0][0] == pytest.approx(1.0, abs=0.01)
    assert plans[0][1] == ["France/borders", "Spain/borders"]
    assert plans[1][0] < 0.02


def test_a_mention_that_is_no_topic_does_not_join() -> None:
    topics = [topic("France", 0, France=0.6), topic("in", 10, India=0.4)]
    plans = plans_of(
        topics, [[Hypothesis(("capital",), log(0.9))], [Hypothesis(("borders",), log(0.01))]], [0.01, 0.98]
    )
    assert plans[0][1] == ["France/capital"]
    assert plans[0][0] > 0.85


def test_overlapping_mentions_never_meet() -> None:
    topics = [topic("New York City", 0, City=0.5), topic("New York", 0, State=0.5)]
    plans = plans_of(topics, [[Hypothesis(("r",), log(0.9))], [Hypothesis(("r",), log(0.8))]], [0.01, 0.01])
    assert [branches for _, branches in plans] == [["City/r"], ["State/r"]]


def test_given_topics_without_a_place_meet() -> None:
    topics = [topic("A", None, a=1.0), topic("B", None, b=1.0)]
    plans = plans_of(topics, [[Hypothesis(("r",), log(0.9))], [Hypothesis(("r",), log(0.9))]], [0.05, 0.05])
    assert plans[0][1] == ["a/r", "b/r"]


def test_ambiguous_names_are_weighed_by_their_score() -> None:
    plans = plans_of(
        [topic("Paris", 0, Paris=0.8, Texas=0.2)],
        [[Hypothesis(("country",), log(0.9))], [Hypothesis(("country",), log(0.9))]],
        [0.01, 0.01],
    )
    assert [branches for _, branches in plans] == [["Paris/country"], ["Texas/country"]]
    assert plans[0][0] == pytest.approx(4 * plans[1][0], rel=0.01)


def test_no_topics_give_no_plans() -> None:
    assert plans_of([], [], []) == []


def test_branches_are_written_as_objects() -> None:
    assert Branch("a", ("r",))._asdict() == {"topic": "a", "path": ("r",)}


def test_unknown_planners_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'compact:FOLDER'"):
        load_planner("telepathy")
    with pytest.raises(ModelError, match="not a compact model folder"):
        load_planner(f"compact:{tmp_path}")


def test_a_spec_leaves_parts_of_the_compact_planner_out() -> None:
    assert read_compact_spec("compact") == (None, BeamSettings(), True, True, True, True)
    folder, beams, *parts = read_compact_spec("compact:some/model?kinds=no&constrained=no&words=no&absent=no&forms=no")
    assert (folder, beams) == (Path("some/model"), BeamSettings(constrained=False))
    assert parts == [False, False, False, False]
    assert read_compact_spec("compact?kinds=yes").kinds
    planner = load_planner("compact?constrained=no")
    assert isinstance(planner, CompactPlanner)
    assert not planner.settings.constrained


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("compact?kind=no", "no option is called 'kind'; use constrained, kinds"),
        ("compact?kinds=0", "kinds is '0'; use yes or no"),
        ("compact:folder?kinds", "options are written \\?name=value"),
        ("compacted?kinds=no", "unknown planner 'compacted"),
    ],
)
def test_specs_of_the_compact_planner_that_say_nothing(spec: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        load_planner(spec)


MARRIAGES = [
    ("ann", "marriage", "m.0abc"), ("m.0abc", "spouse", "ann"), ("m.0abc", "spouse", "bob"),
    ("m.0abc", "place", "Rome"),
]  # fmt: skip


@pytest.mark.parametrize("node", ["m.0abc", "g.11b_x", "/m/0abc", "_:b0", "x/Q42-f078e5b3-f9a8-480e-b7ac-d97778cbbef9"])
def test_no_plan_ends_at_a_node_without_a_name(tmp_path: Path, node: str) -> None:
    graph = index(tmp_path, [tuple(node if part == "m.0abc" else part for part in edge) for edge in MARRIAGES])  # type: ignore[misc]
    wish: Script = {
        (): {"marriage": 0.9},
        ("marriage",): {None: 0.8, "spouse": 0.15, "place": 0.05},
        ("marriage", "spouse"): {None: 0.9},
        ("marriage", "place"): {None: 0.9},
    }
    (searched,), _ = beam_search(ScriptedScorer(wish), [Start(0, 0, "ann", 0.0)], graph, BeamSettings(prune=1e-4))
    hypotheses = searched.hypotheses
    assert [one.path for one in hypotheses][:2] == [("marriage", "spouse"), ("marriage", "place")]
    assert all(len(one.path) > 1 for one in hypotheses)
    assert exp(hypotheses[0].log_probability) == pytest.approx(0.9 * 0.15 / (1 - 0.8) * 0.9)  # as if it could not stop


def test_an_id_that_nothing_lies_behind_is_an_answer(tmp_path: Path) -> None:
    number = "123e4567-e89b-12d3-a456-426614174000"
    graph = index(tmp_path, [("Alpha Box", "machine id", number), ("Alpha Box", "color", "red")])
    wish: Script = {(): {"machine id": 0.9}, ("machine id",): {None: 0.9}}
    (searched,), _ = beam_search(ScriptedScorer(wish), [Start(0, 0, "Alpha Box", 0.0)], graph, BeamSettings())
    assert searched.hypotheses[0].path == ("machine id",)
    assert exp(searched.hypotheses[0].log_probability) == pytest.approx(0.81)


def test_a_node_that_has_a_name_is_an_answer_whatever_its_id(tmp_path: Path) -> None:
    build_index([*(EdgeRecord(*edge) for edge in MARRIAGES), NodeRecord("m.0abc", "The Wedding")], tmp_path / "kg.rog")
    graph = IndexGraph(tmp_path / "kg.rog")
    assert all_unnamed([Branch("ann", ("marriage",))], graph) == [False]


def test_an_id_in_an_iri_is_looked_up(tmp_path: Path) -> None:
    iri = "http://rdf.freebase.com/ns/m.0abc"
    build_index([EdgeRecord("ann", "marriage", iri), NodeRecord(iri, "m.0abc")], tmp_path / "kg.rog")
    assert all_unnamed([Branch("ann", ("marriage",))], IndexGraph(tmp_path / "kg.rog")) == [True]


def test_where_people_ask_for_ids_an_id_is_an_answer(tmp_path: Path) -> None:
    graph = index(tmp_path, [("m.01a", "spouse", "m.02b"), ("m.02b", "child", "Bob")])
    branches = [Branch("m.01a", ("spouse",)), Branch("Bob", ("^child",)), Branch("m.01a", ("spouse", "child"))]
    assert all_unnamed([*branches, branches[0]], graph) == [False, True, False, False]
    assert all_unnamed([], graph) == []


@pytest.mark.parametrize(
    "name",
    ["m.ward", "M. Night", "g.1", "g.100", "G.10000", "M.0123", "M/105", "Route/m/0105", "mg.012", "12-34-56", "_",
     "Q42", "deadbeef-1234", "a _:b", "Report 123e4567-e89b-12d3-a456-426614174000 of May"],
)  # fmt: skip
def test_names_that_look_a_little_like_ids_are_names(name: str) -> None:
    assert not is_unnamed(Entity(id="x", name=name))
