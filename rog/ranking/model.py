"""A ranking model: one softmax over the plans of a question and "none of these".

It is fitted by `python -m training.fit.ranking`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from rog.calibration import IDENTITY, Calibration, read_calibration
from rog.ranking.signals import QuestionSignals, Signals

__all__ = ["BY_SCORE", "RankingModel", "load_ranking", "read_ranking", "write_ranking"]

WEIGHTS = "weights.json"


@dataclass(frozen=True)
class RankingModel:
    """Weights of what speaks for a plan, and for none of them."""

    plans: Mapping[str, float]
    none: Mapping[str, float]
    calibration: Calibration = field(default=IDENTITY)
    """From the probability of the best answer to how often such an answer is right."""

    def probabilities(self, signals: QuestionSignals) -> list[float]:
        """The probability that each plan answers the question; what is missing to 1 is that none does."""
        return self.weigh(signals.plans, signals.none)

    def weigh(self, plans: Sequence[Signals], without: Signals) -> list[float]:
        """The same of the signals of plans, and of those that none is right."""
        logits = [_weighed(self.plans, own) for own in plans]
        none = _weighed(self.none, without)
        highest = max((*logits, none))
        parts = [math.exp(logit - highest) for logit in logits]
        total = sum(parts) + math.exp(none - highest)
        return [part / total for part in parts]


def _weighed(weights: Mapping[str, float], signals: Signals) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in signals.items())


BY_SCORE = RankingModel({"score": 1.0}, {"always": -100.0})
"""Ranks plans by their scores alone, each by its share of all: to measure what ranking gives."""


@lru_cache(maxsize=1)
def load_ranking() -> RankingModel:
    """The model that comes with rog."""
    return read_ranking(resources.files("rog.ranking").joinpath(WEIGHTS).read_text("utf-8"))


def read_ranking(content: str) -> RankingModel:
    """A model from its JSON form."""
    form = json.loads(content)
    return RankingModel(form["plans"], form["none"], read_calibration(form.get("calibration")))


def write_ranking(model: RankingModel) -> str:
    """The JSON form of a model, the same for the same model."""
    form = {
        "plans": {name: round(model.plans[name], 4) for name in sorted(model.plans)},
        "none": {name: round(model.none[name], 4) for name in sorted(model.none)},
        "calibration": [list(point) for point in model.calibration.points],
    }
    return json.dumps(form, indent=1, ensure_ascii=False) + "\n"
