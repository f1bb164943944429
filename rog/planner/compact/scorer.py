"""Probabilities of steps after a prefix, by the compact model's decoder, and whether the graph offers what fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from rog.outcome import Plan
from rog.planner.compact.absent import offered_share
from rog.planner.compact.weights import FloatArray
from rog.planner.rescoring.answer_type import AnswerTypes
from rog.types import RelationPath, Step
from rog.words.similarity import WordSimilarity

__all__ = ["FIRST_STEP", "NONE", "STOP", "CompactScorer", "CompactSteps", "IntArray", "unit_vectors"]

STOP, NONE, FIRST_STEP = 0, 1, 2
"""Columns of a row of scores: of stopping, of "no step fits", and of the first step."""

IntArray = NDArray[np.int64]

Decode = Callable[[FloatArray, IntArray, FloatArray, FloatArray], FloatArray]
"""Memory and mask of P texts, embeddings (P, L, D) of their prefixes and (S, D) of steps -> logits (P, 2 + S)."""


@dataclass(frozen=True)
class CompactSteps:
    """What is computed once for the S steps of a graph."""

    column: dict[Step, int]
    """Of each step, in a row of scores (see STOP, NONE, FIRST_STEP)."""
    embeddings: FloatArray
    """(S, D)"""
    similarity: WordSimilarity
    answer_types: AnswerTypes
    scored: FloatArray
    """(S + A, D): the embeddings, and behind them those of A absent steps (rog/planner/compact/absent.py)."""
    negated: frozenset[str]
    """Relations whose names deny something (rog/planner/rescoring/negation.py)."""

    @cached_property
    def places(self) -> dict[Step, int]:
        """The row of each step among the embeddings."""
        return {step: column - FIRST_STEP for step, column in self.column.items()}

    @cached_property
    def unit_vectors(self) -> FloatArray:
        """(S, D): the embeddings with length 1, whose products are cosines."""
        return unit_vectors(self.embeddings)


def unit_vectors(vectors: FloatArray) -> FloatArray:
    """Rows of length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)


class CompactScorer:
    """A `StepScorer` for one batch of texts. All prefixes of a call have one length.

    The probabilities of the offered steps, of stopping and of "no step fits" sum to one. The last is left out, so that
    those given sum to less where the graph offers nothing that fits.
    """

    def __init__(
        self, decode: Decode, steps: CompactSteps, memory: FloatArray, mask: IntArray, mentions: Sequence[int]
    ) -> None:
        """`memory` (M, T, D) and `mask` (M, T) are of the texts of M mentions; `mentions` has that of each start."""
        self._decode, self.steps, self.memory, self.mask, self._mentions = decode, steps, memory, mask, mentions
        self._offered_shares: dict[tuple[int, RelationPath], float] = {}
        """`offered_share` after each start and prefix. Entities of one mention share its text, not what is offered."""

    @cached_property
    def first_scores(self) -> FloatArray:
        """(M, 2 + S + A): the logits before the first step, of every text at once."""
        prefix = np.zeros((len(self.memory), 0, self.steps.embeddings.shape[1]), np.float32)
        return self._decode(self.memory, self.mask, prefix, self.steps.scored)

    def score(
        self, starts: Sequence[int], prefixes: Sequence[RelationPath], candidates: Sequence[Sequence[Step]]
    ) -> list[list[float]]:
        """See `StepScorer`."""
        column = self.steps.column
        columns = np.array([[column[step] - FIRST_STEP for step in prefix] for prefix in prefixes], np.int64)
        prefix = self.steps.embeddings[columns.reshape(len(prefixes), -1)]
        rows = np.asarray([self._mentions[start] for start in starts])
        if prefixes[0]:
            scores = self._decode(self.memory[rows], self.mask[rows], prefix, self.steps.scored)
        else:
            scores = self.first_scores[rows]
        # Before the first step, stopping says that no step fits, and NONE is not trained.
        first = [STOP, NONE] if prefixes[0] else [STOP]
        log_probabilities = []
        for start, path, row, steps in zip(starts, prefixes, scores.astype(np.float64), candidates, strict=True):
            offered = row[[*first, *(column[step] for step in steps)]]
            absent = row[FIRST_STEP + len(self.steps.embeddings) :]
            self._offered_shares[start, path] = offered_share(offered, absent)
            log_probabilities.append(_log_softmax(offered, len(first)))
        return log_probabilities

    def first_offered(self, mention: int) -> float:
        """How far the graph has any step at all for what a text asks, 0 to 1: beside stopping, and what is absent."""
        row, first_absent = self.first_scores[mention].astype(np.float64), FIRST_STEP + len(self.steps.embeddings)
        offered = row[[STOP, *range(FIRST_STEP, first_absent)]]
        stop = np.exp(_log_softmax(offered, 1)[STOP])
        return float((1.0 - stop) * offered_share(offered, row[first_absent:]))

    def offered_share(self, plans: Sequence[Plan], starts: Mapping[str, Sequence[int]]) -> float:
        """How far the graph offers what a question asks for, 0 to 1: the mean over its plans, weighted by their scores.

        `starts` are the numbers of the starts at each topic.
        """
        shares = [prod(self._share(branch.path, starts[branch.topic]) for branch in plan.branches) for plan in plans]
        scores = [plan.score for plan in plans]  # they are rounded, so that all may be 0
        return float(np.average(shares, weights=scores if any(scores) else None)) if plans else 1.0

    def _share(self, path: RelationPath, starts: Sequence[int]) -> float:
        """The product of the shares along a path, from the start where it is largest."""
        shares = self._offered_shares
        scored = [start for start in starts if (start, path) in shares]
        return max(prod(shares[start, path[:end]] for end in range(len(path) + 1)) for start in scored)


def _log_softmax(scores: NDArray[np.float64], first: int) -> list[float]:
    """Logits of stopping, perhaps of NONE, and of steps -> log probabilities without that of NONE.

    `first` is the place of the first step.
    """
    scores = scores - scores.max()
    scores -= np.log(np.exp(scores).sum())
    return [float(scores[STOP]), *scores[first:].tolist()]
