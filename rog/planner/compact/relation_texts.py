"""The texts that a planner reads for the relations of a graph, cached as long as the graph has the same relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from rog.graph import Graph
from rog.graph.per_graph import PerGraph
from rog.types import RelationDescription
from rog.words.relation_names import relation_text

__all__ = ["Descriptions", "RelationTexts", "Texts"]

Texts = tuple[tuple[str, ...], tuple[str, ...]]
"""Relations, and the text of each."""

Descriptions = Mapping[str, RelationDescription]
"""What is known of each relation."""


class RelationTexts:
    """Asks each graph once for the names and end types of its relations, and again when it has other relations.

    A live graph whose nodes get other types is read again only when a relation comes or goes.
    """

    def __init__(self, ranks: Callable[[], Mapping[str, int]], *, kinds: bool = True) -> None:
        """`ranks` gives the vocabulary by which compounds are split. It is called when the first graph is read.

        Without `kinds` the texts leave out what types of thing a relation connects.
        """
        self._ranks, self._kinds = ranks, kinds
        self._kept = PerGraph[tuple[Texts, Descriptions]]()

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        return self._ranks()

    def of(self, graph: Graph) -> Texts:
        """The relations of a graph, and their texts in the same order."""
        return self._read(graph)[0]

    def described(self, graph: Graph) -> Descriptions:
        """What the graph says of each relation."""
        return self._read(graph)[1]

    def _read(self, graph: Graph) -> tuple[Texts, Descriptions]:
        relations = tuple(graph.relations())
        return self._kept.of(graph, lambda one: one[0][0] == relations, lambda: self._made(graph, relations))

    def _made(self, graph: Graph, relations: tuple[str, ...]) -> tuple[Texts, Descriptions]:
        described = graph.describe(relations)
        shown = described
        if not self._kinds:
            shown = [one.model_copy(update={"heads": (), "tails": ()}) for one in described]
        pairs = zip(relations, shown, strict=True)
        texts = relations, tuple(relation_text(relation, one, self._vocabulary) for relation, one in pairs)
        return texts, dict(zip(relations, described, strict=True))
