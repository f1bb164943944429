"""What a Neo4j database tells of its relations: the kinds of their heads and tails, counted at some of their edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rog.graph.kinds import MAX_SAMPLED_EDGES, frequent_kinds
from rog.graph.neo4j.branches import Branches
from rog.graph.neo4j.connection import Connection
from rog.graph.neo4j.layout import Layout, quote
from rog.graph.neo4j.queries import union
from rog.graph.neo4j.values import Values
from rog.types import RelationDescription

__all__ = ["describe_relations"]

RELATIONS_PER_QUERY = 10
"""Relations in one query. The time that a server takes to plan a text grows faster than its parts."""


def describe_relations(
    connection: Connection, layout: Layout, values: Values, branches: Branches, relations: Sequence[str]
) -> list[RelationDescription]:
    """The description of each relation; an empty one for what is no relation of the database."""
    all_relations = set(branches.relations())
    described = [relation for relation in dict.fromkeys(relations) if relation in all_relations]
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    tails: dict[str, Counter[str]] = defaultdict(Counter)
    for first in range(0, len(described), RELATIONS_PER_QUERY):
        some = described[first : first + RELATIONS_PER_QUERY]
        parts = [
            part
            for at, relation in enumerate(some)
            for part in (
                _property_parts(layout, at, relation)
                if relation in branches.literals
                else [_type_part(layout, at, values.type(relation))]
            )
        ]
        for row in connection.read(union(parts), sample=MAX_SAMPLED_EDGES):
            for kinds, counts in ((row["heads"], heads), (row["tails"], tails)):
                counts[some[row["at"]]].update(dict.fromkeys(map(str, kinds), row["edges"]))
    return [
        RelationDescription(
            heads=frequent_kinds(heads.get(relation, {})), tails=frequent_kinds(tails.get(relation, {}))
        )
        for relation in relations
    ]


def _type_part(layout: Layout, at: int, type_name: str) -> str:
    """Rows `at`, `heads`, `tails`, `edges` of one relationship type.

    The type stands in the text, quoted: compared with a parameter it would be looked for among all relationships.
    """
    entities = f"{layout.is_entity('head')} AND {layout.is_entity('tail')}"
    return f"""MATCH (head)-[:{quote(type_name)}]->(tail) WHERE {entities}
        WITH head, tail LIMIT toInteger($sample)
        RETURN {at} AS at, {_kinds(layout, "head")} AS heads, {_kinds(layout, "tail")} AS tails, count(*) AS edges"""


def _property_parts(layout: Layout, at: int, name: str) -> list[str]:
    """The same of a property that is walked, for each label that has it."""
    return [
        f"""MATCH (head:{quote(literal.label)}) WHERE head.{quote(name)} IS NOT NULL AND {layout.is_entity("head")}
        WITH head LIMIT toInteger($sample)
        RETURN {at} AS at, {_kinds(layout, "head")} AS heads, ['literal'] AS tails, count(*) AS edges"""
        for literal in layout.literals
        if literal.property == name
    ]


def _kinds(layout: Layout, node: str) -> str:
    """The types of a node, as `Values.entity` gives them."""
    return f"coalesce({node}.types, [])" if layout.written_by_rog else f"labels({node})"
