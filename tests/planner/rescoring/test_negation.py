"""Doubt where a plan denies what a question affirms, or affirms what it denies."""

from __future__ import annotations

import pytest

from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.linker import given_topic
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.planner.compact.planner import CompactPlanner
from rog.planner.contract import PlanRequest
from rog.planner.rescoring.negation import is_negated, negation_factor
from rog.reasoner.paths import PathReasoner
from rog.types import Branch, Entity
from tests.conftest import MakeGraph

NEGATED = frozenset({"not_effective_against"})


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


def test_the_best_plan_counts_for_half_that_is_negated_otherwise_than_the_question() -> None:
    good, bad = plan(0.6, "has_type", "effective_against"), plan(0.2, "has_type", "^not_effective_against")
    for question, shares in (("what is fire good against", (1.0, 0.5)), ("what is fire not good against", (0.5, 1.0))):
        request = PlanRequest(question, ())
        assert negation_factor(request, [good, bad], NEGATED) == shares[0]
        assert negation_factor(request, [bad, good], NEGATED) == shares[1]
    assert negation_factor(PlanRequest("x", ()), [], NEGATED) == 1.0


def test_names_that_a_plan_starts_from_deny_nothing_and_others_do() -> None:
    made = Plan.of((Branch("film", ("made",)),), 0.9)
    question = "who made No Way Out and not Up"
    way = given_topic(question, Entity(id="film", name="No Way Out"))
    never = given_topic(question, Entity(id="n", name="not"))
    for topics in ((way,), (way, never)):
        assert negation_factor(PlanRequest(question, topics), [made], NEGATED) == 0.5
    alone = "who made No Way Out"
    topic = given_topic(alone, Entity(id="film", name="No Way Out"))
    assert negation_factor(PlanRequest(alone, (topic,)), [made], NEGATED) == 1.0


def test_kinds_and_aliases_do_not_deny(make_graph: MakeGraph) -> None:
    records: list[Record] = [NodeRecord("Ann Lee", types=("person",)), EdgeRecord("Ann Lee", "phone_no", "555 1234")]
    kg = RoG(make_graph(records), CompactPlanner(), PathReasoner())
    result = kg.ask("What is the phone number of Ann Lee?")
    assert [answer.name for answer in result.answers] == ["555 1234"]
    assert not result.low_confidence
