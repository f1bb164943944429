"""A graph with a part of it gone: a random share of its edges, all of some relations, or the names of some entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from rog.graph import AnyBranch, AnyTriple, Graph
from rog.graph.files import format_of, read_sources
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.types import MAX_HOPS, Ends, Entity, Match, ReasoningPath, RelationDescription, RelationPath, Step, read_step

__all__ = ["WithoutNames", "WithoutRelations", "records_of", "with_share_removed"]


class WithoutRelations:
    """A view of a graph as if it had no edge of some relations. Counts of steps are those of the whole graph."""

    def __init__(self, graph: Graph, hidden: Collection[str]) -> None:
        self.graph, self.hidden = graph, frozenset(hidden)

    def relations(self) -> list[str]:
        return [relation for relation in self.graph.relations() if relation not in self.hidden]

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        return self.graph.describe(relations)

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        return self.graph.find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        return self.graph.entities(ids)

    def kinds(self) -> dict[str, int]:
        return self.graph.kinds()

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        return self.graph.members(kinds, limit)

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        found = self.graph.having(steps, limit)
        return [ends if self._shown((step,)) else Ends() for step, ends in zip(steps, found, strict=True)]

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        found = self.graph.next_steps(prefixes, cap)
        return [
            {step: count for step, count in steps.items() if self._shown((step,))} if self._shown(prefix) else {}
            for (_, prefix), steps in zip(prefixes, found, strict=True)
        ]

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        found = self.graph.ends(branches, limit)
        return [ends if self._shown(path) else Ends() for (_, path), ends in zip(branches, found, strict=True)]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        return self.graph.walk(branch, ends if self._shown(branch[1]) else (), limit)

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        held = self.graph.holds(triples)
        return [here and triple[1] not in self.hidden for triple, here in zip(triples, held, strict=True)]

    def _shown(self, path: RelationPath) -> bool:
        return not any(read_step(step)[0] in self.hidden for step in path)


class WithoutNames(WithoutRelations):
    """A view of a graph in which the `unnamed` entities, which are set later, are not found by any name."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, ())
        self.unnamed: frozenset[str] = frozenset()

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        found = self.graph.find(texts, limit + len(self.unnamed), fuzzy=fuzzy)
        return [[match for match in matches if match.id not in self.unnamed][:limit] for matches in found]


def records_of(source: str, graph: Graph, topics: Iterable[str], nodes: Sequence[Path] = ()) -> list[Record]:
    """The records of a graph: of its source file and its files of `nodes`; of a compiled graph, what lies within
    MAX_HOPS of the topics.

    Edges of a compiled graph come without keys and properties.
    """
    if format_of(source) is not None:
        return list(read_sources([source], nodes=nodes))
    return list(_reachable(graph, topics))


def _reachable(graph: Graph, topics: Iterable[str]) -> Iterator[Record]:
    """Breadth-first from the topics, each entity and each edge once."""
    start = list(dict.fromkeys(topics))
    frontier = [key for key, entity in zip(start, graph.entities(start), strict=True) if entity is not None]
    seen: set[str] = set()
    for _ in range(MAX_HOPS):
        found: dict[str, None] = {}
        for key in frontier:
            seen.add(key)
            for edge in _edges(graph, key):
                other = edge.tail if edge.head == key else edge.head
                if other not in seen or other == key:
                    yield edge
                found[other] = None
        frontier = [key for key in found if key not in seen]
    ids = list(seen | set(frontier))
    for entity in graph.entities(ids):
        if entity is not None:
            yield NodeRecord(entity.id, entity.name, entity.aliases, entity.types, entity.properties)


def _edges(graph: Graph, key: str) -> Iterator[EdgeRecord]:
    paths: list[RelationPath] = [(step,) for step in graph.steps(key, [()], cap=1)[0]]
    for (step,), ends in zip(paths, graph.ends([(key, path) for path in paths], 10**9), strict=True):
        relation, forward = read_step(step)
        yield from (EdgeRecord(key, relation, end) if forward else EdgeRecord(end, relation, key) for end in ends)


def with_share_removed(records: Sequence[Record], share: float, seed: int, path: Path) -> IndexGraph:
    """An index at `path` of the records without about `share` of their edges. Every entity stays, edges or not."""
    random = Random(f"{seed}:{share}")

    def kept() -> Iterator[Record]:
        for record in records:
            if not isinstance(record, EdgeRecord) or random.random() >= share:
                yield record
            else:
                yield NodeRecord(record.head)
                yield NodeRecord(record.tail)

    build_index(kept(), path)
    return IndexGraph(path)
