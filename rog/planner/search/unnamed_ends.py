"""Which relation paths end at nodes without a name, which are no answers.

Such nodes join more than two entities, as a marriage joins its spouses and its date: Freebase's mediators, RDF's blank
nodes, events of a property graph. People ask for what lies behind them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rog.graph import Graph
from rog.types import Branch, Entity

__all__ = ["all_unnamed", "is_unnamed"]

MAX_CHECKED_ENDS = 8
"""Ends of a path that are checked, the first in code point order of their ids."""

OPAQUE_ID = re.compile(
    r"_:.*"  # RDF 1.1 Concepts, blank nodes
    r"|/?(?:m[./]0[0-9a-z_]{2,}|g[./]1[0-9a-z_]{4,})"  # Freebase's machine ids
    r"|\S*[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\S*"  # UUIDs (RFC 9562): Wikidata's statements
)
"""Ids that software makes up to tell nodes apart."""
IRI_PREFIX = re.compile(r".*[/#](?=[^/#]+$)")
"""All of an IRI before its last part."""


def is_unnamed(entity: Entity) -> bool:
    """Whether an entity has no name but an opaque id."""
    return OPAQUE_ID.fullmatch(entity.name) is not None


def _may_be_unnamed(key: str) -> bool:
    """Whether an id or its last part as an IRI is opaque, so that the entity's name has to be looked up."""
    return OPAQUE_ID.fullmatch(key) is not None or OPAQUE_ID.fullmatch(IRI_PREFIX.sub("", key)) is not None


def all_unnamed(branches: Sequence[Branch], graph: Graph) -> list[bool]:
    """Whether all ends of each branch, of the first MAX_CHECKED_ENDS, are without a name.

    A topic that is itself without a name was asked for by its id. Then ids are answers too, and its branches count as
    named.
    """
    distinct = list(dict.fromkeys(branches))
    reached = dict(zip(distinct, graph.ends(distinct, MAX_CHECKED_ENDS), strict=True))
    opaque = {key for ends in reached.values() for key in ends if _may_be_unnamed(key)}
    if not opaque:
        return [False] * len(branches)
    opaque |= {branch.topic for branch in distinct if _may_be_unnamed(branch.topic)}
    unnamed = {entity.id for entity in graph.entities(sorted(opaque)) if entity and is_unnamed(entity)}
    return [branch.topic not in unnamed and unnamed.issuperset(reached[branch]) for branch in branches]
