"""From a plan's score to the probability that it is right: a monotone map, fitted by eval.quality.calibration.

A planner may be overconfident on graphs that it never saw. The map says how often plans of such a score were right on
questions whose answers are known.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

__all__ = ["DOUBT_FACTOR", "IDENTITY", "LOW_CONFIDENCE_THRESHOLD", "Calibration", "read_calibration"]

LOW_CONFIDENCE_THRESHOLD = 0.7
"""Confidence below which an answer is marked as low. Of the questions that the confidence was fitted on, 88 % of the
answers above it are right, and 71 % of those that are right are above it (`python -m training.fit.ranking`)."""

DOUBT_FACTOR = 0.5
"""Factor on the score of plans that may not mean what was asked."""


@dataclass(frozen=True)
class Calibration:
    """A piecewise linear map through (score, probability) points, constant outside. Without points, the identity.

    Raises ValueError for points that are not between 0 and 1, whose scores do not rise, or whose probabilities fall.
    """

    points: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not all(0 <= value <= 1 for point in self.points for value in point):
            raise ValueError("a score or a probability is not between 0 and 1")
        for (score, probability), (next_score, next_probability) in pairwise(self.points):
            if next_score <= score or next_probability < probability:
                raise ValueError("scores must rise, and probabilities must not fall")

    def __call__(self, score: float) -> float:
        """The probability that a plan of this score, 0 to 1, is right."""
        if not self.points:
            return min(max(score, 0.0), 1.0)
        after = bisect_right(self.points, score, key=lambda point: point[0])
        if after in (0, len(self.points)):
            return self.points[max(0, after - 1)][1]
        (low, low_value), (high, high_value) = self.points[after - 1 : after + 1]
        return low_value + (high_value - low_value) * (score - low) / (high - low)


IDENTITY = Calibration()
"""Takes scores for probabilities as they are."""


def read_calibration(value: Any) -> Calibration:
    """From `calibration` of a model's `config.json`: a list of [score, probability]. None gives the identity.

    Raises ValueError for anything else.
    """
    if value is None:
        return IDENTITY
    if not (isinstance(value, list) and all(_is_point(point) for point in value)):
        raise ValueError("it is no list of [score, probability]")
    return Calibration(tuple((float(score), float(probability)) for score, probability in value))


def _is_point(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(one) in (int, float) for one in value)
