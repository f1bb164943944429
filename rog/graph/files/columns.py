"""Which column of a table holds what, from its header, from what the user named, or from the usual order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import JsonValue

from rog.graph.files.source import Malformed, ReadOptions, quote
from rog.graph.records import EdgeRecord, NodeRecord

__all__ = [
    "END_NAMES",
    "NODE_NAMES",
    "PLAIN",
    "RELATION_NAMES",
    "EdgeColumns",
    "NodeColumns",
    "edge_columns",
    "first_named",
    "node_columns",
]

END_NAMES = (
    ("head", "tail"),
    ("subject", "object"),
    ("source", "target"),
    ("from", "to"),
    ("start", "end"),
    ("src", "dst"),
    (":start_id", ":end_id"),
    ("node1", "node2"),
    ("h", "t"),
    ("s", "o"),
)
"""What the two ends of an edge are usually called; the first pair that is there counts."""

RELATION_NAMES = ("relation", "predicate", "relationship", "rel", "edge", ":type", "type", "label", "kind", "r", "p")

NODE_NAMES = {
    "id": ("id", ":id", "identifier", "entity", "node"),
    "name": ("name", "label", "title"),
    "aliases": ("aliases", "alias", "alternative names", "synonyms"),
    "types": ("types", "type", ":label", "labels", "class"),
}

Extra = tuple[tuple[int, str], ...]
"""Further columns: position and name of the property."""


class EdgeColumns(NamedTuple):
    """Where an edge's fields are in a row of `width` cells."""

    head: int
    relation: int
    tail: int
    width: int
    key: int | None = None
    extra: Extra = ()

    def read(self, cells: Sequence[str]) -> EdgeRecord:
        """The edge of a row. Raises Malformed."""
        _check_width(cells, self.width, "head, relation, tail" if self.width == 3 else "as in the first line")
        ends = cells[self.head], cells[self.relation], cells[self.tail]
        for cell, role in zip(ends, ("head", "relation", "tail"), strict=True):
            if not cell.strip():
                raise Malformed(f"the {role} is empty: {quote(' · '.join(cells))}")
        key = (cells[self.key] or None) if self.key is not None else None
        return EdgeRecord(*ends, key, _properties(cells, self.extra))

    def position(self, name: str | None) -> int:
        """Where a further column is, or the tail's where there is no name."""
        return self.tail if name is None else _position(self.extra, name)


PLAIN = EdgeColumns(0, 1, 2, width=3)


class NodeColumns(NamedTuple):
    """Where a node's fields are in a row of `width` cells."""

    id: int
    name: int | None
    aliases: int | None
    types: int | None
    width: int
    extra: Extra

    def read(self, cells: Sequence[str]) -> NodeRecord:
        """The node of a row. Raises Malformed."""
        _check_width(cells, self.width, "as in the header")
        if not cells[self.id].strip():
            raise Malformed(f"the id is empty: {quote(' · '.join(cells))}")
        name = cells[self.name].strip() or None if self.name is not None else None
        aliases, types = _parts(cells, self.aliases), _parts(cells, self.types)
        return NodeRecord(cells[self.id], name, aliases, types, _properties(cells, self.extra))

    def position(self, name: str) -> int:
        """Where a further column is."""
        return _position(self.extra, name)


def edge_columns(first: Sequence[str], options: ReadOptions) -> tuple[EdgeColumns, bool]:
    """The columns of a table with this first row, and whether that row is a header.

    Raises Malformed for a header that does not fit.
    """
    if options.columns is not None and isinstance(options.columns[0], int):
        return _by_position(first, options)
    if options.header is False:
        return PLAIN, False
    names = [cell.strip().lower() for cell in first]
    wanted = _wanted(names, options)
    if wanted is not None:
        return _with_extra(first, wanted), True
    if options.header:
        header = quote(", ".join(first))
        raise Malformed(f"no columns for head, relation and tail in the header {header}; name them with columns=(…)")
    return PLAIN, False


def node_columns(header: Sequence[str]) -> NodeColumns:
    """The columns of a node table. Raises Malformed without an id column."""
    names = [cell.strip().lower() for cell in header]
    name_of = {role: first_named(names, synonyms) for role, synonyms in NODE_NAMES.items()}
    if name_of["id"] is None:
        raise Malformed(f"a node table needs a header with a column 'id'; its first line is {quote(', '.join(header))}")
    at = {role: names.index(name) if name is not None else None for role, name in name_of.items()}
    extra = _extra(header, {position for position in at.values() if position is not None})
    return NodeColumns(names.index(name_of["id"]), at["name"], at["aliases"], at["types"], len(header), extra)


def first_named(names: Sequence[str], synonyms: Sequence[str]) -> str | None:
    """The first of the synonyms that is among the names."""
    return next((synonym for synonym in synonyms if synonym in names), None)


def _wanted(names: Sequence[str], options: ReadOptions) -> tuple[int, int, int] | None:
    """Positions of head, relation and tail, by the names the user gave or by the usual ones."""
    if options.columns is not None:
        missing = [str(column) for column in options.columns if str(column).strip().lower() not in names]
        if missing:
            raise Malformed(f"no column {', '.join(missing)} in the header {quote(', '.join(names))}")
        head, relation, tail = (names.index(str(column).strip().lower()) for column in options.columns)
        return head, relation, tail
    relation_name = first_named(names, RELATION_NAMES)
    for head_name, tail_name in END_NAMES:
        if relation_name is not None and head_name in names and tail_name in names:
            return names.index(head_name), names.index(relation_name), names.index(tail_name)
    return None


def _by_position(first: Sequence[str], options: ReadOptions) -> tuple[EdgeColumns, bool]:
    head, relation, tail = (int(column) for column in options.columns or ())
    if max(head, relation, tail) >= len(first):
        raise Malformed(f"columns={options.columns}, but there are {len(first)} columns: {quote(', '.join(first))}")
    if options.header:
        return _with_extra(first, (head, relation, tail)), True
    return EdgeColumns(head, relation, tail, len(first)), False


def _with_extra(header: Sequence[str], at: tuple[int, int, int]) -> EdgeColumns:
    names = [cell.strip().lower() for cell in header]
    key = names.index("key") if "key" in names and names.index("key") not in at else None
    return EdgeColumns(*at, len(header), key, _extra(header, {*at, *(() if key is None else (key,))}))


def _extra(header: Sequence[str], taken: set[int]) -> Extra:
    names = [cell.strip() for cell in header]
    for position, name in enumerate(names):
        if not name:
            raise Malformed(f"column {position + 1} has no name in the header {quote(', '.join(header))}")
        if names.index(name) != position:
            raise Malformed(f"two columns are called {name!r} in the header")
    return tuple((position, name) for position, name in enumerate(names) if position not in taken)


def _position(extra: Extra, name: str) -> int:
    return next(position for position, own in extra if own == name)


def _check_width(cells: Sequence[str], width: int, meaning: str) -> None:
    if len(cells) != width:
        found = quote(" · ".join(cells))
        raise Malformed(f"expected {width} columns ({meaning}), found {len(cells)}: {found}")


def _parts(cells: Sequence[str], position: int | None) -> tuple[str, ...]:
    if position is None:
        return ()
    return tuple(part for piece in cells[position].split("|") if (part := piece.strip()))


def _properties(cells: Sequence[str], extra: Extra) -> dict[str, JsonValue] | None:
    """What the further columns hold, as written; an empty cell is no property."""
    return {name: cells[position] for position, name in extra if cells[position]} or None
