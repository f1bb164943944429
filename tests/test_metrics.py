"""Scores against a computation of their own: counts of right and wrong ids, one question at a time."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from fractions import Fraction

import pytest

from rog.metrics import precision_recall_f1, score
from rog.questions import Question
from rog.types import Answer, Result


def result(*ids: str, error: str | None = None) -> Result:
    answers = tuple(Answer(id=key, name=key, score=1.0) for key in ids)
    return Result(question="?", answers=answers, abstained=not ids, error=error)


def gold(*ids: str) -> Question:
    return Question(question="?", answers=ids)


def by_counting(answers: Iterable[str], right: Iterable[str]) -> tuple[Fraction, Fraction, Fraction]:
    """Precision, recall and F1 = 2 tp / (2 tp + fp + fn), counted id by id."""
    found, wanted = sorted(set(answers)), sorted(set(right))
    hits = sum(1 for one in found for other in wanted if one == other)
    wrong, missed = len(found) - hits, len(wanted) - hits
    if not found and not wanted:
        return Fraction(1), Fraction(1), Fraction(1)
    precision = Fraction(hits, hits + wrong) if found else Fraction(0)
    recall = Fraction(hits, hits + missed) if wanted else Fraction(0)
    return precision, recall, Fraction(2 * hits, 2 * hits + wrong + missed)


def random_lists(count: int) -> list[tuple[list[str], list[str]]]:
    chance = random.Random(7)
    return [
        (chance.choices("abcdefgh", k=chance.randrange(7)), chance.choices("abcdefgh", k=chance.randrange(7)))
        for _ in range(count)
    ]


def test_random_sets_agree_with_counting() -> None:
    for answers, right in random_lists(200):
        expected = [float(value) for value in by_counting(answers, right)]
        assert list(precision_recall_f1(answers, right)) == pytest.approx(expected), (answers, right)


def test_means_over_questions_agree_with_counting() -> None:
    rows = [(list(dict.fromkeys(answers)), right) for answers, right in random_lists(200)]
    scores = score((result(*answers), gold(*right)) for answers, right in rows)
    counted = [by_counting(answers, right) for answers, right in rows]
    for name, values in zip(("precision", "recall", "f1"), zip(*counted, strict=True), strict=True):
        assert getattr(scores, name) == pytest.approx(float(sum(values) / 200), abs=5e-5)
    assert scores.hits_at_1 == pytest.approx(sum(bool(a) and a[0] in r for a, r in rows) / 200, abs=5e-5)
    assert scores.exact == pytest.approx(sum(sorted(a) == sorted(set(r)) for a, r in rows) / 200, abs=5e-5)
    assert scores.abstained == pytest.approx(sum(not a for a, _ in rows) / 200, abs=5e-5)
    assert (scores.questions, scores.errors) == (200, 0)


@pytest.mark.parametrize(
    ("answers", "right", "expected"),
    [
        ((), (), (1.0, 1.0, 1.0)),
        ((), ("a",), (0.0, 0.0, 0.0)),
        (("a",), (), (0.0, 0.0, 0.0)),
        (("a", "a", "b"), ("a", "b", "b"), (1.0, 1.0, 1.0)),
        (("a", "a", "b"), ("a",), (0.5, 1.0, pytest.approx(2 / 3))),
        (("A",), ("a",), (0.0, 0.0, 0.0)),
    ],
)
def test_edge_cases(answers: Sequence[str], right: Sequence[str], expected: tuple[float, float, float]) -> None:
    assert precision_recall_f1(answers, right) == expected


def test_only_the_first_answer_counts_for_hits_at_1() -> None:
    scores = score([(result("a", "b"), gold("b")), (result("b", "a"), gold("b"))])
    assert (scores.hits_at_1, scores.recall, scores.precision) == (0.5, 1.0, 0.5)


def test_abstaining_where_nothing_is_right_is_exact() -> None:
    scores = score([(result(), gold())])
    assert (scores.hits_at_1, scores.f1, scores.exact, scores.abstained) == (0.0, 1.0, 1.0, 1.0)


def test_errors_are_counted_and_score_nothing() -> None:
    scores = score([(result(error="unknown topic"), gold("a")), (result("a"), gold("a"))])
    assert (scores.errors, scores.abstained, scores.f1) == (1, 0.5, 0.5)


def test_no_questions_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="no questions to score"):
        score([])
