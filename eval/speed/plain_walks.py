"""Walks as one writes them over a networkx graph whose edge keys are relations; they share no code with rog's stores.

The graph has one edge for each triple: edges that differ in their properties only are one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import networkx

from rog.types import Branch, read_step

__all__ = ["Visited", "first_of_each_end", "first_paths", "path_walk", "paths", "plain_graph", "set_walk"]

Visited = tuple[str, ...]
"""The entities of a path in order, the topic first: with the relation path they say which triples it walks."""

Edge = tuple[str, str, str]


def plain_graph(triples: Iterable[Edge]) -> networkx.MultiDiGraph:
    """A networkx graph of (head, relation, tail) triples, each of which is one edge with the relation as its key."""
    graph = networkx.MultiDiGraph()
    graph.add_edges_from((head, tail, relation) for head, relation, tail in triples)
    return graph


def set_walk(graph: networkx.MultiDiGraph, branch: Branch) -> set[str]:
    """The ends of a relation path as one writes it first: a set of nodes, a loop over their edges.

    It never enters the topic again, but may use an edge twice, so it can reach more than `Graph.ends`.
    """
    frontier = {branch.topic}
    for step in branch.path:
        relation, forward = read_step(step)
        beside = graph.succ if forward else graph.pred
        frontier = {other for node in frontier for other, keys in beside[node].items() if relation in keys}
        frontier.discard(branch.topic)
    return frontier


def path_walk(graph: networkx.MultiDiGraph, branch: Branch) -> set[str]:
    """The ends of all paths that use no edge twice and never come back to the topic, path by path."""
    paths: list[tuple[str, frozenset[Edge]]] = [(branch.topic, frozenset())]
    for step in branch.path:
        relation, forward = read_step(step)
        beside = graph.succ if forward else graph.pred
        paths = [
            (other, used | {edge})
            for node, used in paths
            for other, keys in beside[node].items()
            if relation in keys and other != branch.topic
            if (edge := (node, relation, other) if forward else (other, relation, node)) not in used
        ]
    return {node for node, _ in paths}


def paths(graph: networkx.MultiDiGraph, branch: Branch) -> Iterator[Visited]:
    """All those paths themselves, depth first."""
    steps = [read_step(step) for step in branch.path]

    def onward(visited: Visited, used: tuple[Edge, ...]) -> Iterator[Visited]:
        if len(used) == len(steps):
            yield visited
            return
        relation, forward = steps[len(used)]
        node = visited[-1]
        for other, keys in (graph.succ if forward else graph.pred)[node].items():
            edge = (node, relation, other) if forward else (other, relation, node)
            if relation in keys and other != branch.topic and edge not in used:
                yield from onward((*visited, other), (*used, edge))

    return onward((branch.topic,), ())


def first_of_each_end(found: Iterable[Visited], ends: Sequence[str], limit: int) -> list[Visited]:
    """For each of `ends` in the order given, the first `limit` of its paths in code point order."""
    by_end: Mapping[str, list[Visited]] = defaultdict(list)
    for visited in found:
        by_end[visited[-1]].append(visited)
    return [visited for end in ends for visited in sorted(by_end[end])[:limit]]


def first_paths(graph: networkx.MultiDiGraph, branch: Branch, ends: Sequence[str], limit: int) -> list[Visited]:
    """For each of `ends` the first `limit` paths to it, as `Graph.walk` orders them."""
    return first_of_each_end(paths(graph, branch), ends, limit)
