"""The fit of a ranker, and of what its probabilities and doubts are worth."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

pytest.importorskip("scipy")

from rog.ranking.model import RankingModel
from rog.training.ranking.fit import PRIORS, Best, best_of, fit_confidence, fit_ranking, shares_of
from rog.training.ranking.observe import Observation


def observation(random: Random, *, answerable: bool = True) -> Observation:
    """Three plans; the right one is said by the question, and the score knows nothing."""
    right = random.randrange(3)
    plans = tuple(
        {"score": random.gauss(-1, 1), "said": 1.0 if at == right and answerable else random.random() / 2}
        for at in range(3)
    )
    return Observation(
        "made", "walk", False, "", ("a", "b", "c"), plans, tuple(at == right and answerable for at in range(3)),
        answerable, (0, 1, 2), {"always": 1.0, "said": max(plan["said"] for plan in plans)}, ({}, {}, {}),
    )  # fmt: skip


def fitted() -> tuple[RankingModel, list[Observation]]:
    random = Random(1)
    observations = [observation(random, answerable=random.random() < 0.8) for _ in range(400)]
    return fit_ranking(observations, shares_of(observations, {}, 1.0), min_signal=10, penalty=1.0), observations


def test_what_tells_the_right_plan_is_weighed_and_what_does_not_is_not() -> None:
    model, _ = fitted()
    assert model.plans["said"] > 1.0
    assert abs(model.plans["score"]) < 0.3


def test_none_is_likelier_where_no_plan_is_right() -> None:
    model, observations = fitted()
    best = [(best_of(model, one), any(one.right)) for one in observations]
    sure = {
        answerable: [one.probability for one, known in best if one and known == answerable]
        for answerable in (True, False)
    }
    assert sum(sure[True]) / len(sure[True]) > sum(sure[False]) / len(sure[False]) + 0.2


def test_plans_with_one_answer_count_together() -> None:
    plans = ({"score": 0.0}, {"score": -0.3}, {"score": -0.3})
    one = Observation(
        "made", "walk", False, "", ("a", "b", "c"), plans, (False, True, True), True, (0, 1, 1), {}, ({}, {}, {})
    )
    best = best_of(RankingModel({"score": 1.0}, {}), one)
    assert best is not None
    assert best.right


def test_without_plans_there_is_no_answer() -> None:
    one = Observation("made", "walk", False, "", (), (), (), True, (), {}, ())
    assert best_of(RankingModel({"score": 1.0}, {}), one) is None


def test_confidence_is_how_often_such_answers_are_right() -> None:
    random = Random(2)
    # Answers of 0.9 are right in 60 of 100, and in 20 where a mention is unused.
    bests = [
        Best(0.9, random.random() < (0.2 if at % 4 == 0 else 0.6), {"unused mention": 1.0} if at % 4 == 0 else {})
        for at in range(4000)
    ]
    bests += [Best(0.2, random.random() < 0.1, {}) for _ in range(1000)]
    calibration, doubts = fit_confidence(bests, np.ones(len(bests)))
    assert abs(calibration(0.9) - 0.6) < 0.05
    odds = calibration(0.9) / (1 - calibration(0.9)) * doubts["unused mention"]
    assert abs(odds / (1 + odds) - 0.2) < 0.05


def test_no_doubt_makes_surer() -> None:
    bests = [Best(0.5, at % 2 == 0, {"negation": 1.0} if at % 2 == 0 else {}) for at in range(200)]
    _, doubts = fit_confidence(bests, np.ones(len(bests)))
    assert PRIORS["negation"] < doubts["negation"] <= 0.98
