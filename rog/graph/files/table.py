"""Rows of a table to records; what tab-separated files and CSV files share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rog.errors import SourceError
from rog.graph.files.columns import EdgeColumns, edge_columns, node_columns
from rog.graph.files.source import Malformed, Skipped, SourceFile
from rog.graph.records import NodeRecord

__all__ = ["Row", "read_edge_header", "read_node_rows", "read_rows"]

Row = tuple[int, list[str]]
"""The number of the line a row begins on, and its cells."""

T = TypeVar("T")


def read_edge_header(source: SourceFile, line: int, first: Sequence[str]) -> tuple[EdgeColumns, bool]:
    """The columns of a table with this first row, and whether that row is a header. Raises SourceError."""
    try:
        return edge_columns(first, source.options)
    except Malformed as error:
        raise SourceError(source.path, line, str(error)) from None


def read_node_rows(rows: Iterator[Row], source: SourceFile, skipped: Skipped) -> Iterator[NodeRecord]:
    """The nodes of a table whose first row is its header."""
    for line, header in rows:
        try:
            columns = node_columns(header)
        except Malformed as error:
            raise SourceError(source.path, line, str(error)) from None
        yield from read_rows(rows, columns.read, source, skipped)


def read_rows(rows: Iterable[Row], read: Callable[[list[str]], T], source: SourceFile, skipped: Skipped) -> Iterator[T]:
    """What `read` makes of each row; a row it finds malformed is a bad line."""
    for line, cells in rows:
        try:
            record = read(cells)
        except Malformed as error:
            skipped.add(SourceError(source.path, line, str(error)))
        else:
            yield record
