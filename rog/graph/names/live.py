"""Finds the nodes of a networkx graph by name, while nodes come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rog.graph.names.index import NameIndex
from rog.graph.names.matching import EntityNames
from rog.types import Match

__all__ = ["LiveNames"]

MIN_RECENT_NODES = 1000
"""Nodes that may be added, or a quarter of those there were, before the large index is built anew."""


class LiveNames:
    """A name index over the nodes there were, and a small one over those added since.

    Names are kept as they were read. `degree` gives the number of edges of an id.
    """

    def __init__(self, names: Iterable[EntityNames], degree: Callable[[str], int]) -> None:
        self._degree = degree
        self._parts = [_Part(list(names), degree)]

    def add(self, names: Sequence[EntityNames]) -> None:
        """Index nodes that were added to the graph."""
        before, recent = self._parts[0].names, [one for part in self._parts[1:] for one in part.names]
        recent.extend(names)
        if len(recent) > max(MIN_RECENT_NODES, len(before) // 4):
            self._parts = [_Part([*before, *recent], self._degree)]
        else:
            self._parts = [self._parts[0], _Part(recent, self._degree)]

    def find(self, text: str, limit: int, *, fuzzy: bool) -> list[Match]:
        """At most `limit` matches, best first: by score, then more edges, then id."""
        matches = [match for part in self._parts for match in part.index.find(text, limit, part, fuzzy=fuzzy)]
        if len(self._parts) > 1:
            matches.sort(key=lambda match: (-match.score, -self._degree(match.id), match.id))
        return matches[: max(limit, 0)]


class _Part:
    """An index of names and what it asks of a store, by place in the list of names."""

    def __init__(self, names: list[EntityNames], degree: Callable[[str], int]) -> None:
        self.names, self._degree = names, degree
        self.index = NameIndex.build(
            (name, number) for number, known in enumerate(names) for name in {known.id, known.name, *known.aliases}
        )

    def names_of(self, entity: int) -> EntityNames:
        return self.names[entity]

    def degree(self, entity: int) -> int:
        return self._degree(self.names[entity].id)
