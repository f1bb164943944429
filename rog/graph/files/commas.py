"""CSV after RFC 4180: quoted cells may hold separators, doubled quotes and line breaks."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain

from rog.errors import SourceError
from rog.graph.files.source import Skipped, SourceFile, quote
from rog.graph.files.table import Row, read_edge_header, read_edge_rows, read_node_rows
from rog.graph.files.text import read_lines
from rog.graph.files.value_types import ValueTypes
from rog.graph.records import EdgeRecord, NodeRecord

__all__ = ["read_csv", "read_csv_nodes"]

DELIMITERS = ",;\t"
"""What may separate cells; the one that the first line has most of does."""


def read_csv(source: SourceFile, skipped: Skipped, types: ValueTypes) -> Iterator[EdgeRecord]:
    """Edges of a CSV file with a header that is recognised or that `columns` tells how to read.

    Raises SourceError where there is none, unless `header=False` says so.
    """
    rows = _rows(source, skipped)
    first = next(rows, None)
    if first is None:
        return
    columns, is_header = read_edge_header(source, *first)
    if not is_header and source.options.header is None and source.options.columns is None:
        reason = f"no header with head, relation, tail (or subject, predicate, object …): {quote(', '.join(first[1]))}"
        raise SourceError(source.path, first[0], f"{reason}; name them with columns=(…), or say header=False")
    yield from read_edge_rows(rows if is_header else chain([first], rows), columns, source, skipped, types)


def read_csv_nodes(source: SourceFile, skipped: Skipped, types: ValueTypes) -> Iterator[NodeRecord]:
    """Nodes of a CSV file with a header."""
    return read_node_rows(_rows(source, skipped), source, skipped, types)


class _Lines:
    """Lines for the csv module, of which those of a failed row can be given back, all but the first."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._returned_lines: deque[tuple[int, str]] = deque()
        self._row: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self._row.append(self._returned_lines.popleft() if self._returned_lines else next(self._lines))
        return self._row[-1][1] + "\n"

    def begin_row(self) -> None:
        self._row.clear()

    def give_back(self) -> None:
        self._returned_lines.extendleft(reversed(self._row[1:]))

    @property
    def first(self) -> tuple[int, str]:
        """Number and text of the line the current row began on."""
        return self._row[0]


def _rows(source: SourceFile, skipped: Skipped) -> Iterator[Row]:
    """The rows, blank ones left out, each with the number of the line it begins on."""
    numbered = read_lines(source, skipped)
    first = next(((line, text) for line, text in numbered if text.strip()), None)
    if first is None:
        return
    lines = _Lines(chain([first], numbered))
    delimiter = source.options.delimiter or max(DELIMITERS, key=first[1].count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line, text = lines.first
            skipped.add(SourceError(source.path, line, f"{_explain(error)}: {quote(text.rstrip())}"))
            lines.give_back()
        else:
            if len(cells) > 1 or any(cell.strip() for cell in cells):
                yield lines.first[0], cells


def _explain(error: csv.Error) -> str:
    reason = str(error)
    if "unexpected end of data" in reason or "field larger" in reason:
        return "a quoted cell begins in this row and does not end"
    return reason
