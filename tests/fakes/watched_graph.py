"""A graph that notes which of its methods are called, whoever calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from rog.graph import Graph

__all__ = ["WatchedGraph", "watched"]


class WatchedGraph:
    """Passes everything on to another graph; `seen` are the names of the methods called, in order."""

    def __init__(self, graph: Graph) -> None:
        self.within, self.seen = graph, list[str]()

    def __getattr__(self, name: str) -> object:
        found = getattr(self.within, name)
        return self._noted(name, found) if name in vars(Graph) else found

    def _noted(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def noted(*args: object, **named: object) -> object:
            self.seen.append(name)
            return method(*args, **named)

        return noted


def watched(graph: Graph) -> tuple[Graph, list[str]]:
    """A graph, and the names of its methods as they are called."""
    watching = WatchedGraph(graph)
    return cast(Graph, watching), watching.seen
