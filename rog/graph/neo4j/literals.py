"""Properties of nodes as steps: from a node to the values that it has, and from a value to the nodes that have it.

A value is an entity whose id is its text in quotation marks, as N-Triples write a literal. It may be the end
of a relation path or its topic; no path goes on through one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from rog.graph.neo4j.layout import values_of
from rog.types import Entity, RelationPath, read_step

__all__ = ["Shape", "is_literal", "literal_entity", "shape_of", "stored_values"]


class Shape(NamedTuple):
    """What kind of path it is."""

    length: int
    """Steps, without the one to a literal at the end."""
    from_literal: bool
    """Whether it starts from a literal."""
    to_literal: bool
    """Whether its last step goes to literals."""

    @property
    def has_literal(self) -> bool:
        """Whether it does not go by relationships only."""
        return self.from_literal or self.to_literal


def is_literal(entity_id: str) -> bool:
    """Whether an id is that of a value."""
    return len(entity_id) > 1 and entity_id[0] == entity_id[-1] == '"'


def literal_entity(entity_id: str) -> Entity:
    """A value as an entity."""
    return Entity(id=entity_id, name=entity_id[1:-1] or entity_id, types=("literal",))


def shape_of(topic: str, path: RelationPath, literals: Collection[str]) -> Shape | None:
    """The shape of a path from a topic; None for one that leads nowhere. `literals` are the properties walked."""
    steps = [read_step(step) for step in path]
    kinds = [relation in literals for relation, _ in steps]
    from_literal = bool(literals) and is_literal(topic)
    to_literal = bool(steps) and kinds[-1] and steps[-1][1]
    inner = kinds[: -1 if to_literal else None]
    # Literals stand at the ends only: the first step leaves one backwards, the last reaches one forwards.
    if any(inner[1:]) or (steps and from_literal != bool(inner and inner[0])):
        return None
    if from_literal and steps and steps[0][1]:
        return None
    return Shape(len(inner), from_literal, to_literal)


def stored_values(entity_id: str) -> list[Any]:
    """What a property may hold whose text is that of a literal."""
    written = entity_id[1:-1]
    values: list[Any] = [*values_of(written)]
    for kind in (date, datetime):
        try:
            values.append(kind.fromisoformat(written))
        except ValueError:
            continue
    return values
