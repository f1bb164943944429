"""Doubt where the question may mean another entity, or another plan."""

from __future__ import annotations

from rog.doubt.close_rivals import close_rivals
from rog.doubt.unsure_topic import ambiguous_topic, unlikely_topic
from rog.graph import Graph
from rog.outcome import Plan
from rog.retriever import Evidence, Retrieved
from rog.types import Branch, Candidate, Ends, Topic
from tests.conftest import MakeGraph


def plan(score: float, topic: str = "a") -> Plan:
    return Plan.of([Branch(topic, ("r",))], score)


def evidence(graph: Graph, *candidates: tuple[str, str, float], retrieved: tuple[Retrieved, ...] = ()) -> Evidence:
    named = tuple(Candidate(id=id, name=name, score=score, kind="name") for id, name, score in candidates)
    topics = (Topic(text="Crash", start=0, end=5, candidates=named),) if named else ()
    return Evidence("Crash is by whom?", graph, retrieved, topics=topics)


def test_a_namesake_that_is_nearly_as_likely(make_graph: MakeGraph) -> None:
    graph = make_graph([])
    item = evidence(graph, ("a", "Crash", 0.4), ("b", "crash", 0.3), ("c", "Crash!", 0.1), ("d", "Crash Test", 0.4))
    assert [doubt.says for doubt in ambiguous_topic(item, plan(0.9))] == ["“Crash” may be any of 2 of this name"]
    assert list(ambiguous_topic(evidence(graph, ("a", "Crash", 0.9), ("b", "Crash", 0.1)), plan(0.9))) == []


def test_a_mention_that_is_hardly_a_name(make_graph: MakeGraph) -> None:
    graph = make_graph([])
    doubts = list(unlikely_topic(evidence(graph, ("a", "Crash", 0.02)), plan(0.9)))
    assert [doubt.says for doubt in doubts] == ["“Crash” may name nothing here"]
    assert list(unlikely_topic(evidence(graph, ("a", "Crash", 0.06), ("b", "Crash", 0.06)), plan(0.9))) == []
    assert list(unlikely_topic(evidence(graph), plan(0.9))) == []


def test_a_plan_with_other_answers_that_is_nearly_as_probable(make_graph: MakeGraph) -> None:
    graph = make_graph([])
    best = Retrieved(plan(0.5), Ends(["x"]))

    def rivals(score: float, *ends: str, others: tuple[Retrieved, ...] = ()) -> int:
        other = Retrieved(plan(score, "b"), Ends(ends))
        return len(list(close_rivals(evidence(graph, retrieved=(best, other, *others)), best.plan)))

    assert rivals(0.4, "y") == 1
    assert rivals(0.3, "y", others=(Retrieved(plan(0.3, "c"), best.ends),)) == 0  # two plans say the same
    assert rivals(0.4, "x") == rivals(0.4) == rivals(0.1, "y") == 0
