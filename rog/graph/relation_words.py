"""What a user says of a graph's relations, in a file or as a mapping, joined in front of what the graph says itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from rog.errors import InputError
from rog.graph.contract import Graph
from rog.graph.files.relations import check_relations, near_relations, read_relations
from rog.types import RelationDescription
from rog.words.relation_names import relation_name, relation_words

__all__ = ["DescribedGraph", "RelationWords", "called", "with_relation_words"]

RelationWords = str | Path | Mapping[str, str | Sequence[str] | RelationDescription]
"""A file (`rog.graph.files.relations`), or for each relation its name, its names or its description."""


class DescribedGraph:
    """A graph whose relations are described further; all else is the graph's own."""

    def __init__(self, graph: Graph, said: Mapping[str, RelationDescription]) -> None:
        self._graph, self._said = graph, dict(said)

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """See `Graph.describe`: the user's words come before the graph's own."""
        return [
            self._said[relation].joined(own) if relation in self._said else own
            for relation, own in zip(relations, self._graph.describe(relations), strict=True)
        ]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._graph, name)

    def __reduce__(self) -> tuple[type[DescribedGraph], tuple[Graph, dict[str, RelationDescription]]]:
        return DescribedGraph, (self._graph, self._said)

    def __repr__(self) -> str:
        return f"{self._graph!r}, {len(self._said)} relations described"


def with_relation_words(graph: Graph, words: RelationWords | None) -> Graph:
    """The graph with these words for its relations.

    Raises SourceError for a file that is malformed or names a relation that the graph does not have, with the
    line; InputError for a mapping that does.
    """
    if words is None:
        return graph
    known = frozenset(graph.relations())
    if isinstance(words, Mapping):
        said = {relation: _said(relation, given) for relation, given in words.items()}
        for relation in said:
            if relation not in known:
                raise InputError(f"relations: the graph has no relation {relation!r}{near_relations(relation, known)}")
    elif isinstance(words, str | Path):
        rows = read_relations(words)
        check_relations(words, rows, known)
        said = {row.relation: row.said for row in rows}
    else:
        raise InputError(f"relations={words!r:.100}: give a file, or names by relation in a dict")
    return cast(Graph, DescribedGraph(graph, said))


def _said(relation: str, given: str | Sequence[str] | RelationDescription) -> RelationDescription:
    if not isinstance(relation, str):
        raise InputError(f"relations: {relation!r:.100} is no relation, which is a text")
    if isinstance(given, RelationDescription):
        return given
    names = [given] if isinstance(given, str) else given
    try:
        said = RelationDescription(names=tuple(names))
    except (TypeError, ValidationError):
        raise InputError(f"relations[{relation!r}] is {given!r:.100}; give names in a list, or a description") from None
    if not said.names or not all(name.strip() for name in said.names):
        raise InputError(f"relations[{relation!r}] is {given!r:.100}: a name is empty, or there is none")
    return said


def called(graph: Graph, vocabulary: Mapping[str, int]) -> dict[str, str]:
    """What each relation of a graph is called, in words: the first name that it is given, or else its own."""
    relations = graph.relations()
    return {
        relation: relation_words(said.names[0]) if said.names else relation_name(relation, vocabulary)
        for relation, said in zip(relations, graph.describe(relations), strict=True)
    }
