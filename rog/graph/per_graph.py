"""What is made once for each graph and kept as long as the graph is there."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from rog.graph.calls import CountedGraph
from rog.graph.contract import Graph

__all__ = ["PerGraph"]

Made = TypeVar("Made")


class PerGraph(Generic[Made]):
    """Keeps one value for each store. A graph that counts its calls has that of the store within."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[weakref.ref[Any], Made]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, graph: Graph, is_current: Callable[[Made], bool], make: Callable[[], Made]) -> Made:
        """What was made for the graph, made anew where there is nothing or `is_current` says no of it."""
        store = graph.wrapped_graph if isinstance(graph, CountedGraph) else graph
        number = id(store)
        kept = self._kept.get(number)
        # An id is given out again when its graph is gone, so the weak reference says whether this is still the one.
        if kept is not None and kept[0]() is store and is_current(kept[1]):
            return kept[1]
        made = make()
        self._kept[number] = weakref.ref(store, lambda _: self._kept.pop(number, None)), made
        return made
