"""Finds out how entities lie in a database: from what the user says, its constraints, its indexes and a few nodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rog.errors import DatabaseError, InputError
from rog.graph.facts import fact_rules, why_left_out
from rog.graph.neo4j.address import Address
from rog.graph.neo4j.connection import Connection, Row
from rog.graph.neo4j.layout import DECLARED_LABEL, LOADED_LAYOUT, Key, Layout, Literal, NameProperty, relation_of
from rog.query.cypher import quote

__all__ = ["Schema", "advise", "describe", "find_layout", "read_schema"]

USUAL_NAMES = (
    "name", "title", "label", "fullName", "full_name", "displayName", "display_name", "prefLabel", "preferredLabel",
    "rdfs__label", "skos__prefLabel", "fullname", "caption", "headline",
)  # fmt: skip
"""Properties that usually hold a name, likeliest first."""
USUAL_ALIASES = {
    "aliases",
    "alias",
    "altLabel",
    "altLabels",
    "skos__altLabel",
    "synonyms",
    "alsoKnownAs",
    "also_known_as",
}
USUAL_IDS = ("id", "uuid", "uri", "iri", "qid", "code", "key")
"""Where a label has several unique properties, the likeliest first."""
ELEMENT_ID = "elementId"
NODES_PER_LABEL = 20
"""Nodes of each label that are looked at."""
MAX_SAMPLED_LABELS = 200
LABELS_PER_QUERY = 25
UNLIMITED = 2**31 - 1
MIN_VERSION = (5, 0)
"""Of Neo4j: major and minor."""


class Sample(NamedTuple):
    """One node."""

    labels: frozenset[str]
    properties: Mapping[str, Any]


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
    samples: tuple[Sample, ...]
    """A few nodes of each label."""
    symmetric: tuple[str, ...] = ()
    """Relations that a graph which rog loaded declares symmetric."""


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
        unique=tuple(key for row in range_indexes if row["owningConstraint"] for key in _keys_of_index(row)),
        indexed=frozenset(key for row in range_indexes for key in _keys_of_index(row)),
        fulltext={row["name"]: tuple(_keys_of_index(row)) for row in indexes if row["type"] == "FULLTEXT"},
        samples=_samples(connection, labels[:MAX_SAMPLED_LABELS]),
        symmetric=_symmetric(connection) if DECLARED_LABEL in labels else (),
    )


def _version(connection: Connection) -> str:
    rows = connection.read("CALL dbms.components() YIELD name, versions RETURN versions[0] AS version LIMIT 1")
    version = str(rows[0]["version"])
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < MIN_VERSION:
        raise DatabaseError(f"{connection.address}: the server is Neo4j {version}; rog asks Neo4j 5 or later")
    return version


def _symmetric(connection: Connection) -> tuple[str, ...]:
    query = f"MATCH (declared:{DECLARED_LABEL}) UNWIND declared.symmetric AS type RETURN DISTINCT type LIMIT 10000"
    return tuple(sorted(relation_of(row["type"]) for row in connection.read(query)))


def _keys_of_index(row: Row) -> Iterable[Key]:
    return (Key(label, name) for label in row["labelsOrTypes"] for name in row["properties"])


def _samples(connection: Connection, labels: Sequence[str]) -> tuple[Sample, ...]:
    """The first nodes of each label."""
    samples: dict[str, Sample] = {}
    for first in range(0, len(labels), LABELS_PER_QUERY):
        query = " UNION ".join(
            f"MATCH (n:{quote(label)}) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties "
            f"LIMIT {NODES_PER_LABEL}"
            for label in labels[first : first + LABELS_PER_QUERY]
        )
        for row in connection.read(query):
            samples[row["id"]] = Sample(frozenset(row["labels"]), row["properties"])
    return tuple(samples.values())


def find_layout(address: Address, schema: Schema) -> Layout:
    """How entities lie there, by what the address says and else by what is usual.

    Raises InputError where the address names labels or properties that the database does not have.
    """
    has_options = bool(address.id or address.name or address.aliases or address.labels or address.literals)
    if not has_options and "rog_names" in schema.fulltext and Key("Entity", "id") in schema.unique:
        if address.properties != ("all",):
            raise InputError(
                f"{address}: rog loaded this database with its facts as relationships: leave properties out"
            )
        return replace(LOADED_LAYOUT, symmetric=tuple(dict.fromkeys((*schema.symmetric, *address.symmetric))))
    _check(address, schema)
    labels = frozenset(address.labels or schema.labels)
    nodes = [node for node in schema.samples if node.labels & labels]
    properties = {name for node in nodes for name in node.properties}
    rules = fact_rules(address.properties if address.properties not in (("all",), ("none",)) else address.properties[0])
    written = address.literals or rules.only
    layout = Layout(
        keys=_given_keys(address.id, nodes, schema) if address.id else _usual_keys(sorted(labels), schema.unique),
        names=address.name or _usual_names(nodes, labels),
        aliases=tuple(dict.fromkeys([*(address.aliases or sorted(properties & USUAL_ALIASES)), *address.name])),
        labels=address.labels,
        symmetric=address.symmetric,
    )
    layout = _with_indexes(layout, nodes, schema)
    if written is not None:
        literals = _literals(written, nodes, schema)
        return replace(layout, literals=literals, longest_text=UNLIMITED, longest_list=UNLIMITED)
    named = {*layout.names, *layout.aliases, *(key.property for key in layout.keys)}
    walked, left_out = _facts(sorted(properties - named), nodes)
    return replace(layout, literals=_literals(walked, nodes, schema), left_out=tuple(left_out.items()))


def _facts(names: Sequence[str], nodes: Sequence[Sample]) -> tuple[list[str], dict[str, str]]:
    """Which of the properties are facts, and why the others are not: by what some of the nodes have."""
    walked, left_out = [], {}
    for name in names:
        contents = [node.properties[name] for node in nodes if node.properties.get(name) is not None]
        reasons = [why_left_out(name, None if isinstance(content, tuple) else content) for content in contents]
        if None in reasons:
            walked.append(name)
        else:
            left_out[name] = next(reason for reason in reasons if reason is not None)
    return walked, left_out


def _check(address: Address, schema: Schema) -> None:
    for label in address.labels:
        if label not in schema.labels:
            raise InputError(f"{address}: no node has the label {label!r}; there are {_listed(schema.labels)}")
    properties = {name for node in schema.samples for name in node.properties}
    properties |= {key.property for key in schema.indexed}
    for option in ("id", "name", "aliases", "literals", "properties"):
        for name in getattr(address, option) if getattr(address, option) not in (("all",), ("none",)) else ():
            if name != ELEMENT_ID and _read_key(name, schema.labels).property not in properties:
                there = _listed(properties)
                raise InputError(f"{address}: {option}={name}: no node has such a property; there are {there}")


def _listed(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:20]) + (f" and {len(listed) - 20} more" if len(listed) > 20 else "") if listed else "none"


def _read_key(written: str, labels: Sequence[str]) -> Key:
    """`property` or `Label.property`."""
    label, dot, name = written.partition(".")
    return Key(label, name) if dot and label in labels else Key(None, written)


def _given_keys(written: Sequence[str], nodes: Sequence[Sample], schema: Schema) -> tuple[Key, ...]:
    """Keys as the user names them; one without a label is looked up under the labels of the nodes that have it."""
    keys: list[Key] = []
    for key in (_read_key(name, schema.labels) for name in written if name != ELEMENT_ID):
        indexed = {other.label for other in schema.indexed if other.property == key.property}
        labels = [key.label] if key.label else _cover(_labels_with(key.property, nodes), indexed)
        keys += (Key(label, key.property) for label in labels)
    return tuple(dict.fromkeys(keys))


def _labels_with(name: str, nodes: Iterable[Sample], kind: type = object) -> list[frozenset[str]]:
    """The labels of each node that has the property, and of that type."""
    return [node.labels for node in nodes if isinstance(node.properties.get(name), kind) and name in node.properties]


def _cover(nodes: Sequence[frozenset[str]], preferred: Iterable[str | None]) -> list[str]:
    """Labels of which each node has one at least: the preferred ones that occur, then the commonest of what is left."""
    chosen = sorted(label for label in preferred if label is not None and any(label in labels for labels in nodes))
    left = [labels for labels in nodes if labels.isdisjoint(chosen)]
    while left:
        counts = Counter(label for labels in left for label in labels)
        chosen.append(min(counts, key=lambda label: (-counts[label], label)))
        left = [labels for labels in left if chosen[-1] not in labels]
    return chosen


def _literals(written: Sequence[str], nodes: Sequence[Sample], schema: Schema) -> tuple[Literal, ...]:
    """The properties to walk, under the labels of the nodes that have them."""
    literals: list[Literal] = []
    for key in (_read_key(name, schema.labels) for name in written):
        indexed = _of(schema.indexed, key.property)
        lists = any(isinstance(node.properties.get(key.property), list) for node in nodes)
        labels = [key.label] if key.label else _cover(_labels_with(key.property, nodes), indexed)
        literals += (Literal(label, key.property, label in indexed and not lists, lists) for label in labels)
    return tuple(dict.fromkeys(literals))


def _usual_keys(labels: Sequence[str], unique: Sequence[Key]) -> tuple[Key, ...]:
    """For each label its likeliest unique property."""

    def rank(key: Key) -> tuple[int, str]:
        return (USUAL_IDS.index(key.property) if key.property in USUAL_IDS else len(USUAL_IDS), key.property)

    ranked = {label: sorted((key for key in unique if key.label == label), key=rank) for label in labels}
    return tuple(keys[0] for keys in ranked.values() if keys)


def _usual_names(nodes: Sequence[Sample], labels: Iterable[str]) -> tuple[str, ...]:
    """The likeliest name of each label's nodes: a usual one, else one that ends like one."""
    chosen: set[str] = set()
    for label in labels:
        property_maps = [node.properties for node in nodes if label in node.labels]
        texts = {name for properties in property_maps for name, value in properties.items() if isinstance(value, str)}
        usual = [name for name in USUAL_NAMES if name in texts]
        alike = sorted(name for name in texts if name.lower().endswith(("name", "title", "label")))
        chosen.update((usual or alike)[:1])
    return tuple(
        sorted(chosen, key=lambda name: (USUAL_NAMES.index(name) if name in USUAL_NAMES else len(USUAL_NAMES), name))
    )


def _with_indexes(layout: Layout, nodes: Sequence[Sample], schema: Schema) -> Layout:
    """The layout with what finds names: the full-text index that covers most, and range indexes for the rest."""
    texts = [key.property for key in layout.keys if _labels_with(key.property, nodes, str)]
    wanted = list(dict.fromkeys([*layout.names, *layout.aliases, *texts]))
    having = {name: _labels_with(name, nodes) for name in wanted}
    cover = {
        index: sum(bool(labels & _of(keys, name)) for name in wanted for labels in having[name])
        for index, keys in sorted(schema.fulltext.items())
    }
    fulltext = max(cover, key=cover.__getitem__, default=None)
    fulltext = fulltext if fulltext is not None and cover[fulltext] else None
    covered = schema.fulltext[fulltext] if fulltext is not None else ()
    named: list[NameProperty] = []
    for name in wanted:
        left = [labels for labels in having[name] if labels.isdisjoint(_of(covered, name))]
        indexed = _of(schema.indexed, name)
        lists = any(isinstance(node.properties.get(name), list) for node in nodes)  # a range index finds no part of one
        named += (NameProperty(label, name, label in indexed and not lists) for label in _cover(left, indexed))
    return replace(layout, fulltext=fulltext, named=tuple(named))


def _of(keys: Iterable[Key], name: str) -> set[str]:
    """The labels under which the property is among `keys`."""
    return {key.label for key in keys if key.property == name and key.label is not None}


def describe(layout: Layout, schema: Schema) -> str:
    """What was found to be ids and names, and what finds names, in words."""
    if layout.written_by_rog:
        symmetric = f"; symmetric: {', '.join(layout.symmetric)}" if layout.symmetric else ""
        return f"Neo4j {schema.version}, loaded by rog{symmetric}"
    kind = " (with the label before it)" if layout.has_labels_in_ids else ""
    ids = f"{', '.join(map(str, layout.keys))}{kind}, else the element id" if layout.keys else "the element id"
    indexes = [f"the full-text index {layout.fulltext!r}"] if layout.fulltext else []
    indexes += [f"the index on {name.label}.{name.property}" for name in layout.named if name.indexed]
    parts = [f"Neo4j {schema.version}", f"id: {ids}", f"name: {', '.join(layout.names) or 'the id'}"]
    if layout.aliases:
        parts.append(f"aliases: {', '.join(layout.aliases)}")
    if layout.literals:
        parts.append(f"properties walked as relations: {', '.join(sorted(layout.walked_properties))}")
    if layout.left_out:
        parts.append(f"not walked: {', '.join(f'{name} ({reason})' for name, reason in layout.left_out)}")
    if layout.symmetric:
        parts.append(f"symmetric: {', '.join(layout.symmetric)}")
    if layout.labels:
        parts.append(f"labels: {', '.join(layout.labels)}")
    return "; ".join([*parts, f"names are found by {', '.join(indexes) or 'reading them'}"])


def advise(layout: Layout, schema: Schema, scan: int) -> str | None:
    """What indexes would help, as the Cypher to paste; None where none is missing."""
    advice = []
    if bare := [name for name in layout.named if not name.indexed]:
        missing = ", ".join(f"{name.label}.{name.property}" for name in bare)
        labels = "|".join(quote(label) for label in dict.fromkeys(name.label for name in bare))
        properties = ", ".join(f"n.{quote(name)}" for name in dict.fromkeys(name.property for name in bare))
        advice.append(
            f"no index finds {missing}, so the names of at most {scan:,} nodes of each label are read instead; this "
            f"makes one: CREATE FULLTEXT INDEX entity_names FOR (n:{labels}) ON EACH [{properties}];"
        )
    advice += (
        f"no index finds the ids {key}, so each look-up reads all nodes; this makes one: "
        f"CREATE INDEX FOR (n:{quote(key.label or '')}) ON (n.{quote(key.property)});"
        for key in layout.keys
        if key not in schema.indexed and not layout.written_by_rog
    )
    return " ".join(advice) or None
