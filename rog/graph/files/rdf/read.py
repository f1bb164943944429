"""RDF to records: IRIs, blank nodes and literals as entities, with names that people can read.

- An entity's id is its IRI, and `_:label` for a blank node. A literal's id is its form in N-Triples, such as
  `"1984"^^<http://www.w3.org/2001/XMLSchema#gYear>`: so none is taken for another, or for an IRI.
  Its name is its text, its type the name of its datatype.
- Labels (rdfs:label, skos:prefLabel, schema:name, foaf:name) are names, and other ones of the same
  entity aliases, as is skos:altLabel. They are not edges. Without a label the local name is the name.
- rdf:type gives a type and is an edge too, so that one can walk to the class and to its instances.
- A relation is called by its label or local name. Where two predicates would be called alike, all of
  them take their prefix along (`foaf:knows`), and if that is not enough, the whole IRI.
- A predicate's other labels are further names of the relation; rdfs:comment or skos:definition is its
  description. The names of rdfs:domain and rdfs:range are the kinds of its heads and tails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph
from pydantic import JsonValue

from rog.graph.files.rdf.names import LABELS, RDF_TYPE, Names, label_text, local_name, scan_names
from rog.graph.files.rdf.parse import RdfTriple, read_triples
from rog.graph.files.rdf.relations import RelationDescriptions
from rog.graph.files.source import Skipped, SourceFile
from rog.graph.records import EdgeRecord, NodeRecord, Record

__all__ = ["read_rdf", "scan_rdf"]

MAX_REMEMBERED_NODES = 1 << 20
"""Described nodes that are remembered; describing one again costs time and changes nothing."""


def scan_rdf(sources: Sequence[SourceFile], skipped: Skipped) -> Names:
    """The names in all files that are read together. All bad lines are found here. Raises SourceError."""
    prefixes: dict[str, str] = {}
    triples = (read_triples(source, skipped, prefixes) for source in sources)
    language = sources[0].options.language if sources else ""
    return scan_names(triples, language, prefixes)


def read_rdf(source: SourceFile, names: Names) -> Iterator[Record]:
    """The records of one of the files that `names` was made from."""
    described: set[str] = set()
    known_bad = Skipped(limit=2**63)
    descriptions = RelationDescriptions(names)
    for triple in read_triples(source, known_bad):
        descriptions.take(triple)
        if len(described) > MAX_REMEMBERED_NODES:
            described.clear()
        yield from _describe(triple, names, described)
        edge = _edge(triple, names)
        if edge is not None:
            yield edge
    yield from descriptions.records()


def _edge(triple: RdfTriple, names: Names) -> EdgeRecord | None:
    subject, predicate, value = triple
    if isinstance(value, str):
        return EdgeRecord(subject, names.relations[predicate], value)
    return None if predicate in LABELS else EdgeRecord(subject, names.relations[predicate], str(value))


def _describe(triple: RdfTriple, names: Names, described: set[str]) -> Iterator[NodeRecord]:
    """What a triple says of its nodes; a node's name comes before anything else about it."""
    subject, predicate, value = triple
    if predicate in LABELS and subject in names.relations and not isinstance(value, str):
        return  # a relation's own label would else be an entity of that name, with no edge
    if subject not in described:
        described.add(subject)
        yield NodeRecord(subject, names.of(subject))
    if isinstance(value, str):
        if value not in described:
            described.add(value)
            yield NodeRecord(value, names.of(value))
        if predicate == RDF_TYPE:
            yield NodeRecord(subject, types=(names.of(value),))
    elif predicate in LABELS:
        alias = label_text(value)
        if alias and alias != names.best.get(subject):
            yield NodeRecord(subject, aliases=(alias,))
    elif (literal_id := str(value)) not in described:
        described.add(literal_id)
        yield _literal(literal_id, value)


def _literal(literal_id: str, literal: pyoxigraph.Literal) -> NodeRecord:
    properties: dict[str, JsonValue] | None = {"language": literal.language} if literal.language else None
    return NodeRecord(literal_id, literal.value or None, (), (local_name(literal.datatype.value),), properties)
