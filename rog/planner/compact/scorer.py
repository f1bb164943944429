"""How probable each step is after a prefix, by the compact model's decoder, and whether what is asked for is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from rog.planner.compact.absent import share_offered
from rog.planner.compact.weights import FloatArray
from rog.planner.weighing.asked_kind import AskedKinds
from rog.types import Plan, RelationPath, Step
from rog.words.likeness import WordLikeness

__all__ = ["FIRST_STEP", "NONE", "STOP", "CompactScorer", "CompactSteps", "IntArray"]

STOP, NONE, FIRST_STEP = 0, 1, 2
"""Columns of a row of scores: to stop, that no step fits, and the first step."""

IntArray = NDArray[np.int64]

Decode = Callable[[FloatArray, IntArray, FloatArray, FloatArray], FloatArray]
"""Memory and mask of P texts, embeddings (P, L, D) of their prefixes and (S, D) of steps -> scores (P, 2 + S)."""


@dataclass(frozen=True)
class CompactSteps:
    """The steps of one graph: `column` of each in a row of scores (see STOP, NONE), their embeddings (S, D), and what
    words they are called by."""

    column: dict[Step, int]
    embeddings: FloatArray
    words: WordLikeness
    kinds: AskedKinds
    """Which of them are called just what they lead to."""
    scored: FloatArray
    """The embeddings, and behind them those of steps that the graph does not have (rog/planner/compact/absent.py)."""
    negated: frozenset[str]
    """Relations whose names deny something (rog/planner/weighing/negation.py)."""


class CompactScorer:
    """Scores the prefixes of one batch of texts; all prefixes of a call have one length.

    Probabilities are among what the graph offers there, to stop, and that none of it fits: the last is left out, so
    that those given sum to less than one where nothing is what the question asks for.
    """

    def __init__(
        self, decode: Decode, steps: CompactSteps, memory: FloatArray, mask: IntArray, texts: Sequence[int]
    ) -> None:
        """`memory` (P, T, D) and `mask` (P, T) are of the questions' texts; `texts` says which one each start has."""
        self._decode, self.steps, self.memory, self.mask, self._texts = decode, steps, memory, mask, texts
        self._offered: dict[tuple[int, RelationPath], float] = {}
        """Of each start and prefix: what the graph offers there beside what it does not have. Entities of one name
        share a text, and not what is offered."""

    def score(
        self, starts: Sequence[int], prefixes: Sequence[RelationPath], candidates: Sequence[Sequence[Step]]
    ) -> list[list[float]]:
        """See `StepScorer`, the number of a start being its text."""
        column = self.steps.column
        columns = np.array([[column[step] - FIRST_STEP for step in prefix] for prefix in prefixes], np.int64)
        prefix = self.steps.embeddings[columns.reshape(len(prefixes), -1)]
        rows = np.asarray([self._texts[start] for start in starts])
        scores = self._decode(self.memory[rows], self.mask[rows], prefix, self.steps.scored)
        first = [STOP, NONE] if prefixes[0] else [STOP]  # before the first step, to stop says that none fits
        found = []
        for start, path, row, steps in zip(starts, prefixes, scores.astype(np.float64), candidates, strict=True):
            offered = row[[*first, *(column[step] for step in steps)]]
            absent = row[FIRST_STEP + len(self.steps.embeddings) :]
            self._offered[start, path] = share_offered(offered, absent)
            found.append(_log_softmax(offered, len(first)))
        return found

    def share_offered(self, plans: Sequence[Plan], starts: Mapping[str, Sequence[int]]) -> float:
        """How far the graph offers what its plans say that a question asks for, 0 to 1: the mean by the plans' scores.

        `starts` are the numbers of the starts at each topic.
        """
        shares = [prod(self._share(branch.path, starts[branch.topic]) for branch in plan.branches) for plan in plans]
        scores = [plan.score for plan in plans]  # which are rounded, so that all may be nothing
        return float(np.average(shares, weights=scores if any(scores) else None)) if plans else 1.0

    def _share(self, path: RelationPath, starts: Sequence[int]) -> float:
        """What is offered along a path, from that of the starts where the most is."""
        scored = [start for start in starts if (start, path) in self._offered]
        return max(prod(self._offered[start, path[:end]] for end in range(len(path) + 1)) for start in scored)


def _log_softmax(scores: NDArray[np.float64], first: int) -> list[float]:
    """Scores of stopping, perhaps of NONE, and of steps -> log probabilities without that of NONE."""
    scores = scores - scores.max()
    scores -= np.log(np.exp(scores).sum())
    return [float(scores[STOP]), *scores[first:].tolist()]
