"""Statements about edges: RDF reification, and the triple terms of RDF 1.2, which the parser gives in the same form.

What is said of a statement is said of its edge. Memory grows with the statements.
"""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph

from rog.graph.files.rdf.parse import OBJECT, PREDICATE, RDF, SUBJECT, RdfTriple

__all__ = ["STATEMENT", "STATEMENT_PARTS", "Statements"]

STATEMENT = RDF + "Statement"
STATEMENT_PARTS = (SUBJECT, PREDICATE, OBJECT)


class Statements:
    """Gathered in a first pass; what is said of them in a second one."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[list[str], list[str], list[str | pyoxigraph.Literal]]] = {}
        self._said: dict[str, list[tuple[str, str | pyoxigraph.Literal]]] = defaultdict(list)
        self.triples: dict[str, list[RdfTriple]] = {}
        """Node of a statement -> what it states, after `finish`."""
        self.stated: frozenset[RdfTriple] = frozenset()
        """All that is stated, after `finish`."""

    def take_part(self, triple: RdfTriple) -> None:
        """First pass: look at one of the STATEMENT_PARTS."""
        node, predicate, value = triple
        subjects, predicates, objects = self._parts.setdefault(node, ([], [], []))
        if predicate == OBJECT:
            objects.append(value)
        elif isinstance(value, str):
            (subjects if predicate == SUBJECT else predicates).append(value)

    def finish(self) -> None:
        """End of the first pass. A statement that lacks a part states nothing."""
        self.triples = {node: list(zip(*parts, strict=False)) for node, parts in self._parts.items()}
        self.stated = frozenset(triple for triples in self.triples.values() for triple in triples)
        self._parts = {}

    def say(self, node: str, predicate: str, value: str | pyoxigraph.Literal) -> None:
        """Second pass: this is said of a statement."""
        self._said[node].append((predicate, value))

    def edges(self) -> dict[RdfTriple, list[list[tuple[str, str | pyoxigraph.Literal]]]]:
        """End of the second pass: for each triple what each of its statements says of it, where any says something."""
        said: dict[RdfTriple, list[list[tuple[str, str | pyoxigraph.Literal]]]] = {}
        for node, triples in self.triples.items():
            for triple in triples:
                of_triple = said.setdefault(triple, [])
                if self._said.get(node):
                    of_triple.append(self._said[node])
        return said
