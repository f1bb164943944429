"""`IndexGraph`: a compiled graph in one file of memory-mapped arrays, read-only; made by `build_index`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

import numpy as np

from rog.errors import IndexFileError, UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple, Found, checked_path
from rog.graph.index.batch import NumberedBranch
from rog.graph.index.edges import Integers
from rog.graph.index.file import FORMAT_VERSION, IndexFile
from rog.graph.index.opened import OpenIndex
from rog.graph.index.queries import ArrayEvaluator
from rog.graph.index.relations import read_description
from rog.graph.index.walk import walks
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.query import Query
from rog.types import (
    MAX_HOPS,
    Ends,
    Entity,
    Match,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Step,
    make_step,
)
from rog.values import is_value

__all__ = ["IndexGraph"]

NAME_SECTIONS = ("ids.", "about.", "names.")
MIN_BRANCHES_TOGETHER = 6
"""Branches from which on it is faster to walk them together."""
EDGES_PER_BLOCK = 10_000
"""Edges that `records` reads at once, of a relation that holds one way."""


class IndexGraph:
    """A `Graph` over an index file. May be used by many threads; pickled as its path, for other processes.

    `checksum` identifies the content. Raises IndexFileError for a file that is no index of this version or is
    damaged. Files over 1 GiB are checked as a whole by `verify` only.
    """

    def __init__(self, path: str | Path) -> None:
        self._open: OpenIndex | None = OpenIndex(IndexFile(path))
        self.path = Path(path)
        self.checksum = self._open.file.checksum
        self.value_count = len(self._open.values)
        self.entity_count = self._open.edges.node_count - self.value_count
        self.triple_count = self._open.edges.edge_count

    @cached_property
    def relation_counts(self) -> dict[str, int]:
        """The number of triples of each relation."""
        return {relation: self._index.edges.relation_size(at) for at, relation in enumerate(self._index.relations)}

    def verify(self) -> None:
        """Compare the whole file with its checksums. Raises IndexFileError."""
        self._index.file.verify()

    def section_sizes(self) -> dict[str, int]:
        """Bytes of the file by what they hold: `edges`, and `names` (ids, names, aliases and what finds them)."""
        sizes = self._index.file.bytes_of()
        names = sum(size for name, size in sizes.items() if name.startswith(NAME_SECTIONS))
        return {"edges": sum(sizes.values()) - names, "names": names}

    def info(self) -> dict[str, Any]:
        """What the file holds, after a check of all of it. Raises IndexFileError if it is damaged.

        `kinds` has the number of entities of each kind, `relations` that of the edges of each relation; `tails` has
        the kinds of what a relation leads to, and `symmetric` the relations that hold both ways.
        """
        self.verify()
        described = dict(zip(self.relations(), self.describe(self.relations()), strict=True))
        return {
            "path": str(self.path),
            "bytes": self.path.stat().st_size,
            "format": FORMAT_VERSION,
            "checksum": self.checksum,
            "entities": self.entity_count,
            "values": self.value_count,
            "triples": self.triple_count,
            "kinds": self.kinds(),
            "relations": self.relation_counts,
            "tails": {relation: list(one.tails) for relation, one in described.items() if one.tails},
            "symmetric": [relation for relation, one in described.items() if one.symmetric],
        }

    def close(self) -> None:
        """Let the file go; the graph cannot be asked any more."""
        if self._open is not None:
            file, self._open = self._open.file, None
            file.close()

    def __enter__(self) -> IndexGraph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[IndexGraph], tuple[Path]]:
        return IndexGraph, (self.path.absolute(),)

    def __repr__(self) -> str:
        return f"IndexGraph({str(self.path)!r}): {self.entity_count} entities, {self.triple_count} triples"

    def relations(self) -> list[str]:
        """Every relation type, in code point order."""
        return list(self._index.relations)

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """For each relation its description, and the kinds of its heads and tails, all edges counted.

        Where no types are known, kinds are those that names tell (`rog.graph.index.named_kinds`).
        """
        numbers = [self._index.step_numbers.get(make_step(relation)) for relation in relations]
        return [RelationDescription() if number is None else self._index.description(number >> 1) for number in numbers]

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """For each text, at most `limit` entities with that id, name or alias; see `Graph.find`."""
        index = self._index
        return [index.names.find(text, limit, index, fuzzy=fuzzy) for text in texts]

    def complete(self, text: str, limit: int = 10) -> list[Match]:
        """At most `limit` entities that have a name beginning as `text` does, those with most edges first."""
        return self._index.names.complete(text, limit, self._index)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """The entities themselves; None for an id that the graph does not have."""
        table = self._index.entities
        numbers = [table.ids.number(entity_id) for entity_id in ids]
        return [table.entity(number) if number >= 0 else None for number in numbers]

    def kinds(self) -> dict[str, int]:
        """Every kind of entity and how many entities are of it; see `Graph.kinds`."""
        return self._index.kinds.counts()

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """For each kind the entities of it; see `Graph.members`."""
        return [self._first(self._index.kinds.members(kind), limit) for kind in kinds]

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """For each step the entities that it leaves; see `Graph.having`."""
        numbers = [self._index.step_numbers.get(step) for step in steps]
        return [
            Ends() if number is None else self._first(self._index.edges.leaving_to_others(number), limit)
            for number in numbers
        ]

    def _first(self, numbers: Integers, limit: int) -> Ends:
        return Ends(self._index.entities.ids.many(numbers[: max(limit, 0)]), len(numbers) > limit)

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each prefix, the steps that can follow with a count up to `cap`; see `Graph.steps`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow; see `Graph.next_steps`."""
        return [self._next_steps(self._number(topic), prefix, cap) for topic, prefix in prefixes]

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each branch the entities it reaches, the first `limit` in order of their ids; see `Graph.ends`."""
        if len(branches) < MIN_BRANCHES_TOGETHER:
            return [self._ends(branch, max(limit, 0)) for branch in branches]
        reached = self._index.frontiers.all_ends(self._branches(branches))
        kept = reached.first(limit)
        ids, stops = self._index.entities.ids.many(kept.numbers), kept.sizes.cumsum()
        bounds = zip((stops - kept.sizes).tolist(), stops.tolist(), (kept.sizes < reached.sizes).tolist(), strict=True)
        return [Ends(ids[start:stop], cut) for start, stop, cut in bounds]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """Lazily, for each of `ends`, at most `limit` paths from the topic to it; see `Graph.walk`."""
        topic, path = self._branch(branch)
        numbers = [number for number in map(self._index.entities.ids.number, ends) if number >= 0]
        return self._walk(topic, path, numbers, limit) if path and limit > 0 else iter(())

    def evaluate(self, query: Query, limit: int) -> Found:
        """What the query stands for, by operations on arrays; see `rog.graph.evaluate.evaluate`."""
        return ArrayEvaluator(self, self._index, limit).find(query)

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist."""
        return [self._holds(*triple) for triple in triples]

    def records(self) -> Iterator[Record]:
        """Everything that the index holds, as an index is built from it: entities, relations, and edges by relation.

        What a property says is not given again as an edge.
        """
        index = self._index
        for number in (~index.values.mask).nonzero()[0].tolist():
            fields = {"name": index.entities.ids[number], **index.entities.about(number)}
            aliases, types = (tuple(fields.get(part, ())) for part in ("aliases", "types"))
            yield NodeRecord(index.entities.ids[number], fields["name"], aliases, types, fields.get("properties"))
        for relation, name in enumerate(index.relations):
            description = read_description(index.descriptions[relation], with_counted=False)
            if description != RelationDescription():
                yield RelationRecord(name, description)
            edges, with_values = index.edges.of_relation(relation), index.edges.relation_reaches_values(relation)
            size = max(1, len(edges)) if index.edges.is_symmetric[relation] else EDGES_PER_BLOCK
            for first in range(0, len(edges), size):
                some = edges[first : first + size]
                heads, tails = (index.entities.ids.many(ends) for ends in index.edges.ends_of(relation, some))
                for edge, head, tail in zip(some.tolist(), heads, tails, strict=True):
                    extra = index.extra(edge)
                    if extra or not (with_values and is_value(tail) and tail in index.fact_values(head, name)):
                        yield EdgeRecord(head, name, tail, **extra)

    def starts(self, step: Step, count: int, random: Random) -> list[str]:
        """Entities that the step leaves, `count` of them drawn at random, or all; none for a step that is not there."""
        number = self._index.step_numbers.get(step)
        sources = self._index.edges.sources(number) if number is not None else np.empty(0, np.int32)
        if number is not None and self._index.edges.reaches_values[self._index.edges.reverse(number)]:
            sources = sources[~self._index.values.mask[sources]]
        return [
            self._index.entities.ids[int(sources[at])]
            for at in random.sample(range(len(sources)), min(count, len(sources)))
        ]

    @property
    def _index(self) -> OpenIndex:
        if self._open is None:
            raise IndexFileError(self.path, "the index was closed; open it again")
        return self._open

    def _number(self, entity_id: str) -> int:
        number = self._index.entities.ids.number(entity_id)
        if number < 0:
            raise UnknownEntityError(entity_id)
        return number

    def _branch(self, branch: AnyBranch) -> NumberedBranch:
        """Topic and steps as numbers; no steps where a relation is not in the graph."""
        topic, path = branch
        path = checked_path(path)
        return self._number(topic), self._index.path(path)

    def _branches(self, branches: Sequence[AnyBranch]) -> list[NumberedBranch]:
        """`_branch` of each; a path that several have is read once."""
        number, paths, numbered = self._index.entities.ids.number, _Paths(self._index.path), []
        for topic, path in branches:
            at = number(topic)
            numbered.append((at, paths[path if isinstance(path, tuple) else checked_path(path)]))
            if at < 0:
                raise UnknownEntityError(topic)
        return numbered

    def _ends(self, branch: AnyBranch, limit: int) -> Ends:
        numbers = self._index.frontiers.ends(*self._branch(branch))
        return Ends(self._index.entities.ids.many(numbers[:limit]), limit < len(numbers))

    def _next_steps(self, topic: int, prefix: RelationPath, cap: int) -> dict[Step, int]:
        index, path = self._index, self._index.path(prefix)
        if len(path) < len(prefix) or len(path) >= MAX_HOPS:
            return {}
        counts = index.frontiers.next_steps(topic, path)[index.step_order]
        follow = counts.nonzero()[0]
        return {
            index.step_names[at]: min(count, cap)
            for at, count in zip(follow.tolist(), counts[follow].tolist(), strict=True)
        }

    def _walk(self, topic: int, path: tuple[int, ...], ends: list[int], limit: int) -> Iterator[ReasoningPath]:
        index = self._index
        for walks_to_end in walks(index.edges, index.frontiers, topic, path, ends):
            for walk in islice(walks_to_end, limit):
                yield index.reasoning_path(topic, path, walk)

    def _holds(self, head: str, relation: str, tail: str) -> bool:
        index = self._index
        step = index.step_numbers.get(make_step(relation), -1)
        source, target = index.entities.ids.number(head), index.entities.ids.number(tail)
        if min(step, source, target) < 0:
            return False
        first, last = index.edges.between(step, source, target)
        return last > first


class _Paths(dict[RelationPath, tuple[int, ...]]):
    """The numbers of the steps of each path, none where a relation is not in the graph, once it was asked for."""

    def __init__(self, numbers: Callable[[RelationPath], tuple[int, ...]]) -> None:
        self._numbers = numbers

    def __missing__(self, path: RelationPath) -> tuple[int, ...]:
        path = checked_path(path)
        self[path] = steps = self._numbers(path)
        return steps
