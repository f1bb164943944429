"""The first pass over tables and JSON: which relations and columns hold values, and of which kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from rog.graph.files.forms import Column, TextSample, is_like_address
from rog.graph.files.source import ReadOptions
from rog.graph.files.value_types import ColumnType, ValueTypes
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.values import is_value

__all__ = ["Scan"]

DIGITS = frozenset("0123456789")


class Scan:
    """What has been seen so far. Memory grows with relations and columns, and is bounded for each of them."""

    def __init__(self) -> None:
        self.relations: dict[str, Column] = {}
        self.node_columns: dict[str, Column] = {}
        self.edge_columns: dict[str, Column] = {}
        self._ids = TextSample()

    def take(self, records: Iterable[Record]) -> None:
        """Look at the records of one file."""
        relations, last_head = self.relations, ""
        for record in records:
            if isinstance(record, EdgeRecord):
                head, relation, tail, _, properties = record
                column = relations.get(relation)
                if column is None:
                    column = relations[relation] = Column()
                if column.may_be_values and not (tail[0] == '"' and is_value(tail)):
                    column.take(tail, head)
                if head != last_head:
                    last_head = head
                    self._take_id(head)
                if properties is not None:
                    _take_texts(self.edge_columns, properties)
            elif isinstance(record, NodeRecord):
                self._take_id(record.id)
                _take_texts(self.node_columns, record.properties or {})

    def _take_id(self, id: str) -> None:
        """Remember an id that could be taken for a value."""
        if id[0] in DIGITS or is_like_address(id):
            self._ids.add(id)

    def types(self, options: ReadOptions) -> ValueTypes:
        """The types of all that was seen: as the user says, else by what the texts have in common."""
        types = options.types
        return ValueTypes(
            relations=_types(self.relations, types, self._ids),
            node_columns=_types(self.node_columns, types, None),
            edge_columns=_types(self.edge_columns, types, None),
            facts=options.facts,
        )


def _take_texts(columns: dict[str, Column], properties: Mapping[str, JsonValue]) -> None:
    for name, content in properties.items():
        column = columns.get(name)
        if column is None:
            column = columns[name] = Column()
        for text in content if isinstance(content, list) else (content,):
            if isinstance(text, str) and column.may_be_values and text.strip():
                column.take(text)


def _types(columns: Mapping[str, Column], named: Mapping[str, str], ids: TextSample | None) -> dict[str, ColumnType]:
    found = {name: ColumnType(kind) for name, column in columns.items() if (kind := column.kind(name, ids)) is not None}
    by_user = {name: ColumnType(type, by_user=True) for name, type in named.items() if name in columns}
    return {**found, **by_user}
