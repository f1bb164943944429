"""What in a Neo4j database is an entity's id and what are its names, and how Cypher says it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from rog.graph.facts import MAX_LIST_LENGTH, MAX_TEXT_LENGTH
from rog.graph.kinds import is_kind
from rog.query.cypher import cypher_text, quote

__all__ = [
    "DECLARED_LABEL",
    "LOADED_LAYOUT",
    "VALUE_LABEL",
    "Key",
    "Layout",
    "Literal",
    "NameProperty",
    "index_key",
    "relation_of",
    "type_of",
    "values_of",
]

MAX_INDEXED_ID_BYTES = 7_500
"""Longer ids are indexed by their hash; a range index takes about 8,000 bytes."""

SCHEMA_LABELS = frozenset(("Resource", "NamespacePrefixDefinition"))
"""Labels beside those with an underscore in front that tools give and that say nothing of what a node is."""
DECLARED_LABEL = "RogRelations"
"""Of the one node that holds what is declared of relations, in a database that rog wrote."""
VALUE_LABEL = "Value"
"""Beside the label of all entities that of those which are values, in a database that rog wrote."""

NULL, NULL_MARK = "\0", "\N{SYMBOL FOR NULL}"


class Key(NamedTuple):
    """A property by which nodes are found: those of one label, or of any where it is None."""

    label: str | None
    property: str

    def __str__(self) -> str:
        return f"{self.label}.{self.property}" if self.label else self.property


class NameProperty(NamedTuple):
    """A property of a label's nodes that holds names, and whether a range index finds them by it."""

    label: str
    property: str
    indexed: bool


class Literal(NamedTuple):
    """A property of a label's nodes that is walked as a relation to its values, and how nodes are found by it."""

    label: str
    property: str
    indexed: bool
    may_be_list: bool
    """Whether a node may have several values, in a list."""


@dataclass(frozen=True)
class Layout:
    """How entities lie in a database. Methods give Cypher expressions for a node or relationship variable."""

    keys: tuple[Key, ...] = ()
    """What ids are made from; a node that has none of them goes by its element id."""
    names: tuple[str, ...] = ()
    """The first that a node has is its name."""
    aliases: tuple[str, ...] = ()
    """Further names: texts, or lists of texts."""
    labels: tuple[str, ...] = ()
    """Labels of which an entity has one at least; any node is an entity where there are none."""
    named: tuple[NameProperty, ...] = ()
    """Where names are found, without what a full-text index covers."""
    fulltext: str | None = None
    """The full-text index that finds names."""
    literals: tuple[Literal, ...] = ()
    """Properties that are walked."""
    left_out: tuple[tuple[str, str], ...] = ()
    """Properties that are not walked, and why."""
    longest_text: int = MAX_TEXT_LENGTH
    """Longer texts are no values, and lists of more than `longest_list` none."""
    longest_list: int = MAX_LIST_LENGTH
    symmetric: tuple[str, ...] = ()
    """Relations that are walked from either end."""
    written_by_rog: bool = False
    """Whether `rog.graph.neo4j.load` wrote the database, so that its layout is known exactly."""

    @property
    def has_labels_in_ids(self) -> bool:
        """Whether an id begins with its label: two labels may use one value for different nodes."""
        return len({key.property for key in self.keys}) > 1

    def id_of(self, node: str) -> str:
        """The id of a node as text."""
        if self.written_by_rog:
            return f"coalesce({node}.rog_id, {node}.id)"
        if not self.has_labels_in_ids:
            values = dict.fromkeys(f"toStringOrNull({node}.{quote(key.property)})" for key in self.keys)
            return f"coalesce({', '.join([*values, f'elementId({node})'])})"
        cases = [
            f"WHEN {node}:{quote(key.label or '')} AND toStringOrNull({node}.{quote(key.property)}) IS NOT NULL "
            f"THEN {cypher_text(f'{key.label}:')} + toStringOrNull({node}.{quote(key.property)})"
            for key in self.keys
        ]
        return f"CASE {' '.join(cases)} ELSE elementId({node}) END"

    def names_of(self, node: str) -> str:
        """A list of what a node is called by, values as they are stored; the first that is not null is its name."""
        properties = ("name",) if self.written_by_rog else self.names
        return f"[{', '.join(f'{node}.{quote(name)}' for name in properties)}]"

    def is_entity(self, node: str) -> str:
        """Whether a node is an entity."""
        return f"{node}:{'|'.join(map(quote, self.labels))}" if self.labels else "true"

    @property
    def walked_properties(self) -> frozenset[str]:
        """Names of the properties that are walked."""
        return frozenset(literal.property for literal in self.literals)

    def is_inner(self, node: str) -> str:
        """Whether a path may lead on from a node: a value of a database that rog wrote is a node with a label."""
        return f"NOT {node}:{VALUE_LABEL}" if self.written_by_rog else "true"

    def type_of(self, relation: str) -> str:
        """The relationship type of a relation."""
        return type_of(relation) if self.written_by_rog else relation

    def is_kind(self, name: str) -> bool:
        """Whether a type says what an entity is."""
        return is_kind(name) and (self.written_by_rog or not (name.startswith("_") or name in SCHEMA_LABELS))

    def kinds_of(self, node: str) -> str:
        """A list of the types of a node, as entities have them."""
        return f"coalesce({node}.types, [])" if self.written_by_rog else f"labels({node})"

    def contents(self, node: str, name: str) -> str:
        """A list of what a node has as a property, of which `name` is an expression: without what is no value."""
        values = f"[] + {node}[{name}]"
        shown = "toStringOrNull(value)"
        kept = f"value = value AND size({shown}) <= {self.longest_text} AND trim({shown}) <> ''"
        return f"CASE WHEN size({values}) <= {self.longest_list} THEN [value IN {values} WHERE {kept}] ELSE [] END"

    def lookups(self, entity_id: str) -> list[list[str | int | float | bool]]:
        """For each of the keys the values that a node of this id may have there, then its element id."""
        if self.written_by_rog:
            return [[index_key(entity_id)], []]
        values: list[list[str | int | float | bool]] = []
        for key in self.keys:
            start = f"{key.label}:" if self.has_labels_in_ids else ""
            values.append(values_of(entity_id.removeprefix(start)) if entity_id.startswith(start) else [])
        return [*values, [entity_id]]


def values_of(written: str) -> list[str | int | float | bool]:
    """What a property may hold whose text is this."""
    values: list[str | int | float | bool] = [written]
    if written in ("true", "false"):
        values.append(written == "true")
    try:
        if str(int(written)) == written and -(2**63) <= int(written) < 2**63:
            values.append(int(written))
        elif any(character.isdigit() for character in written):
            values.append(float(written))
    except ValueError:
        pass
    return values


LOADED_LAYOUT = Layout(
    keys=(Key("Entity", "id"),),
    names=("name",),
    aliases=("aliases",),
    labels=("Entity",),
    fulltext="rog_names",
    written_by_rog=True,
)
"""How rog itself writes a graph: see `rog.graph.neo4j.load`."""


def index_key(entity_id: str) -> str:
    """What stands in the indexed property for an id in a database that rog loaded."""
    written = entity_id.encode("utf-8", "surrogatepass")
    if len(written) <= MAX_INDEXED_ID_BYTES and not entity_id.startswith("sha256:"):
        return entity_id
    return f"sha256:{hashlib.sha256(written).hexdigest()}"


def type_of(relation: str) -> str:
    """The relationship type that rog writes for a relation: a type cannot be empty or hold a null character."""
    return relation.replace(NULL_MARK, NULL_MARK * 2).replace(NULL, NULL_MARK + "0") if relation else NULL_MARK


def relation_of(written: str) -> str:
    """The inverse of `type_of`."""
    if NULL_MARK not in written:
        return written
    if written == NULL_MARK:
        return ""
    return NULL_MARK.join(part.replace(NULL_MARK + "0", NULL) for part in written.split(NULL_MARK * 2))
