"""From scored ends to cited answers: nothing is shown that the graph does not hold."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rog.cite import cite
from rog.graph.index.store import IndexGraph
from rog.graph.records import NodeRecord
from rog.outcome import Plan, Verdict
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.testing.graph_contract import edges_of
from rog.types import Branch, Triple
from tests.conftest import MakeGraph
from tests.fakes.edited_graph import EditedGraph, as_graph

EDGES = edges_of(
    "fr borders es", "fr borders it", "pt borders es", "es language spanish", "it language italian", "fr near it"
)
NODES = [NodeRecord("es", "Spain"), NodeRecord("fr", "France"), NodeRecord("it", "Italy")]


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph([*NODES, *EDGES])


def plan(score: float, *branches: tuple[str, tuple[str, ...]]) -> Plan:
    return Plan.of(tuple(Branch(*branch) for branch in branches), score)


BORDERS = plan(0.9, ("fr", ("borders",)))
NEAR = plan(0.1, ("fr", ("near",)))


def reasoned(*ends: tuple[str, Sequence[Plan]]) -> Reasoned:
    answers = tuple(ScoredEnd(key, 0.5, tuple(plans)) for key, plans in ends)
    plans = dict.fromkeys(own for _, plans in ends for own in plans)
    return Reasoned(answers, tuple(Verdict(plan=own, kept=True) for own in plans))


def test_each_answer_has_its_name_and_its_paths(graph: IndexGraph) -> None:
    cited = cite(reasoned(("es", [BORDERS]), ("it", [BORDERS])), graph, 3)
    assert [(answer.id, answer.name) for answer in cited.answers] == [("es", "Spain"), ("it", "Italy")]
    assert [[hop.triple for hop in path.hops] for path in cited.answers[0].paths] == [[("fr", "borders", "es")]]
    assert set(cited.entities) == {"es", "fr", "it"}
    assert cited.entities["fr"].name == "France"
    assert cited.warnings == ()


def test_no_answers_ask_the_graph_nothing(graph: IndexGraph) -> None:
    edited = EditedGraph(graph)
    cited = cite(Reasoned((), ()), as_graph(edited), 3)
    assert (cited.answers, cited.entities, edited.calls) == ((), {}, 0)


def test_an_answer_without_a_held_path_is_left_out_with_a_warning(graph: IndexGraph) -> None:
    edited = EditedGraph(graph, ("fr", "borders", "es"))
    cited = cite(reasoned(("es", [BORDERS]), ("it", [BORDERS])), as_graph(edited), 3)
    assert [answer.id for answer in cited.answers] == ["it"]
    assert len(cited.warnings) == 1
    assert cited.warnings[0].startswith("1 answer")


def test_another_plan_that_still_holds_keeps_the_answer(graph: IndexGraph) -> None:
    edited = EditedGraph(graph, ("fr", "borders", "it"))
    cited = cite(reasoned(("it", [BORDERS, NEAR])), as_graph(edited), 3)
    (answer,) = cited.answers
    assert [path.relation_path for path in answer.paths] == [("near",)]
    assert cited.warnings == ()


def test_a_meeting_needs_a_held_path_of_every_branch(graph: IndexGraph) -> None:
    meeting = plan(0.9, ("fr", ("borders",)), ("pt", ("borders",)))
    both = cite(reasoned(("es", [meeting])), graph, 3).answers[0]
    assert [path.topic for path in both.paths] == ["fr", "pt"]
    edited = EditedGraph(graph, ("pt", "borders", "es"))
    assert cite(reasoned(("es", [meeting])), as_graph(edited), 3).answers == ()


def test_paths_are_limited_for_each_branch(make_graph: MakeGraph) -> None:
    edges = edges_of(*(f"a r m{number}" for number in range(5)), *(f"m{number} s z" for number in range(5)))
    two = plan(1.0, ("a", ("r", "s")))
    for limit in (1, 3, 5, 9):
        (answer,) = cite(reasoned(("z", [two])), make_graph(edges), limit).answers
        assert [path.hops[0].tail for path in answer.paths] == [f"m{number}" for number in range(min(limit, 5))]


def test_all_edges_are_verified_in_one_call(graph: IndexGraph) -> None:
    edited = EditedGraph(graph)
    languages = plan(0.5, ("fr", ("borders", "language")))
    cited = cite(reasoned(("spanish", [languages]), ("italian", [languages])), as_graph(edited), 3)
    assert edited.calls == 2  # one walk, one look at the edges
    held = {Triple(edge.head, edge.relation, edge.tail) for edge in EDGES}
    assert {hop.triple for answer in cited.answers for path in answer.paths for hop in path.hops} <= held
