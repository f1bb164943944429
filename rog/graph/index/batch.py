"""The ends of many relation paths in one pass: all of them hop by hop together, whatever their steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rog.graph.index.edges import Edges, Integers, ranges

__all__ = ["EndSets", "NumberedBranch", "ends_of_sets"]

MAX_BRANCHES_PER_BATCH = 512
"""Branches walked together; the arrays of more outgrow the processor's cache."""
MAX_ROWS_PER_BATCH = 1 << 21
"""Entities left, and half-edges followed, at once; a batch that needs more is halved."""

NumberedBranch = tuple[int, tuple[int, ...]]
"""A topic and the steps walked from it, as numbers."""


class EndSets(NamedTuple):
    """The ends of some branches, ascending, one branch after the other; `sizes`: how many each has."""

    numbers: Integers
    sizes: NDArray[np.int64]

    def first(self, limit: int) -> EndSets:
        """The first `limit` ends of each branch."""
        sizes = np.minimum(self.sizes, max(limit, 0))
        if np.array_equal(sizes, self.sizes):
            return self
        return EndSets(self.numbers[ranges(self.sizes.cumsum() - self.sizes, sizes)], sizes)


class _Layer(NamedTuple):
    """Where the units are after a hop. A unit is what branches of one topic and one prefix share.

    Unit i has the nodes `bounds[i]` to `bounds[i + 1]`, ascending.
    """

    topics: Integers
    nodes: Integers
    bounds: NDArray[np.int64]
    may_have_values: bool = False
    """Whether there may be values among the nodes, from which no path leads on."""


def ends_of_sets(
    edges: Edges, branches: Sequence[NumberedBranch], alone: Callable[[int, tuple[int, ...]], Integers]
) -> EndSets:
    """For each (topic, steps) the entities reached as if edges could recur, ascending and without the topic.

    A branch without steps reaches nothing. One that takes more memory than a batch should is left to `alone`.
    """
    together = _walked_together(edges, branches) if len(branches) <= MAX_BRANCHES_PER_BATCH else None
    if together is not None:
        return together
    if len(branches) == 1:
        numbers = alone(*branches[0])
        return EndSets(numbers, np.asarray([len(numbers)], np.int64))
    middle = len(branches) // 2
    halves = [ends_of_sets(edges, half, alone) for half in (branches[:middle], branches[middle:])]
    return EndSets(*(np.concatenate(column) for column in zip(*halves, strict=True)))


def _walked_together(edges: Edges, branches: Sequence[NumberedBranch]) -> EndSets | None:
    paths = dict.fromkeys(path for _, path in branches)
    numbers = {path: number for number, path in enumerate(paths)}
    longest = max(map(len, paths), default=0)
    table = np.asarray([[*path, *[0] * (longest - len(path))] for path in paths], np.int64).reshape(len(paths), longest)
    which = np.asarray([numbers[path] for _, path in branches], np.int64)
    steps, lengths = table[which], np.asarray([len(path) for path in paths], np.int64)[which]
    topics, unit = _numbered(edges.numbers([topic for topic, _ in branches]))
    layer = _Layer(topics, topics, np.arange(len(topics) + 1))
    going = lengths.nonzero()[0]
    unit = unit[going]
    starts, sizes = np.zeros_like(lengths), np.zeros_like(lengths)
    parts, before = [topics[:0]], 0
    for hop in range(longest):
        followed, unit = _numbered(unit * edges.step_count + steps[going, hop])
        reached = _hop(edges, layer, *np.divmod(followed, edges.step_count))
        if reached is None:
            return None
        layer, last = reached, lengths[going] == hop + 1
        ended, at = going[last], unit[last]
        starts[ended], sizes[ended] = layer.bounds[at] + before, layer.bounds[at + 1] - layer.bounds[at]
        parts.append(layer.nodes)
        before += len(layer.nodes)
        going, unit = going[~last], unit[~last]
    return EndSets(np.concatenate(parts)[ranges(starts, sizes)], sizes)


def _hop(edges: Edges, layer: _Layer, parent: NDArray[np.int64], steps: NDArray[np.int64]) -> _Layer | None:
    """One step from each parent unit; None if there is too much to follow."""
    first, topics = layer.bounds[parent], layer.topics[parent]
    counts = layer.bounds[parent + 1] - first
    if counts.sum() > MAX_ROWS_PER_BATCH:
        return None
    unit = np.repeat(np.arange(len(parent)), counts)
    nodes = layer.nodes[ranges(first, counts)]
    if layer.may_have_values:
        leads_on = ~edges.is_value[nodes]
        unit, nodes = unit[leads_on], nodes[leads_on]
    rows, starts, sizes = edges.groups_by_step(steps[unit], nodes)
    if sizes.sum(dtype=np.int64) > MAX_ROWS_PER_BATCH:
        return None
    key = np.repeat(unit[rows] * edges.node_count, sizes)
    key += edges.neighbours[ranges(starts, sizes)]
    key.sort()
    unit = key // edges.node_count
    nodes = key - unit * edges.node_count
    is_first = nodes != topics[unit]
    is_first[1:] &= key[1:] != key[:-1]
    unit = unit[is_first]
    bounds = np.zeros(len(parent) + 1, np.int64)
    np.bincount(unit, minlength=len(parent)).cumsum(out=bounds[1:])
    may_have_values = any(edges.reaches_values[step] for step in set(steps.tolist()))
    return _Layer(topics, nodes[is_first].astype(layer.nodes.dtype), bounds, may_have_values)


def _numbered(values: Integers) -> tuple[Integers, NDArray[np.int64]]:
    """The distinct values, ascending, and the place of each value among them."""
    order = values.argsort(kind="stable")
    ordered = values[order]
    new = np.ones(len(values), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    place = np.empty(len(values), np.int64)
    place[order] = new.cumsum() - 1
    return ordered[new], place
