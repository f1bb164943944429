"""A user's own networkx graph as a `Graph`, live: an edge or node added is in the next answer.

networkx itself is not imported: any object with its adjacency and node views will do, so graph
views and MultiGraph-like classes work too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any

from rog.errors import UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple, checked_path
from rog.graph.kinds import MAX_SAMPLED_EDGES, MAX_SAMPLED_ENTITIES, frequent_kinds, kind_in_name, shared_kind
from rog.graph.networkx.edges import EdgeId, EdgeReader
from rog.graph.networkx.nodes import Node, NodeReader
from rog.types import (
    MAX_HOPS,
    Ends,
    Entity,
    Hop,
    Match,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Step,
    make_step,
    read_step,
)

__all__ = ["NetworkxGraph"]

UsedEdges = frozenset[EdgeId]
Frontier = dict[Node, list[UsedEdges]]
"""The nodes that walks have come to and, for each, sets of edges that some walk to it has used."""


class NetworkxGraph:
    """A networkx MultiDiGraph, DiGraph, MultiGraph, Graph, or a view of one.

    `relation` is "key" for the keys of a multigraph's edges, or the name of an edge attribute. By default
    the edges tell which, and `read_as` says what they told. `name`, `aliases` and `types` are names of node
    attributes; what else a node or an edge has becomes its properties. Entity ids are the nodes as text.

    The edges of an undirected graph are walked by `r` from either side, and there is no `^r`.

    Raises GraphError where no relation can be read, or where two nodes are the same text.
    """

    def __init__(
        self,
        graph: Any,
        *,
        relation: str | None = None,
        name: str = "name",
        aliases: str | None = "aliases",
        types: str | None = "types",
    ) -> None:
        self._edges = EdgeReader(graph, relation)
        self._nodes = NodeReader(graph, self._edges.degree, name=name, aliases=aliases, types=types)

    def __repr__(self) -> str:
        return f"NetworkxGraph({self.read_as()})"

    def read_as(self) -> str:
        """What is read from where, such as "relations are read from edge attribute 'relation'"."""
        return f"{self._edges.describe()}, {self._nodes.describe()}"

    def refresh(self) -> None:
        """Read names anew: needed after a node's name or aliases changed, not after nodes came or went."""
        self._nodes.refresh()

    def relations(self) -> list[str]:
        """Every relation type, in code point order. One pass over the edges."""
        return sorted(self._edges.relations())

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """For each relation the kinds of its heads and tails, at its first MAX_SAMPLED_EDGES edges as they come.

        At most one pass over the edges. The graph says nothing of further names. Where no types are known, kinds are
        those that names tell (`rog.graph.index.named_kinds`), but in an undirected graph, whose edges have no head.
        """
        sample = self._edges.sample(set(relations), MAX_SAMPLED_EDGES)
        by_names: Callable[[Node], set[str]] = lru_cache(maxsize=None)(self._kinds_by_names)
        return [self._described(relation, sample.get(relation, ()), by_names) for relation in relations]

    def _described(
        self, relation: str, pairs: Sequence[tuple[Node, Node]], by_names: Callable[[Node], set[str]]
    ) -> RelationDescription:
        """By the types of heads and tails, or else by names."""
        heads, tails = (
            frequent_kinds(Counter(kind for pair in pairs for kind in self._nodes.kinds(pair[end]))) for end in (0, 1)
        )
        kind = kind_in_name(relation)
        if heads or tails or not (kind and pairs and self._edges.directed):
            return RelationDescription(heads=heads, tails=tails)
        reached = dict.fromkeys(tail for _, tail in pairs)
        return RelationDescription(
            heads=(kind,), tails=shared_kind(map(by_names, islice(reached, MAX_SAMPLED_ENTITIES)))
        )

    def _kinds_by_names(self, node: Node) -> set[str]:
        steps = (read_step(step) for step, *_ in islice(self._edges.leaving(node), MAX_SAMPLED_EDGES))
        return {kind_in_name(relation) for relation, forward in steps if forward} - {""}

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """For each text, at most `limit` entities with that id, name or alias, best first."""
        return self._nodes.find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """The entities themselves; None for an id that the graph does not have."""
        return [self._nodes.entity(entity_id) for entity_id in ids]

    def starts(self, step: Step, count: int, random: Random) -> list[str]:
        """Entities that the step leaves, `count` of them drawn at random, or all. One pass over the edges."""
        leaving = sorted(map(str, self._edges.sources(step)))
        return random.sample(leaving, min(count, len(leaving)))

    def kinds(self) -> dict[str, int]:
        """Every kind of entity and how many entities are of it; see `Graph.kinds`. One pass over the nodes."""
        return {kind: len(members) for kind, members in self._nodes.by_kind().items()}

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """For each kind the entities of it; see `Graph.members`. One pass over the nodes."""
        by_kind = self._nodes.by_kind()
        found = [by_kind.get(kind, []) for kind in kinds]
        return [Ends(ids[:limit], len(ids) > limit) for ids in found]

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """For each step the entities that it leaves; see `Graph.having`. One pass over the edges."""
        found = [sorted(map(str, self._edges.sources(step))) for step in steps]
        return [Ends(ids[:limit], len(ids) > limit) for ids in found]

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist now."""
        return [self._holds(*triple) for triple in triples]

    def _holds(self, head: str, relation: str, tail: str) -> bool:
        source, target = self._nodes.get(head), self._nodes.get(tail)
        if source is None or target is None:
            return False
        return any(self._edges.between(source, target, make_step(relation)))

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix, the steps that can follow and by how many edges, up to `cap`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow and by how many edges, up to `cap`."""
        memos: dict[str, dict[tuple[RelationPath, int], Frontier]] = defaultdict(dict)
        return [self._following(self._node(topic), tuple(prefix), cap, memos[topic]) for topic, prefix in prefixes]

    def _following(
        self, topic: Node, prefix: RelationPath, cap: int, memo: dict[tuple[RelationPath, int], Frontier]
    ) -> dict[Step, int]:
        if len(prefix) >= MAX_HOPS:
            return {}
        edges: dict[Step, set[EdgeId]] = {}
        for node, used_sets in self._frontier_of(topic, prefix, 1, memo).items():
            for step, target, edge in self._edges.leaving(node):
                if target == topic or all(edge in used for used in used_sets):
                    continue
                edges_of_step = edges.setdefault(step, set())
                if len(edges_of_step) < cap:
                    edges_of_step.add(edge)
        return {step: len(edges[step]) for step in sorted(edges)}

    def _frontier_of(
        self, topic: Node, prefix: RelationPath, later_hops: int, memo: dict[tuple[RelationPath, int], Frontier]
    ) -> Frontier:
        """Where `prefix` leads, fit to be followed by any `later_hops` steps."""
        if not prefix:
            return {topic: [frozenset()]}
        frontier = memo.get((prefix, later_hops))
        if frontier is None:
            before = self._frontier_of(topic, prefix[:-1], later_hops + 1, memo)
            frontier = self._advance(before, prefix[-1], topic, len(prefix) > 1, later_hops)
            memo[prefix, later_hops] = frontier
        return frontier

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each (topic, relation path), the set of entities it reaches, at most `limit` of them."""
        checked = [self._check(branch) for branch in branches]
        answers = []
        for topic, path in checked:
            ids = sorted(map(str, self._levels(topic, path)[-1]))
            answers.append(Ends(ids[:limit], truncated=len(ids) > limit))
        return answers

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """Lazily, for each of `ends` in the order given, at most `limit` paths from the topic to it."""
        topic, path = self._check(branch)
        return self._walk(topic, path, tuple(ends), limit)

    def _walk(self, topic: Node, path: RelationPath, ends: tuple[str, ...], limit: int) -> Iterator[ReasoningPath]:
        levels = self._levels(topic, path)
        for entity_id in ends:
            end = self._nodes.get(entity_id)
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

    def _check(self, branch: AnyBranch) -> tuple[Node, RelationPath]:
        topic, path = branch
        path = checked_path(path)
        return self._node(topic), path

    def _node(self, entity_id: str) -> Node:
        node = self._nodes.get(entity_id)
        if node is None:
            raise UnknownEntityError(entity_id)
        return node

    def _levels(self, topic: Node, path: RelationPath) -> list[Frontier]:
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
            for target, edge in self._edges.along(node, step):
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

    def _towards(self, end: Node, path: RelationPath, levels: list[Frontier]) -> list[set[Node]]:
        """For each level the nodes from which the rest of `path` leads to `end`, edges used twice included."""
        towards: list[set[Node]] = [{end}]
        for level, step in zip(reversed(levels[:-1]), reversed(path), strict=True):
            nearer = towards[-1]
            towards.append(
                {node for near in nearer for node in self._edges.neighbours(near, step, level.keys(), backward=True)}
            )
        return towards[::-1]

    def _node_sequences(self, nodes: list[Node], path: RelationPath, towards: list[set[Node]]) -> Iterator[list[Node]]:
        depth = len(nodes)
        if depth > len(path):
            yield nodes
            return
        for node in sorted(self._edges.neighbours(nodes[-1], path[depth - 1], towards[depth]), key=str):
            yield from self._node_sequences([*nodes, node], path, towards)

    def _hops(self, nodes: list[Node], path: RelationPath, used: tuple[EdgeId, ...] = ()) -> Iterator[tuple[Hop, ...]]:
        index = len(used)
        if index == len(path):
            yield ()
            return
        for edge, hop in self._edges.between(nodes[index], nodes[index + 1], path[index]):
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
