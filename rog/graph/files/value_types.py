"""Which relations and columns of source files hold values, and records with these values in place of their texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, cast

from pydantic import JsonValue

from rog.errors import InputError
from rog.graph.facts import ALL_FACTS, FactRules
from rog.graph.files.forms import value_of
from rog.graph.files.relations import near_relations
from rog.graph.files.source import Malformed, quote
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.values import Value, ValueKind, is_value

__all__ = ["ColumnType", "ValueTypes", "WrongType", "check_named", "edge_content"]


class WrongType(Malformed):
    """A text is not of the type that the user named. `column` is the name of its column; None for a tail."""

    def __init__(self, text: str, name: str, type: str, column: str | None = None) -> None:
        super().__init__(f"{quote(text)} is no {type}, which types says of {quote(name)}")
        self.column = column


class ColumnType(NamedTuple):
    """What the texts of a relation or column are: the kind of their values, or `entity`."""

    type: str
    by_user: bool = False
    """Whether the user said so: then a text that is no such value is an error."""

    def value(self, text: str, name: str, column: str | None = None) -> Value | None:
        """The value that a text is; None for one that is left as it is. Raises WrongType."""
        if self.type == "entity":
            return None
        value = value_of(text, cast(ValueKind, self.type))
        if value is None and self.by_user:
            raise WrongType(text, name, self.type, column)
        return value


@dataclass(frozen=True)
class ValueTypes:
    """The types of relations and columns; what is in none of the mappings is left as it is."""

    relations: Mapping[str, ColumnType] = field(default_factory=dict)
    node_columns: Mapping[str, ColumnType] = field(default_factory=dict)
    edge_columns: Mapping[str, ColumnType] = field(default_factory=dict)
    facts: FactRules = ALL_FACTS
    """Which properties of nodes are passed on."""

    def record(self, record: Record) -> Record:
        """The record with its values. Raises WrongType."""
        if isinstance(record, EdgeRecord):
            return self.edge(record)
        return self.node(record) if isinstance(record, NodeRecord) else record

    def edges(self, records: Iterable[EdgeRecord]) -> Iterable[EdgeRecord] | None:
        """Edges without properties, with their values; None where a text is not of the type that the user named."""
        if not self.relations:
            return records
        relations = self.relations
        typed = (self.edge(record) if record[1] in relations else record for record in records)
        if not any(type.by_user for type in relations.values()):
            return typed
        try:
            return list(typed)
        except WrongType:
            return None

    def edge(self, record: EdgeRecord) -> EdgeRecord:
        """The edge, its tail a value where its relation has such, its properties typed. Raises WrongType."""
        head, relation, tail, key, properties = record
        type = self.relations.get(relation)
        if type is None and properties is None:
            return record
        if type is not None and not is_value(tail):
            tail = _value_id(tail, relation, type) or tail
        return EdgeRecord(head, relation, tail, key, _typed(properties, self.edge_columns, edge_content))

    def node(self, record: NodeRecord) -> NodeRecord:
        """The node with its properties typed, without those that are not asked for. Raises WrongType."""
        properties = _typed(record.properties, self.node_columns, _node_content)
        only = self.facts.only
        if properties is not None and only is not None:
            properties = {name: content for name, content in properties.items() if name in only} or None
        return record._replace(properties=properties)

    def linked(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records, with an edge for what a node's column holds that the user says is an entity."""
        columns = self.entity_columns
        return chain.from_iterable(_with_links(record, columns) for record in records) if columns else iter(records)

    @property
    def entity_columns(self) -> list[str]:
        """Columns of nodes that the user says hold entities."""
        return [name for name, type in self.node_columns.items() if type.type == "entity"]


def check_named(option: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise InputError for a name that an option speaks of and the files do not have."""
    known = set(known)
    for name in names:
        if name not in known:
            raise InputError(f"{option}: the files have no {quote(name)}{near_relations(name, known)}")


@lru_cache(maxsize=1 << 16)
def _value_id(text: str, name: str, type: ColumnType) -> str | None:
    value = type.value(text, name)
    return None if value is None else value.id


def _node_content(value: Value) -> JsonValue:
    return value.text if value.kind == "text" else value.id


def _with_links(record: Record, columns: Sequence[str]) -> Iterator[Record]:
    if not isinstance(record, NodeRecord) or record.properties is None:
        yield record
        return
    properties = {name: content for name, content in record.properties.items() if name not in columns}
    yield record._replace(properties=properties or None)
    for name in columns:
        yield from (EdgeRecord(record.id, name, tail) for tail in _texts(record.properties.get(name)))


def _texts(content: JsonValue) -> list[str]:
    """The scalars of a property as ids of entities."""
    if isinstance(content, list):
        return [text for one in content for text in _texts(one)]
    if content is None or isinstance(content, dict):
        return []
    text = content if isinstance(content, str) else json.dumps(content)
    return [text] if text.strip() else []


def edge_content(value: Value) -> JsonValue:
    """A value as the property of an edge: as JSON where that says all of it, else by its id."""
    plain = value.kind in ("truth", "year", "text") or (value.kind == "number" and not value.unit)
    return value.content if plain else value.id


def _typed(
    properties: dict[str, JsonValue] | None, types: Mapping[str, ColumnType], content: Callable[[Value], JsonValue]
) -> dict[str, JsonValue] | None:
    """The properties with their texts, and what the user named the type of, as values."""
    if properties is None or not types:
        return properties

    def one(given: JsonValue, name: str, type: ColumnType) -> JsonValue:
        if isinstance(given, list):
            return [one(item, name, type) for item in given]
        if given is None or isinstance(given, dict) or (not isinstance(given, str) and not type.by_user):
            return given
        text = given if isinstance(given, str) else json.dumps(given)
        value = type.value(text, name, name) if text.strip() else None
        return given if value is None else content(value)

    return {name: one(given, name, types[name]) if name in types else given for name, given in properties.items()}
