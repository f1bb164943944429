"""How far a question asks for what its graph does not have.

A planner that compares what the graph offers always finds something that is nearest: of a graph of capitals and
borders, "the president of France" is the capital. So relations that graphs of many subjects have, and this one has
not, are compared as well. They are no steps to take; where one of them fits far better than all that the graph offers,
the answer is doubted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rog.planner.compact.weights import FloatArray

__all__ = ["absent_steps", "share_offered"]

ALIKE = 0.6
"""Cosine of the embeddings of two relations from which they are taken to say the same."""
WORTH = 0.1
"""What the best of the absent relations counts for beside one that is offered: it is the best of hundreds."""


def absent_steps(common: FloatArray, steps: FloatArray) -> FloatArray:
    """Of the common relations' steps (2 C, D) those unlike all steps of the graph (2 R, D); both turns of a relation
    follow each other.
    """
    if not len(steps):
        return common
    alike = (_unit(common[::2]) @ _unit(steps[::2]).T).max(1) >= ALIKE
    unlike: FloatArray = common[~np.repeat(alike, 2)]
    return unlike


def share_offered(offered: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """What the graph offers beside the best absent step, 0 to 1, by the scores (logits) of both."""
    if not len(absent):
        return 1.0
    best = max(float(offered.max()), float(absent.max()))
    here, elsewhere = np.exp(offered - best).sum(), WORTH * np.exp(absent.max() - best)
    return float(here / (here + elsewhere))


def _unit(rows: FloatArray) -> FloatArray:
    unit: FloatArray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit
