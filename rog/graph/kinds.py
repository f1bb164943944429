"""Which kinds of thing a relation's heads or tails are, of those that were counted."""

from __future__ import annotations

from collections.abc import Mapping

from rog.types import MOST_KINDS

__all__ = ["EDGES_LOOKED_AT", "frequent_kinds"]

EDGES_LOOKED_AT = 200
"""Edges of a relation that a live store counts the kinds at, at most."""


def frequent_kinds(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The most frequent kinds first, at most MOST_KINDS; among equals in code point order."""
    return tuple(sorted((kind for kind in counts if kind), key=lambda kind: (-counts[kind], kind))[:MOST_KINDS])
