"""The texts that a planner reads for the relations of a graph, kept as long as the graph has the same relations."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from rog.graph import Graph
from rog.graph.calls import CountedGraph
from rog.words.relation_names import relation_text

__all__ = ["RelationTexts", "Texts"]

Texts = tuple[tuple[str, ...], tuple[str, ...]]
"""Relations, and the text of each."""


class RelationTexts:
    """Asks each graph once what its relations are called and connect, and again when it has other relations.

    So a live graph whose nodes get other types is read anew only when a relation comes or goes.
    """

    def __init__(self, ranks: Callable[[], Mapping[str, int]], *, kinds: bool = True) -> None:
        """`ranks` gives the vocabulary by which compounds are split; it is called when the first graph is read.

        Without `kinds` the texts do not say what a relation connects.
        """
        self._ranks, self._kinds = ranks, kinds
        self._kept: dict[int, tuple[weakref.ref[Any], Texts]] = {}

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        return self._ranks()

    def of(self, graph: Graph) -> Texts:
        """The relations of a graph, and their texts in the same order."""
        relations = tuple(graph.relations())
        kept_for = graph.wrapped_graph if isinstance(graph, CountedGraph) else graph
        number = id(kept_for)
        kept = self._kept.get(number)
        if kept is not None and kept[0]() is kept_for and kept[1][0] == relations:
            return kept[1]
        described = graph.describe(relations)
        if not self._kinds:
            described = [known.model_copy(update={"heads": (), "tails": ()}) for known in described]
        read = zip(relations, described, strict=True)
        texts = relations, tuple(relation_text(relation, known, self._vocabulary) for relation, known in read)
        self._kept[number] = weakref.ref(kept_for, lambda _: self._kept.pop(number, None)), texts
        return texts
