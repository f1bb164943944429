"""A user's file of names of relations. A line is: relation, names separated by `|`, description, separated by tabs."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from rog.errors import SourceError
from rog.graph.files.source import Malformed, ReadOptions, Skipped, SourceFile, quote
from rog.graph.files.text import read_lines
from rog.types import RelationDescription

__all__ = ["RelationRow", "check_relations", "near_relations", "read_relations"]

HEADER = ["relation", "names", "description"]
NAME_SEPARATOR = "|"


class RelationRow(NamedTuple):
    """What one line says, and its number."""

    line: int
    relation: str
    description: RelationDescription


def read_relations(path: str | Path, encoding: str = "utf-8") -> list[RelationRow]:
    """The lines of a file of relations, plain or gzipped. Raises SourceError, with the line, for what is malformed."""
    source = SourceFile(Path(path).expanduser(), "tsv", ReadOptions(encoding=encoding))
    rows: dict[str, RelationRow] = {}
    for row in _rows(source):
        before = rows.setdefault(row.relation, row)
        if before is not row:
            reason = f"the relation {quote(row.relation)} was given in line {before.line} already; give all names there"
            raise SourceError(source.path, row.line, reason)
    if not rows:
        raise SourceError(source.path, None, "there is no relation in it; a line is: relation, tab, names between |")
    return list(rows.values())


def check_relations(path: str | Path, rows: Collection[RelationRow], known: Collection[str]) -> None:
    """Raise SourceError for the first relation that a graph with the `known` ones does not have."""
    relations = set(known)
    for row in rows:
        if row.relation not in relations:
            reason = f"the graph has no relation {quote(row.relation)}{near_relations(row.relation, known)}"
            raise SourceError(path, row.line, reason)


def near_relations(relation: str, known: Collection[str]) -> str:
    """Relations that are spelt almost so, as the end of a message."""
    by_spelling = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(relation.casefold(), by_spelling, n=3)
    return f"; did you mean {' or '.join(quote(by_spelling[name]) for name in near)}?" if near else ""


def _rows(source: SourceFile) -> Iterator[RelationRow]:
    first = True
    for line, text in read_lines(source, Skipped()):
        text = text.removesuffix("\r")
        if not text.strip():
            continue
        cells = [cell.strip() for cell in text.split("\t")]
        is_header = first and [cell.casefold() for cell in cells] in (HEADER[:2], HEADER)
        first = False
        if is_header:
            continue
        try:
            yield _row(line, cells)
        except Malformed as error:
            raise SourceError(source.path, line, str(error)) from None


def _row(line: int, cells: list[str]) -> RelationRow:
    if not 2 <= len(cells) <= 3:
        columns = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
        raise Malformed(f"{columns}, and not two or three: relation, names between |, description, separated by tabs")
    relation, names, description = (*cells, "")[:3]
    if not relation:
        raise Malformed("the first column, the relation, is empty")
    if not names and not description:
        raise Malformed(f"no name of the relation {quote(relation)}: the second column is empty")
    stripped = [name.strip() for name in names.split(NAME_SEPARATOR)] if names else []
    if not all(stripped):
        raise Malformed(f"an empty name among those of the relation {quote(relation)}: {quote(names)}")
    distinct = tuple(dict.fromkeys(stripped))
    return RelationRow(line, relation, RelationDescription(names=distinct, description=description))
