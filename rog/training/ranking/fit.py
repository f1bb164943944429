"""Fits a ranking model: one softmax over the plans of a question and "none of these", by maximum likelihood.

All plans that give the right answers are right, so their probabilities are summed. A question whose plans are all wrong
is one where none is right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rog.calibration import Calibration
from rog.doubt.close_rivals import NEARLY_AS_PROBABLE
from rog.outcome import DoubtName
from rog.ranking.model import RankingModel
from rog.training.ranking.observe import Observation

__all__ = ["PRIORS", "Best", "best_of", "fit_confidence", "fit_ranking", "shares_of"]

Floats = NDArray[np.float64]
FAR = -1e9
LEAST_PROBABILITY = 0.002
"""Nearest to 0 and 1 that a probability is taken to be."""


GRAVE, SERIOUS, SLIGHT = 0.05, 0.5, 0.8
PRIORS: Mapping[DoubtName, float] = {
    "misspelt": GRAVE,
    "unused mention": GRAVE,
    "unused value": GRAVE,
    "part of a name": GRAVE,
    "negation": GRAVE,
    "other direction": SERIOUS,
    "another kind": SERIOUS,
    "relation missing": SERIOUS,
    "unlikely topic": SERIOUS,
    "ambiguous topic": SLIGHT,
    "close rivals": SLIGHT,
}
"""What doubts weigh before any question: few made questions name what their graph lacks, and few answers that are
probable all the same leave out a name. So the data alone would say little."""
PRIOR_PENALTY = 30.0
"""On the squared distance of a log weight from its prior, in questions."""
LIGHTEST = 0.98
"""Largest weight of a doubt: one that changes nothing would be none."""


@dataclass(frozen=True)
class Best:
    """The most probable answer of a question: its probability, whether it is right, and how far each doubt holds."""

    probability: float
    right: bool
    doubts: Mapping[DoubtName, float]


def shares_of(observations: Sequence[Observation], weights: Mapping[str, float], unanswerable: float) -> Floats:
    """What each question counts (N); together as many as there are.

    `weights` are what all questions of a source count together, 1 where none is given. One that its graph cannot answer
    counts `unanswerable` times as much as another.
    """
    counts = Counter(one.source for one in observations)
    shares = np.array([weights.get(one.source, 1.0) / counts[one.source] for one in observations])
    shares *= [1.0 if one.answerable else unanswerable for one in observations]
    shares *= len(observations) / shares.sum()
    return shares


def fit_ranking(
    observations: Sequence[Observation], shares: Floats, *, min_signal: int, penalty: float
) -> RankingModel:
    """The model of the observations, each of which counts its share.

    A signal is read that `min_signal` questions have. `penalty` is on squared weights.
    """
    table = _Table(observations, min_signal)
    plans, everything = len(table.plan_names), len(table.plan_names) + len(table.none_names)
    start = np.zeros(everything)
    start[table.plan_names.index("score")] = 1.0

    def loss(values: Floats) -> tuple[float, Floats]:
        chances = table.probabilities(values[:plans], values[plans:])
        right = (chances * table.right).sum(1) + 1e-12
        wrong = (chances - chances * table.right / right[:, None]) * shares[:, None]
        on_plans = np.einsum("ik,ikf->f", wrong[:, :-1], table.plans)
        slope = np.concatenate([on_plans, table.none.T @ wrong[:, -1]])
        return float(-(shares * np.log(right)).sum() + penalty * values @ values / 2), slope + penalty * values

    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    weights_of = dict(zip(table.plan_names, found.x[:plans].tolist(), strict=True))
    return RankingModel(weights_of, dict(zip(table.none_names, found.x[plans:].tolist(), strict=True)))


class _Table:
    """N questions with at most K plans as arrays."""

    def __init__(self, observations: Sequence[Observation], min_signal: int) -> None:
        on_plans = Counter(name for one in observations for name in {name for plan in one.plans for name in plan})
        on_none = Counter(name for one in observations for name in one.none)
        self.plan_names = sorted(name for name, count in on_plans.items() if count >= min_signal)
        self.none_names = sorted(name for name, count in on_none.items() if count >= min_signal)
        most = max(len(one.plans) for one in observations)
        shape = len(observations), most
        self.plans = np.zeros((*shape, len(self.plan_names)))
        self.none = np.zeros((len(observations), len(self.none_names)))
        self.there = np.zeros(shape, bool)
        self.right = np.zeros((len(observations), most + 1), bool)
        columns = {name: at for at, name in enumerate(self.plan_names)}
        for row, one in enumerate(observations):
            self.there[row, : len(one.plans)] = True
            self.right[row, : len(one.plans)] = one.right
            self.right[row, most] = not any(one.right)
            self.none[row] = [one.none.get(name, 0.0) for name in self.none_names]
            for at, plan in enumerate(one.plans):
                for name, value in plan.items():
                    if name in columns:
                        self.plans[row, at, columns[name]] = value

    def probabilities(self, plans: Floats, none: Floats) -> Floats:
        """Of each plan, and in the last column of none (N, K + 1)."""
        logits = np.column_stack([np.where(self.there, self.plans @ plans, FAR), self.none @ none])
        chances: Floats = np.exp(logits - logits.max(1, keepdims=True))
        shares: Floats = chances / chances.sum(1, keepdims=True)
        return shares


def best_of(model: RankingModel, one: Observation) -> Best | None:
    """What the model takes for the answer; None where no plan finds anything."""
    if not one.plans:
        return None
    chances = model.weigh(one.plans, one.none)
    totals: dict[int, float] = {}
    for answer, chance in zip(one.answers, chances, strict=True):
        totals[answer] = totals.get(answer, 0.0) + chance
    best = max(totals, key=totals.__getitem__)
    plan = max((at for at, answer in enumerate(one.answers) if answer == best), key=chances.__getitem__)
    doubts = dict(one.doubts[plan])
    doubts.pop("close rivals", None)
    if any(
        chance >= NEARLY_AS_PROBABLE * chances[plan] for at, chance in enumerate(chances) if one.answers[at] != best
    ):
        doubts["close rivals"] = 1.0
    return Best(totals[best], one.right[plan], doubts)


def fit_confidence(bests: Sequence[Best], shares: Floats) -> tuple[Calibration, dict[DoubtName, float]]:
    """What probabilities of answers are worth (Platt 1999), and what each doubt multiplies the odds by.

    Each answer counts its share.
    """
    names = sorted({name for best in bests for name in best.doubts})
    seen = np.array([[best.doubts.get(name, 0.0) for name in names] for best in bests]).reshape(len(bests), len(names))
    priors = np.log([PRIORS.get(name, SERIOUS) for name in names])
    odds = np.array([_log_odds(best.probability) for best in bests])
    right = np.array([float(best.right) for best in bests])

    def loss(values: Floats) -> tuple[float, Floats]:
        logits = values[0] * odds + values[1] + seen @ values[2:]
        chances = 1 / (1 + np.exp(-logits))
        wrong = shares * (chances - right)
        error = -(shares * (right * np.log(chances + 1e-12) + (1 - right) * np.log(1 - chances + 1e-12))).sum()
        away = values[2:] - priors
        slope = np.concatenate([[wrong @ odds, wrong.sum()], wrong @ seen + PRIOR_PENALTY * away])
        return float(error + PRIOR_PENALTY * away @ away / 2), slope

    start = np.concatenate([[1.0, 0.0], priors])
    bounds = [(0.1, None), (None, None), *((None, math.log(LIGHTEST)) for _ in names)]
    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 400})
    slope, intercept, *logs = found.x.tolist()
    points = [(at / 50, _chance(slope * _log_odds(at / 50) + intercept)) for at in range(51)]
    calibration = Calibration(tuple((score, round(chance, 4)) for score, chance in points))
    return calibration, {name: round(math.exp(value), 4) for name, value in zip(names, logs, strict=True)}


def _log_odds(probability: float) -> float:
    within = min(max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY)
    return math.log(within / (1 - within))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
