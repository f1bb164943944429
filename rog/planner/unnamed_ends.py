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
    r"^_:"  # RDF 1.1 Concepts, blank nodes
    r"|(^|/)[mg][./][01][0-9a-z_]{2,}$"  # Freebase's machine ids
    r"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",  # RFC 9562, UUIDs: Wikidata's statements, Neo4j's own ids
    re.IGNORECASE,
)
"""What a machine has made up to tell nodes apart."""


def is_unnamed(entity: Entity) -> bool:
    """Whether an entity is called by nothing but what a machine has made up."""
    return OPAQUE.search(entity.name) is not None


def all_unnamed(branches: Sequence[Branch], graph: Graph) -> list[bool]:
    """For each branch whether all that it reaches, of the first LOOKED_AT, is without a name.

    A topic without a name says that people call the graph's nodes by such ids: then none of its branches is.
    """
    distinct = list(dict.fromkeys(branches))
    reached = dict(zip(distinct, graph.ends(distinct, LOOKED_AT), strict=True))
    opaque = {key for ends in reached.values() for key in ends if OPAQUE.search(key)}
    if not opaque:
        return [False] * len(branches)
    opaque |= {branch.topic for branch in distinct if OPAQUE.search(branch.topic)}
    unnamed = {entity.id for entity in graph.entities(sorted(opaque)) if entity and is_unnamed(entity)}
    return [branch.topic not in unnamed and unnamed.issuperset(reached[branch]) for branch in branches]
