"""Names of a result's entities, values, hops and queries for display."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.outcome import ResultFields
from rog.query import EdgeValues, Ids, Query, Walk
from rog.query.nodes import walk_nodes
from rog.types import FrozenModel, Hop
from rog.values import is_value, read_value

__all__ = ["Names", "content_text"]

MAX_QUERY_CHARACTERS = 1000
"""Longest text of a query that appears whole."""

MAX_PROPERTY_CHARACTERS = 60
"""Longest property of an edge that appears whole in a path."""

AnyNode = TypeVar("AnyNode", bound=FrozenModel)


class Names:
    """The name of each entity of a result, with the id where two entities share a name."""

    def __init__(self, result: ResultFields) -> None:
        names = {entity.id: entity.name for entity in result.entities.values()}
        names |= {answer.id: answer.name for answer in result.answers}
        names |= {answer.id: answer.name for part in result.parts for answer in part.answers}
        for topic in result.topics:
            names |= {candidate.id: candidate.name for candidate in topic.candidates}
        self._names = names
        self._ambiguous = {name for name, count in Counter(names.values()).items() if count > 1}
        self._symmetric = frozenset(result.symmetric)
        self._asked_of_edges = frozenset(_asked_of_edges(result))

    def __call__(self, entity_id: str) -> str:
        """The name, made printable and at most `MAX_SHOWN_CHARACTERS` long."""
        name = self._plain(entity_id)
        return self.with_id(entity_id) if name in self._ambiguous else printable(name, MAX_SHOWN_CHARACTERS)

    def with_id(self, entity_id: str) -> str:
        """The name, and the id where it differs: a user needs it to ask for this entity. A value has its kind."""
        name = self._plain(entity_id)
        label = printable(name, MAX_SHOWN_CHARACTERS)
        value = read_value(entity_id)
        known_by = value.kind if value else entity_id
        return f"{label} [{printable(known_by, MAX_SHOWN_CHARACTERS)}]" if name != entity_id else label

    def arrow(self, hop: Hop) -> str:
        """The hop's relation with its direction, and what the result's queries speak of: properties of the edge."""
        relation = printable(hop.relation, MAX_SHOWN_CHARACTERS)
        known = [
            f"{printable(name, MAX_PROPERTY_CHARACTERS)} = {printable(content_text(content), MAX_PROPERTY_CHARACTERS)}"
            for name, content in hop.properties.items()
            if name in self._asked_of_edges
        ]
        label = f"{relation} [{', '.join(known)}]" if known else relation
        if hop.relation in self._symmetric:
            return f"←{label}→"
        return f"─{label}→" if hop.forward else f"←{label}─"

    def query(self, query: Query) -> str:
        """The query as text, with names in place of ids; so it is for reading, and may not be read back."""
        return printable(str(self._named(query)), MAX_QUERY_CHARACTERS)

    def _plain(self, entity_id: str) -> str:
        return self._names[entity_id] if entity_id in self._names else content_text(entity_id)

    def _named(self, node: AnyNode) -> AnyNode:
        if isinstance(node, Ids):
            ids = (key if is_value(key) else self._cut(self._plain(key)) for key in node.ids)
            return node.model_copy(update={"ids": tuple(ids)})
        update: dict[str, object] = {}
        for name in type(node).model_fields:
            part = getattr(node, name)
            if isinstance(part, FrozenModel):
                update[name] = self._named(part)
            elif isinstance(part, tuple) and part and isinstance(part[0], FrozenModel):
                update[name] = tuple(map(self._named, part))
        return node.model_copy(update=update)

    @staticmethod
    def _cut(name: str) -> str:
        return name if len(name) <= MAX_SHOWN_CHARACTERS else name[: MAX_SHOWN_CHARACTERS - 1] + "…"


def _asked_of_edges(result: ResultFields) -> Iterator[str]:
    """The properties of edges that the result's queries ask for, or test."""
    queries = [
        result.query,
        *(part.query for part in result.parts),
        *(plan.query for plan in result.plans if plan.kept),
    ]
    for node in (node for query in queries if query is not None for node in walk_nodes(query)):
        if isinstance(node, EdgeValues):
            yield node.property
        elif isinstance(node, Walk):
            yield from (test.property for test in node.tests)


def content_text(content: object) -> str:
    """A property's content, or a value by its id, as people write it."""
    if not isinstance(content, str):
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    value = read_value(content)
    return str(value) if value else content
