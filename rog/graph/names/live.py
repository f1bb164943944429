"""Finds the nodes of a networkx graph by name, while nodes come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rog.graph.names.index import NameIndex
from rog.graph.names.matching import Forms
from rog.types import Match

__all__ = ["LiveNames"]

FEWEST_RECENT = 1000
"""So many nodes may come, or a quarter of those there were, before the large index is built anew."""


class LiveNames:
    """A name index over the nodes there were, and a small one over those that came since.

    What nodes are called is kept as it was read. `degree` gives the number of edges of an id.
    """

    def __init__(self, forms: Iterable[Forms], degree: Callable[[str], int]) -> None:
        self._degree = degree
        self._parts = [_Part(list(forms), degree)]

    def add(self, forms: Sequence[Forms]) -> None:
        """Take in nodes that came."""
        before, recent = self._parts[0].all_forms, [form for part in self._parts[1:] for form in part.all_forms]
        recent.extend(forms)
        if len(recent) > max(FEWEST_RECENT, len(before) // 4):
            self._parts = [_Part([*before, *recent], self._degree)]
        else:
            self._parts = [self._parts[0], _Part(recent, self._degree)]

    def find(self, text: str, limit: int, *, fuzzy: bool) -> list[Match]:
        """At most `limit` matches, best first: by score, then more edges, then id."""
        found = [match for part in self._parts for match in part.index.find(text, limit, part, fuzzy=fuzzy)]
        if len(self._parts) > 1:
            found.sort(key=lambda match: (-match.score, -self._degree(match.id), match.id))
        return found[: max(limit, 0)]


class _Part:
    """An index of names and what it asks of a store, by place in the list of what nodes are called."""

    def __init__(self, forms: list[Forms], degree: Callable[[str], int]) -> None:
        self.all_forms, self._degree = forms, degree
        self.index = NameIndex.build(
            (name, number) for number, known in enumerate(forms) for name in {known.id, known.name, *known.aliases}
        )

    def forms(self, entity: int) -> Forms:
        return self.all_forms[entity]

    def degree(self, entity: int) -> int:
        return self._degree(self.all_forms[entity].id)
