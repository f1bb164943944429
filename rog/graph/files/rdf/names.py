"""Readable names for what RDF calls by IRIs, found in one pass over all files before records are made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import pyoxigraph

from rog.graph.files.rdf.parse import RDF, RdfTriple

__all__ = [
    "FOAF", "LABELS", "NAME_PREDICATES", "OWL", "RDFS", "RDF_TYPE", "SKOS", "NameScan", "Names", "label_text",
    "language_rank", "local_name", "readable",
]  # fmt: skip

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
FOAF = "http://xmlns.com/foaf/0.1/"
OWL = "http://www.w3.org/2002/07/owl#"

RDF_TYPE = RDF + "type"
NAME_PREDICATES = (
    SKOS + "prefLabel",
    RDFS + "label",
    "http://schema.org/name",
    "https://schema.org/name",
    FOAF + "name",
)
"""What names an entity, the most deliberate first."""
LABELS = frozenset((*NAME_PREDICATES, SKOS + "altLabel"))
"""Predicates whose literals are names or aliases and not nodes."""

USUAL_PREFIXES = {
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "foaf": FOAF,
    "owl": OWL,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
}

Rank = tuple[int, int]
"""How good a label is as a name: language, then predicate; less is better."""


@dataclass(frozen=True)
class Names:
    """What a pass over the files found. Memory grows with the entities that have labels."""

    best: dict[str, str]
    """Entity id -> the best of its labels."""
    relations: dict[str, str]
    """Predicate IRI -> relation name, no two alike."""
    language: str = "en"
    """That of the labels that come first."""

    def of(self, iri: str) -> str:
        """The label of an IRI, or its readable local name."""
        return self.best.get(iri) or readable(iri)


class NameScan:
    """Looks for names, triple by triple."""

    def __init__(self, language: str) -> None:
        self._language = language.lower()
        self._best: dict[str, tuple[Rank, str]] = {}
        self.predicates: set[str] = set()

    def take(self, triple: RdfTriple) -> None:
        """Look at one triple."""
        subject, predicate, value = triple
        if isinstance(value, str) or predicate not in LABELS:
            self.predicates.add(predicate)
        elif predicate in NAME_PREDICATES and (label := label_text(value)):
            rank = language_rank(value.language, self._language), NAME_PREDICATES.index(predicate)
            if subject not in self._best or rank < self._best[subject][0]:
                self._best[subject] = rank, label

    def names(self, prefixes: Mapping[str, str]) -> Names:
        """What was found; `prefixes` are those of the files, prefix -> namespace."""
        names = {subject: label for subject, (_, label) in self._best.items()}
        relations = _relation_names(self.predicates, names, {**USUAL_PREFIXES, **prefixes})
        return Names(names, relations, self._language)


def label_text(literal: pyoxigraph.Literal) -> str:
    """A label with its white space made plain; may be empty."""
    return " ".join(literal.value.split())


def local_name(iri: str) -> str:
    """What follows the last `#`, `/` or `:` of an IRI, decoded; the IRI itself where that says nothing."""
    local = unquote(re.split(r"[/#:]", iri.rstrip("/#:"))[-1]).strip()
    return local if re.search(r"\w", local) else iri


def readable(iri: str) -> str:
    """An entity's name where it has no label: its local name with spaces for underscores."""
    return iri if iri.startswith("_:") else " ".join(local_name(iri).replace("_", " ").split()) or iri


def language_rank(tag: str | None, wanted: str) -> int:
    """How good a text of this language is where another is wanted: less is better; one without a tag may be any."""
    if (tag or "") == wanted:
        return 0
    if tag is None:
        return 2
    return 1 if tag.startswith(f"{wanted}-") else 3


def _relation_names(predicates: set[str], labels: Mapping[str, str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The shortest name for each predicate that no other has: label or local name, with prefix, or the IRI."""
    forms = {iri: _forms(iri, labels.get(iri), prefixes) for iri in predicates}
    level = dict.fromkeys(forms, 0)
    while True:
        names = {iri: forms[iri][level[iri]] for iri in forms}
        counts = Counter(names.values())
        shared = [iri for iri, name in names.items() if counts[name] > 1 and level[iri] < 2]
        if not shared:
            return names
        for iri in shared:
            level[iri] += 1


def _forms(iri: str, label: str | None, prefixes: Mapping[str, str]) -> tuple[str, str, str]:
    local = local_name(iri)
    spaces = [(space, prefix) for prefix, space in prefixes.items() if prefix and space and iri.startswith(space)]
    space, prefix = max(spaces, default=("", ""), key=lambda pair: (len(pair[0]), pair[1]))
    prefixed = f"{prefix}:{iri[len(space) :]}" if prefix else iri
    return (f"{label}", f"{label} ({prefixed})", iri) if label else (local, prefixed, iri)
