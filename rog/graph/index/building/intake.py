"""First pass of the index builder: records become numbers, chunk by chunk, in memory that does not grow."""

from __future__ import annotations

import heapq
import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rog.errors import GraphError
from rog.graph.facts import facts_of
from rog.graph.index.building.sorting import ItemRuns, Spool, TextSorter
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.types import RelationDescription
from rog.values import is_value

__all__ = ["PROPERTY_FACT", "Intake"]

MAX_CHUNK_RECORDS = 1 << 19
MAX_CHUNK_CHARACTERS = 1 << 26
"""A chunk ends with so many records, or with so many characters in its distinct texts."""
NO_EXTRA = -1
PROPERTY_FACT = -2
"""In place of an extra: the edge is what a property says, and none where another edge says the same."""


class Intake:
    """Takes records; then gives the sorted ids, the sorted extras, the nodes and the numbered edges.

    An *extra* is the key and properties of an edge as a text that sorts as parallel edges do: no key,
    numbers, texts; then by the properties' JSON.
    """

    def __init__(self, folder: Path) -> None:
        self.ids, self.extras = TextSorter(folder, "ids"), TextSorter(folder, "extras")
        self.relations: list[str] = []
        self.descriptions: dict[str, RelationDescription] = {}
        """Descriptions of relations, by name."""
        self._nodes = ItemRuns(folder, "nodes")
        self._codes = [Spool(folder / f"codes-{column}", np.int32) for column in range(4)]
        self._chunk_ends: list[int] = []
        self._relation_numbers: dict[str, int] = {}
        self.record_count = 0
        self._begin_chunk()

    def take(self, records: Iterable[Record], progress: Callable[[str, int], None] | None) -> None:
        """Read all records. Raises GraphError for one that cannot be in a graph, with its number."""
        for record in records:
            self.record_count += 1
            if isinstance(record, EdgeRecord):
                self._take_edge(*record)
            elif isinstance(record, NodeRecord):
                self._take_node(record)
            else:
                self._take_relation(record)
            records_in_chunk = len(self._columns[0]) + len(self._chunk_nodes)
            if records_in_chunk >= MAX_CHUNK_RECORDS or self._characters >= MAX_CHUNK_CHARACTERS:
                self._end_chunk()
                if progress is not None:
                    progress("read", self.record_count)
        self._end_chunk()
        self.relations = self._sorted_texts(self._relation_numbers, "relation")

    def symmetric(self) -> NDArray[np.bool_]:
        """Which relations hold both ways, in their order."""
        none = RelationDescription()
        return np.asarray([self.descriptions.get(name, none).symmetric for name in self.relations], np.bool_)

    def merged_ids(self) -> Iterator[tuple[str, NodeRecord | None]]:
        """Every id in order, with what all node records say of it together."""
        runs = [self._nodes.read(run) for run in range(self._nodes.count)]
        nodes = groupby(heapq.merge(*runs, key=lambda item: item[:2]), key=lambda item: item[0])
        node_id, group = next(nodes, (None, iter(())))
        for entity_id in self.ids.merge():
            if entity_id == node_id:
                yield entity_id, _add_up(entity_id, [record for _, _, record in group])
                node_id, group = next(nodes, (None, iter(())))
            else:
                yield entity_id, None

    def merged_extras(self) -> Iterator[str]:
        """The JSON of every extra, in order."""
        return (text.rpartition("\0")[2] for text in self.extras.merge())

    def edges(self) -> Iterator[tuple[NDArray[Any], ...]]:
        """Head, relation, tail and extra numbers, by chunk; after both merges are exhausted."""
        names = list(self._relation_numbers)
        rank = np.argsort(np.asarray(sorted(range(len(names)), key=names.__getitem__), np.int64)).astype(np.int32)
        columns = [spool.read() for spool in self._codes]
        first = 0
        for chunk, end in enumerate(self._chunk_ends):
            head, relation, tail, extra = (column[first:end] for column in columns)
            ids, extras = self.ids.numbers(chunk), _with_no_extra(self.extras.numbers(chunk))
            yield ids[head], rank[relation], ids[tail], extras[extra]
            first = end

    def _take_edge(
        self, head: str, relation: str, tail: str, key: str | int | None, properties: dict[str, Any] | None
    ) -> None:
        if not (head and relation and tail):
            raise self._error(f"an edge needs a head, a relation and a tail; this one has {(head, relation, tail)!r}")
        if key is None and not properties:
            self._add_edge(head, relation, tail, NO_EXTRA)
        else:
            text = self._extra_text(key, properties or {})
            self._characters += len(text)
            self._add_edge(head, relation, tail, self._chunk_extras.setdefault(text, len(self._chunk_extras)))

    def _add_edge(self, head: str, relation: str, tail: str, extra: int) -> None:
        heads, relations, tails, extras = self._columns
        heads.append(self._entity(head))
        tails.append(self._entity(tail))
        relations.append(self._relation_numbers.setdefault(relation, len(self._relation_numbers)))
        extras.append(extra)

    def _take_node(self, record: NodeRecord) -> None:
        if not record.id:
            raise self._error(f"a node needs an id; this one has {record.id!r}")
        if is_value(record.id):
            return  # its id says all that is known of a value
        self._entity(record.id)
        texts = [record.name or "", *record.aliases, *record.types, self._json(record.properties or {})]
        try:
            self._characters += len("".join(texts).encode())
        except (UnicodeEncodeError, TypeError) as error:
            raise self._error(f"node {record.id!r}: names, aliases and types must be valid texts: {error}") from error
        self._chunk_nodes.append((record.id, self.record_count, record))
        for name, values in facts_of(record.properties).items():
            for value in values if name else ():
                self._add_edge(record.id, name, value, PROPERTY_FACT)

    def _take_relation(self, record: RelationRecord) -> None:
        try:
            record.description.model_dump_json().encode()
        except (UnicodeEncodeError, ValueError) as error:
            raise self._error(f"relation {record.relation!r}: what is said of it is no valid text: {error}") from error
        before = self.descriptions.get(record.relation, RelationDescription())
        self.descriptions[record.relation] = before.joined(record.description)

    def _entity(self, text: str) -> int:
        number = self._entities.get(text)
        if number is None:
            if not isinstance(text, str):
                raise self._error(f"the id {text!r:.200} is not a text")
            self._entities[text] = number = len(self._entities)
            self._characters += len(text)
        return number

    def _extra_text(self, key: str | int | None, properties: dict[str, Any]) -> str:
        keyed = {"key": key} if key is not None else {}
        return f"{self._key_order(key)}\0{self._json({**keyed, **({'properties': properties} if properties else {})})}"

    def _key_order(self, key: str | int | None) -> str:
        if key is None:
            return "0"
        if isinstance(key, str):
            return "2" + key.replace("\0", "\0\1") + "\0"
        if not isinstance(key, int) or abs(key) >= 10**4000:
            raise self._error(f"the key of an edge is a text, a number or None; this one is {key!r:.60}")
        digits = str(abs(key))
        if key >= 0:
            return f"11{len(digits):04d}{digits}"
        return f"10{9999 - len(digits):04d}{''.join(str(9 - int(digit)) for digit in digits)}"

    def _json(self, value: dict[str, Any]) -> str:
        try:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        except (TypeError, ValueError) as error:
            raise self._error(f"properties must be JSON values: {error}") from error

    def _begin_chunk(self) -> None:
        self._entities: dict[str, int] = {}
        self._chunk_extras: dict[str, int] = {}
        self._chunk_nodes: list[tuple[str, int, NodeRecord]] = []
        self._columns = [array("i") for _ in range(4)]
        self._characters = 0

    def _end_chunk(self) -> None:
        ids, extras = (
            self._sorted_texts(self._entities, "id"),
            self._sorted_texts(self._chunk_extras, "key or property"),
        )
        self.ids.add(ids)
        self.extras.add(extras)
        self._nodes.add(sorted(self._chunk_nodes))
        heads, relations, tails, extra = (np.frombuffer(column, np.int32) for column in self._columns)
        place, extra_place = (
            _places(ids, self._entities),
            _with_no_extra(_places(extras, self._chunk_extras)),
        )
        for spool, column in zip(self._codes, (place[heads], relations, place[tails], extra_place[extra]), strict=True):
            spool.append(column)
        self._chunk_ends.append(self._codes[0].length)
        self._begin_chunk()

    def _sorted_texts(self, texts: Iterable[str], what: str) -> list[str]:
        """The texts in order, all of them such as UTF-8 can hold."""
        texts = list(texts)
        try:
            "".join(texts).encode()
        except (UnicodeEncodeError, TypeError):
            wrong = next(text for text in texts if not isinstance(text, str) or not _is_unicode(text))
            reason = (
                "is not a text" if not isinstance(wrong, str) else "has a lone surrogate, so it is not valid Unicode"
            )
            raise GraphError(f"the {what} {wrong!r:.200} {reason}: correct it in the source") from None
        return sorted(texts)

    def _error(self, reason: str) -> GraphError:
        return GraphError(f"record {self.record_count}: {reason}")


def _places(ascending: list[str], numbers: dict[str, int]) -> NDArray[np.int32]:
    """For each number its place in the sorted list."""
    places = np.empty(len(ascending), np.int32)
    places[np.fromiter(map(numbers.__getitem__, ascending), np.int64, len(ascending))] = np.arange(len(ascending))
    return places


def _with_no_extra(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
    """The numbers, such that NO_EXTRA and PROPERTY_FACT are the places of themselves."""
    return np.append(numbers, np.asarray([PROPERTY_FACT, NO_EXTRA], np.int32))


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _add_up(entity_id: str, records: list[NodeRecord]) -> NodeRecord:
    """One record of several: the first name and the first value of a property stay, further names are aliases."""
    names = [record.name for record in records if record.name]
    name = names[0] if names else None
    aliases = dict.fromkeys([*names[1:], *(alias for record in records for alias in record.aliases if alias)])
    aliases.pop(name if name is not None else entity_id, None)
    types = dict.fromkeys(kind for record in records for kind in record.types)
    properties: dict[str, Any] = {}
    for record in records:
        properties = {**(record.properties or {}), **properties}
    return NodeRecord(entity_id, name, tuple(aliases), tuple(types), properties or None)
