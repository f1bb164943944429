"""What RDF says of its predicates: labels, comments, domain and range, as what is known of the relations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rog.graph.files.rdf.names import (
    LABELS,
    NAME_PREDICATES,
    OWL,
    RDF_TYPE,
    RDFS,
    SKOS,
    Names,
    label_text,
    language_rank,
)  # fmt: skip
from rog.graph.files.rdf.parse import RdfTriple
from rog.graph.records import RelationRecord
from rog.types import MAX_KINDS_PER_END, RelationDescription

__all__ = ["INVERSE_OF", "RelationDescriptions"]

DESCRIPTIONS = (RDFS + "comment", SKOS + "definition")
DOMAIN, RANGE = RDFS + "domain", RDFS + "range"
SYMMETRIC, INVERSE_OF = OWL + "SymmetricProperty", OWL + "inverseOf"
UNIVERSAL_CLASSES = frozenset((OWL + "Thing", RDFS + "Resource", RDFS + "Literal"))
"""Classes that everything belongs to, which tell nothing of a relation."""
XSD = "http://www.w3.org/2001/XMLSchema#"
"""Datatypes are no kinds: values tell their own."""

Ranked = tuple[int, int, str]
"""Language, place of the predicate in its list, text: less is better."""


class RelationDescriptions:
    """Gathered triple by triple. Memory grows with the descriptions of predicates, not with the graph."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._labels: dict[str, list[Ranked]] = defaultdict(list)
        self._descriptions: dict[str, list[Ranked]] = defaultdict(list)
        self._kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._symmetric: set[str] = set()

    def take(self, triple: RdfTriple) -> None:
        """Look at one triple; those that say nothing of a predicate are passed over."""
        iri, predicate, value = triple
        if iri not in self._names.relations:
            return
        if isinstance(value, str):
            if (predicate, value) == (RDF_TYPE, SYMMETRIC) or (predicate, value) == (INVERSE_OF, iri):
                self._symmetric.add(iri)
            if predicate in (DOMAIN, RANGE) and not value.startswith(("_:", XSD)) and value not in UNIVERSAL_CLASSES:
                self._kinds[predicate, iri].append(self._names.of(value))
        elif text := label_text(value):
            rank = language_rank(value.language, self._names.language)
            if predicate in LABELS:
                # The most deliberate name first; skos:altLabel, which is in no list, last.
                listed = predicate in NAME_PREDICATES
                place = NAME_PREDICATES.index(predicate) if listed else len(NAME_PREDICATES)
                self._labels[iri].append((rank, place, text))
            elif predicate in DESCRIPTIONS:
                self._descriptions[iri].append((rank, DESCRIPTIONS.index(predicate), text))

    def records(self) -> Iterator[RelationRecord]:
        """The description of each relation that has one."""
        kinds = {iri for _, iri in self._kinds}
        described = self._labels.keys() | self._descriptions.keys() | kinds | self._symmetric
        for iri in sorted(described):
            relation = self._names.relations[iri]
            names = dict.fromkeys(text for _, _, text in sorted(self._labels.get(iri, ())) if text != relation)
            heads, tails = (
                tuple(dict.fromkeys(self._kinds.get((predicate, iri), ())))[:MAX_KINDS_PER_END]
                for predicate in (DOMAIN, RANGE)
            )
            text = min(self._descriptions.get(iri, ()), default=(0, 0, ""))[-1]
            description = RelationDescription(
                names=tuple(names), description=text, heads=heads, tails=tails, symmetric=iri in self._symmetric
            )
            if description != RelationDescription():
                yield RelationRecord(relation, description)
