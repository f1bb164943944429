"""A Neo4j database as a `Graph`: any labels and keys, no plug-in, and nothing in it is ever changed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rog.errors import PathError, UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple
from rog.graph.neo4j_address import Address
from rog.graph.neo4j_connection import Auth, Connection, Row
from rog.graph.neo4j_find import NameFinder
from rog.graph.neo4j_layout import quote
from rog.graph.neo4j_literals import Shape, is_literal, literal_entity, shape_of, stored_values
from rog.graph.neo4j_queries import (
    ends_part,
    ends_query,
    entities_query,
    holds_query,
    literal_holds_query,
    literal_steps_query,
    steps_query,
    union,
    walk_query,
)
from rog.graph.neo4j_schema import advise, describe, find_layout, read_schema
from rog.graph.neo4j_values import Values, path_order
from rog.types import (
    MAX_HOPS,
    Ends,
    Entity,
    Match,
    ReasoningPath,
    RelationPath,
    Step,
    Triple,
    make_step,
    read_step,
)

__all__ = ["Neo4jGraph"]

NO_LIMIT = 2**31 - 1
NO_EDGE: tuple[None, dict[str, Any]] = (None, {})
"""Key and properties of a step to a literal."""
TYPES = "CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type LIMIT 100000"
INFO = "MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS relationships LIMIT 1"
Rows = list[dict[str, Any]]


class Neo4jGraph:
    """A `Graph` over one database of a running Neo4j 5 or later. May be used by many threads.

    What is an entity's id, what its names are and which nodes are entities is what `address` says, and
    else what the schema suggests; `describe` says what was found. `auth` is user and password, by
    default those of NEO4J_USERNAME and NEO4J_PASSWORD.

    Every method raises DatabaseUnavailableError, DatabaseTimeoutError or DatabaseError for what keeps
    the database from answering; when it is back, the same object can be asked again.
    """

    def __init__(self, address: Address, auth: Auth | None = None) -> None:
        self.connection = Connection(address, auth)
        schema = read_schema(self.connection)
        self.layout = find_layout(address, schema)
        self._schema = schema
        self._ends, self._steps = ends_query(self.layout), steps_query(self.layout)
        self._holds, self._entities = holds_query(self.layout), entities_query(self.layout)
        self._values = Values(self.layout)
        self._finder = NameFinder(self.connection, self.layout, self._values.forms)
        self._relations: list[str] | None = None
        self._literals: set[str] = set()
        """Properties that are relations; a relationship type of the same name goes before."""
        if advice := self.advice():
            warnings.warn(f"{address}: {advice}", stacklevel=4)

    def __repr__(self) -> str:
        return f"Neo4jGraph({str(self.connection.address)!r}): {self.describe()}"

    def describe(self) -> str:
        """What was found to be ids and names, and what finds names."""
        return describe(self.layout, self._schema)

    def advice(self) -> str | None:
        """What index would help and the Cypher that makes it; None where none is missing."""
        return advise(self.layout, self._schema, self.connection.address.scan)

    def info(self) -> dict[str, Any]:
        """What the database holds and how it is read: counts from its own statistics, in one query each."""
        counts = self.connection.read(INFO)[0]
        types = [f"MATCH ()-[r:{quote(self._values.type(name))}]->() RETURN {at} AS at, count(r) AS count"
                 for at, name in enumerate(self.relations())]  # fmt: skip
        counted = [row for first in range(0, len(types), 100)
                   for row in self.connection.read(" UNION ALL ".join(types[first : first + 100]))]  # fmt: skip
        relations = {self.relations()[row["at"]]: row["count"] for row in counted}
        return {
            "address": str(self.connection.address),
            "database": self.connection.database,
            "read as": self.describe(),
            "advice": self.advice(),
            "nodes": counts["nodes"],
            "relationships": counts["relationships"],
            "relations": dict(sorted(relations.items(), key=lambda item: (-item[1], item[0]))),
        }

    def close(self) -> None:
        """Let the server go; the next call connects anew."""
        self.connection.close()

    def relations(self) -> list[str]:
        """Every relation type, in code point order. A type that is new is known once `next_steps` met it."""
        if self._relations is None:
            rows = self.connection.read(TYPES)
            types = {self._values.relation(row["type"]) for row in rows}
            self._literals = {literal.property for literal in self.layout.literals} - types
            self._relations = sorted(types | self._literals)
        return list(self._relations)

    def refresh(self) -> None:
        """Read the relation types anew."""
        self._relations = None

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """For each text, at most `limit` entities with that id, name or alias; see `Graph.find`.

        What a full-text index gives is compared as everywhere; an index over texts finds the usual
        capitalisations of a name. Misspellings are found by a full-text index only.
        """
        return self._finder.find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """The entities themselves; None for an id that the graph does not have."""
        literals = {key for key in ids if self.layout.literals and is_literal(key)}
        distinct = [key for key in dict.fromkeys(ids) if _is_text(key) and key not in literals]
        rows = self.connection.read(self._entities, rows=self._rows(distinct), most=NO_LIMIT) if distinct else []
        found = {distinct[row["at"]]: self._values.entity(distinct[row["at"]], row) for row in rows}
        return [literal_entity(key) if key in literals else found.get(key) for key in ids]

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix, the steps that can follow and by how many edges, up to `cap`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow and by how many edges: one query for all."""
        known = set(self.relations())
        branches = [(topic, tuple(path)) for topic, path in prefixes]
        shapes = [self._shape(*branch) for branch in branches]
        followed = [shape if shape and not shape.last and shape.length < MAX_HOPS else None for shape in shapes]
        found = self._by_shape(branches, followed, self._steps_query, cap=cap, most=NO_LIMIT)
        answers: list[dict[Step, int]] = []
        for at in range(len(branches)):
            steps: dict[Step, int] = {}
            for row in found.get(at, []):
                for written, forward, count in row["steps"]:
                    relation = self._values.relation(written)
                    if relation not in known:
                        self.refresh()  # it is new: from the next question on it is planned with
                    else:
                        steps[make_step(relation, forward)] = count
            answers.append({step: steps[step] for step in sorted(steps)})
        return answers

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each (topic, relation path), the entities it reaches, at most `limit`: one query for all.

        Where a limit cuts them, the database decides what comes first: characters above U+FFFF come
        before U+E000 to U+FFFF there.
        """
        checked = [_checked(branch) for branch in branches]
        shapes = [self._shape(*branch) for branch in checked]
        found = self._by_shape(checked, shapes, self._ends_query, most=max(limit, 0) + 1)
        answers = []
        for at in range(len(checked)):
            ids = sorted({key for row in found.get(at, []) for key in row["ids"]})
            answers.append(Ends(ids[: max(limit, 0)], truncated=len(ids) > limit))
        return answers

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """For each of `ends` in the order given, at most `limit` paths from the topic to it: one query."""
        topic, path = _checked(branch)
        return self._walk(topic, path, tuple(ends), limit)

    def _walk(self, topic: str, path: RelationPath, ends: tuple[str, ...], limit: int) -> Iterator[ReasoningPath]:
        wanted = [key for key in dict.fromkeys(ends) if _is_text(key)]
        shape = self._shape(topic, path)
        if limit < 1 or not wanted or shape is None:
            return self._known([topic])
        row = self._branch_row(0, topic, path)
        limit = min(limit, NO_LIMIT)
        keep = NO_LIMIT if any(row["again"][1:]) else limit
        query = walk_query(self.layout, shape.length, first=shape.first, last=shape.last)
        rows = self.connection.read(query, row=row, ends=wanted, limit=limit, keep=keep, most=NO_LIMIT)
        if not rows:
            self._known([topic])
        found: dict[str, list[ReasoningPath]] = {}
        for reached in rows:
            walked = found.setdefault(reached["end"], [])
            walked += (
                self._values.path(topic, path, ids, [*[NO_EDGE] * shape.first, *edges, *[NO_EDGE] * shape.last])
                for ids, edges in reached["paths"]
            )
        for end in ends:
            yield from sorted(found.get(end, ()), key=path_order)[:limit]

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist now: one query for all."""
        asked = {Triple(*triple): None for triple in triples if all(map(_is_text, triple))}
        rows = [
            {"at": at, "head": self._node(head), "type": self._values.type(relation), "tail": self._node(tail)}
            for at, (head, relation, tail) in enumerate(asked)
        ]
        held = self.connection.read(self._holds, rows=rows, most=NO_LIMIT) if rows else []
        if self.layout.literals:
            self.relations()
            rows = [{**row, "literal": triple.relation, "values": stored_values(triple.tail)}
                    for row, triple in zip(rows, asked, strict=True)
                    if triple.relation in self._literals and is_literal(triple.tail)]  # fmt: skip
            held += self.connection.read(literal_holds_query(self.layout), rows=rows, most=NO_LIMIT) if rows else []
        triple_at = list(asked)
        hold = {triple_at[row["at"]] for row in held}
        return [Triple(*triple) in hold for triple in triples]

    def _by_shape(
        self,
        branches: Sequence[tuple[str, RelationPath]],
        shapes: Sequence[Shape | None],
        query: Callable[[list[Shape]], str],
        **limits: int,
    ) -> dict[int, list[Row]]:
        """The rows that answer the branches of a shape, by number of the branch.

        Paths by relationships only are asked for together, and then those with literals, if any. Raises
        UnknownEntityError for a topic that does not exist.
        """
        found: dict[int, list[Row]] = {}
        for plain in (True, False):
            own = {at: shape for at, shape in enumerate(shapes) if shape is not None and shape.plain is plain}
            if own:
                kinds = sorted(set(own.values()))
                rows: dict[str, Rows] = {f"rows{number}": [] for number in range(max(MAX_HOPS + 1, len(kinds)))}
                for at, shape in own.items():
                    place = shape.length if plain else kinds.index(shape)
                    rows[f"rows{place}"].append(self._branch_row(at, *branches[at]))
                for row in self.connection.read(query(kinds), **rows, literals=sorted(self._literals), **limits):
                    found.setdefault(row["at"], []).append(row)
                missing = [branches[at][0] for at, shape in own.items() if at not in found and not shape.first]
                if missing:
                    raise UnknownEntityError(missing[0])
        self._known([topic for (topic, _), shape in zip(branches, shapes, strict=True) if shape is None])
        return found

    def _steps_query(self, kinds: list[Shape]) -> str:
        """The query for prefixes of these kinds."""
        return self._steps if kinds[0].plain else literal_steps_query(self.layout, [kind.length for kind in kinds])

    def _ends_query(self, kinds: list[Shape]) -> str:
        """The query for paths of these kinds: `rows0`, `rows1`, … are those of each, where there are literals."""
        if kinds[0].plain:
            return self._ends
        return union(
            ends_part(self.layout, f"$rows{at}", kind.length, first=kind.first, last=kind.last)
            for at, kind in enumerate(kinds)
        )

    def _shape(self, topic: str, path: RelationPath) -> Shape | None:
        """The shape of a path; None for one that cannot be walked."""
        if not all(map(_is_text, (topic, *path))) or len(path) > MAX_HOPS:
            return None
        if self.layout.literals and self._relations is None:
            self.relations()
        return shape_of(topic, path, self._literals)

    def _known(self, topics: Sequence[str]) -> None:
        """Raise UnknownEntityError for the first that does not exist."""
        distinct = list(dict.fromkeys(topics))
        for key, entity in zip(distinct, self.entities(distinct), strict=True):
            if entity is None:
                raise UnknownEntityError(key)

    def _branch_row(self, at: int, topic: str, path: RelationPath) -> dict[str, Any]:
        steps = [read_step(step) for step in path]
        relations = [relation for relation, _ in steps]
        return {
            "at": at,
            **self._node(topic),
            **({"values": stored_values(topic)} if self.layout.literals and is_literal(topic) else {}),
            "types": [self._values.type(relation) for relation in relations],
            "forward": [forward for _, forward in steps],
            "again": [relation in relations[place + 1 :] for place, relation in enumerate(relations)],
        }

    def _rows(self, ids: Iterable[str]) -> Rows:
        return [{"at": at, **self._node(key)} for at, key in enumerate(ids)]

    def _node(self, entity_id: str) -> dict[str, Any]:
        return {"id": entity_id, "keys": self.layout.lookups(entity_id)}


def _checked(branch: AnyBranch) -> tuple[str, RelationPath]:
    topic, path = branch
    if isinstance(path, str) or not 1 <= len(path) <= MAX_HOPS:
        raise PathError(f"a relation path has 1 to {MAX_HOPS} steps, in a tuple; this is {path!r}")
    return topic, tuple(path)


def _is_text(value: str) -> bool:
    """Whether a text can be sent: half a surrogate pair cannot, and is in no database."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
