"""The order of nodes within their columns, so that few edges cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rog.explain.picture import Edge, Node, Picture

__all__ = ["Chain", "Slot", "chain_of", "order_columns", "turns_back"]

SWEEPS = 4
"""Times that the columns are ordered, by the neighbours on the left and on the right in turn."""


@dataclass(frozen=True)
class Slot:
    """A place in a column: a node's, or that of an edge passing through."""

    column: int
    node: Node | None = None
    edge: int = -1


Chain = tuple[Slot, ...]
"""The slots an edge goes through: its source, a place in each column it passes, its target."""


def chain_of(number: int, edge: Edge) -> Chain:
    """The slots of the edge with this number."""
    passing = (Slot(column, edge=number) for column in range(edge.source.column + 1, edge.target.column))
    return (Slot(edge.source.column, edge.source), *passing, Slot(edge.target.column, edge.target))


def turns_back(chain: Chain) -> bool:
    """Whether the edge ends in its own column or left of it, so that it leaves its source on the left."""
    return chain[-1].column <= chain[0].column


def order_columns(picture: Picture, chains: Sequence[Chain]) -> list[list[Slot]]:
    """The columns with a slot for each edge that passes, ordered by the mean position of neighbours.

    After Sugiyama, Tagawa and Toda (1981). What is left of a column stays last.
    """
    columns = [[Slot(number, node) for node in own] for number, own in enumerate(picture.columns)]
    left: dict[Slot, list[Slot]] = defaultdict(list)
    right: dict[Slot, list[Slot]] = defaultdict(list)
    for chain in chains:
        for slot in chain[1:-1]:
            columns[slot.column].append(slot)
        if not turns_back(chain):
            for one, next_one in pairwise(chain):
                right[one].append(next_one)
                left[next_one].append(one)
    positions: dict[Slot, float] = {}
    for own in columns:
        _number(own, positions)
    for sweep in range(SWEEPS):
        neighbours = left if sweep % 2 == 0 else right
        for own in columns if sweep % 2 == 0 else reversed(columns):
            own.sort(key=lambda slot: _rank(slot, neighbours[slot], positions))
            _number(own, positions)
    return columns


def _number(slots: Sequence[Slot], positions: dict[Slot, float]) -> None:
    """Positions from 0 to 1, so that those of columns of different lengths compare."""
    positions.update((slot, (place + 0.5) / len(slots)) for place, slot in enumerate(slots))


def _rank(slot: Slot, neighbours: Sequence[Slot], positions: dict[Slot, float]) -> tuple[bool, float]:
    own = [positions[one] for one in neighbours] or [positions[slot]]
    total = 0.0
    for position in own:  # sum() rounds otherwise, which would order slots otherwise than the viewer does
        total += position
    return slot.node is not None and slot.node.entity is None, total / len(own)
