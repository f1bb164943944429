"""Reads the edges of a networkx graph: which relation each is, and where its steps lead."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import islice
from typing import Any

from rog.errors import GraphError
from rog.graph.json_values import to_json
from rog.types import Hop, Step, make_step, read_step

__all__ = ["EdgeId", "EdgeReader"]

EdgeId = tuple[Hashable, Hashable, Hashable]
"""Tail, head and key; the two nodes of an undirected edge stand in the order of their text."""

USUAL_ATTRIBUTES = (
    "relation",
    "label",
    "type",
    "predicate",
    "rel",
    "relationship",
    "edge_type",
    "kind",
    "name",
)
INSPECTED_EDGES = 100
"""Edges looked at to find out where relations are read from."""


class EdgeReader:
    """The edges of `graph`, by step. `relation` is "key", an attribute's name, or None to look for it.

    Edges of the relations in `symmetric`, and all of an undirected graph, are walked from either end.
    """

    def __init__(self, graph: Any, relation: str | None, symmetric: Collection[str] = ()) -> None:
        self._graph = graph
        self._symmetric = frozenset(symmetric)
        self._is_multigraph = bool(graph.is_multigraph())
        self.directed = bool(graph.is_directed())
        if relation == "key" and not self._is_multigraph:
            raise GraphError(
                "relation='key' asks for edge keys, and only a multigraph has them: name an edge attribute"
            )
        self._source = relation
        if graph.number_of_nodes():
            self._known_source()

    def is_symmetric(self, relation: str) -> bool:
        """Whether edges of the relation are walked from either end."""
        return not self.directed or relation in self._symmetric

    def describe(self) -> str:
        """Where relations are read from, in words."""
        source = self._known_source()
        if source is None:
            return "relations are not read yet, as there are no edges"
        direction = " (directed)" if self.directed else " (undirected: walked from both sides)"
        return (
            "relations are read from edge keys"
            if source == "key"
            else f"relations are read from edge attribute {source!r}"
        ) + direction

    def relations(self) -> set[str]:
        """Every relation, from one pass over the edges."""
        return {self._relation(tail, head, key, data) for tail, head, key, data in self._all_edges()}

    def sample(self, relations: Collection[str], limit: int) -> dict[str, list[tuple[Hashable, Hashable]]]:
        """Head and tail of the first `limit` edges of each of the relations, a symmetric edge both ways round."""
        pairs: dict[str, list[tuple[Hashable, Hashable]]] = {relation: [] for relation in relations}
        wanted = set(relations)
        for source, target, key, data in self._all_edges():
            if not wanted:
                break
            relation = self._relation(source, target, key, data)
            if relation in wanted:
                both_ways = self.is_symmetric(relation)
                pairs[relation] += [(source, target), (target, source)] if both_ways else [(source, target)]
                if len(pairs[relation]) >= limit:
                    wanted.discard(relation)
        return pairs

    def leaving(self, node: Hashable) -> Iterator[tuple[Step, Hashable, EdgeId]]:
        """Each edge at `node`: the step that walks it from there, where to, and the edge."""
        for forward in (True, False) if self.directed else (True,):
            for other, edges in self._adjacent(forward)[node].items():
                tail, head = (node, other) if forward else (other, node)
                for key, data in self._items(edges):
                    relation = self._relation(tail, head, key, data)
                    if relation in self._symmetric:
                        if forward or other != node:
                            yield make_step(relation), other, self._id(tail, head, key)
                    else:
                        yield make_step(relation, forward), other, self._id(tail, head, key)

    def sources(self, step: Step) -> set[Hashable]:
        """The nodes that `step` leads on from to another, from one pass over the edges."""
        relation, forward = read_step(step)
        edges = [
            (tail, head)
            for tail, head, key, data in self._all_edges()
            if tail != head and self._relation(tail, head, key, data) == relation
        ]
        both_ways = self.is_symmetric(relation)
        return {edge[end] for edge in edges for end in ((0, 1) if both_ways else (0,) if forward else (1,))}

    def along(self, node: Hashable, step: Step) -> Iterator[tuple[Hashable, EdgeId]]:
        """Where `step` leads from `node`, and by which edge."""
        relation, _ = read_step(step)
        for outward in self._directions(step):
            for other, edges in self._adjacent(outward)[node].items():
                tail, head = (node, other) if outward else (other, node)
                for key, data in self._items(edges):
                    if self._relation(tail, head, key, data) == relation:
                        yield other, self._id(tail, head, key)

    def between(self, source: Hashable, target: Hashable, step: Step) -> Iterator[tuple[EdgeId, Hop]]:
        """The edges by which `step` leads from `source` to `target`, in order of their keys."""
        relation, forward = read_step(step)
        found: list[tuple[Hashable, Hashable, Hashable, Mapping[Any, Any]]] = []
        for outward in self._directions(step):
            if source == target and found:
                break  # a loop has two ends and is one edge
            tail, head = (source, target) if outward else (target, source)
            edges = self._adjacent(outward)[source].get(target)
            found += [] if edges is None else [(tail, head, key, data) for key, data in self._items(edges)]
        for tail, head, key, data in sorted(found, key=lambda edge: _key_order(_json_key(edge[2]))):
            if self._relation(tail, head, key, data) == relation:
                properties = {str(name): to_json(value) for name, value in data.items() if name != self._source}
                shown = (source, target) if forward or self.is_symmetric(relation) else (target, source)
                hop = Hop(
                    head=str(shown[0]),
                    relation=relation,
                    tail=str(shown[1]),
                    forward=forward or self.is_symmetric(relation),
                    key=_json_key(key),
                    properties=properties,
                )
                yield self._id(tail, head, key), hop

    def neighbours(
        self, node: Hashable, step: Step, among: Collection[Hashable], *, backward: bool = False
    ) -> set[Hashable]:
        """Which of `among` `step` leads to from `node`; with `backward`, from which it leads to `node`."""
        relation, _ = read_step(step)
        found: set[Hashable] = set()
        for direction in self._directions(step):
            outward = direction != backward
            adjacent = self._adjacent(outward)[node]
            for other in among if len(among) < len(adjacent) else adjacent:
                edges = adjacent.get(other) if other in among else None
                if edges is None:
                    continue
                tail, head = (node, other) if outward else (other, node)
                if any(self._relation(tail, head, key, data) == relation for key, data in self._items(edges)):
                    found.add(other)
        return found

    def _directions(self, step: Step) -> tuple[bool, ...]:
        """Which ways the edges of a step may be walked: along them, against them, or both."""
        relation, forward = read_step(step)
        if not self.directed:
            return (True,)
        return (True, False) if relation in self._symmetric else (forward,)

    def degree(self, node: Hashable) -> int:
        """How many ways lead out of `node`: a directed self-loop is two."""
        sides = (True, False) if self.directed else (True,)
        beside = [edges for side in sides for edges in self._adjacent(side)[node].values()]
        return sum(map(len, beside)) if self._is_multigraph else len(beside)

    def _adjacent(self, forward: bool) -> Any:
        return self._graph.adj if forward or not self.directed else self._graph.pred

    def _items(self, edges: Any) -> Collection[tuple[Hashable, Mapping[Any, Any]]]:
        return edges.items() if self._is_multigraph else ((None, edges),)

    def _id(self, tail: Hashable, head: Hashable, key: Hashable) -> EdgeId:
        swapped = not self.directed and str(head) < str(tail)
        return (head, tail, key) if swapped else (tail, head, key)

    def _all_edges(self) -> Iterator[tuple[Hashable, Hashable, Hashable, Mapping[Any, Any]]]:
        for tail, adjacent in self._graph.adj.items():
            for head, edges in adjacent.items():
                for key, data in self._items(edges):
                    yield tail, head, key, data

    def _relation(self, tail: Hashable, head: Hashable, key: Hashable, data: Mapping[Any, Any]) -> str:
        source = self._source or self._known_source()
        value = key if source == "key" else data.get(source)
        if value is None:
            keyed = f" with key {key!r}" if self._is_multigraph else ""
            raise GraphError(
                f"the edge from {tail!r} to {head!r}{keyed} has no attribute {source!r} to read its relation from; "
                "set it, or pass relation= with the name of another attribute"
            )
        return value if isinstance(value, str) else str(value)

    def _known_source(self) -> str | None:
        """Where relations are read from; looked for once, as soon as there are edges."""
        if self._source is None:
            sample = list(islice(self._all_edges(), INSPECTED_EDGES))
            if sample:
                self._source = _guess_source([(key, data) for _, _, key, data in sample])
        return self._source


def _guess_source(edges: list[tuple[Hashable, Mapping[Any, Any]]]) -> str:
    for name in USUAL_ATTRIBUTES:
        if all(isinstance(data.get(name), str) for _, data in edges):
            return name
    if all(isinstance(key, str) for key, _ in edges):
        return "key"
    names = sorted({str(name) for _, data in edges for name in data})
    raise GraphError(
        f"cannot tell the relations of the edges: no attribute called {', '.join(USUAL_ATTRIBUTES)} and no text keys; "
        f"pass relation= with the name of an edge attribute (seen: {', '.join(names) or 'none'}), or relation='key'"
    )


def _json_key(key: Hashable) -> str | int | None:
    return key if key is None or (isinstance(key, str | int) and not isinstance(key, bool)) else str(key)


def _key_order(key: str | int | None) -> tuple[int, int, str]:
    """No key before numbers before texts."""
    if key is None:
        return 0, 0, ""
    return (1, key, "") if isinstance(key, int) else (2, 0, key)
