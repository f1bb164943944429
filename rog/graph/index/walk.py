"""Reasoning paths from a topic to given ends, one by one, along the part of the graph that leads there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from rog.graph.index.edges import Edges, Integers, distinct, member, ranges
from rog.graph.index.frontiers import Frontiers

__all__ = ["Walk", "walks"]

MAX_ENDS_PER_BATCH = 64
"""Ends that share the array operations; the first is served alone."""

Visits = tuple[int, ...]
Choices = list[list[int]]


class Walk(NamedTuple):
    """One path: the entities after each hop and the edges taken."""

    visited: tuple[int, ...]
    edges: tuple[int, ...]


class Layer(NamedTuple):
    """The edges of one hop that may lie on a path to some end, by target, then source, then edge."""

    source: Integers
    target: Integers
    edge: Integers


class Hops(NamedTuple):
    """One hop's edges for a few ends, by row: a row is an end and an entity on the way to it.

    Row i has the edges `start[i]` to `start[i + 1]`, by target, then edge; `row` is the row of the
    target in the next hop.
    """

    start: list[int]
    target: list[int]
    edge: list[int]
    row: list[int]


def walks(
    edges: Edges, frontiers: Frontiers, topic: int, path: tuple[int, ...], ends: Sequence[int]
) -> Iterator[Iterator[Walk]]:
    """For each of `ends` that is reached its walks, lazily, by the entities visited, then by the edges taken."""
    reached = frontiers.ends(topic, path)
    wanted = edges.numbers(list(ends))
    position = member(wanted, reached).nonzero()[0]
    layers = _layers(edges, frontiers, topic, path, distinct(wanted[position], edges.node_count))
    at, size = 0, 1
    while at < len(position):
        some = position[at : at + size]
        hops = _hops(layers, wanted[some], edges.node_count)
        for row in range(len(some)):
            yield _walks_of(hops, row)
        at, size = at + size, min(4 * size, MAX_ENDS_PER_BATCH)


def _layers(edges: Edges, frontiers: Frontiers, topic: int, path: tuple[int, ...], ends: Integers) -> list[Layer]:
    """Hop by hop from the ends back to the topic, the edges between what either side reaches."""
    layers = []
    targets = ends
    for hop in range(len(path) - 1, -1, -1):
        sources = frontiers.going_on(frontiers.relaxed(topic, path[:hop]), path[:hop]).nodes
        layer = _layer(edges, path[hop], sources, targets)
        layers.append(layer)
        targets = distinct(layer.source, edges.node_count)
    return layers[::-1]


def _layer(edges: Edges, step: int, sources: Integers, targets: Integers) -> Layer:
    """The edges by which the step leads from `sources` to `targets`, found from the side that has fewer."""
    rows, starts, sizes = edges.groups(step, sources)
    back = edges.reverse(step)
    rows_back, starts_back, sizes_back = edges.groups(back, targets)
    if sizes.sum() <= sizes_back.sum():
        half = ranges(starts, sizes)
        source, target = sources[np.repeat(rows, sizes)], edges.neighbours[half]
        is_inside = member(target, targets)
        edge = edges.edges(step, half[is_inside])
    else:
        half = ranges(starts_back, sizes_back)
        source, target = edges.neighbours[half], targets[np.repeat(rows_back, sizes_back)]
        is_inside = member(source, sources)
        edge = edges.edges(back, half[is_inside])
    source, target = source[is_inside], target[is_inside]
    order = np.lexsort((edge, source, target))
    return Layer(source[order], target[order], edge[order])


def _hops(layers: list[Layer], ends: Integers, node_count: int) -> list[Hops]:
    """For each of `ends`, which is reached, the part of the layers that leads to it; the topic has the first rows."""
    end, entity = np.arange(len(ends)), ends  # the rows of the hop after, by end, then entity
    hops: list[Hops] = []
    for layer in reversed(layers):
        first, last = layer.target.searchsorted(entity), layer.target.searchsorted(entity, side="right")
        taken = ranges(first, last - first)
        row = np.repeat(np.arange(len(end)), last - first)
        key = end[row] * node_count + layer.source[taken]
        order = np.argsort(key, kind="stable")
        key, taken, row = key[order], taken[order], row[order]
        start = np.flatnonzero(np.diff(key, prepend=-1))
        end, entity = key[start] // node_count, (key[start] % node_count).astype(ends.dtype)
        targets, taken_edges = layer.target[taken].tolist(), layer.edge[taken].tolist()
        hops.append(Hops([*start.tolist(), len(key)], targets, taken_edges, row.tolist()))
    return hops[::-1]


def _walks_of(hops: list[Hops], row: int) -> Iterator[Walk]:
    for visited, choices in _visits(hops, row, (), []):
        for taken in product(*choices):
            if len(set(taken)) == len(taken):
                yield Walk(visited, taken)


def _visits(hops: list[Hops], row: int, visited: Visits, choices: Choices) -> Iterator[tuple[Visits, Choices]]:
    """The sequences of entities visited, and for each hop the parallel edges that one may take."""
    hop = hops[len(visited)]
    at, end = hop.start[row], hop.start[row + 1]
    while at < end:
        target, after = hop.target[at], at + 1
        while after < end and hop.target[after] == target:
            after += 1
        edges = hop.edge[at:after]
        if len(edges) > 1 or edges not in choices:
            if len(visited) + 1 == len(hops):
                yield (*visited, target), [*choices, edges]
            else:
                yield from _visits(hops, hop.row[at], (*visited, target), [*choices, edges])
        at = after
