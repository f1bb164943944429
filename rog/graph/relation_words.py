"""A user's own words for relations, in a file or as a mapping. They come before the graph's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from rog.errors import InputError
from rog.graph.contract import (
    ClosableGraph,
    Graph,
    GraphWrapper,
    RefreshableGraph,
    store_of,
)
from rog.graph.files.relations import check_relations, near_relations, read_relations
from rog.types import RelationDescription
from rog.words.relation_names import relation_name, relation_words

__all__ = ["DescribedGraph", "RelationWords", "names_in_words", "with_relation_words"]

RelationWords = str | Path | Mapping[str, str | Sequence[str] | RelationDescription]
"""A file (`rog.graph.files.relations`), or for each relation its name, its names or its description."""


class DescribedGraph(GraphWrapper):
    """A graph whose relations are described further. All else is answered by the graph within."""

    def __init__(self, graph: Graph, descriptions: Mapping[str, RelationDescription]) -> None:
        super().__init__(graph)
        self._descriptions = dict(descriptions)

    def __repr__(self) -> str:
        return f"{self.wrapped_graph!r}, {len(self._descriptions)} relations described"

    def close(self) -> None:
        """Close the store, where it holds a file or a connection."""
        if isinstance(store := store_of(self), ClosableGraph):
            store.close()

    def refresh(self) -> None:
        """Read the store anew, where it keeps what it read."""
        if isinstance(store := store_of(self), RefreshableGraph):
            store.refresh()

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """See `Graph.describe`: the user's words come before the graph's own."""
        return [
            self._descriptions[relation].joined(own) if relation in self._descriptions else own
            for relation, own in zip(relations, self.wrapped_graph.describe(relations), strict=True)
        ]


def with_relation_words(graph: Graph, words: RelationWords | None) -> Graph:
    """The graph with these words for its relations.

    Raises SourceError, with the line, for a file that is malformed or names a relation that the graph lacks.
    Raises InputError for such a mapping.
    """
    if words is None:
        return graph
    relations = frozenset(graph.relations())
    if isinstance(words, Mapping):
        descriptions = {relation: _description(relation, given) for relation, given in words.items()}
        for relation in descriptions:
            if relation not in relations:
                near = near_relations(relation, relations)
                raise InputError(f"relations: the graph has no relation {relation!r}{near}")
    elif isinstance(words, str | Path):
        rows = read_relations(words)
        check_relations(words, rows, relations)
        descriptions = {row.relation: row.description for row in rows}
    else:
        raise InputError(f"relations={words!r:.100}: give a file, or names by relation in a dict")
    return DescribedGraph(graph, descriptions)


def _description(relation: str, given: str | Sequence[str] | RelationDescription) -> RelationDescription:
    if not isinstance(relation, str):
        raise InputError(f"relations: {relation!r:.100} is no relation, which is a text")
    if isinstance(given, RelationDescription):
        return given
    names = [given] if isinstance(given, str) else given
    try:
        description = RelationDescription(names=tuple(names))
    except (TypeError, ValidationError):
        raise InputError(f"relations[{relation!r}] is {given!r:.100}; give names in a list, or a description") from None
    if not description.names or not all(name.strip() for name in description.names):
        raise InputError(f"relations[{relation!r}] is {given!r:.100}: a name is empty, or there is none")
    return description


def names_in_words(graph: Graph, vocabulary: Mapping[str, int]) -> dict[str, str]:
    """What each relation of a graph is called, in words: the first name that it is given, or else its own."""
    relations = graph.relations()
    return {
        relation: relation_words(description.names[0]) if description.names else relation_name(relation, vocabulary)
        for relation, description in zip(relations, graph.describe(relations), strict=True)
    }
