"""What an index knows of its relations: their descriptions, and the kinds of their heads and tails, counted.

`descriptions.blob` and `descriptions.offsets` hold a JSON object for each relation, in code point order of their
names. It has what the records describe (names, description, heads, tails) and counted kinds (head_kinds, tail_kinds).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rog.graph.index.edges import Integers, distinct
from rog.graph.kinds import frequent_kinds, is_kind
from rog.types import RelationDescription

__all__ = ["NodeKinds", "count_kinds", "description_texts", "read_description"]

ENTITIES_PER_BLOCK = 1 << 20
"""Entities whose kinds are counted together."""
COUNTED_KINDS = ("head_kinds", "tail_kinds")


class NodeKinds:
    """The kinds of each entity and value, gathered in order of the nodes and then counted for the steps."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ends, self._kinds = array("q", [0]), array("i")

    def add(self, types: Iterable[str]) -> None:
        """Take the types of the next node."""
        self._kinds.extend(self._numbers.setdefault(kind, len(self._numbers)) for kind in types if kind)
        self._ends.append(len(self._kinds))

    def members(self, is_value: NDArray[np.bool_]) -> dict[str, Integers]:
        """For each kind the numbers of the entities of it, ascending: the most frequent kind first, then by name."""
        ends, kinds = np.frombuffer(self._ends, np.int64), np.frombuffer(self._kinds, np.int32)
        node = np.repeat(np.arange(len(ends) - 1, dtype=np.int32), np.diff(ends))
        of_entity = ~is_value[node]
        node, kinds = node[of_entity], kinds[of_entity]
        order = np.argsort(kinds, kind="stable")
        parts = np.split(node[order], np.bincount(kinds, minlength=len(self._numbers)).cumsum()[:-1])
        by_name = {
            kind: distinct(part, len(is_value))
            for kind, part in zip(self._numbers, parts, strict=False)
            if len(part) and is_kind(kind)
        }
        return dict(sorted(by_name.items(), key=lambda item: (-len(item[1]), item[0])))

    def frequent(self, entities: NDArray[Any], edges: NDArray[Any]) -> tuple[str, ...]:
        """The kinds that most of these edges have at their end, given the entities there and the edges of each."""
        counts = np.zeros(len(self._numbers), np.int64)
        if not len(counts):
            return ()
        ends, kinds = np.frombuffer(self._ends, np.int64), np.frombuffer(self._kinds, np.int32)
        for first in range(0, len(entities), ENTITIES_PER_BLOCK):
            some, weight = entities[first : first + ENTITIES_PER_BLOCK], edges[first : first + ENTITIES_PER_BLOCK]
            starts, sizes = ends[some], ends[some + 1] - ends[some]
            # The places of each entity's kinds, one entity after the other.
            places = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
            np.add.at(counts, kinds[places], np.repeat(weight, sizes))
        names = list(self._numbers)
        return frequent_kinds({names[kind]: int(counts[kind]) for kind in counts.nonzero()[0].tolist()})


def count_kinds(
    kinds: NodeKinds, groups: Iterable[tuple[int, NDArray[Any], NDArray[Any]]], is_symmetric: NDArray[np.bool_]
) -> Iterator[dict[str, tuple[str, ...]]]:
    """For each relation in order the kinds of its heads and of its tails, from the groups of its two steps.

    All half-edges of a symmetric relation are of its second step, and its heads are its tails.
    """
    kinds_of_relation: dict[str, tuple[str, ...]] = {}
    for step, entities, edges in groups:
        if frequent := kinds.frequent(entities, edges):
            kinds_of_relation[COUNTED_KINDS[step % 2]] = frequent
            if is_symmetric[step >> 1]:
                kinds_of_relation = dict.fromkeys(COUNTED_KINDS, frequent)
        if step % 2:
            yield kinds_of_relation
            kinds_of_relation = {}


def description_texts(
    relations: Sequence[str],
    descriptions: Mapping[str, RelationDescription],
    counted: Iterable[dict[str, tuple[str, ...]]],
) -> Iterator[str]:
    """For each relation the text that the index holds, from its description and its counted kinds."""
    for relation, kinds in zip(relations, counted, strict=True):
        fields = descriptions.get(relation, RelationDescription()).model_dump(exclude_defaults=True)
        yield json.dumps({**fields, **kinds}, ensure_ascii=False, separators=(",", ":")) if fields or kinds else ""


def read_description(text: str, *, with_counted: bool = True) -> RelationDescription:
    """The description that such a text holds, with the counted kinds or without them."""
    if not text:
        return RelationDescription()
    fields: dict[str, Any] = json.loads(text)
    heads, tails = (fields.pop(kinds, ()) for kinds in COUNTED_KINDS)
    described = RelationDescription.model_validate(fields)
    counted = RelationDescription(heads=tuple(heads), tails=tuple(tails))
    return described.joined(counted) if with_counted else described
