"""The confidence that is made of a probability and doubts, and which doubts are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rog.calibration import LOW_CONFIDENCE_THRESHOLD
from rog.doubt.confidence import WEIGHTS, believe, doubted, weighed
from rog.doubt.missing_relation import missing_relation
from rog.outcome import Doubt

GRAVE = doubted("negation", "grave")
SLIGHT = Doubt(name="relation missing", says="slight", weight=0.99)

probabilities = st.floats(0, 1)
weights = st.floats(0, 1)


def test_without_a_doubt_the_probability_is_the_confidence() -> None:
    assert believe(0.9, (), 0.55) == (0.9, False, ())


def test_doubts_multiply_the_odds() -> None:
    halves = [Doubt(name="misspelt", says="half", weight=0.5)] * 2
    assert weighed(0.8, halves[:1]) == pytest.approx(4 * 0.5 / (1 + 4 * 0.5))
    assert weighed(0.8, halves) == pytest.approx(4 * 0.25 / (1 + 4 * 0.25))


@given(probabilities, probabilities, st.lists(weights, max_size=4), weights)
def test_more_doubt_is_never_more_confidence(low: float, high: float, few: list[float], more: float) -> None:
    low, high = sorted((low, high))
    doubts = [Doubt(name="misspelt", says="x", weight=weight) for weight in few]
    further = [*doubts, Doubt(name="misspelt", says="x", weight=more)]
    assert 0 <= weighed(low, doubts) <= weighed(high, doubts) + 1e-9 <= 1 + 1e-9
    assert weighed(high, further) <= weighed(high, doubts) + 1e-9


def test_a_grave_doubt_is_enough_whatever_the_score() -> None:
    grave = {name: weight for name, weight in WEIGHTS.items() if weight < 0.1}
    assert set(grave) >= {"negation", "misspelt", "part of a name", "unused mention"}
    assert all(believe(1.0, [doubted(name, "x")], LOW_CONFIDENCE_THRESHOLD).low for name in grave)


def test_what_is_said_are_the_grave_doubts_first_where_the_confidence_is_low() -> None:
    belief = believe(0.5, [SLIGHT, doubted("close rivals", "rivals"), GRAVE], 0.55)
    assert belief.low
    assert [doubt.name for doubt in belief.doubts] == [
        "negation", "close rivals", "relation missing", "improbable",
    ]  # fmt: skip
    assert believe(0.94, [SLIGHT], 0.55).doubts == ()


def test_without_a_probability_only_the_doubts_count() -> None:
    assert believe(None, (), 0.55) == (None, False, ())
    assert believe(None, [SLIGHT], 0.55) == (None, False, ())
    assert believe(None, [GRAVE], LOW_CONFIDENCE_THRESHOLD) == (None, True, (GRAVE,))


def test_a_relation_may_be_missing_by_the_planners_number() -> None:
    assert list(missing_relation(1.0)) == []
    found = [doubt.weight for offered in (0.99, 0.5, 0.01, 0.0) for doubt in missing_relation(offered)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.8
    assert found[1] == pytest.approx(WEIGHTS["relation missing"] / (1 + WEIGHTS["relation missing"]))
    assert found[-1] == 0
