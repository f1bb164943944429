"""Where the walks of a relation path are after each hop, as sets and never as paths.

A path uses no edge twice and never comes back to its topic. First-hop edges touch the topic, so they
cannot recur: sets of entities without the topic are exact unless two later hops may take one edge.
For those, each entity keeps which edges *every* walk to it has used. Walks of two more hops keep up
to three of the edges used at the second hop, which is enough. This is the method of representative
families (B. Monien, "How to find long paths efficiently", 1985).

No path leads on through a value: the next hop leaves a frontier `without_values`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rog.graph.index.batch import EndSets, NumberedBranch, ends_of_sets
from rog.graph.index.edges import MAX_LOOP_ENTITIES, Edges, Integers, distinct, member, ranges

__all__ = ["Frontier", "Frontiers"]

MAX_CACHED_BYTES = 1 << 26
"""Bytes of the frontiers kept for the next call, which extends them by a hop."""
NO_EDGE = -1


@dataclass(frozen=True, slots=True)
class Frontier:
    """Where walks of a prefix are, `nodes` ascending, and which edges they have used.

    `blocked` (nodes x 2) are the edges of the second and third hop that every walk to the node has used, -1 for
    none. `row_nodes` and `row_edges` are pairs of a node and a second-hop edge, up to three for each node.
    """

    nodes: Integers
    blocked: Integers | None = None
    row_nodes: Integers | None = None
    row_edges: Integers | None = None

    def without_values(self, is_value: NDArray[np.bool_]) -> Frontier:
        """The nodes that are no values, with what is known of them."""
        kept = ~is_value[self.nodes]
        if kept.all():
            return self
        blocked = None if self.blocked is None else self.blocked[kept]
        if self.row_nodes is None or self.row_edges is None:
            return Frontier(self.nodes[kept], blocked)
        rows = ~is_value[self.row_nodes]
        return Frontier(self.nodes[kept], blocked, self.row_nodes[rows], self.row_edges[rows])

    @property
    def nbytes(self) -> int:
        """Size of the arrays, and something for the object."""
        arrays = (self.nodes, self.blocked, self.row_nodes, self.row_edges)
        return 500 + sum(array.nbytes for array in arrays if array is not None)


class Frontiers:
    """Frontiers by topic and steps, over the arrays of an index. The last ones are kept; safe in threads."""

    def __init__(self, edges: Edges) -> None:
        self._edges = edges
        self._cache: OrderedDict[tuple[str, int, tuple[int, ...]], Frontier] = OrderedDict()
        self._cached_bytes = 0
        self._lock = threading.Lock()

    def all_ends(self, branches: Sequence[NumberedBranch]) -> EndSets:
        """`ends` of each branch; those whose edges cannot recur are walked together."""
        repeating = {path for path in {path for _, path in branches} if self.may_repeat(path)}
        if not repeating:
            return ends_of_sets(self._edges, branches, self.ends)
        plain = ends_of_sets(self._edges, [branch for branch in branches if branch[1] not in repeating], self.ends)
        shared = iter(np.split(plain.numbers, plain.sizes.cumsum()))
        sets = [self.ends(topic, path) if path in repeating else next(shared) for topic, path in branches]
        return EndSets(np.concatenate(sets), np.asarray([len(numbers) for numbers in sets], np.int64))

    def ends(self, topic: int, path: tuple[int, ...]) -> Integers:
        """The entities that walks of the path end at, ascending; none for a path without steps."""
        if not path:
            return self._edges.numbers([])
        if not self.may_repeat(path):
            return self.relaxed(topic, path).nodes
        before = self.going_on(self.exact(topic, path[:-1]), path[:-1])
        at, half = self._edges.expand(path[-1], before.nodes)
        target, edge = self._edges.neighbours[half], self._edges.edges(path[-1], half)
        allowed = target != topic
        if before.blocked is not None:  # an edge that only some walks have used can still be taken by the others
            allowed &= (before.blocked[at] != edge[:, None]).all(axis=1)
        return distinct(target[allowed], self._edges.node_count)

    def next_steps(self, topic: int, prefix: tuple[int, ...]) -> NDArray[np.int64]:
        """For each step, by how many distinct edges walks of the prefix can go on."""
        frontier = self.going_on(self.exact(topic, prefix), prefix)
        if not len(frontier.nodes):
            return np.zeros(self._edges.step_count, np.int64)
        counts = self._edges.leaving(frontier.nodes)
        np.subtract.at(counts, self._steps_back(topic, frontier.nodes), 1)
        if frontier.blocked is not None:
            for hop, edges in zip(prefix[1:], frontier.blocked.T, strict=False):
                self._subtract_used(counts, hop >> 1, frontier.nodes[edges != NO_EDGE], edges[edges != NO_EDGE])
        for step in self._edges.symmetric_steps:
            if counts[step]:
                counts[step] = self._count_symmetric(topic, frontier, step)
        return counts

    def may_repeat(self, path: tuple[int, ...]) -> bool:
        """Whether a walk of the path could take one edge twice, were it not forbidden."""
        for first in range(1, len(path)):
            for second in range(first + 1, len(path)):
                relation = path[first] >> 1
                if relation == path[second] >> 1 and (
                    path[first] != path[second]
                    or second > first + 1
                    or self._edges.loops[relation]
                    or self._edges.is_symmetric[relation]
                ):
                    return True
        return False

    def relaxed(self, topic: int, path: tuple[int, ...]) -> Frontier:
        """The frontier of a path as if edges could recur; exact where `may_repeat` is false."""
        if not path:
            return Frontier(self._edges.numbers([topic]))
        cached = self._cached(("set", topic, path))
        if cached is not None:
            return cached
        hops, few = self._from_few(topic, path)
        frontier = Frontier(self._edges.numbers(few))
        for hop in range(hops, len(path)):
            prefix = path[: hop + 1]
            cached_prefix = self._cached(("set", topic, prefix))
            if cached_prefix is None:
                sources = self.going_on(frontier, prefix[:-1]).nodes
                nodes = self._without(self._edges.reached(path[hop], sources), topic)
                cached_prefix = self._remember(("set", topic, prefix), Frontier(nodes))
            frontier = cached_prefix
        return self._remember(("set", topic, path), frontier)

    def _from_few(self, topic: int, path: tuple[int, ...]) -> tuple[int, list[int]]:
        """The first hops of a path, while there are few nodes: the number of hops, and the nodes then, ascending."""
        few, is_value = [topic], self._edges.is_value
        for hop, step in enumerate(path):
            if hop and self._edges.reaches_values[path[hop - 1]]:
                few = [node for node in few if not is_value[node]]
            reached = self._edges.reached_from_few(step, few) if len(few) <= MAX_LOOP_ENTITIES else None
            if reached is None:
                return hop, few
            reached.discard(topic)
            few = sorted(reached)
        return len(path), few

    def exact(self, topic: int, path: tuple[int, ...]) -> Frontier:
        """The frontier after at most three hops, with the edges used where they can bind the next hop."""
        if len(path) < 2:
            return self.relaxed(topic, path)
        cached = self._cached(("exact", topic, path))
        if cached is not None:
            return cached
        hop = self._second_hop if len(path) == 2 else self._third_hop
        return self._remember(("exact", topic, path), hop(topic, path))

    def _second_hop(self, topic: int, path: tuple[int, ...]) -> Frontier:
        nodes = self.going_on(self.relaxed(topic, path[:1]), path[:1]).nodes
        _, half = self._edges.expand(path[1], nodes)
        target, edge = self._edges.neighbours[half], self._edges.edges(path[1], half)
        target, edge, starts, sizes = _group(target, edge, keep=target != topic)
        blocked = np.full((len(starts), 2), NO_EDGE, np.int64)
        single = sizes == 1  # a node reached by one edge only: every walk to it has used that edge
        blocked[single, 0] = edge[starts[single]]
        # Two later hops can meet two of the edges into a node; one of three is free whichever they are.
        first_three = ranges(starts, np.minimum(sizes, 3))
        return Frontier(target[starts], blocked, target[first_three], edge[first_three])

    def _third_hop(self, topic: int, path: tuple[int, ...]) -> Frontier:
        before = self.going_on(self.exact(topic, path[:2]), path[:2])
        assert before.row_nodes is not None
        assert before.row_edges is not None
        at, half = self._edges.expand(path[2], before.row_nodes)
        target, third, second = self._edges.neighbours[half], self._edges.edges(path[2], half), before.row_edges[at]
        used = np.stack([second, third], axis=1)
        target, used, starts, sizes = _group(target, used, keep=(target != topic) & (second != third))
        if not len(starts):
            return Frontier(target)
        # What every walk to a node has used, its first walk has used as well: only those edges can be blocked.
        blocked = used[starts].astype(np.int64)
        for column in range(2):
            candidate = np.repeat(blocked[:, column], sizes)
            everywhere = np.logical_and.reduceat((used == candidate[:, None]).any(axis=1), starts)
            blocked[~everywhere, column] = NO_EDGE
        return Frontier(target[starts], blocked)

    def going_on(self, frontier: Frontier, prefix: tuple[int, ...]) -> Frontier:
        """Where walks of the prefix go on: the frontier that it led to, but for values."""
        if not prefix or not self._edges.reaches_values[prefix[-1]]:
            return frontier
        return frontier.without_values(self._edges.is_value)

    def _count_symmetric(self, topic: int, frontier: Frontier, step: int) -> int:
        """By how many edges of a symmetric relation walks can go on; one between two nodes is left from both."""
        at, half = self._edges.expand(step, frontier.nodes)
        edge = self._edges.edges(step, half)
        allowed = self._edges.neighbours[half] != topic
        if frontier.blocked is not None:
            allowed &= (frontier.blocked[at] != edge[:, None]).all(axis=1)
        return len(np.unique(edge[allowed]))

    def _steps_back(self, topic: int, nodes: Integers) -> Integers:
        """The steps by which half-edges lead from `nodes` to the topic, one entry for each half-edge."""
        half_edges = self._cached(("around", topic, ()))
        if half_edges is None:
            around, back = self._edges.around(topic)
            half_edges = self._remember(("around", topic, ()), Frontier(around, row_edges=back))
        assert half_edges.row_edges is not None
        if len(half_edges.nodes) <= 8 * len(nodes):
            return half_edges.row_edges[member(half_edges.nodes, nodes)]
        starts, ends = half_edges.nodes.searchsorted(nodes), half_edges.nodes.searchsorted(nodes, side="right")
        return half_edges.row_edges[ranges(starts, ends - starts)]

    def _subtract_used(self, counts: NDArray[np.int64], relation: int, nodes: Integers, edges: Integers) -> None:
        """Take from `counts` the half-edges by which used `edges` of the relation leave their `nodes`."""
        if len(edges) and not self._edges.is_symmetric[relation]:
            heads, tails = self._edges.ends_of(relation, edges)
            counts[2 * relation] -= np.count_nonzero(heads == nodes)
            counts[2 * relation + 1] -= np.count_nonzero(tails == nodes)

    def _without(self, nodes: Integers, topic: int) -> Integers:
        at = int(nodes.searchsorted(np.asarray(topic, nodes.dtype)))
        return np.delete(nodes, at) if at < len(nodes) and nodes[at] == topic else nodes

    def _cached(self, key: tuple[str, int, tuple[int, ...]]) -> Frontier | None:
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        return None

    def _remember(self, key: tuple[str, int, tuple[int, ...]], frontier: Frontier) -> Frontier:
        with self._lock:
            if key not in self._cache:
                self._cache[key] = frontier
                self._cached_bytes += frontier.nbytes
            while self._cached_bytes > MAX_CACHED_BYTES and len(self._cache) > 1:
                self._cached_bytes -= self._cache.popitem(last=False)[1].nbytes
        return frontier


def _group(
    target: Integers, payload: Integers, keep: NDArray[np.bool_]
) -> tuple[Integers, Integers, NDArray[np.int64], NDArray[np.int64]]:
    """The kept rows by target, ascending; where each target's rows start, and how many they are."""
    target, payload = target[keep], payload[keep]
    order = np.argsort(target, kind="stable")
    target, payload = target[order], payload[order]
    first = np.ones(len(target), np.bool_)
    np.not_equal(target[1:], target[:-1], out=first[1:])
    starts = first.nonzero()[0]
    return target, payload, starts, np.diff(starts, append=len(target))
