"""What an index knows of its relations: what was said of them, and the kinds of their heads and tails, counted.

`descriptions.blob` and `descriptions.offsets` hold a JSON object for each relation, in code point order of their names:
what was said (names, description, heads, tails), and what was counted (head_kinds, tail_kinds).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rog.graph.kinds import frequent_kinds
from rog.types import RelationDescription

__all__ = ["EntityKinds", "counted", "described", "said"]

BLOCK = 1 << 20
"""Entities whose kinds are counted at a time."""
COUNTED = ("head_kinds", "tail_kinds")


class EntityKinds:
    """The kinds of each entity, gathered in order of the entities and then counted for the steps."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ends, self._kinds = array("q", [0]), array("i")

    def add(self, types: Iterable[str]) -> None:
        """Take the types of the next entity."""
        self._kinds.extend(self._numbers.setdefault(kind, len(self._numbers)) for kind in types if kind)
        self._ends.append(len(self._kinds))

    def frequent(self, entities: NDArray[Any], edges: NDArray[Any]) -> tuple[str, ...]:
        """The kinds that most of these edges have at their end, given the entities there and the edges of each."""
        counts = np.zeros(len(self._numbers), np.int64)
        if not len(counts):
            return ()
        ends, kinds = np.frombuffer(self._ends, np.int64), np.frombuffer(self._kinds, np.int32)
        for first in range(0, len(entities), BLOCK):
            some, weight = entities[first : first + BLOCK], edges[first : first + BLOCK]
            starts, sizes = ends[some], ends[some + 1] - ends[some]
            # The places of each entity's kinds, one entity after the other.
            places = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
            np.add.at(counts, kinds[places], np.repeat(weight, sizes))
        names = list(self._numbers)
        return frequent_kinds({names[kind]: int(counts[kind]) for kind in counts.nonzero()[0].tolist()})


def counted(
    kinds: EntityKinds, groups: Iterable[tuple[int, NDArray[Any], NDArray[Any]]]
) -> Iterator[dict[str, tuple[str, ...]]]:
    """For each relation in order the kinds of its heads and of its tails, from the groups of its two steps."""
    found: dict[str, tuple[str, ...]] = {}
    for step, entities, edges in groups:
        if frequent := kinds.frequent(entities, edges):
            found[COUNTED[step % 2]] = frequent
        if step % 2:
            yield found
            found = {}


def described(
    relations: Sequence[str], said: Mapping[str, RelationDescription], found: Iterable[dict[str, tuple[str, ...]]]
) -> Iterator[str]:
    """For each relation the text that the index holds."""
    for relation, kinds in zip(relations, found, strict=True):
        known = said.get(relation, RelationDescription()).model_dump(exclude_defaults=True)
        yield json.dumps({**known, **kinds}, ensure_ascii=False, separators=(",", ":")) if known or kinds else ""


def said(text: str, *, whole: bool = True) -> RelationDescription:
    """The description that such a text holds; what was said alone, unless `whole`."""
    if not text:
        return RelationDescription()
    known: dict[str, Any] = json.loads(text)
    heads, tails = (known.pop(kinds, ()) for kinds in COUNTED)
    own = RelationDescription.model_validate(known)
    return own.joined(RelationDescription(heads=tuple(heads), tails=tuple(tails))) if whole else own
