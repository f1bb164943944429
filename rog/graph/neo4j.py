"""A Neo4j database as a `Graph`: any labels and keys, no plug-in, and nothing in it is ever changed."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rog.errors import PathError, UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple
from rog.graph.neo4j_address import Address
from rog.graph.neo4j_connection import Auth, Connection, Row
from rog.graph.neo4j_find import NameFinder
from rog.graph.neo4j_layout import quote
from rog.graph.neo4j_queries import ends_query, entities_query, holds_query, steps_query, walk_query
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
INFO = "MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS relationships"
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
        self._walks = [walk_query(self.layout, length) for length in range(1, MAX_HOPS + 1)]
        self._values = Values(self.layout)
        self._finder = NameFinder(self.connection, self.layout, self._values.forms)
        self._relations: list[str] | None = None
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
            rows = self.connection.read("CALL db.relationshipTypes() YIELD relationshipType AS type RETURN type")
            self._relations = sorted(self._values.relation(row["type"]) for row in rows)
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
        distinct = [key for key in dict.fromkeys(ids) if _is_text(key)]
        rows = self.connection.read(self._entities, rows=self._rows(distinct), most=NO_LIMIT) if distinct else []
        found = {distinct[row["at"]]: self._values.entity(distinct[row["at"]], row) for row in rows}
        return [found.get(key) for key in ids]

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix, the steps that can follow and by how many edges, up to `cap`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow and by how many edges: one query for all."""
        rows = self._branch_rows([(topic, tuple(path)) for topic, path in prefixes], range(MAX_HOPS))
        found = self._ask(self._steps, rows, [topic for topic, _ in prefixes], cap=cap, most=NO_LIMIT)
        known = set(self.relations())
        answers: list[dict[Step, int]] = []
        for at, (_, path) in enumerate(prefixes):
            steps: dict[Step, int] = {}
            for row in found.get(at, []):
                for written, forward, count in row["steps"]:
                    relation = self._values.relation(written)
                    if relation not in known:
                        self.refresh()  # it is new: from the next question on it is planned with
                    else:
                        steps[make_step(relation, forward)] = count
            answers.append({step: steps[step] for step in sorted(steps)} if len(path) < MAX_HOPS else {})
        return answers

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each (topic, relation path), the entities it reaches, at most `limit`: one query for all.

        Where a limit cuts them, the database decides what comes first: characters above U+FFFF come
        before U+E000 to U+FFFF there.
        """
        checked = [_checked(branch) for branch in branches]
        rows = self._branch_rows(checked, range(1, MAX_HOPS + 1))
        found = self._ask(self._ends, rows, [topic for topic, _ in checked], most=max(limit, 0) + 1)
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
        if limit < 1 or not wanted or not all(map(_is_text, (topic, *path))):
            return self._known([topic])
        row = self._branch_row(0, topic, path)
        limit = min(limit, NO_LIMIT)
        keep = NO_LIMIT if any(row["again"][1:]) else limit
        rows = self.connection.read(
            self._walks[len(path) - 1], row=row, ends=wanted, limit=limit, keep=keep, most=NO_LIMIT
        )
        if not rows:
            self._known([topic])
        found: dict[str, list[ReasoningPath]] = {}
        for reached in rows:
            walked = found.setdefault(reached["end"], [])
            walked += (self._values.path(topic, path, ids, edges) for ids, edges in reached["paths"])
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
        triple_at = list(asked)
        hold = {triple_at[row["at"]] for row in held}
        return [Triple(*triple) in hold for triple in triples]

    def _ask(self, query: str, rows: Mapping[str, Rows], topics: Sequence[str], **limits: int) -> dict[int, list[Row]]:
        """The rows of a query by the number of the branch they answer. UnknownEntityError for one without any."""
        found: dict[int, list[Row]] = {}
        if any(rows.values()):
            for row in self.connection.read(query, **rows, **limits):
                found.setdefault(row["at"], []).append(row)
        asked = {row["at"] for some in rows.values() for row in some}
        self._known([topics[at] for at in sorted(asked - found.keys())], sure=True)
        self._known([topics[at] for at in range(len(topics)) if at not in asked])
        return found

    def _known(self, topics: Sequence[str], *, sure: bool = False) -> None:
        """Raise UnknownEntityError for the first that does not exist; `sure` says that none of them does."""
        distinct = list(dict.fromkeys(topics))
        if sure and distinct:
            raise UnknownEntityError(distinct[0])
        for key, entity in zip(distinct, self.entities(distinct), strict=True):
            if entity is None:
                raise UnknownEntityError(key)

    def _branch_rows(self, branches: Sequence[tuple[str, RelationPath]], lengths: Iterable[int]) -> dict[str, Rows]:
        """The parameters `rows1`, `rows2`, …: the branches by the length of their paths, without those of others."""
        rows: dict[str, Rows] = {f"rows{length}": [] for length in lengths}
        for at, (topic, path) in enumerate(branches):
            if f"rows{len(path)}" in rows and _is_text(topic) and all(map(_is_text, path)):
                rows[f"rows{len(path)}"].append(self._branch_row(at, topic, path))
        return rows

    def _branch_row(self, at: int, topic: str, path: RelationPath) -> dict[str, Any]:
        steps = [read_step(step) for step in path]
        relations = [relation for relation, _ in steps]
        return {
            "at": at,
            **self._node(topic),
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
