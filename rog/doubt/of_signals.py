"""Doubt where a question says the other direction of a relation, or another kind of thing than what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rog.doubt.confidence import doubted
from rog.outcome import Doubt

__all__ = ["doubts_of_signals"]

LEAST_TURNED = 0.1
"""How much more alike the question must be to the other direction, as `rog.ranking.signals` measures it."""


def doubts_of_signals(signals: Mapping[str, float]) -> Iterator[Doubt]:
    """What the signals of a plan (`rog.ranking.signals`) have against it."""
    turned = max(signals.get("turned", 0.0), signals.get("own turned", 0.0))
    said = signals.get("rather said turned", 0.0) + signals.get("own rather said turned", 0.0)
    if said > 0 or (turned >= LEAST_TURNED and not _says(signals)):
        yield doubted("other direction", "the question may ask for the other direction of a relation")
    if signals.get("of another kind"):
        yield doubted("another kind", "what was found is of another kind than the question asks for")


def _says(signals: Mapping[str, float]) -> bool:
    return max(signals.get("said", 0.0), signals.get("own said", 0.0)) > 0
