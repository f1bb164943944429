"""How a planner reads a question beside its topics: with a kind marked in it or nothing, and words like relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rog.types import Step

__all__ = ["Mark", "Readings"]

FloatArray = NDArray[np.float32]

Mark = tuple[int, int] | None
"""Offsets of the words that are marked; None where the question is read as it stands."""

LIKENESS_SHARPNESS = 8.0
"""How much a likeness of words weighs, beside a logit of the planner."""

MIN_KIND_LIKENESS = 0.83
"""Likeness of two words for one kind: film and movie have 0.97, city and town 0.90, student and teacher
0.87, employee and person 0.73."""


def _no_vectors(texts: Sequence[str]) -> FloatArray:
    return np.zeros((len(texts), 1), np.float32)


@dataclass(frozen=True)
class Readings:
    """Scores of all steps for each reading of one question, and vectors of words that may be compared.

    Without any reading all steps are equally probable, and no words are alike.
    """

    columns: Mapping[Step, int] = field(default_factory=dict)
    logits: Mapping[Mark, FloatArray] = field(default_factory=dict)
    """Of each reading the logits of all steps, by their columns."""
    offered: Mapping[Mark, float] = field(default_factory=dict)
    """Of each reading how far the graph offers what is asked for, 0 to 1."""
    vectors: Callable[[Sequence[str]], FloatArray] = _no_vectors
    """Unit vectors of texts."""
    step_vectors: FloatArray | None = None
    """Unit vectors of all steps, by their columns."""

    def probabilities(
        self, steps: Sequence[Step], marks: Sequence[Mark] = (None,), said: Sequence[str] = ()
    ) -> dict[Step, float]:
        """How probable each of the steps is among them: the mean over the readings with these marks.

        Steps that are like what is `said`, in their words, are the more probable.
        """
        if not steps:
            return {}
        rows = [row for mark in marks if (row := self.logits.get(mark)) is not None]
        if not rows:
            return dict.fromkeys(steps, 1 / len(steps))
        places = [self.columns[step] for step in steps]
        likeness = LIKENESS_SHARPNESS * self.likeness(said, steps)
        parts = [_softmax(row[places].astype(np.float64) + likeness) for row in rows]
        return dict(zip(steps, np.mean(parts, axis=0).tolist(), strict=True))

    def offer(self, marks: Sequence[Mark] = (None,)) -> float:
        """How far the graph offers what is asked for, by the reading with one of these marks where it does most."""
        return max((self.offered[mark] for mark in marks if mark in self.offered), default=1.0)

    def likeness(self, texts: Sequence[str], steps: Sequence[Step]) -> NDArray[np.float64]:
        """How like the words of each step are to the text that is most like them."""
        if not texts or self.step_vectors is None:
            return np.zeros(len(steps))
        places = [self.columns[step] for step in steps]
        return np.asarray((self.step_vectors[places] @ self.vectors(texts).T).max(1), np.float64)

    def is_like(self, text: str, others: Sequence[str]) -> tuple[int, float] | None:
        """The place of the one of the others that means about the same as the text, and their likeness."""
        if not others:
            return None
        alike = self.vectors(others) @ self.vectors([text])[0]
        best = int(alike.argmax())
        return (best, float(alike[best])) if alike[best] >= MIN_KIND_LIKENESS else None


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    parts = np.exp(logits - logits.max())
    return np.asarray(parts / parts.sum())
