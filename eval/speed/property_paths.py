"""Relation paths asked in SPARQL 1.1, of pyoxigraph's store in memory.

A *property path* says what is written first, `<topic> <r1>/^<r2> ?end`. By SPARQL 1.1 (section 9) its walks may use
an edge twice and come back to the topic on their way. It cannot give the paths themselves. Only ends that are the
topic are filtered here. *Patterns* say what rog means: a triple pattern for each step, with filters that keep
any two of them from being one triple, and each place from being the topic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from eval.speed.plain_walks import Visited, first_of_each_end
from rog.types import Branch, RelationPath, read_step

__all__ = ["SparqlStore", "iri", "patterns", "property_path"]

PREFIX = "urn:rog:"


def iri(text: str) -> str:
    """The IRI that stands for an id or a relation: everything but letters, digits and `_.-~` percent-encoded."""
    return PREFIX + quote(text, safe="")


def property_path(path: RelationPath) -> str:
    """A relation path in SPARQL's own words."""
    return "/".join(f"{'' if forward else '^'}<{iri(relation)}>" for relation, forward in map(read_step, path))


def patterns(branch: Branch) -> str:
    """The group pattern whose solutions for ?e1, ?e2, … are exactly the branch's reasoning paths."""
    topic = f"<{iri(branch.topic)}>"
    places = [topic, *(f"?e{at}" for at in range(1, len(branch.path) + 1))]
    edges = []
    for source, target, (relation, forward) in zip(places, places[1:], map(read_step, branch.path), strict=False):
        head, tail = (source, target) if forward else (target, source)
        edges.append((head, f"<{iri(relation)}>", tail))
    away = [f"FILTER({place} != {topic})" for place in places[1:]]
    apart = [
        f"FILTER({one[0]} != {other[0]} || {one[2]} != {other[2]})"
        for one, other in combinations(edges, 2)
        if one[1] == other[1]
    ]
    return " ".join([*(f"{' '.join(edge)} ." for edge in edges), *away, *apart])


class SparqlStore:
    """An in-memory pyoxigraph store of triples; ids in and ids out, a query for each plan."""

    def __init__(self, triples: Iterable[tuple[str, str, str]]) -> None:
        self._store = Store()
        self._ids: dict[str, str] = {}
        """By IRI, so that no decoding is timed."""
        self._store.bulk_extend(self._quad(*triple) for triple in triples)

    def __len__(self) -> int:
        return len(self._store)

    def path_ends(self, branch: Branch) -> set[str]:
        """The ends of the property path but for the topic: at least what `Graph.ends` gives, and at times more."""
        topic = f"<{iri(branch.topic)}>"
        where = f"{topic} {property_path(branch.path)} ?end . FILTER(?end != {topic})"
        return {row[0] for row in self._rows(f"SELECT DISTINCT ?end WHERE {{ {where} }}")}

    def pattern_ends(self, branch: Branch) -> set[str]:
        """The ends as `Graph.ends` means them."""
        return {row[0] for row in self._rows(f"SELECT DISTINCT ?e{len(branch.path)} WHERE {{ {patterns(branch)} }}")}

    def first_paths(self, branch: Branch, ends: Sequence[str], limit: int) -> list[Visited]:
        """For each of `ends` the first `limit` paths to it. SPARQL has no limit for each end: all are fetched."""
        places = " ".join(f"?e{at}" for at in range(1, len(branch.path) + 1))
        rows = self._rows(f"SELECT {places} WHERE {{ {patterns(branch)} }}")
        return first_of_each_end(((branch.topic, *row) for row in rows), ends, limit)

    def _quad(self, head: str, relation: str, tail: str) -> Quad:
        return Quad(self._node(head), self._node(relation), self._node(tail))

    def _node(self, text: str) -> NamedNode:
        value = iri(text)
        self._ids[value] = text
        return NamedNode(value)

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        solutions, ids = self._store.query(query), self._ids
        assert isinstance(solutions, QuerySolutions)
        return [tuple(ids[node.value] for node in solution) for solution in solutions]
