"""A Neo4j database as a `Graph`: any labels and keys, no plug-in, and nothing in it is ever changed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from rog.errors import UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple, Found, checked_path
from rog.graph.neo4j.address import Address
from rog.graph.neo4j.branches import Branches, is_text
from rog.graph.neo4j.connection import Auth, Connection, Row
from rog.graph.neo4j.evaluate import write_query
from rog.graph.neo4j.find import NameFinder
from rog.graph.neo4j.layout import Layout
from rog.graph.neo4j.literals import Shape, stored_contents, value_ids, zoned_texts
from rog.graph.neo4j.queries import (
    contents_query,
    entities_query,
    holds_query,
    kinds_query,
    known_values_query,
    leaving_part,
    members_part,
    owners_part,
    union,
    values_part,
    walk_query,
)
from rog.graph.neo4j.relations import describe_relations
from rog.graph.neo4j.schema import advise, describe, find_layout, read_schema
from rog.graph.neo4j.values import RowReader, path_order
from rog.query import Query
from rog.query.cypher import quote
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
    read_step,
)
from rog.values import is_value

__all__ = ["Neo4jGraph"]

NO_LIMIT = 2**31 - 1
"""Rows, where nothing limits them: as many as Cypher counts."""
NO_EDGE: tuple[None, dict[str, Any]] = (None, {})
"""Key and properties of a step to a value."""
PARTS_PER_QUERY = 10
"""Kinds or steps in one query. The time that a server takes to plan a text grows faster than its parts."""
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
        self._values = RowReader(self.layout)
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
        names = sorted(self._branches.types())
        types = [f"MATCH ()-[r:{quote(self.layout.type_of(name))}]->() RETURN {at} AS at, count(r) AS count"
                 for at, name in enumerate(names)]  # fmt: skip
        counted = [row for first in range(0, len(types), 100)
                   for row in self.connection.read(" UNION ALL ".join(types[first : first + 100]))]  # fmt: skip
        relations = {names[row["at"]]: row["count"] for row in counted}
        return {
            "address": str(self.connection.address),
            "database": self.connection.database,
            "read as": self.read_as(),
            "advice": self.advice(),
            "nodes": counts["nodes"],
            "relationships": counts["relationships"],
            "relations": dict(sorted(relations.items(), key=lambda item: (-item[1], item[0]))),
            "properties walked": sorted(self.layout.walked_properties),
            "properties not walked": dict(self.layout.left_out),
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
        return describe_relations(self.connection, self.layout, self._branches, relations)

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
        distinct = [key for key in dict.fromkeys(ids) if is_text(key) and not self._is_stored_value(key)]
        rows = [{"at": at, **self._branches.node(key)} for at, key in enumerate(distinct)]
        read = self.connection.read(self._entities, rows=rows, most=NO_LIMIT) if rows else []
        entity_of = {distinct[row["at"]]: self._values.entity(distinct[row["at"]], row) for row in read}
        for key in self._stored([key for key in dict.fromkeys(ids) if self._is_stored_value(key)]):
            entity_of[key] = self._values.entity(key, {})
        return [entity_of.get(key) for key in ids]

    def _is_stored_value(self, entity_id: str) -> bool:
        """Whether an id is that of a value that no node is, but properties may hold."""
        return bool(self.layout.literals) and is_value(entity_id)

    def _stored(self, ids: Sequence[str]) -> Sequence[str]:
        """Those of the values that some node has: all of them where that would ask for a pass over too many nodes."""
        if not ids:
            return ids
        contents = [content for key in ids for content in stored_contents(key)]
        (row,) = self.connection.read(
            known_values_query(self.layout),
            wanted={"values": contents, "zoned": zoned_texts(ids)},
            properties=sorted(self.layout.walked_properties),
            scan=self.connection.address.scan,
        )
        if row["found"] is None:
            return ids
        found = set(value_ids(row["found"]))
        return [key for key in ids if key in found]

    def kinds(self) -> dict[str, int]:
        """Every kind of entity and how many entities are of it; see `Graph.kinds`. One pass over the entities."""
        rows = self.connection.read(kinds_query(self.layout), most=NO_LIMIT)
        counts = {str(row["kind"]): row["count"] for row in rows if self.layout.is_kind(str(row["kind"]))}
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """For each kind the entities of it; see `Graph.members`. One query for 10."""
        names = [kind for kind in dict.fromkeys(kinds) if is_text(kind) and self.layout.is_kind(kind)]
        parts = [members_part(self.layout, at % PARTS_PER_QUERY, kind) for at, kind in enumerate(names)]
        found = self._listed(parts, limit, lambda first: {"kinds": names[first : first + PARTS_PER_QUERY]})
        ends = {kind: _first(ids, limit) for kind, ids in zip(names, found, strict=True)}
        return [ends.get(kind, Ends()) for kind in kinds]

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """For each step what it leaves; see `Graph.having`. One query for 10 relations or properties."""
        parts: list[str] = []
        of_step: list[Step] = []
        for step in dict.fromkeys(steps):
            for part in self._leaving(step):
                parts.append(part(self.layout, len(parts) % PARTS_PER_QUERY))
                of_step.append(step)
        reached: dict[Step, set[str]] = {step: set() for step in steps}
        for step, ids in zip(of_step, self._listed(parts, limit, lambda first: {}), strict=True):
            reached[step].update(ids)
        return [_first(sorted(reached[step]), limit) for step in steps]

    def _leaving(self, step: Step) -> Iterator[Callable[[Layout, int], str]]:
        """What asks for the ids that a step leaves: at relationships, at nodes with a property, and values of it."""
        relation, forward = read_step(step)
        either = relation in self.layout.symmetric
        if relation in self._branches.types():
            ends = ("head", "tail") if either else ("head",) if forward else ("tail",)
            yield partial(leaving_part, type_name=self.layout.type_of(relation), ends=ends)
        if relation in self._branches.properties and (forward or either):
            yield partial(owners_part, name=relation)
        if relation in self._branches.properties and (either or not forward):
            yield partial(values_part, name=relation)

    def _listed(self, parts: Sequence[str], limit: int, parameters: Callable[[int], dict[str, Any]]) -> list[list[str]]:
        """The ids in order that each part gives; of nodes one more than the limit."""
        found: list[set[str]] = [set() for _ in parts]
        for first in range(0, len(parts), PARTS_PER_QUERY):
            query = union(parts[first : first + PARTS_PER_QUERY])
            values: dict[int, list[Any]] = {}
            for row in self.connection.read(query, most=min(max(limit, 0) + 1, NO_LIMIT), **parameters(first)):
                if row["value"] is None:
                    found[first + row["at"]].add(row["id"])
                else:
                    values.setdefault(first + row["at"], []).append(row["value"])
            for at, contents in values.items():
                found[at].update(value_ids(contents))
        return [sorted(ids) for ids in found]

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix, the steps that can follow and by how many edges, up to `cap`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow and by how many edges: one query for all."""
        relations = set(self.relations())
        branches = [(topic, tuple(path)) for topic, path in prefixes]
        rows_of = self._branches.steps(branches, cap, NO_LIMIT)
        self._known([topic for at, (topic, _) in enumerate(branches) if at not in rows_of])
        return [self._following(rows_of.get(at, []), relations, cap) for at in range(len(branches))]

    def _following(self, rows: Sequence[Row], relations: set[str], cap: int) -> dict[Step, int]:
        steps: dict[Step, int] = {}
        for written, forward, count in (step for row in rows for step in row["steps"]):
            relation = self._values.relation(written)
            if relation in relations:
                step = make_step(relation, forward)
                steps[step] = min(steps.get(step, 0) + count, cap)
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
        rows_of = self._branches.ends(checked, min(limit + 1, NO_LIMIT))
        reached = []
        for at, (topic, _) in enumerate(checked):
            ids = {key for row in rows_of.get(at, []) for key in row["ids"]}
            ids.update(key for row in rows_of.get(at, []) for key in value_ids(row["values"]) if key != topic)
            reached.append(sorted(ids))
        # Of a value that reaches nothing no row tells whether it is there.
        self._known([topic for at, (topic, _) in enumerate(checked)
                     if at not in rows_of or (self._is_stored_value(topic) and not reached[at])])  # fmt: skip
        return [_first(ids, limit) for ids in reached]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """For each of `ends` in the order given, at most `limit` paths from the topic to it: one query."""
        topic, path = _checked(branch)
        return self._walk(topic, path, tuple(ends), limit)

    def _walk(self, topic: str, path: RelationPath, ends: tuple[str, ...], limit: int) -> Iterator[ReasoningPath]:
        wanted = [key for key in dict.fromkeys(ends) if is_text(key)]
        shapes = self._branches.shapes(topic, path)
        if limit < 1 or not wanted or not shapes:
            return self._known([topic])
        paths_to: dict[str, list[ReasoningPath]] = {}
        for shape in shapes:
            for end, found in self._walked(shape, topic, path, wanted, min(limit, NO_LIMIT)):
                paths_to.setdefault(end, []).extend(found)
        if not paths_to:
            self._known([topic])
        for end in ends:
            yield from sorted(paths_to.get(end, ()), key=path_order)[:limit]

    def _walked(
        self, shape: Shape, topic: str, path: RelationPath, wanted: Sequence[str], limit: int
    ) -> Iterator[tuple[str, list[ReasoningPath]]]:
        """Ends and the first paths to each, of one shape."""
        row = self._branches.row(0, topic, path)
        contents = [content for end in wanted for content in stored_contents(end)] if shape.to_values else []
        rows = self.connection.read(
            walk_query(self.layout, shape),
            row=row,
            ends=wanted,
            wanted={"values": contents, "zoned": zoned_texts(wanted)},
            limit=limit,
            keep=NO_LIMIT if any(row["recurs"][1:]) else limit,
            most=NO_LIMIT,
        )
        for reached in rows:
            end = next(iter(value_ids([reached["value"]])), None) if shape.to_values else reached["end"]
            if end is None or end == topic:
                continue
            yield (
                end,
                [
                    self._values.path(
                        topic,
                        path,
                        [*ids, end] if shape.to_values else ids,
                        [*[NO_EDGE] * (shape.source is not None), *edges, *[NO_EDGE] * shape.to_values],
                    )
                    for ids, edges in reached["paths"]
                ],
            )

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist now: one query for those by relationships, one for those by properties."""
        distinct = list({Triple(*triple): None for triple in triples if all(map(is_text, triple))})
        rows = [
            {
                "at": at,
                "head": self._branches.node(head),
                "type": self.layout.type_of(relation),
                "tail": self._branches.node(tail),
            }
            for at, (head, relation, tail) in enumerate(distinct)
            if not self._is_stored_value(tail) and not self._is_stored_value(head)
        ]
        rows_held = self.connection.read(self._holds, rows=rows, most=NO_LIMIT) if rows else []
        existing = {distinct[row["at"]] for row in rows_held}
        existing.update(self._facts_that_hold(distinct))
        return [Triple(*triple) in existing for triple in triples]

    def _facts_that_hold(self, triples: Sequence[Triple]) -> list[Triple]:
        """Those that a property of their head tells, or of their tail where they hold both ways."""
        rows: list[dict[str, Any]] = []
        told: dict[int, tuple[Triple, str]] = {}
        for triple in triples:
            if triple.relation in self._branches.properties:
                ways = [(triple.head, triple.tail)]
                ways += [(triple.tail, triple.head)] if triple.relation in self.layout.symmetric else []
                for node, value in ways:
                    if is_value(value) and not is_value(node):
                        told[len(rows)] = triple, value
                        rows.append({"at": len(rows), "head": self._branches.node(node), "name": triple.relation})
        found = self.connection.read(contents_query(self.layout), rows=rows, most=NO_LIMIT) if rows else []
        return [told[row["at"]][0] for row in found if told[row["at"]][1] in value_ids(row["values"])]

    def evaluate(self, query: Query, limit: int) -> Found | None:
        """What a query stands for, asked as one Cypher text; None for one that has none which says the same."""
        if not self._has_unique_ids:
            return None
        written = write_query(query, self.layout, self._branches.types(), self._branches.node, limit)
        if written is None:
            return None
        (row,) = self.connection.read(written.text, **written.parameters)
        return written.found(row, limit)

    @property
    def _has_unique_ids(self) -> bool:
        """Whether the database itself sees to it that no two nodes have one id."""
        keys = self.layout.keys
        alone = len(keys) <= 1 or self.layout.has_labels_in_ids
        return self.layout.written_by_rog or (alone and all(key in self._schema.unique for key in keys))

    def _known(self, topics: Sequence[str]) -> None:
        """Raise UnknownEntityError for the first that does not exist."""
        distinct = list(dict.fromkeys(topics))
        for key, entity in zip(distinct, self.entities(distinct), strict=True):
            if entity is None:
                raise UnknownEntityError(key)


def _first(ids: Sequence[str], limit: int) -> Ends:
    return Ends(ids[: max(limit, 0)], truncated=len(ids) > max(limit, 0))


def _checked(branch: AnyBranch) -> tuple[str, RelationPath]:
    topic, path = branch
    return topic, checked_path(path)
