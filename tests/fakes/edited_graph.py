"""A graph that changes between the walk and the check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from rog.graph import Graph
from rog.graph.contract import AnyBranch, AnyTriple
from rog.graph.index.store import IndexGraph
from rog.types import ReasoningPath

__all__ = ["EditedGraph", "as_graph"]


class EditedGraph:
    """An index from which edges vanish after it was walked; it counts the calls."""

    def __init__(self, graph: IndexGraph, *gone: tuple[str, str, str]) -> None:
        self.graph, self.gone, self.calls = graph, gone, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.graph, name)

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        self.calls += 1
        assert len(set(triples)) == len(triples), "an edge was asked for twice"
        held = self.graph.holds(triples)
        return [here and tuple(triple) not in self.gone for triple, here in zip(triples, held, strict=True)]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        self.calls += 1
        return self.graph.walk(branch, ends, limit)


def as_graph(edited: EditedGraph) -> Graph:
    """An edited graph, which passes on what it does not do itself, as the type checker wants it."""
    return cast(Graph, edited)
