"""What a source yields and an index is built from: plain tuples, since there may be 10^8 of them."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import JsonValue

from rog.types import RelationDescription

__all__ = ["EdgeRecord", "NodeRecord", "Record", "RelationRecord"]


class EdgeRecord(NamedTuple):
    """One directed edge. Records equal in all fields are one edge; other fields make parallel ones."""

    head: str
    relation: str
    tail: str
    key: str | int | None = None
    properties: dict[str, JsonValue] | None = None


class NodeRecord(NamedTuple):
    """What is known of one entity. Several records of one id add up; the first name stays the name
    and further ones become aliases; an entity without a name is called by its id."""

    id: str
    name: str | None = None
    aliases: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    properties: dict[str, JsonValue] | None = None


class RelationRecord(NamedTuple):
    """What is said of one relation. Several records of one relation add up, what was said first comes first;
    those of a relation that no edge has are passed over."""

    relation: str
    said: RelationDescription


Record = EdgeRecord | NodeRecord | RelationRecord
