"""The values of an index as columns, so that many are compared at once.

values.nodes      V        the numbers of the nodes that are values, ascending
values.kind       V        place of each one's kind among VALUE_KINDS
values.dimension  V        what it measures, as a number; 0 for what has no order
values.first      V        where it begins on the line of its dimension
values.last       V or 0   where it ends; left out where all values are points
dimensions                 the names of the dimensions, in code point order, from number 1 on
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rog.graph.index.edges import Integers
from rog.values import VALUE_KINDS, Value

__all__ = ["Columns", "ValueColumns", "Values"]


class ValueColumns:
    """Gathers the columns, in order of the nodes."""

    def __init__(self) -> None:
        self._nodes, self._kinds = array("i"), array("B")
        self._dimension_of, self._numbers = array("i"), dict[str, int]()
        self._first, self._last = array("d"), array("d")

    def __len__(self) -> int:
        return len(self._nodes)

    def add(self, node: int, value: Value) -> None:
        """Take the next value."""
        span = value.span
        self._nodes.append(node)
        self._kinds.append(VALUE_KINDS.index(value.kind))
        self._dimension_of.append(-1 if span is None else self._numbers.setdefault(span.dimension, len(self._numbers)))
        self._first.append(0.0 if span is None else span.first)
        self._last.append(0.0 if span is None else span.last)

    def dimensions(self) -> list[str]:
        """The names of the dimensions, in order."""
        return sorted(self._numbers)

    def mask(self, node_count: int) -> NDArray[np.bool_]:
        """For each node whether it is a value."""
        return _mask(np.frombuffer(self._nodes, np.int32), node_count)

    def exact_only(self, node_count: int) -> NDArray[np.bool_]:
        """For each node whether it is a value of which no other spelling is meant: any but a text."""
        is_text = np.frombuffer(self._kinds, np.uint8) == VALUE_KINDS.index("text")
        return _mask(np.frombuffer(self._nodes, np.int32)[~is_text], node_count)

    def sections(self) -> dict[str, NDArray[Any]]:
        """The arrays to store, by name."""
        place = {name: number for number, name in enumerate(self.dimensions(), 1)}
        numbers = np.asarray([*(place[name] for name in self._numbers), 0], np.int32)  # what has none is the last
        first, last = (np.frombuffer(column, np.float64) for column in (self._first, self._last))
        return {
            "nodes": np.frombuffer(self._nodes, np.int32),
            "kind": np.frombuffer(self._kinds, np.uint8),
            "dimension": numbers[np.frombuffer(self._dimension_of, np.int32)].astype(
                np.uint8 if len(place) < 256 else np.int32
            ),
            "first": first,
            "last": last if (last != first).any() else np.empty(0, np.float64),
        }


class Columns(NamedTuple):
    """What is known of some values, a row for each."""

    kinds: NDArray[np.uint8]
    dimensions: Integers
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    dimension_names: Sequence[str]

    def number_of(self, dimension: str) -> int:
        """The number of a dimension; -1 for one that no value of the index has."""
        return self.dimension_names.index(dimension) if dimension in self.dimension_names else -1


class Values:
    """The stored columns. Values are numbered by their place among them."""

    def __init__(self, sections: Mapping[str, NDArray[Any]], dimensions: Sequence[str], node_count: int) -> None:
        self.nodes, self.kinds, self.dimensions, self.first = (
            sections[f"values.{name}"] for name in ("nodes", "kind", "dimension", "first")
        )
        self.last = sections["values.last"] if len(sections["values.last"]) else self.first
        self.dimension_names = ("", *dimensions)
        self.mask = _mask(self.nodes, node_count)
        """For each node whether it is a value."""
        self._is_one_run = bool(len(self.nodes)) and int(self.nodes[-1] - self.nodes[0]) == len(self.nodes) - 1

    def __len__(self) -> int:
        return len(self.nodes)

    def places(self, nodes: Integers) -> Integers:
        """The numbers of the values that nodes are."""
        places: Integers = nodes - self.nodes[0] if self._is_one_run else self.nodes.searchsorted(nodes)
        return places

    def columns(self, places: Integers) -> Columns:
        """What is known of some values."""
        first = self.first[places]
        last = first if self.last is self.first else self.last[places]
        return Columns(self.kinds[places], self.dimensions[places], first, last, self.dimension_names)


def _mask(nodes: Integers, node_count: int) -> NDArray[np.bool_]:
    mask = np.zeros(node_count, np.bool_)
    mask[nodes] = True
    return mask
