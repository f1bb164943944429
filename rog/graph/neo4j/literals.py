"""Properties of nodes as steps: from a node to the values that it has, and from a value to the nodes that have it.

A value may be the end of a relation path or its topic; no path goes on through one. What the database holds becomes
a value here and not in Cypher, by the rules that hold for every store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from rog.graph.facts import FactRules, fact_values
from rog.types import RelationPath, Step, read_step
from rog.values import Value, is_value, read_value

__all__ = ["Shape", "shapes_of", "stored_contents", "value_ids", "zoned_texts"]

ANYTHING = FactRules(only=("",))
MAX_INTEGER = 2**63


class Shape(NamedTuple):
    """What kind of path it is."""

    length: int
    """Steps, without the one to values at the end."""
    source: str | None = None
    """The property by which it leaves a value, where its topic is one."""
    to_values: bool = False
    """Whether its last step goes to values."""

    @property
    def has_values(self) -> bool:
        """Whether it does not go by relationships only."""
        return self.source is not None or self.to_values


def shapes_of(
    topic: str, path: RelationPath, properties: Collection[str], types: Collection[str], symmetric: Collection[str]
) -> tuple[Shape, ...]:
    """The shapes in which a path can be walked; none for one that leads nowhere.

    `properties` are those that are walked, `types` the relations that relationships have; one may be both.
    """
    steps = [read_step(step) for step in path]
    from_value = bool(properties) and is_value(topic)
    if not steps:
        return (Shape(0, "" if from_value else None),)
    first, forward = steps[0]
    if from_value and not (first in properties and (not forward or first in symmetric)):
        return ()
    source, by_edges = (first, steps[1:]) if from_value else (None, steps)
    shapes = []
    if not by_edges or by_edges[-1][0] not in properties or by_edges[-1][0] in types:
        shapes.append(Shape(len(path), source))
    if by_edges and by_edges[-1][0] in properties and (by_edges[-1][1] or by_edges[-1][0] in symmetric):
        shapes.append(Shape(len(path) - 1, source, to_values=True))
    return tuple(shapes)


def leaves_value(step: Step, properties: Collection[str], symmetric: Collection[str]) -> bool:
    """Whether a step leads from values to the nodes that have them."""
    relation, forward = read_step(step)
    return relation in properties and (not forward or relation in symmetric)


def value_ids(contents: Iterable[Any]) -> tuple[str, ...]:
    """The ids of what properties hold, once each, in the order given; what is no value has none."""
    return fact_values("", [content for content in contents if not isinstance(content, tuple)], ANYTHING)


def stored_contents(entity_id: str) -> list[Any]:
    """What a property may hold that is the value with this id; nothing for an entity."""
    value = read_value(entity_id)
    return [] if value is None else [*_native(value), entity_id]


def _native(value: Value) -> list[Any]:
    """The value as the types of Neo4j have it."""
    match value.kind:
        case "number" if not value.unit:
            amount = value.content
            exact = isinstance(amount, int) and -MAX_INTEGER <= amount < MAX_INTEGER
            return [amount] if exact else [float(amount)]
        case "truth":
            return [value.content]
        case "date" | "time":
            return _temporal(value)
        case "text" if not value.language and not value.datatype:
            return [value.text]
    return []


def _temporal(value: Value) -> list[Any]:
    """A date, a time or a moment as the driver has it, which cannot send all of Python's own."""
    from neo4j.time import Date, DateTime, Time

    kind = Time if value.kind == "time" else DateTime if "T" in value.text else Date
    try:
        return [kind.from_iso_format(value.text)]
    except ValueError:  # a month, or a year with more or fewer than four digits
        return []


def zoned_texts(ids: Sequence[str]) -> list[str]:
    """How Cypher writes the moments among the values, up to the name of the time zone: `=` compares that as well."""
    texts = []
    for entity_id in ids:
        value = read_value(entity_id)
        if value is not None and value.kind == "date" and "T" in value.text:
            texts += [value.text, value.text.replace("+00:00", "Z")]
    return texts
