"""The ends of many relation paths in one pass: hops are shared by prefix and walked step by step together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rog.graph.index_edges import Edges, Integers, ranges

__all__ = ["ends_of_sets"]

MOST_ROWS = 1 << 23
"""So many half-edges are followed at once; a batch that needs more is walked path by path."""

Walked = tuple[int, tuple[int, ...]]


def ends_of_sets(edges: Edges, branches: Sequence[Walked]) -> dict[Walked, Integers] | None:
    """For each (topic, steps) the entities reached as if edges could recur, ascending and without the topic.

    None if it takes more memory than a batch should.
    """
    units: list[Walked] = list(dict.fromkeys((topic, ()) for topic, _ in branches))
    nodes, owner = edges.numbers([topic for topic, _ in units]), np.arange(len(units))
    found: dict[Walked, Integers] = {}
    for length in range(1, max((len(path) for _, path in branches), default=0) + 1):
        parents = {unit: at for at, unit in enumerate(units)}
        units = list(dict.fromkeys((topic, path[:length]) for topic, path in branches if len(path) >= length))
        hop = _hop(edges, units, [parents[topic, path[:-1]] for topic, path in units], nodes, owner)
        if hop is None:
            return None
        nodes, owner = hop
        bounds = owner.searchsorted(np.arange(len(units) + 1)).tolist()
        found.update(zip(units, (nodes[a:b] for a, b in pairwise(bounds)), strict=True))
    return {branch: found[branch] for branch in branches}


def _hop(
    edges: Edges, units: list[Walked], parents: list[int], nodes: Integers, owner: NDArray[np.int64]
) -> tuple[Integers, NDArray[np.int64]] | None:
    """Nodes and the unit each belongs to, by unit, then node, one step after those of the units' parents."""
    topics, steps = edges.numbers([topic for topic, _ in units]), np.asarray([path[-1] for _, path in units])
    first = owner.searchsorted(np.arange(max(parents) + 2))
    starts, sizes = first[parents], first[np.asarray(parents) + 1] - first[parents]
    taken: list[tuple[Integers, Integers, Integers]] = []
    for step in np.unique(steps).tolist():
        which = np.flatnonzero(steps == step)
        sources = nodes[ranges(starts[which], sizes[which])]
        rows, group_starts, group_sizes = edges.groups(step, sources)
        taken.append((np.repeat(which, sizes[which])[rows], group_starts, group_sizes))
    unit, group_starts, group_sizes = (np.concatenate(column) for column in zip(*taken, strict=True))
    if group_sizes.sum() > MOST_ROWS:
        return None
    unit = np.repeat(unit, group_sizes)
    reached = edges.neighbours[ranges(group_starts, group_sizes)]
    away = reached != topics[unit]
    key = np.sort(unit[away] * edges.entity_count + reached[away])
    key = key[np.diff(key, prepend=-1) != 0]
    unit = key // edges.entity_count
    return (key - unit * edges.entity_count).astype(nodes.dtype), unit
