"""Which relation paths end at nodes without a name, and so answer nothing.

Freebase's mediators, RDF's blank nodes and events of a property graph join more than two entities: a marriage with
its spouses and its date. People ask for what lies behind such a node, never for the node.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rog.graph import Graph
from rog.types import Branch, Entity

__all__ = ["all_unnamed", "is_unnamed"]

LOOKED_AT = 8
"""Ends of a path that are looked at, in code point order of their ids."""

OPAQUE = re.compile(
    r"_:.*"  # RDF 1.1 Concepts, blank nodes
    r"|/?(?:m[./]0[0-9a-z_]{2,}|g[./]1[0-9a-z_]{4,})"  # Freebase's machine ids
    r"|\S*[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\S*"  # UUIDs (RFC 9562): Wikidata's statements
)
"""What a machine has made up to tell nodes apart."""
IRI = re.compile(r".*[/#](?=[^/#]+$)")
"""What comes before the last part of an IRI."""


def is_unnamed(entity: Entity) -> bool:
    """Whether an entity is called by nothing but what a machine has made up."""
    return OPAQUE.fullmatch(entity.name) is not None


def _may_be_unnamed(key: str) -> bool:
    """Whether an id is opaque, as it is or as the last part of an IRI: then its name is looked up."""
    return OPAQUE.fullmatch(key) is not None or OPAQUE.fullmatch(IRI.sub("", key)) is not None


def all_unnamed(branches: Sequence[Branch], graph: Graph) -> list[bool]:
    """For each branch whether all that it reaches, of the first LOOKED_AT, is without a name.

    A topic without a name says that people call the graph's nodes by such ids: then none of its branches is.
    """
    distinct = list(dict.fromkeys(branches))
    reached = dict(zip(distinct, graph.ends(distinct, LOOKED_AT), strict=True))
    opaque = {key for ends in reached.values() for key in ends if _may_be_unnamed(key)}
    if not opaque:
        return [False] * len(branches)
    opaque |= {branch.topic for branch in distinct if _may_be_unnamed(branch.topic)}
    unnamed = {entity.id for entity in graph.entities(sorted(opaque)) if entity and is_unnamed(entity)}
    return [branch.topic not in unnamed and unnamed.issuperset(reached[branch]) for branch in branches]
