"""Finds out how entities lie in a database: from what the user says, its constraints, its indexes and a few nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rog.errors import DatabaseError, InputError
from rog.graph.neo4j_address import Address
from rog.graph.neo4j_connection import Connection, Row
from rog.graph.neo4j_layout import LOADED, Key, Layout, NameProperty, quote

__all__ = ["Schema", "advise", "describe", "find_layout", "read_schema"]

NAMES = (
    "name", "title", "label", "fullName", "full_name", "displayName", "display_name", "prefLabel", "preferredLabel",
    "rdfs__label", "skos__prefLabel", "fullname", "caption", "headline",
)  # fmt: skip
"""Properties that usually hold a name, likeliest first."""
ALIASES = ("aliases", "alias", "altLabel", "altLabels", "skos__altLabel", "synonyms", "alsoKnownAs", "also_known_as")
IDS = ("id", "uuid", "uri", "iri", "qid", "code", "key")
"""Where a label has several unique properties, the likeliest first."""
ELEMENT_ID = "elementId"
SAMPLE = 20
"""Nodes of each label that are looked at."""
MOST_LABELS = 200
LEAST_VERSION = (5, 0)


@dataclass(frozen=True)
class Schema:
    """What a database says of itself."""

    version: str
    labels: tuple[str, ...]
    unique: tuple[Key, ...]
    """Properties that are unique alone among the nodes of a label."""
    indexed: frozenset[Key]
    """Properties with a range index alone; unique ones have one."""
    fulltext: Mapping[str, tuple[Key, ...]]
    """What each full-text index over nodes covers."""
    samples: Mapping[str, Sequence[Mapping[str, Any]]]
    """Properties of a few nodes of each label."""


def read_schema(connection: Connection) -> Schema:
    """Ask the database for its labels, indexes and a few nodes of each label: no pass over all nodes.

    Raises DatabaseError, also for a server that is too old.
    """
    version = _version(connection)
    indexes = [
        row
        for row in connection.read(
            "SHOW INDEXES YIELD name, type, entityType, labelsOrTypes, properties, owningConstraint, state, options"
        )
        if row["entityType"] == "NODE" and row["state"] == "ONLINE" and row["properties"]
    ]
    range_indexes = [row for row in indexes if row["type"] == "RANGE" and len(row["properties"]) == 1]
    labels = sorted(row["label"] for row in connection.read("CALL db.labels() YIELD label RETURN label LIMIT 10000"))
    return Schema(
        version=version,
        labels=tuple(labels),
        unique=tuple(key for row in range_indexes if row["owningConstraint"] for key in _covered(row)),
        indexed=frozenset(key for row in range_indexes for key in _covered(row)),
        fulltext={row["name"]: tuple(_covered(row)) for row in indexes if row["type"] == "FULLTEXT"},
        samples=_samples(connection, labels[:MOST_LABELS]),
    )


def _version(connection: Connection) -> str:
    rows = connection.read("CALL dbms.components() YIELD name, versions RETURN versions[0] AS version LIMIT 1")
    version = str(rows[0]["version"])
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < LEAST_VERSION:
        raise DatabaseError(f"{connection.address}: the server is Neo4j {version}; rog asks Neo4j 5 or later")
    return version


def _covered(row: Row) -> Iterable[Key]:
    return (Key(label, name) for label in row["labelsOrTypes"] for name in row["properties"])


def _samples(connection: Connection, labels: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Properties of the first nodes of each label, texts cut: only what they are like is of interest."""
    samples: dict[str, list[Mapping[str, Any]]] = {}
    for first in range(0, len(labels), 25):
        some = labels[first : first + 25]
        query = " UNION ALL ".join(
            f"MATCH (n:{quote(label)}) RETURN {first + at} AS label, properties(n) AS properties LIMIT {SAMPLE}"
            for at, label in enumerate(some)
        )
        for row in connection.read(query):
            samples.setdefault(labels[row["label"]], []).append(row["properties"])
    return samples


def find_layout(address: Address, schema: Schema) -> Layout:
    """How entities lie there, by what the address says and else by what is usual.

    Raises InputError where the address names labels or properties that the database does not have.
    """
    said = bool(address.id or address.name or address.aliases or address.labels)
    if not said and "rog_names" in schema.fulltext and Key("Entity", "id") in schema.unique:
        return LOADED
    _check(address, schema)
    labels = address.labels or schema.labels
    properties = {label: _kinds(schema.samples.get(label, ())) for label in labels}
    keys = _given_keys(address.id, labels, schema) if address.id else _usual_keys(labels, schema.unique)
    names = address.name or _usual_names(properties)
    aliases = address.aliases or tuple(name for name in ALIASES if any(name in kinds for kinds in properties.values()))
    layout = Layout(
        keys=keys,
        names=names,
        aliases=tuple(dict.fromkeys([*aliases, *address.name])),
        labels=address.labels,
    )
    return _with_indexes(layout, properties, schema)


def _check(address: Address, schema: Schema) -> None:
    for label in address.labels:
        if label not in schema.labels:
            raise InputError(f"{address}: no node has the label {label!r}; there are {_some(schema.labels)}")
    known = {name for nodes in schema.samples.values() for node in nodes for name in node} | {
        key.property for key in schema.indexed
    }
    for option in ("id", "name", "aliases", "literals"):
        for name in getattr(address, option):
            if name != ELEMENT_ID and _read_key(name, schema.labels).property not in known:
                raise InputError(f"{address}: {option}={name}: no node has such a property; there are {_some(known)}")


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:20]) + (f" and {len(listed) - 20} more" if len(listed) > 20 else "") if listed else "none"


def _kinds(nodes: Iterable[Mapping[str, Any]]) -> dict[str, set[type]]:
    """The types of the values of each property."""
    kinds: dict[str, set[type]] = defaultdict(set)
    for node in nodes:
        for name, value in node.items():
            kinds[name].add(type(value))
    return dict(kinds)


def _read_key(written: str, labels: Sequence[str]) -> Key:
    """`property` or `Label.property`."""
    label, dot, name = written.partition(".")
    return Key(label, name) if dot and label in labels else Key(None, written)


def _given_keys(written: Sequence[str], labels: Sequence[str], schema: Schema) -> tuple[Key, ...]:
    """Keys as the user names them; one without a label is looked up under each label that has an index on it."""
    keys: list[Key] = []
    for name in written:
        if name == ELEMENT_ID:
            continue
        key = _read_key(name, labels)
        indexed = [Key(label, key.property) for label in labels if Key(label, key.property) in schema.indexed]
        keys += [key] if key.label else indexed
        if not key.label and not _covers(indexed, key.property, labels, schema):
            keys.append(key)
    return tuple(dict.fromkeys(keys))


def _covers(indexed: Sequence[Key], name: str, labels: Sequence[str], schema: Schema) -> bool:
    """Whether every sampled node that has the property has a label under which it is indexed."""
    found = {key.label for key in indexed}
    return all(label in found for label in labels if any(name in node for node in schema.samples.get(label, ())))


def _usual_keys(labels: Sequence[str], unique: Sequence[Key]) -> tuple[Key, ...]:
    """For each label its likeliest unique property."""

    def rank(key: Key) -> tuple[int, str]:
        return (IDS.index(key.property) if key.property in IDS else len(IDS), key.property)

    own = {label: sorted((key for key in unique if key.label == label), key=rank) for label in labels}
    return tuple(keys[0] for keys in own.values() if keys)


def _usual_names(properties: Mapping[str, Mapping[str, set[type]]]) -> tuple[str, ...]:
    """The likeliest name of each label's nodes: a usual one, else one that ends like one."""
    found: set[str] = set()
    for kinds in properties.values():
        texts = [name for name, types in kinds.items() if str in types]
        usual = [name for name in NAMES if name in texts]
        alike = sorted(name for name in texts if name.lower().endswith(("name", "title", "label")))
        found.update((usual or alike)[:1])
    return tuple(sorted(found, key=lambda name: (NAMES.index(name) if name in NAMES else len(NAMES), name)))


def _with_indexes(layout: Layout, properties: Mapping[str, Mapping[str, set[type]]], schema: Schema) -> Layout:
    """The layout with what finds names: the full-text index that covers most, and range indexes for the rest."""
    wanted = [*layout.names, *layout.aliases, *(key.property for key in layout.keys)]
    pairs = [Key(label, name) for label, kinds in properties.items() for name in dict.fromkeys(wanted) if name in kinds]
    cover = {name: len(set(pairs) & set(covered)) for name, covered in schema.fulltext.items()}
    fulltext = max(sorted(cover), key=cover.__getitem__, default=None)
    if fulltext is None or not cover[fulltext]:
        return replace(layout, named=_named(pairs, schema))
    covered = set(schema.fulltext[fulltext])
    return replace(layout, fulltext=fulltext, named=_named([key for key in pairs if key not in covered], schema))


def _named(pairs: Iterable[Key], schema: Schema) -> tuple[NameProperty, ...]:
    return tuple(NameProperty(key.label or "", key.property, key in schema.indexed) for key in pairs)


def describe(layout: Layout, schema: Schema) -> str:
    """What was found to be ids and names, and what finds names, in words."""
    if layout.loaded:
        return f"Neo4j {schema.version}, loaded by rog"
    kind = " (with the label before it)" if layout.prefixed else ""
    ids = f"{', '.join(map(str, layout.keys))}{kind}, else the element id" if layout.keys else "the element id"
    found = [f"the full-text index {layout.fulltext!r}"] if layout.fulltext else []
    found += [f"the index on {name.label}.{name.property}" for name in layout.named if name.indexed]
    parts = [f"Neo4j {schema.version}", f"id: {ids}", f"name: {', '.join(layout.names) or 'the id'}"]
    if layout.aliases:
        parts.append(f"aliases: {', '.join(layout.aliases)}")
    if layout.labels:
        parts.append(f"labels: {', '.join(layout.labels)}")
    return "; ".join([*parts, f"names are found by {', '.join(found) or 'reading them'}"])


def advise(layout: Layout, scan: int) -> str | None:
    """What index would help, as the Cypher to paste."""
    bare = [name for name in layout.named if not name.indexed]
    if not bare:
        return None
    labels = "|".join(quote(label) for label in dict.fromkeys(name.label for name in bare))
    properties = ", ".join(f"n.{quote(name)}" for name in dict.fromkeys(name.property for name in bare))
    missing = ", ".join(f"{name.label}.{name.property}" for name in bare)
    return (
        f"no index finds {missing}, so the names of at most {scan:,} nodes of each label are read instead; this "
        f"makes one: CREATE FULLTEXT INDEX entity_names FOR (n:{labels}) ON EACH [{properties}]"
    )
