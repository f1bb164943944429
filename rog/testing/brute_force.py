"""Plain enumeration of walks over a list of edges: slow, obvious, and what every store must equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rog.graph.records import EdgeRecord
from rog.types import MAX_HOPS, Hop, ReasoningPath, RelationPath, Step, Triple, make_step

__all__ = ["Enumerator", "key_order"]

Walk = tuple[tuple[int, bool], ...]
"""Index of each edge walked, and whether it was walked forward."""


class Enumerator:
    """All walks over `edges` that use no edge twice and never come back to their topic."""

    def __init__(self, edges: Sequence[EdgeRecord], *, undirected: bool = False) -> None:
        self.edges = list(edges)
        self.undirected = undirected

    def entities(self) -> list[str]:
        return sorted({entity for edge in self.edges for entity in (edge.head, edge.tail)})

    def step_names(self) -> list[Step]:
        """Every step, each relation in both directions."""
        relations = sorted({edge.relation for edge in self.edges})
        return [make_step(relation, forward) for relation in relations for forward in (True, False)]

    def moves(self, node: str) -> Iterator[tuple[Step, int, bool, str]]:
        """Step, edge, direction and target of each way out of `node`."""
        for index, edge in enumerate(self.edges):
            if edge.head == node:
                yield make_step(edge.relation), index, True, edge.tail
            if edge.tail == node and self.undirected and edge.head != node:
                yield make_step(edge.relation), index, False, edge.head
            if edge.tail == node and not self.undirected:
                yield make_step(edge.relation, forward=False), index, False, edge.head

    def walks(self, topic: str, path: RelationPath) -> list[tuple[Walk, str]]:
        """Each walk of `path` from `topic`, with its end."""
        found: list[tuple[Walk, str]] = [((), topic)]
        for step in path:
            found = [
                ((*walk, (index, forward)), target)
                for walk, node in found
                for name, index, forward, target in self.moves(node)
                if name == step and target != topic and index not in [used for used, _ in walk]
            ]
        return found

    def ends(self, topic: str, path: RelationPath) -> list[str]:
        return sorted({end for _, end in self.walks(topic, path)})

    def steps(self, topic: str, prefix: RelationPath) -> dict[Step, int]:
        if len(prefix) >= MAX_HOPS:
            return {}
        edges: dict[Step, set[int]] = {}
        for walk, node in self.walks(topic, prefix):
            for step, index, _, target in self.moves(node):
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
            if self.undirected and not forward:
                head, tail, forward = tail, head, True
            hops.append(
                Hop(head=head, relation=relation, tail=tail, forward=forward, key=key, properties=properties or {})
            )
        return ReasoningPath(topic=topic, hops=tuple(hops))

    def holds(self, triple: Triple) -> bool:
        head, relation, tail = triple
        return any(
            edge[:3] == triple or (self.undirected and edge[:3] == (tail, relation, head)) for edge in self.edges
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
