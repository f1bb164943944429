"""Doubt where a question asks for a relation that its graph lacks, and gets the nearest that it has."""

from __future__ import annotations

from collections.abc import Iterator

from rog.doubt.confidence import doubted
from rog.outcome import Doubt

__all__ = ["missing_relation"]


def missing_relation(offered: float) -> Iterator[Doubt]:
    """`offered` is a planner's probability that the graph has what is asked for.

    The doubt multiplies the odds by its weight and by the odds that the graph has it. It is none where that is sure.
    """
    if offered >= 1:
        return
    doubt = doubted("relation missing", "the question may ask for a relation that the graph does not have")
    unfounded = doubt.weight * offered
    yield doubt.model_copy(update={"weight": unfounded / (unfounded + 1 - offered)})
