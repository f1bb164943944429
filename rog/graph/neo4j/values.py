"""Between what a Neo4j database stores and entities, names and paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from rog.graph.facts import shown_properties
from rog.graph.json_values import to_json
from rog.graph.names.matching import EntityNames
from rog.graph.neo4j.connection import Row
from rog.graph.neo4j.layout import Layout, index_key, relation_of
from rog.graph.records import EdgeRecord, NodeRecord
from rog.types import Entity, Hop, ReasoningPath, RelationPath, read_step
from rog.values import read_value
from rog.words.normal_form import normalize

__all__ = ["RowReader", "packed_edge", "packed_node", "path_order"]

SPAN_PROPERTIES = ("rog_dimension", "rog_first", "rog_last")
"""Where a value lies, for comparing it in Cypher."""
NODE_PROPERTIES = ("id", "rog_id", "name", "aliases", "types", "rog_names", "rog_json", *SPAN_PROPERTIES)
"""Properties of nodes that rog writes for its own use; what else a node has are its properties."""
EDGE_PROPERTIES = ("rog_key", "rog_text_key", "rog_json", "rog_edge")
MAX_INDEXED_NAME_BYTES = 30_000
"""Longer normal forms do not fit into a full-text index."""


class RowReader:
    """What the rows of one database stand for."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def relation(self, written: str) -> str:
        """The relation of a relationship type."""
        return relation_of(written) if self._layout.written_by_rog else written

    def names_of(self, row: Row) -> EntityNames:
        """What the node of a row with `id`, `names` and `aliases` is called."""
        entity_id = row["id"]
        names = [str(name) for name in row["names"] if isinstance(name, str | int | float)]
        name = names[0] if names else entity_id
        return EntityNames(entity_id, name, _aliases(row["aliases"], name))

    def entity(self, entity_id: str, row: Row) -> Entity:
        """The entity of a row with `names`, `labels` and `properties`."""
        value = read_value(entity_id)
        if value is not None:
            return Entity(id=entity_id, name=str(value), types=(value.kind,))
        properties: Mapping[str, Any] = row["properties"]
        if self._layout.written_by_rog:
            return Entity(
                id=entity_id,
                name=properties.get("name", entity_id),
                aliases=tuple(properties.get("aliases", ())),
                types=tuple(properties.get("types", ())),
                properties=shown_properties(_unpack(properties, NODE_PROPERTIES)),
            )
        aliases = [properties.get(alias) for alias in self._layout.aliases]
        entity_names = self.names_of({"id": entity_id, "names": row["names"], "aliases": aliases})
        name = next((name for name in self._layout.names if properties.get(name) is not None), "")
        used = {name, *self._layout.aliases, *(key.property for key in self._layout.keys)}
        return Entity(
            id=entity_id,
            name=entity_names.name,
            aliases=tuple(entity_names.aliases),
            types=tuple(sorted(row["labels"])),
            properties=shown_properties(
                {name: to_json(value) for name, value in sorted(properties.items()) if name not in used}
            ),
        )

    def path(self, topic: str, path: RelationPath, ids: Sequence[str], edges: Sequence[Any]) -> ReasoningPath:
        """The walk of `path` that visits `ids`, with the key and the properties of each edge."""
        places = [topic, *ids]
        hops = []
        for at, (step, (key, properties)) in enumerate(zip(path, edges, strict=True)):
            relation, forward = read_step(step)
            forward = forward or relation in self._layout.symmetric
            head, tail = (places[at], places[at + 1]) if forward else (places[at + 1], places[at])
            shown = self._edge_properties(properties)
            hops.append(Hop(head=head, relation=relation, tail=tail, forward=forward, key=key, properties=shown))
        return ReasoningPath(topic=topic, hops=tuple(hops))

    def _edge_properties(self, properties: Mapping[str, Any]) -> dict[str, JsonValue]:
        if self._layout.written_by_rog:
            return _unpack(properties, EDGE_PROPERTIES)
        return {name: to_json(value) for name, value in sorted(properties.items())}


def path_order(path: ReasoningPath) -> tuple[list[str], list[tuple[int, int, str]]]:
    """What paths are ordered by: the entities they visit, then their edges' keys."""
    return [hop.target for hop in path.hops], [_key_order(hop.key) for hop in path.hops]


def packed_node(record: NodeRecord) -> dict[str, Any]:
    """The properties of the node that rog writes for an entity or a value."""
    value = read_value(record.id)
    if value is not None:
        record = NodeRecord(record.id, str(value), (value.text,), (value.kind,))
    key, name = index_key(record.id), record.name or record.id
    forms = dict.fromkeys(map(normalize, (record.id, name, *record.aliases)))
    span = value.span if value is not None else None
    return {
        **_pack(record.properties, NODE_PROPERTIES),
        **(dict(zip(SPAN_PROPERTIES, (span.dimension, span.first, span.last), strict=True)) if span else {}),
        "id": key,
        **({"rog_id": record.id} if key != record.id else {}),
        **({"name": name} if name != record.id else {}),
        **({"aliases": list(record.aliases)} if record.aliases else {}),
        **({"types": list(record.types)} if record.types else {}),
        "rog_names": [form for form in forms if form and len(form.encode()) <= MAX_INDEXED_NAME_BYTES],
    }


def packed_edge(record: EdgeRecord) -> dict[str, Any]:
    """The properties of the relationship that rog writes for an edge; `rog_edge` tells parallel ones apart."""
    if record.key is None and not record.properties:
        return {}
    text = json.dumps([record.key, record.properties or {}], sort_keys=True)
    key = {"rog_text_key": record.key} if isinstance(record.key, str) else {"rog_key": record.key}
    return {
        **_pack(record.properties, EDGE_PROPERTIES),
        **(key if record.key is not None else {}),
        "rog_edge": hashlib.sha256(text.encode()).hexdigest()[:32],
    }


def _pack(properties: Mapping[str, JsonValue] | None, reserved: Sequence[str]) -> dict[str, Any]:
    """Properties as they are where the database can hold them, and the others together as JSON."""
    stored = {name: value for name, value in (properties or {}).items() if _storable(name, value, reserved)}
    others = {name: value for name, value in (properties or {}).items() if name not in stored}
    return {**stored, **({"rog_json": json.dumps(others)} if others else {})}


def _storable(name: str, value: JsonValue, reserved: Sequence[str]) -> bool:
    if not name or "\0" in name or name in reserved:
        return False
    if isinstance(value, int) and not isinstance(value, bool):
        return -(2**63) <= value < 2**63
    return isinstance(value, str | float | bool) and value == value  # NaN comes back as null


def _unpack(properties: Mapping[str, Any], reserved: Sequence[str]) -> dict[str, JsonValue]:
    """The inverse of `_pack`."""
    others: dict[str, JsonValue] = json.loads(properties.get("rog_json", "{}"))
    return {**{name: value for name, value in properties.items() if name not in reserved}, **others}


def _aliases(values: Iterable[Any], name: str) -> tuple[str, ...]:
    """Texts, and those in lists, once each and without the name."""
    flat = [part for value in values for part in (value if isinstance(value, list) else [value])]
    texts = [str(part) for part in flat if isinstance(part, str | int | float)]
    return tuple(dict.fromkeys(text for text in texts if text != name))


def _key_order(key: str | int | None) -> tuple[int, int, str]:
    """No key before numbers before texts."""
    if key is None:
        return 0, 0, ""
    return (1, key, "") if isinstance(key, int) else (2, 0, key)
