"""What a question asks of several sets: one less another, one or the other, one and the other, what joins two."""

from __future__ import annotations

from collections.abc import Iterator

from rog.outcome import Plan
from rog.planner.proposing.connections import choices, connections
from rog.planner.proposing.context import Context
from rog.planner.proposing.differences import differences
from rog.planner.proposing.sides import Sides
from rog.planner.proposing.unions import intersections, unions

__all__ = ["sets"]


def sets(context: Context, sides: Sides) -> Iterator[Plan]:
    """All of them, each by the probability of its operation and of the form."""
    yield from differences(context, sides)
    yield from unions(context, sides)
    yield from intersections(context, sides)
    yield from connections(context)
    yield from choices(context, sides)
