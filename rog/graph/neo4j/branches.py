"""Topics and relation paths as the parameters of queries, and the queries that answer many of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rog.errors import UnknownEntityError
from rog.graph.neo4j.connection import Connection, Row
from rog.graph.neo4j.layout import Layout
from rog.graph.neo4j.literals import Shape, is_literal, shape_of, stored_values
from rog.graph.neo4j.queries import ends_part, ends_query, literal_steps_query, steps_query, union
from rog.graph.neo4j.values import Values
from rog.types import MAX_HOPS, RelationPath, read_step

__all__ = ["Branches", "NamedPath", "is_text"]

NamedPath = tuple[str, RelationPath]
"""A topic's id and a relation path, or a prefix of one."""

TYPES = "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type LIMIT 100000"


class Branches:
    """Asks what branches reach and what can follow them: one query for those by relationships, one for others."""

    def __init__(self, connection: Connection, layout: Layout, values: Values) -> None:
        self._connection, self._layout, self._values = connection, layout, values
        self._ends, self._steps = ends_query(layout), steps_query(layout)
        self._relations: list[str] | None = None
        self.literals: set[str] = set()
        """Properties that are relations; a relationship type of the same name goes before."""

    def relations(self) -> list[str]:
        """Every relation, in code point order, as they were when they were first asked for or `refresh` was called."""
        if self._relations is None:
            types = {self._values.relation(row["type"]) for row in self._connection.read(TYPES)}
            self.literals = {literal.property for literal in self._layout.literals} - types
            self._relations = sorted(types | self.literals)
        return list(self._relations)

    def refresh(self) -> None:
        """Read the relations anew when they are next asked for."""
        self._relations = None

    def shape(self, topic: str, path: RelationPath) -> Shape | None:
        """The shape of a path; None for one that cannot be walked."""
        if not all(map(is_text, (topic, *path))) or len(path) > MAX_HOPS:
            return None
        if self._layout.literals and self._relations is None:
            self.relations()
        return shape_of(topic, path, self.literals)

    def node(self, entity_id: str) -> dict[str, Any]:
        """An entity as `rog.graph.neo4j.queries.resolve` takes it."""
        return {"id": entity_id, "keys": self._layout.lookups(entity_id)}

    def row(self, at: int, topic: str, path: RelationPath) -> dict[str, Any]:
        """A branch as the queries take it, with the number by which the answer names it."""
        steps = [read_step(step) for step in path]
        relations = [relation for relation, _ in steps]
        return {
            "at": at,
            **self.node(topic),
            **({"values": stored_values(topic)} if self._layout.literals and is_literal(topic) else {}),
            "types": [self._values.type(relation) for relation in relations],
            "forward": [forward for _, forward in steps],
            "recurs": [relation in relations[place + 1 :] for place, relation in enumerate(relations)],
        }

    def ends(self, branches: Sequence[NamedPath], most: int) -> dict[int, list[Row]]:
        """Rows with `ids` by number of the branch; none for one that cannot be walked. Raises UnknownEntityError."""
        shapes = [self.shape(*branch) for branch in branches]
        return self._ask(branches, shapes, self._ends_query, most=most)

    def steps(self, prefixes: Sequence[NamedPath], cap: int, most: int) -> dict[int, list[Row]]:
        """Rows with `steps` by number of the prefix; none where nothing can follow. Raises UnknownEntityError."""
        shapes = [self.shape(*prefix) for prefix in prefixes]
        followed = [shape if shape and not shape.to_literal and shape.length < MAX_HOPS else None for shape in shapes]
        return self._ask(prefixes, followed, self._steps_query, cap=cap, most=most)

    def _ask(
        self,
        branches: Sequence[NamedPath],
        shapes: Sequence[Shape | None],
        query: Callable[[list[Shape]], str],
        **limits: int,
    ) -> dict[int, list[Row]]:
        rows_of: dict[int, list[Row]] = {}
        for has_literal in (False, True):
            shape_at = {at: shape for at, shape in enumerate(shapes) if shape and shape.has_literal is has_literal}
            if not shape_at:
                continue
            kinds = sorted(set(shape_at.values()))
            rows: dict[str, list[dict[str, Any]]] = {
                f"rows{number}": [] for number in range(max(MAX_HOPS + 1, len(kinds)))
            }
            for at, shape in shape_at.items():
                place = kinds.index(shape) if has_literal else shape.length
                rows[f"rows{place}"].append(self.row(at, *branches[at]))
            for row in self._connection.read(query(kinds), **rows, literals=sorted(self.literals), **limits):
                rows_of.setdefault(row["at"], []).append(row)
            for at, shape in shape_at.items():
                if at not in rows_of and not shape.from_literal:
                    raise UnknownEntityError(branches[at][0])
        return rows_of

    def _steps_query(self, kinds: list[Shape]) -> str:
        """The query for prefixes of these kinds."""
        if not kinds[0].has_literal:
            return self._steps
        return literal_steps_query(self._layout, [kind.length for kind in kinds])

    def _ends_query(self, kinds: list[Shape]) -> str:
        """The query for paths of these kinds: `rows0`, `rows1`, … are those of each, where there are literals."""
        if not kinds[0].has_literal:
            return self._ends
        return union(
            ends_part(
                self._layout,
                f"$rows{at}",
                kind.length,
                source_literal=kind.from_literal,
                target_literal=kind.to_literal,
            )
            for at, kind in enumerate(kinds)
        )


def is_text(value: str) -> bool:
    """Whether a text can be sent: half a surrogate pair cannot, and is in no database."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
