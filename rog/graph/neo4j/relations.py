"""What a Neo4j database tells of its relations: the kinds of their heads and tails, counted at some of their edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from rog.graph.kinds import MAX_SAMPLED_EDGES, frequent_kinds
from rog.graph.neo4j.branches import Branches
from rog.graph.neo4j.connection import Connection
from rog.graph.neo4j.layout import Layout
from rog.graph.neo4j.literals import value_ids
from rog.graph.neo4j.queries import union
from rog.query.cypher import cypher_text, quote
from rog.types import RelationDescription
from rog.values import read_value

__all__ = ["describe_relations"]

RELATIONS_PER_QUERY = 10
"""Relations in one query. The time that a server takes to plan a text grows faster than its parts."""


def describe_relations(
    connection: Connection, layout: Layout, branches: Branches, relations: Sequence[str]
) -> list[RelationDescription]:
    """The description of each relation; an empty one for what is no relation of the database."""
    types = branches.types()
    described = [name for name in dict.fromkeys(relations) if name in types or name in branches.properties]
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    tails: dict[str, Counter[str]] = defaultdict(Counter)
    for first in range(0, len(described), RELATIONS_PER_QUERY):
        some = described[first : first + RELATIONS_PER_QUERY]
        parts = [_type_part(layout, at, layout.type_of(name)) for at, name in enumerate(some) if name in types]
        parts += [part for at, name in enumerate(some) for part in _property_parts(layout, at, name)]
        for row in connection.read(union(parts), sample=MAX_SAMPLED_EDGES):
            relation = some[row["at"]]
            sides = [row["heads"], [_kind_of(row["value"])] if row["value"] is not None else row["tails"]]
            for kinds, counts in zip(sides, (heads, tails), strict=True):
                edges_of = dict.fromkeys(filter(layout.is_kind, map(str, kinds)), row["edges"])
                for side in (heads, tails) if relation in layout.symmetric else (counts,):
                    side[relation].update(edges_of)
    return [
        RelationDescription(
            heads=frequent_kinds(heads.get(relation, {})),
            tails=frequent_kinds(tails.get(relation, {})),
            symmetric=relation in layout.symmetric and relation in described,
        )
        for relation in relations
    ]


def _kind_of(content: Any) -> str:
    value = next(map(read_value, value_ids([content])), None)
    return "" if value is None else value.kind


def _type_part(layout: Layout, at: int, type_name: str) -> str:
    """Rows `at`, `heads`, `tails`, `value`, `edges` of one relationship type.

    The type stands in the text, quoted: compared with a parameter it would be looked for among all relationships.
    """
    entities = f"{layout.is_entity('head')} AND {layout.is_entity('tail')}"
    heads, tails = layout.kinds_of("head"), layout.kinds_of("tail")
    return f"""MATCH (head)-[:{quote(type_name)}]->(tail) WHERE {entities}
        WITH head, tail LIMIT toInteger($sample)
        RETURN {at} AS at, {heads} AS heads, {tails} AS tails, null AS value, count(*) AS edges"""


def _property_parts(layout: Layout, at: int, name: str) -> list[str]:
    """The same of a property that is walked, for each label that has it, with one of its values for each kind."""
    return [
        f"""MATCH (head:{quote(literal.label)}) WHERE head.{quote(name)} IS NOT NULL AND {layout.is_entity("head")}
        UNWIND {layout.contents("head", cypher_text(name))} AS value WITH head, value LIMIT toInteger($sample)
        RETURN {at} AS at, {layout.kinds_of("head")} AS heads, [] AS tails, value, count(*) AS edges"""
        for literal in layout.literals
        if literal.property == name
    ]
