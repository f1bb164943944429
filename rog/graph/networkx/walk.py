"""Walks a networkx graph: what relation paths reach, what can follow them, and the walks themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rog.graph.networkx.edges import EdgeId
from rog.graph.networkx.nodes import Node
from rog.graph.networkx.ways import Ways
from rog.types import MAX_HOPS, Hop, ReasoningPath, RelationPath, Step, read_step

__all__ = ["Walker"]

UsedEdges = frozenset[EdgeId]
Frontier = dict[Node, list[UsedEdges]]
"""The nodes that walks have come to and, for each, sets of edges that some walk to it has used."""
Memo = dict[tuple[RelationPath, int], Frontier]
"""Where prefixes of one topic's paths lead, fit to be followed by so many steps."""


class Walker:
    """Walks from topics along the ways there are. A value ends a walk: it is a topic or an end, and nothing between."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    def following(self, topic: Node, prefix: RelationPath, cap: int, memo: Memo) -> dict[Step, int]:
        """The steps that can follow a prefix, and by how many edges, up to `cap`."""
        if len(prefix) >= MAX_HOPS:
            return {}
        edges: dict[Step, set[EdgeId]] = {}
        for node, used_sets in self._frontier_of(topic, prefix, 1, memo).items():
            if node != topic and self._ways.is_value(node):
                continue
            for step, target, edge in self._ways.leaving(node):
                if target == topic or all(edge in used for used in used_sets):
                    continue
                edges_of_step = edges.setdefault(step, set())
                if len(edges_of_step) < cap:
                    edges_of_step.add(edge)
        return {step: len(edges[step]) for step in sorted(edges)}

    def _frontier_of(self, topic: Node, prefix: RelationPath, later_hops: int, memo: Memo) -> Frontier:
        """Where `prefix` leads, fit to be followed by any `later_hops` steps."""
        if not prefix:
            return {topic: [frozenset()]}
        frontier = memo.get((prefix, later_hops))
        if frontier is None:
            before = self._frontier_of(topic, prefix[:-1], later_hops + 1, memo)
            frontier = self._advance(before, prefix[-1], topic, len(prefix) > 1, later_hops)
            memo[prefix, later_hops] = frontier
        return frontier

    def levels(self, topic: Node, path: RelationPath) -> list[Frontier]:
        """The nodes after 0, 1, … steps of `path`; the last are exactly its ends."""
        relations = [read_step(step)[0] for step in path]
        levels: list[Frontier] = [{topic: [frozenset()]}]
        for index, step in enumerate(path):
            # The first hop's edge lies at the topic, which no walk comes back to: it cannot be used again.
            may_recur = index > 0 and relations[index] in relations[index + 1 :]
            levels.append(self._advance(levels[-1], step, topic, may_recur, len(path) - index - 1))
        return levels

    def _advance(self, frontier: Frontier, step: Step, topic: Node, may_recur: bool, later_hops: int) -> Frontier:
        """`frontier` one step on. `may_recur`: whether one of the `later_hops` could walk the same edges."""
        after: Frontier = {}
        for node, used_sets in frontier.items():
            if node != topic and self._ways.is_value(node):
                continue
            for target, edge in self._ways.along(node, step):
                minimal_sets = after.get(target, [])
                # A walk that has used none of these edges can go on where any other can.
                if target == topic or (minimal_sets and not minimal_sets[0]):
                    continue
                for used in used_sets:
                    extended_set = used | {edge} if may_recur else used
                    if edge not in used and is_needed(extended_set, minimal_sets, later_hops):
                        minimal_sets.append(extended_set)
                if minimal_sets:
                    after[target] = minimal_sets
        return after

    def walk(self, topic: Node, path: RelationPath, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """For each of `ends` in the order given, at most `limit` walks to it."""
        levels = self.levels(topic, path)
        for entity_id in ends:
            end = self._ways.at(entity_id)
            if end is None or end not in levels[-1]:
                continue
            towards = self._towards(end, path, levels)
            count = 0
            for nodes in self._node_sequences([topic], path, towards):
                for hops in self._hops(nodes, path):
                    if count >= limit:
                        break
                    count += 1
                    yield ReasoningPath(topic=str(topic), hops=hops)
                if count >= limit:
                    break

    def _towards(self, end: Node, path: RelationPath, levels: list[Frontier]) -> list[set[Node]]:
        """For each level the nodes from which the rest of `path` leads to `end`, edges used twice included."""
        towards: list[set[Node]] = [{end}]
        for at, step in reversed(list(enumerate(path))):
            among = levels[at].keys()
            nearer = {node for near in towards[-1] for node in self._ways.neighbours(near, step, among, backward=True)}
            towards.append(nearer if at == 0 else {node for node in nearer if not self._ways.is_value(node)})
        return towards[::-1]

    def _node_sequences(self, nodes: list[Node], path: RelationPath, towards: list[set[Node]]) -> Iterator[list[Node]]:
        depth = len(nodes)
        if depth > len(path):
            yield nodes
            return
        for node in sorted(self._ways.neighbours(nodes[-1], path[depth - 1], towards[depth]), key=str):
            yield from self._node_sequences([*nodes, node], path, towards)

    def _hops(self, nodes: list[Node], path: RelationPath, used: tuple[EdgeId, ...] = ()) -> Iterator[tuple[Hop, ...]]:
        index = len(used)
        if index == len(path):
            yield ()
            return
        for edge, hop in self._ways.between(nodes[index], nodes[index + 1], path[index]):
            if edge not in used:
                for rest in self._hops(nodes, path, (*used, edge)):
                    yield hop, *rest


def is_needed(used: UsedEdges, others: Sequence[UsedEdges], later_hops: int) -> bool:
    """Whether a walk that used the edges `used` can go on where none of the `others` can.

    That is so if some `later_hops` or fewer edges meet every one of the `others` and none of `used`. Keeping
    only the needed ones leaves at most C(p + later_hops, p) sets of p edges for a node, and loses nothing.
    """
    if not others:
        return True
    return later_hops > 0 and any(
        edge not in used and is_needed(used, [other for other in others if edge not in other], later_hops - 1)
        for edge in others[0]
    )
