"""How sure a plan's score makes one: a monotone map from scores to probabilities, fitted by eval.quality.calibration.

A planner's score is its own belief. On graphs that it never saw it may believe too much, and the map says how often
plans of such a score were right on questions whose answers are known.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

__all__ = ["DOUBTED", "IDENTITY", "SURE", "Calibration", "read_calibration"]

SURE = 0.55
"""Confidence below which an answer is more likely wrong than right, where half of the questions ask for a relation that
the graph lacks: seen on questions made from the bundled world graph, WordNet and Debian's package index."""

DOUBTED = 0.5
"""What plans count for that may not mean what was asked: less than any that is sure."""


@dataclass(frozen=True)
class Calibration:
    """Straight lines between (score, probability) points, level outside of them; without points the identity.

    Raises ValueError for points that are not between 0 and 1, whose scores do not rise, or whose probabilities fall.
    """

    points: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not all(0 <= value <= 1 for point in self.points for value in point):
            raise ValueError("a score or a probability is not between 0 and 1")
        for (score, chance), (next_score, next_chance) in pairwise(self.points):
            if next_score <= score or next_chance < chance:
                raise ValueError("scores must rise, and probabilities must not fall")

    def __call__(self, score: float) -> float:
        """The probability that a plan of this score, 0 to 1, is right."""
        if not self.points:
            return min(max(score, 0.0), 1.0)
        after = bisect_right(self.points, score, key=lambda point: point[0])
        if after in (0, len(self.points)):
            return self.points[max(0, after - 1)][1]
        (low, low_chance), (high, high_chance) = self.points[after - 1 : after + 1]
        return low_chance + (high_chance - low_chance) * (score - low) / (high - low)

    def scaled(self, share: float) -> Calibration:
        """What the same scores are worth where the right plan is there at all with a chance of `share`, 0 to 1."""
        if share == 1:
            return self
        return Calibration(tuple((score, chance * share) for score, chance in self.points or ((0.0, 0.0), (1.0, 1.0))))


IDENTITY = Calibration()
"""Believes the scores as they are."""


def read_calibration(value: Any) -> Calibration:
    """What a model's `config.json` says: a list of [score, probability]; the identity where it says nothing.

    Raises ValueError for anything else.
    """
    if value is None:
        return IDENTITY
    if not (isinstance(value, list) and all(_is_point(point) for point in value)):
        raise ValueError("it is no list of [score, probability]")
    return Calibration(tuple((float(score), float(chance)) for score, chance in value))


def _is_point(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(one) in (int, float) for one in value)
