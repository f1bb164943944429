"""Counts the calls that questions make of a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Lock

from rog.graph.contract import AnyBranch, AnyTriple, Graph, GraphWrapper
from rog.types import Ends, Entity, Match, ReasoningPath, RelationDescription, RelationPath, Step

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

    def __repr__(self) -> str:
        return repr(self.wrapped_graph)

    def _called(self) -> Graph:
        """The graph within, of which a method is called now."""
        for counter in self._counters:
            counter.add()
        return self.wrapped_graph

    def relations(self) -> list[str]:
        """See `Graph.relations`."""
        return self._called().relations()

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """See `Graph.describe`."""
        return self._called().describe(relations)

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """See `Graph.find`."""
        return self._called().find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """See `Graph.entities`."""
        return self._called().entities(ids)

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """See `Graph.steps`."""
        return self._called().steps(topic, prefixes, cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """See `Graph.next_steps`."""
        return self._called().next_steps(prefixes, cap)

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """See `Graph.ends`."""
        return self._called().ends(branches, limit)

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """See `Graph.walk`."""
        return self._called().walk(branch, ends, limit)

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """See `Graph.holds`."""
        return self._called().holds(triples)


def _itself(graph: Graph) -> Graph:
    return graph
