"""Which kinds of thing a relation's heads or tails are: of those that were counted, or by the relation's name.

A relation of Freebase is named `domain.type.property` after the type of its heads: what `film.film.starring` leaves
is a film, and what it reaches is what most of it is by the relations that leave that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from rog.types import MAX_KINDS_PER_END

__all__ = ["EDGES_LOOKED_AT", "ENTITIES_LOOKED_AT", "frequent_kinds", "kind_in_name", "shared_kind"]

EDGES_LOOKED_AT = 200
"""Edges of a relation that a live store counts the kinds at, at most."""


ENTITIES_LOOKED_AT = 32
"""Heads and tails of a relation that are looked at, at most."""

FREEBASE = re.compile(r"(?:[a-z]\w*\.)+([a-z]\w*)\.\w+(?:\.\.[\w.]+)?", re.ASCII | re.IGNORECASE)
ANYTHING = frozenset(("topic", "object", "type"))
"""Types that everything has."""


def frequent_kinds(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The most frequent kinds first, at most MAX_KINDS_PER_END; among equals in code point order."""
    return tuple(sorted((kind for kind in counts if kind), key=lambda kind: (-counts[kind], kind))[:MAX_KINDS_PER_END])


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
