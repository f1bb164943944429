"""The confidence in an answer: the calibrated probability of its plan, with the odds multiplied by each doubt's weight.

So doubts add up as evidence does in a naive Bayes model (Good 1985, "Weight of Evidence").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from math import prod
from typing import NamedTuple

from rog.outcome import Doubt, DoubtName

__all__ = ["WEIGHTS", "Belief", "believe", "doubted", "weighed"]

WEIGHTS: Mapping[DoubtName, float] = json.loads(
    resources.files("rog.doubt").joinpath("weights.json").read_text("utf-8")
)
"""What each doubt multiplies the odds by, fitted by `python -m training.fit.ranking`."""

MOST_PROBABLE = 0.95
"""Probability from which doubts count as they do there: the odds of a score near 1 would leave them no say."""


class Belief(NamedTuple):
    """How far an answer is believed."""

    confidence: float | None
    """None where the plan's probability is not known."""
    low: bool
    """Whether it is too low to trust the answer."""
    doubts: tuple[Doubt, ...]
    """Why it is low, the gravest reason first."""


def doubted(name: DoubtName, says: str) -> Doubt:
    """The doubt of this name."""
    return Doubt(name=name, says=says, weight=WEIGHTS[name])


def weighed(probability: float, doubts: Sequence[Doubt]) -> float:
    """The probability after the doubts: its odds times their weights."""
    weight = prod(doubt.weight for doubt in doubts)
    within = min(probability, MOST_PROBABLE)
    return probability * weight / (1 - within + within * weight)


def believe(probability: float | None, doubts: Sequence[Doubt], sure: float) -> Belief:
    """How far an answer of this calibrated probability is believed.

    `sure` is the confidence below which it is low. Where no probability is known, only the doubts can make it so.
    """
    confidence = None if probability is None else weighed(probability, doubts)
    low = (weighed(1.0, doubts) if confidence is None else confidence) < sure
    if not low:
        return Belief(confidence, low, ())
    said = list(doubts)
    if probability is not None and probability < sure:
        said.append(doubted("improbable", "no reading of the question is probable"))
    return Belief(confidence, low, tuple(sorted(said, key=lambda doubt: doubt.weight)))
