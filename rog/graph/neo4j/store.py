"""A Neo4j database as a `Graph`: any labels and keys, no plug-in, and nothing in it is ever changed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from rog.errors import UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple, checked_path
from rog.graph.neo4j.address import Address
from rog.graph.neo4j.branches import Branches, is_text
from rog.graph.neo4j.connection import Auth, Connection, Row
from rog.graph.neo4j.find import NameFinder
from rog.graph.neo4j.layout import quote
from rog.graph.neo4j.literals import is_literal, literal_entity, stored_values
from rog.graph.neo4j.queries import entities_query, holds_query, literal_holds_query, walk_query
from rog.graph.neo4j.relations import describe_relations
from rog.graph.neo4j.schema import advise, describe, find_layout, read_schema
from rog.graph.neo4j.values import Values, path_order
from rog.types import (
    Ends,
    Entity,
    Match,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Step,
    Triple,
    make_step,
)

__all__ = ["Neo4jGraph"]

NO_LIMIT = 2**31 - 1
"""Rows, where nothing limits them: as many as Cypher counts."""
NO_EDGE: tuple[None, dict[str, Any]] = (None, {})
"""Key and properties of a step to a literal."""
INFO = "MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS relationships LIMIT 1"


class Neo4jGraph:
    """A `Graph` over one database of a running Neo4j 5 or later. May be used by many threads.

    The address says what an entity's id and names are and which nodes are entities; else the schema suggests it.
    `read_as` tells what was found. `auth` is user and password, by default those of NEO4J_USERNAME and
    NEO4J_PASSWORD.

    Every method raises DatabaseUnavailableError, DatabaseTimeoutError or DatabaseError for what keeps
    the database from answering; when it is back, the same object can be asked again.
    """

    def __init__(self, address: Address, auth: Auth | None = None) -> None:
        self.connection = Connection(address, auth)
        schema = read_schema(self.connection)
        self.layout = find_layout(address, schema)
        self._schema = schema
        self._holds, self._entities = holds_query(self.layout), entities_query(self.layout)
        self._values = Values(self.layout)
        self._finder = NameFinder(self.connection, self.layout, self._values.names_of)
        self._branches = Branches(self.connection, self.layout, self._values)
        if advice := self.advice():
            warnings.warn(f"{address}: {advice}", stacklevel=4)

    def __repr__(self) -> str:
        return f"Neo4jGraph({str(self.connection.address)!r}): {self.read_as()}"

    def read_as(self) -> str:
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
            "read as": self.read_as(),
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
        return self._branches.relations()

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """For each relation the kinds of its heads and tails, at MAX_SAMPLED_EDGES of its edges: one query for 10.

        The database says nothing of further names.
        """
        return describe_relations(self.connection, self.layout, self._values, self._branches, relations)

    def refresh(self) -> None:
        """Read the relation types anew."""
        self._branches.refresh()

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """For each text, at most `limit` entities with that id, name or alias; see `Graph.find`.

        What a full-text index gives is compared as everywhere; an index over texts finds the usual
        capitalisations of a name. Misspellings are found by a full-text index only.
        """
        return self._finder.find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """The entities themselves; None for an id that the graph does not have."""
        literals = {key for key in ids if self.layout.literals and is_literal(key)}
        distinct = [key for key in dict.fromkeys(ids) if is_text(key) and key not in literals]
        rows = [{"at": at, **self._branches.node(key)} for at, key in enumerate(distinct)]
        read = self.connection.read(self._entities, rows=rows, most=NO_LIMIT) if rows else []
        entity_of = {distinct[row["at"]]: self._values.entity(distinct[row["at"]], row) for row in read}
        return [literal_entity(key) if key in literals else entity_of.get(key) for key in ids]

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix, the steps that can follow and by how many edges, up to `cap`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow and by how many edges: one query for all."""
        relations = set(self.relations())
        branches = [(topic, tuple(path)) for topic, path in prefixes]
        rows_of = self._branches.steps(branches, cap, NO_LIMIT)
        self._known([topic for at, (topic, _) in enumerate(branches) if at not in rows_of])
        return [self._following(rows_of.get(at, []), relations) for at in range(len(branches))]

    def _following(self, rows: Sequence[Row], relations: set[str]) -> dict[Step, int]:
        steps: dict[Step, int] = {}
        for written, forward, count in (step for row in rows for step in row["steps"]):
            relation = self._values.relation(written)
            if relation in relations:
                steps[make_step(relation, forward)] = count
            else:
                self.refresh()  # it is new: from the next question on it is planned with
        return {step: steps[step] for step in sorted(steps)}

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each (topic, relation path), the entities it reaches, at most `limit`: one query for all.

        Where a limit cuts them, the database decides what comes first: characters above U+FFFF come
        before U+E000 to U+FFFF there.
        """
        checked = [_checked(branch) for branch in branches]
        limit = max(limit, 0)
        rows_of = self._branches.ends(checked, limit + 1)
        self._known([topic for at, (topic, _) in enumerate(checked) if at not in rows_of])
        reached = [sorted({key for row in rows_of.get(at, []) for key in row["ids"]}) for at in range(len(checked))]
        return [Ends(ids[:limit], truncated=len(ids) > limit) for ids in reached]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """For each of `ends` in the order given, at most `limit` paths from the topic to it: one query."""
        topic, path = _checked(branch)
        return self._walk(topic, path, tuple(ends), limit)

    def _walk(self, topic: str, path: RelationPath, ends: tuple[str, ...], limit: int) -> Iterator[ReasoningPath]:
        wanted = [key for key in dict.fromkeys(ends) if is_text(key)]
        shape = self._branches.shape(topic, path)
        if limit < 1 or not wanted or shape is None:
            return self._known([topic])
        row = self._branches.row(0, topic, path)
        limit = min(limit, NO_LIMIT)
        keep = NO_LIMIT if any(row["recurs"][1:]) else limit
        query = walk_query(
            self.layout, shape.length, source_literal=shape.from_literal, target_literal=shape.to_literal
        )
        rows = self.connection.read(query, row=row, ends=wanted, limit=limit, keep=keep, most=NO_LIMIT)
        if not rows:
            self._known([topic])
        paths_to: dict[str, list[ReasoningPath]] = {}
        for reached in rows:
            paths = paths_to.setdefault(reached["end"], [])
            paths += (
                self._values.path(
                    topic, path, ids, [*[NO_EDGE] * shape.from_literal, *edges, *[NO_EDGE] * shape.to_literal]
                )
                for ids, edges in reached["paths"]
            )
        for end in ends:
            yield from sorted(paths_to.get(end, ()), key=path_order)[:limit]

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist now: one query for all."""
        distinct = {Triple(*triple): None for triple in triples if all(map(is_text, triple))}
        rows = [
            {
                "at": at,
                "head": self._branches.node(head),
                "type": self._values.type(relation),
                "tail": self._branches.node(tail),
            }
            for at, (head, relation, tail) in enumerate(distinct)
        ]
        rows_held = self.connection.read(self._holds, rows=rows, most=NO_LIMIT) if rows else []
        self.relations()
        if self._branches.literals:
            rows = [{**row, "literal": triple.relation, "values": stored_values(triple.tail)}
                    for row, triple in zip(rows, distinct, strict=True)
                    if triple.relation in self._branches.literals and is_literal(triple.tail)]  # fmt: skip
            query = literal_holds_query(self.layout)
            rows_held += self.connection.read(query, rows=rows, most=NO_LIMIT) if rows else []
        triple_at = list(distinct)
        existing = {triple_at[row["at"]] for row in rows_held}
        return [Triple(*triple) in existing for triple in triples]

    def _known(self, topics: Sequence[str]) -> None:
        """Raise UnknownEntityError for the first that does not exist."""
        distinct = list(dict.fromkeys(topics))
        for key, entity in zip(distinct, self.entities(distinct), strict=True):
            if entity is None:
                raise UnknownEntityError(key)


def _checked(branch: AnyBranch) -> tuple[str, RelationPath]:
    topic, path = branch
    return topic, checked_path(path)
