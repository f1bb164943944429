"""Two questions in one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.planner.proposing.halves import joined, split
from tests.planner.proposing.asked import request_of


@pytest.mark.parametrize(
    ("question", "topics", "halves"),
    [
        ("When did Ann join, and where does she live?", ["Ann"], ("When did Ann join", "where does Ann live?")),
        ("What's the capital of Oria and what's its currency?", ["Oria"],
         ("What's the capital of Oria", "what's Oria's currency?")),
        ("Who wrote Dune; when was it published?", ["Dune"], ("Who wrote Dune", "when was Dune published?")),
        ("When and where was Ann born?", ["Ann"], ("When was Ann born?", "where was Ann born?")),
        ("What are the capital and the currency of Oria?", ["Oria"],
         ("What are the capital of Oria?", "What are the currency of Oria?")),
        ("Who wrote Dune and who wrote Emma?", ["Dune", "Emma"], ("Who wrote Dune", "who wrote Emma?")),
    ],
)  # fmt: skip
def test_a_question_is_split(question: str, topics: Sequence[str], halves: tuple[str, str]) -> None:
    found = split(request_of(question, *topics))
    assert found is not None
    assert (found.first.question, found.second.question) == halves
    for half in (found.first, found.second):
        assert half.topics
        for topic in half.topics:
            assert half.question[topic.start : topic.end] == topic.text


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("Who wrote Dune?", ["Dune"]),
        ("Which countries border Oria and Palu?", ["Oria", "Palu"]),
        ("Who wrote War and Peace?", ["War and Peace"]),
        ("and what?", []),
        ("", []),
    ],
)
def test_one_question_stays_one(question: str, topics: Sequence[str]) -> None:
    assert split(request_of(question, *topics)) is None


def test_the_plans_of_both_halves_are_joined() -> None:
    halves = split(request_of("When did Ann join, and where does she live?", "Ann"))
    assert halves is not None
    whole = Planned((Plan.of([("Ann", ("joined",))], 0.1),))
    first = Planned((Plan.of([("Ann", ("joined",))], 0.9), Plan.of([("Ann", ("lives_in",))], 0.05)))
    second = Planned((Plan.of([("Ann", ("lives_in",))], 0.8),))
    found = joined(whole, halves, first, second)
    assert str(found.plans[0].query) == "Ann / joined; Ann / lives_in"
    assert found.plans[0].score == pytest.approx(halves.chance * 0.72)
    assert "Ann / lives_in; Ann / lives_in" not in {str(plan.query) for plan in found.plans}
    assert joined(whole, halves, first, Planned(())).plans == whole.plans


def test_a_request_without_topics_is_not_split() -> None:
    assert split(PlanRequest("When did she join, and where does she live?", ())) is None
