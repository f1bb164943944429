"""Doubt where a plan denies what a question affirms, or affirms what it denies."""

from __future__ import annotations

import pytest

from rog.doubt.negation import is_negated, negation
from rog.graph import Graph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.linker import given_topic
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.planner.compact.planner import CompactPlanner
from rog.query import read_query
from rog.reasoner.paths import PathReasoner
from rog.retriever import Evidence
from rog.types import Branch, Entity, RelationDescription, Topic
from tests.conftest import MakeGraph


@pytest.mark.parametrize(
    "text", ["not very effective against", "no effect on", "Which doesn't it know?", "who can’t fly", "never ran"]
)
def test_what_denies(text: str) -> None:
    assert is_negated(text)


@pytest.mark.parametrize(
    "text",
    [
        "phone no",
        "no of employees",
        "no 1 hit of",
        "note of the knot",
        "in T cells",
        "design T-shirts",
        "non profit",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not is_negated(text)


def plan(score: float, *path: str) -> Plan:
    return Plan.of((Branch(topic="fire", path=path),), score)


@pytest.fixture
def graph(make_graph: MakeGraph) -> Graph:
    return make_graph([EdgeRecord("fr", "borders", "de")])


def denied(graph: Graph, question: str, plan: Plan, *topics: Topic) -> list[str]:
    return [doubt.says for doubt in negation(Evidence(question, graph, (), topics=topics), plan)]


def test_what_is_negated_otherwise_than_the_question_is_doubted(graph: Graph) -> None:
    good, bad = plan(0.6, "has_type", "effective_against"), plan(0.2, "has_type", "^not_effective_against")
    affirms, denies = "what is fire good against", "what is fire not good against"
    assert denied(graph, affirms, good) == denied(graph, denies, bad) == []
    assert denied(graph, affirms, bad) == ["this answer rests on a denial, which is not in the question"]
    assert denied(graph, denies, good) == ["the question denies something, which this answer does not"]


def test_what_a_query_takes_away_is_denied(graph: Graph) -> None:
    borders = read_query("(fr / borders) not (de / borders)")
    assert denied(graph, "what borders France and not Germany", Plan(query=borders, score=0.9)) == []
    assert denied(graph, "what borders France", Plan(query=borders, score=0.9)) != []


def test_a_relation_whose_id_is_a_code_is_read_by_its_name(make_graph: MakeGraph) -> None:
    codes = make_graph(
        [EdgeRecord("fire", "P1", "ice"), RelationRecord("P1", RelationDescription(names=("not effective against",)))]
    )
    assert denied(codes, "what is fire good against", plan(0.9, "P1")) != []
    assert denied(codes, "what is fire not good against", plan(0.9, "P1")) == []


def test_names_that_a_plan_starts_from_deny_nothing_and_others_do(graph: Graph) -> None:
    made = Plan.of((Branch("film", ("made",)),), 0.9)
    question = "who made No Way Out and not Up"
    way = given_topic(question, Entity(id="film", name="No Way Out"))
    never = given_topic(question, Entity(id="n", name="not"))
    assert denied(graph, question, made, way) == denied(graph, question, made, way, never) != []
    alone = "who made No Way Out"
    assert denied(graph, alone, made, given_topic(alone, Entity(id="film", name="No Way Out"))) == []


def test_kinds_and_aliases_do_not_deny(make_graph: MakeGraph) -> None:
    records: list[Record] = [NodeRecord("Ann Lee", types=("person",)), EdgeRecord("Ann Lee", "phone_no", "555 1234")]
    kg = RoG(make_graph(records), CompactPlanner(), PathReasoner())
    result = kg.ask("What is the phone number of Ann Lee?")
    assert [answer.name for answer in result.answers] == ["555 1234"]
    assert not result.low_confidence
