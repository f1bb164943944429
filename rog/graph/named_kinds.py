"""Kinds of things that no type is said of, by the names of the relations that leave them.

A relation of Freebase is named `domain.type.property` after the type of its heads: what `film.film.starring` leaves
is a film, and what it reaches is what most of it is by the relations that leave that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rog.graph.index_edges import Edges
from rog.types import RelationDescription

__all__ = ["ENTITIES_LOOKED_AT", "described_by_names", "kind_in_name", "shared_kind"]

ENTITIES_LOOKED_AT = 32
"""Heads and tails of a relation that are looked at, at most."""

FREEBASE = re.compile(r"(?:[a-z]\w*\.)+([a-z]\w*)\.\w+(?:\.\.[\w.]+)?", re.ASCII | re.IGNORECASE)
ANYTHING = frozenset(("topic", "object", "type"))
"""Types that everything has."""


@lru_cache(maxsize=1 << 16)
def kind_in_name(relation: str) -> str:
    """The kind of a relation's heads, where its name is one as Freebase's; else empty."""
    found = FREEBASE.fullmatch(relation)
    return found[1] if found and found[1] not in ANYTHING else ""


def shared_kind(kinds: Iterable[Collection[str]]) -> tuple[str, ...]:
    """Of the kinds of some entities the one that most have, and half of those with any; of equals the first by name."""
    known = [own for own in map(set, kinds) if own]
    counts = Counter(kind for own in known for kind in own)
    frequent = [kind for kind, count in counts.items() if 2 * count >= len(known)]
    return (min(frequent, key=lambda kind: (-counts[kind], kind)),) if frequent else ()


def described_by_names(relations: Sequence[str], edges: Edges) -> list[RelationDescription]:
    """For each relation of an index that is named so the kinds of its heads and tails."""
    kinds = np.array([kind for relation in relations for kind in (kind_in_name(relation), "")])
    return [
        RelationDescription(heads=(kind,), tails=_reached(kinds, edges, 2 * at + 1)) if kind else RelationDescription()
        for at, kind in enumerate(kinds[::2].tolist())
    ]


def _reached(kinds: NDArray[np.str_], edges: Edges, step: int) -> tuple[str, ...]:
    """The kind of what the step leaves; `kinds` are what each step says of what it leaves."""
    sources = edges.sources(step)
    spread = sources[:: max(1, -(-len(sources) // ENTITIES_LOOKED_AT))].tolist()
    return shared_kind(set(kinds[edges.steps_of(entity)].tolist()) - {""} for entity in spread)
