"""Doubt where a question asks for a relation that its graph lacks.

A planner that compares what the graph offers always finds a nearest step. Of a graph of capitals and borders, "the
president of France" becomes the capital. So common relations that the graph lacks are scored as well. They are no
steps to take. Where one of them fits far better than all that the graph offers, the answer is doubted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rog.planner.compact.weights import FloatArray

__all__ = ["absent_steps", "offered_share"]

MIN_SAME_RELATION_COSINE = 0.6
"""Cosine of the embeddings of two relations from which they are taken to say the same."""
BEST_ABSENT_WEIGHT = 0.1
"""Weight of the best absent relation beside one that is offered: it is the best of hundreds, so partly by chance."""


def absent_steps(common: FloatArray, steps: FloatArray) -> FloatArray:
    """Those of the common relations' steps (2 C, D) that resemble no step of the graph (2 R, D).

    Both directions of a relation follow each other. The forward ones are compared.
    """
    if not len(steps):
        return common
    in_graph = (_unit(common[::2]) @ _unit(steps[::2]).T).max(1) >= MIN_SAME_RELATION_COSINE
    absent: FloatArray = common[~np.repeat(in_graph, 2)]
    return absent


def offered_share(offered: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """Share of what the graph offers in the sum with the best absent step, 0 to 1, from the logits of both."""
    if not len(absent):
        return 1.0
    best = max(float(offered.max()), float(absent.max()))
    offered_weight = np.exp(offered - best).sum()
    absent_weight = BEST_ABSENT_WEIGHT * np.exp(absent.max() - best)
    return float(offered_weight / (offered_weight + absent_weight))


def _unit(rows: FloatArray) -> FloatArray:
    unit: FloatArray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit
