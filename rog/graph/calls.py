"""Counts the calls that questions make of a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from rog.graph.contract import Graph, GraphWrapper

__all__ = ["CallCounter", "CountedGraph"]


class CallCounter:
    """How many calls one question made. Threads may count together."""

    def __init__(self) -> None:
        self._lock, self._calls = Lock(), 0

    @property
    def calls(self) -> int:
        """Calls so far."""
        return self._calls

    def add(self) -> None:
        """Count one call."""
        with self._lock:
            self._calls += 1


class CountedGraph(GraphWrapper):
    """A graph whose calls count for each of the questions that they are made for. A walk is one call."""

    def __init__(self, graph: Graph, counters: Sequence[CallCounter]) -> None:
        super().__init__(graph)
        self._counters = tuple(counters)

    def __reduce__(self) -> tuple[Callable[[Graph], Graph], tuple[Graph]]:
        """Another process gets the graph within, as it has no question to count for."""
        return _itself, (self.wrapped_graph,)

    def _called(self) -> Graph:
        """See `GraphWrapper`: each call counts."""
        for counter in self._counters:
            counter.add()
        return self.wrapped_graph


def _itself(graph: Graph) -> Graph:
    return graph
