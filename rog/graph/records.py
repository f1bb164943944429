"""What a source yields and an index is built from: plain tuples, since there may be 10^8 of them."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import JsonValue

from rog.types import RelationDescription

__all__ = ["EdgeRecord", "NodeRecord", "Record", "RelationRecord"]


class EdgeRecord(NamedTuple):
    """One directed edge, whose tail may be a value. Records equal in all fields are one; others are parallel."""

    head: str
    relation: str
    tail: str
    key: str | int | None = None
    properties: dict[str, JsonValue] | None = None


class NodeRecord(NamedTuple):
    """What is known of one entity; without a name it is called by its id.

    Several records of one id add up: the first name stays the name, and further ones become aliases.
    What the properties say are edges to values (`rog.graph.facts`), of all records, and the first of a name is shown.
    """

    id: str
    name: str | None = None
    aliases: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    properties: dict[str, JsonValue] | None = None


class RelationRecord(NamedTuple):
    """The description of one relation; passed over where no edge has the relation.

    Several records of one relation add up, in their order.
    """

    relation: str
    description: RelationDescription


Record = EdgeRecord | NodeRecord | RelationRecord
