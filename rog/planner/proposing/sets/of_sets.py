"""What a question asks of several sets: one less another, one or the other, what joins two, which of two is first."""

from __future__ import annotations

from collections.abc import Iterator

from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.planner.proposing.sets.connections import choices, connections, whether_connected
from rog.planner.proposing.sets.differences import differences
from rog.planner.proposing.sets.sides import Sides
from rog.planner.proposing.sets.unions import unions

__all__ = ["sets"]


def sets(context: Context, sides: Sides) -> Iterator[Plan]:
    """All of them, each by the probability of its operation and of the form."""
    yield from differences(context, sides)
    yield from unions(context, sides)
    yield from connections(context)
    yield from choices(context, sides)
    yield from whether_connected(context, sides)
