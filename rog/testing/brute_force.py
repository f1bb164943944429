"""Plain enumeration of walks over a list of edges: slow, obvious, and what every store must equal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from rog.graph.facts import facts_of
from rog.graph.kinds import is_kind
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.types import MAX_HOPS, Hop, ReasoningPath, RelationPath, Step, Triple, make_step, read_step
from rog.values import is_value, read_value

__all__ = ["Enumerator", "key_order"]

Walk = tuple[tuple[int, bool], ...]
"""Index of each edge walked, and whether it was walked forward."""


class Enumerator:
    """All walks over `edges` that use no edge twice, never come back to their topic, and never pass through a value."""

    def __init__(
        self, edges: Sequence[EdgeRecord], *, undirected: bool = False, symmetric: Collection[str] = ()
    ) -> None:
        self.edges = list(edges)
        self.undirected, self.symmetric = undirected, frozenset(symmetric)
        self.nodes: dict[str, tuple[str, ...]] = {}
        """Nodes that have records of their own, with their types."""

    @classmethod
    def of_records(cls, records: Iterable[Record]) -> Enumerator:
        """The graph of all records: properties of nodes are edges, and relations may be declared symmetric."""
        records = list(records)
        edges = [record for record in records if isinstance(record, EdgeRecord)]
        known = {edge[:3] for edge in edges}
        nodes = [record for record in records if isinstance(record, NodeRecord)]
        facts = [
            (node.id, name, value)
            for node in nodes
            for name, values in facts_of(node.properties).items()
            for value in values
        ]
        edges += [EdgeRecord(*fact) for fact in dict.fromkeys(facts) if fact not in known]
        relations = [record for record in records if isinstance(record, RelationRecord)]
        found = cls(edges, symmetric=[one.relation for one in relations if one.description.symmetric])
        for node in nodes:
            found.nodes[node.id] = tuple(dict.fromkeys((*found.nodes.get(node.id, ()), *node.types)))
        return found

    def entities(self) -> list[str]:
        """Every node, values as well."""
        return sorted({entity for edge in self.edges for entity in (edge.head, edge.tail)} | set(self.nodes))

    def types(self, node: str) -> tuple[str, ...]:
        """What the node is."""
        value = read_value(node)
        return self.nodes.get(node, ()) if value is None else (value.kind,)

    def kinds(self) -> dict[str, list[str]]:
        """The entities of each kind."""
        found: dict[str, list[str]] = {}
        for node in sorted(self.nodes):
            for kind in filter(is_kind, self.nodes[node]):
                found.setdefault(kind, []).append(node)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    def having(self, step: Step) -> list[str]:
        return [node for node in self.entities() if self.walks(node, (step,))]

    def step_names(self) -> list[Step]:
        """Every step, each relation in both directions."""
        relations = sorted({edge.relation for edge in self.edges})
        return [make_step(relation, forward) for relation in relations for forward in (True, False)]

    def moves(self, node: str) -> Iterator[tuple[Step, int, bool, str]]:
        """Step, edge, direction and target of each way out of `node`."""
        for index, edge in enumerate(self.edges):
            if edge.head == node:
                yield make_step(edge.relation), index, True, edge.tail
            if edge.tail == node and self.walks_either_way(edge.relation) and edge.head != node:
                yield make_step(edge.relation), index, False, edge.head
            if edge.tail == node and not self.walks_either_way(edge.relation):
                yield make_step(edge.relation, forward=False), index, False, edge.head

    def walks_either_way(self, relation: str) -> bool:
        return self.undirected or relation in self.symmetric

    def walks(self, topic: str, path: RelationPath) -> list[tuple[Walk, str]]:
        """Each walk of `path` from `topic`, with its end."""
        found: list[tuple[Walk, str]] = [((), topic)]
        for step in path:
            relation, _ = read_step(step)
            wanted = make_step(relation) if relation in self.symmetric else step
            found = [
                ((*walk, (index, forward)), target)
                for walk, node in found
                if not (walk and is_value(node))
                for name, index, forward, target in self.moves(node)
                if name == wanted and target != topic and index not in [used for used, _ in walk]
            ]
        return found

    def ends(self, topic: str, path: RelationPath) -> list[str]:
        return sorted({end for _, end in self.walks(topic, path)})

    def steps(self, topic: str, prefix: RelationPath) -> dict[Step, int]:
        if len(prefix) >= MAX_HOPS:
            return {}
        edges: dict[Step, set[int]] = {}
        for walk, node in self.walks(topic, prefix):
            for step, index, _, target in () if walk and is_value(node) else self.moves(node):
                if target != topic and index not in [used for used, _ in walk]:
                    edges.setdefault(step, set()).add(index)
        return {step: len(edges[step]) for step in sorted(edges)}

    def paths(self, topic: str, path: RelationPath, end: str) -> list[ReasoningPath]:
        found = [self.reasoning_path(topic, walk) for walk, reached in self.walks(topic, path) if reached == end]
        return sorted(found, key=path_order)

    def reasoning_path(self, topic: str, walk: Walk) -> ReasoningPath:
        hops = []
        for index, forward in walk:
            head, relation, tail, key, properties = self.edges[index]
            if self.walks_either_way(relation) and not forward:
                head, tail, forward = tail, head, True
            hops.append(
                Hop(head=head, relation=relation, tail=tail, forward=forward, key=key, properties=properties or {})
            )
        return ReasoningPath(topic=topic, hops=tuple(hops))

    def holds(self, triple: Triple) -> bool:
        head, relation, tail = triple
        return any(
            edge[:3] == triple or (self.walks_either_way(relation) and edge[:3] == (tail, relation, head))
            for edge in self.edges
        )

    def relation_paths(self, topic: str, longest: int = MAX_HOPS) -> Iterator[RelationPath]:
        """Every relation path that can be walked from `topic`, shorter first."""
        layer: list[RelationPath] = [()]
        for _ in range(longest):
            layer = [(*path, step) for path in layer for step in self.steps(topic, path)]
            yield from layer


def key_order(key: str | int | None) -> tuple[int, int, str]:
    """No key before numbers before texts."""
    if key is None:
        return 0, 0, ""
    return (1, key, "") if isinstance(key, int) else (2, 0, key)


def path_order(path: ReasoningPath) -> tuple[list[str], list[tuple[int, int, str]]]:
    return [hop.target for hop in path.hops], [key_order(hop.key) for hop in path.hops]
