"""Topics and relation paths as the parameters of queries, and the queries that answer many of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rog.errors import UnknownEntityError
from rog.graph.neo4j.connection import Connection, Row
from rog.graph.neo4j.layout import Layout
from rog.graph.neo4j.literals import Shape, shapes_of, stored_contents, zoned_texts
from rog.graph.neo4j.queries import ends_part, ends_query, steps_part, steps_query, union
from rog.graph.neo4j.values import RowReader
from rog.types import MAX_HOPS, RelationPath, read_step

__all__ = ["Branches", "NamedPath", "is_text"]

NamedPath = tuple[str, RelationPath]
"""A topic's id and a relation path, or a prefix of one."""

TYPES = "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type LIMIT 100000"


class Branches:
    """Asks what branches reach and what can follow them: one query for those by relationships, one for others."""

    def __init__(self, connection: Connection, layout: Layout, values: RowReader) -> None:
        self._connection, self._layout, self._values = connection, layout, values
        self._ends, self._steps = ends_query(layout), steps_query(layout)
        self._types: frozenset[str] | None = None
        self.properties = layout.walked_properties
        """Properties that are relations."""

    def types(self) -> frozenset[str]:
        """Relations that relationships have, as they were when they were first asked for or `refresh` was called."""
        if self._types is None:
            self._types = frozenset(self._values.relation(row["type"]) for row in self._connection.read(TYPES))
        return self._types

    def relations(self) -> list[str]:
        """Every relation, in code point order."""
        return sorted(self.types() | self.properties)

    def refresh(self) -> None:
        """Read the relations anew when they are next asked for."""
        self._types = None

    def shapes(self, topic: str, path: RelationPath) -> tuple[Shape, ...]:
        """The shapes of a path; none for one that cannot be walked."""
        if not all(map(is_text, (topic, *path))) or len(path) > MAX_HOPS:
            return ()
        if not self.properties:
            return (Shape(len(path)),)
        return shapes_of(topic, path, self.properties, self.types(), self._layout.symmetric)

    def node(self, entity_id: str) -> dict[str, Any]:
        """An entity as `rog.graph.neo4j.queries.resolve` takes it."""
        return {"id": entity_id, "keys": self._layout.lookups(entity_id)}

    def row(self, at: int, topic: str, path: RelationPath) -> dict[str, Any]:
        """A branch as the queries take it, with the number by which the answer names it."""
        steps = [read_step(step) for step in path]
        relations = [relation for relation, _ in steps]
        symmetric = self._layout.symmetric
        return {
            "at": at,
            **self.node(topic),
            **({"values": stored_contents(topic), "zoned": zoned_texts([topic])} if self.properties else {}),
            "types": [self._layout.type_of(relation) for relation in relations],
            "forward": [None if relation in symmetric else forward for relation, forward in steps],
            "recurs": [relation in relations[place + 1 :] for place, relation in enumerate(relations)],
        }

    def ends(self, branches: Sequence[NamedPath], most: int) -> dict[int, list[Row]]:
        """Rows with `ids` and `values` by number of the branch. Raises UnknownEntityError for an entity."""
        return self._ask(branches, [self.shapes(*branch) for branch in branches], self._ends_query, most=most)

    def steps(self, prefixes: Sequence[NamedPath], cap: int, most: int) -> dict[int, list[Row]]:
        """Rows with `steps` by number of the prefix; none where nothing can follow. Raises UnknownEntityError."""
        followed = [
            [shape for shape in self.shapes(*prefix) if not shape.to_values and shape.length < MAX_HOPS]
            for prefix in prefixes
        ]
        return self._ask(prefixes, followed, self._steps_query, cap=cap, most=most)

    def _ask(
        self,
        branches: Sequence[NamedPath],
        shapes: Sequence[Sequence[Shape]],
        query: Callable[[list[Shape]], str],
        **limits: int,
    ) -> dict[int, list[Row]]:
        rows_of: dict[int, list[Row]] = {}
        for has_values in (False, True):
            asked = [(at, shape) for at, own in enumerate(shapes) for shape in own if shape.has_values is has_values]
            if not asked:
                continue
            kinds = sorted({shape for _, shape in asked}, key=str)
            rows: dict[str, list[dict[str, Any]]] = {
                f"rows{number}": [] for number in range(max(MAX_HOPS + 1, len(kinds)))
            }
            for at, shape in asked:
                place = kinds.index(shape) if has_values else shape.length
                rows[f"rows{place}"].append(self.row(at, *branches[at]))
            for row in self._connection.read(query(kinds), **rows, properties=sorted(self.properties), **limits):
                rows_of.setdefault(row["at"], []).append(row)
            for at, shape in asked:
                if at not in rows_of and shape.source is None:
                    raise UnknownEntityError(branches[at][0])
        return rows_of

    def _steps_query(self, kinds: list[Shape]) -> str:
        """The query for prefixes of these kinds: `rows0`, `rows1`, … are those of each, where there are values."""
        if not kinds[0].has_values:
            return self._steps
        return union(steps_part(self._layout, f"$rows{at}", kind) for at, kind in enumerate(kinds))

    def _ends_query(self, kinds: list[Shape]) -> str:
        """The query for paths of these kinds: `rows0`, `rows1`, … are those of each, where there are values."""
        if not kinds[0].has_values:
            return self._ends
        return union(ends_part(self._layout, f"$rows{at}", kind) for at, kind in enumerate(kinds))


def is_text(value: str) -> bool:
    """Whether a text can be sent: half a surrogate pair cannot, and is in no database."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
