"""Finds the values of a networkx graph by how they are written and printed, while they come and go."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rog.graph.names.live import LiveNames
from rog.graph.names.matching import EntityNames
from rog.graph.networkx.ways import Ways
from rog.types import Match
from rog.values import read_value

__all__ = ["ValueNames"]


class ValueNames:
    """Names of the values that were met so far; those that are gone are not found. Only texts may be misspelt."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._texts: LiveNames | None = None
        self._others: LiveNames | None = None
        self._ways: Ways | None = None

    def find(self, texts: Sequence[str], limit: int, ways: Ways, *, fuzzy: bool) -> list[list[Match]]:
        """For each text at most `limit` of the values there are now of each sort."""
        there = ways.value_ids()
        if not there:
            return [[] for _ in texts]
        self._ways = ways
        self._take_in(there)
        matches = self._find(texts, limit, fuzzy)
        if any(match.id not in there for found in matches for match in found):
            self._known, self._texts, self._others = set(), None, None
            self._take_in(there)
            matches = self._find(texts, limit, fuzzy)
        return matches

    def _find(self, texts: Sequence[str], limit: int, fuzzy: bool) -> list[list[Match]]:
        return [
            [
                *(self._texts.find(text, limit, fuzzy=fuzzy) if self._texts else ()),
                *(self._others.find(text, limit, fuzzy=False) if self._others else ()),
            ]
            for text in texts
        ]

    def _take_in(self, there: Collection[str]) -> None:
        new = [(one, value) for one in there if one not in self._known and (value := read_value(one)) is not None]
        names = [EntityNames(one, str(value), (value.text,)) for one, value in new]
        of_texts = [own for own, (_, value) in zip(names, new, strict=True) if value.kind == "text"]
        of_others = [own for own, (_, value) in zip(names, new, strict=True) if value.kind != "text"]
        self._texts, self._others = self._with(self._texts, of_texts), self._with(self._others, of_others)
        self._known.update(there)

    def _with(self, names: LiveNames | None, new: Sequence[EntityNames]) -> LiveNames | None:
        if not new:
            return names
        if names is None:
            return LiveNames(new, self._degree)
        names.add(new)
        return names

    def _degree(self, value: str) -> int:
        return self._ways.degree(value) if self._ways is not None else 0
