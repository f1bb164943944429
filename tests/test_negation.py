"""Doubt where a plan denies what a question says, or says what it denies."""

from __future__ import annotations

import pytest

from rog.linker import given_topic
from rog.planner import PlanRequest
from rog.planner.negation import is_negated, share_as_negated
from rog.types import Branch, Entity, Plan

NEGATED = frozenset({"not_effective_against"})


@pytest.mark.parametrize(
    "text",
    [
        "not very effective against",
        "no effect on",
        "Which doesn't it know?",
        "who can’t fly",
        "non EU state",
        "never ran",
    ],
)
def test_what_denies(text: str) -> None:
    assert is_negated(text)


@pytest.mark.parametrize("text", ["phone no", "no 1 hit of", "note of the knot", "what did mr t do", "", "nothing"])
def test_what_does_not(text: str) -> None:
    assert not is_negated(text)


def plan(score: float, *path: str) -> Plan:
    return Plan(branches=(Branch(topic="fire", path=path),), score=score)


def test_a_plan_counts_for_half_that_is_negated_otherwise_than_the_question() -> None:
    good, bad = plan(0.6, "has_type", "effective_against"), plan(0.2, "has_type", "^not_effective_against")
    for question, shares in (("what is fire good against", (1.0, 0.5)), ("what is fire not good against", (0.5, 1.0))):
        request = PlanRequest(question, ())
        assert share_as_negated(request, [good], NEGATED) == shares[0]
        assert share_as_negated(request, [bad], NEGATED) == shares[1]
        mixed = (0.6 * shares[0] + 0.2 * shares[1]) / 0.8
        assert share_as_negated(request, [good, bad], NEGATED) == pytest.approx(mixed)
    assert share_as_negated(PlanRequest("x", ()), [], NEGATED) == 1.0


def test_a_name_denies_nothing() -> None:
    topic = given_topic("who made No Way Out", Entity(id="film", name="No Way Out"))
    assert share_as_negated(PlanRequest("who made No Way Out", (topic,)), [plan(0.9, "made")], NEGATED) == 1.0
