"""The JSON Schema of a reply: that of the query algebra (`rog.query`), with what a prompt shows in place of names."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from rog.query.nodes import ADAPTER
from rog.types import MAX_HOPS

__all__ = ["plans_schema"]

LEFT_OUT = ("Several", "Ids")
"""Nodes that are not written: a plan asks one question, and a text stands for an entity or a value."""

NAMES = {"path": "Steps", "kind": "KindName", "property": "PropertyName"}
"""Fields whose content a prompt shows, and the schemas of it."""


MAX_PLANS = 3
"""Most plans of a reply, as the instructions say. A small model would go on until its reply is cut."""


def plans_schema(
    topics: int, steps: Sequence[str], kinds: Sequence[str], properties: Sequence[str], *, queries: bool
) -> dict[str, Any]:
    """The schema of a reply to a prompt with so many topics, and these texts of steps, kinds and edge properties."""
    names = {"Step": steps, "KindName": kinds, "PropertyName": properties}
    definitions: dict[str, Any] = {name: _one_of(texts) for name, texts in names.items()}
    step = {"$ref": "#/$defs/Step"}
    definitions["Steps"] = {"type": "array", "items": step, "minItems": 1, "maxItems": MAX_HOPS}
    forms: list[dict[str, Any]] = []
    if topics:
        branch = _object(
            {"topic": {"type": "integer", "enum": list(range(1, topics + 1))}, "steps": {"$ref": "#/$defs/Steps"}}
        )
        forms.append({"type": "array", "items": branch})
    if queries:
        definitions |= deepcopy(_query_definitions())
        forms += definitions["Query"]["anyOf"][1:]  # a text is no plan
    plans = {"type": "array", "items": {"anyOf": forms}, "maxItems": MAX_PLANS}
    return {**_object({"plans": plans}), "$defs": definitions}


def _one_of(texts: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(texts)} if texts else {"type": "string"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@lru_cache(maxsize=1)
def _query_definitions() -> dict[str, Any]:
    """The schemas of the nodes of the algebra. Each has all of its fields, or only those that it must have."""
    whole = ADAPTER.json_schema()
    nodes = {name: node for name, node in whole["$defs"].items() if name not in LEFT_OUT}
    named = {name: _node(node) for name, node in nodes.items()}
    written = [choice for choice in whole["oneOf"] if choice["$ref"].rpartition("/")[2] in nodes]
    return {**named, "Query": {"anyOf": [{"type": "string"}, *written]}}


def _node(node: dict[str, Any]) -> dict[str, Any]:
    fields = {name: _field(name, field) for name, field in node["properties"].items()}
    must = ["op", *node["required"]] if "op" in fields else node["required"]
    least, all_fields = {name: fields[name] for name in fields if name in must}, _object(fields)
    return all_fields if len(least) == len(fields) else {"anyOf": [_object(least), all_fields]}


def _field(name: str, field: dict[str, Any]) -> dict[str, Any]:
    if name in NAMES:
        return {"$ref": f"#/$defs/{NAMES[name]}"}
    if name == "test":
        return {"anyOf": field["oneOf"]}
    if "oneOf" in field:
        return {"$ref": "#/$defs/Query"}
    if name == "parts":
        return {"type": "array", "items": {"$ref": "#/$defs/Query"}, "minItems": 1}
    kept = ("type", "enum", "const", "items", "$ref", "minimum", "maximum")
    return {key: value for key, value in field.items() if key in kept}
