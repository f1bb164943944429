"""Rows of a table to records; what tab-separated files and CSV files share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rog.errors import SourceError
from rog.graph.files.columns import EdgeColumns, NodeColumns, edge_columns, node_columns
from rog.graph.files.source import Malformed, Skipped, SourceFile
from rog.graph.files.value_types import ValueTypes, WrongType
from rog.graph.records import EdgeRecord, NodeRecord

__all__ = ["Row", "read_edge_header", "read_edge_rows", "read_node_rows"]

Row = tuple[int, list[str]]
"""The number of the line a row begins on, and its cells."""

T = TypeVar("T")


def read_edge_header(source: SourceFile, line: int, first: Sequence[str]) -> tuple[EdgeColumns, bool]:
    """The columns of a table with this first row, and whether that row is a header. Raises SourceError."""
    try:
        return edge_columns(first, source.options)
    except Malformed as error:
        raise SourceError(source.path, line, str(error)) from None


def read_edge_rows(
    rows: Iterable[Row], columns: EdgeColumns, source: SourceFile, skipped: Skipped, types: ValueTypes
) -> Iterator[EdgeRecord]:
    """The edges of the rows, with their values."""

    def read(cells: list[str]) -> EdgeRecord:
        try:
            return types.edge(columns.read(cells))
        except WrongType as error:
            raise Malformed(f"column {columns.position(error.column) + 1}: {error}") from None

    return _read_rows(rows, read, source, skipped)


def read_node_rows(
    rows: Iterator[Row], source: SourceFile, skipped: Skipped, types: ValueTypes
) -> Iterator[NodeRecord]:
    """The nodes of a table whose first row is its header."""
    for line, header in rows:
        try:
            columns = node_columns(header)
        except Malformed as error:
            raise SourceError(source.path, line, str(error)) from None

        def read(cells: list[str], columns: NodeColumns = columns) -> NodeRecord:
            try:
                return types.node(columns.read(cells))
            except WrongType as error:
                raise Malformed(f"column {columns.position(error.column or '') + 1}: {error}") from None

        yield from _read_rows(rows, read, source, skipped)


def _read_rows(
    rows: Iterable[Row], read: Callable[[list[str]], T], source: SourceFile, skipped: Skipped
) -> Iterator[T]:
    """What `read` makes of each row; a row it finds malformed is a bad line."""
    for line, cells in rows:
        try:
            record = read(cells)
        except Malformed as error:
            skipped.add(SourceError(source.path, line, str(error)))
        else:
            yield record
