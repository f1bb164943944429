"""RDF to records: IRIs and blank nodes as entities with names that people can read, literals as values.

- An entity's id is its IRI, and `_:label` for a blank node. A literal is a value (`rog.values`) by its datatype
  and language. So is an IRI that is only an address: of a page, a mailbox, a picture.
- Labels (rdfs:label, skos:prefLabel, schema:name, foaf:name) are names, and other ones of the same
  entity aliases, as is skos:altLabel. They are not edges. Without a label the local name is the name.
- rdf:type gives a type and is an edge too, so that one can walk to the class and to its instances. Classes of
  RDF, RDFS and OWL say how the file is written: they are no types and no ends of edges.
- A relation is called by its label or local name. Where two predicates would be called alike, all of
  them take their prefix along (`foaf:knows`), and if that is not enough, the whole IRI.
- A predicate's other labels are further names of the relation; rdfs:comment or skos:definition is its
  description. The names of rdfs:domain and rdfs:range are the kinds of its heads and tails.
- An owl:SymmetricProperty holds both ways. With owl:inverseOf an edge of the one is an edge of the other too.
- What is said of a statement (rdf:Statement, or RDF 1.2) is a property of its edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import pyoxigraph
from pydantic import JsonValue

from rog.errors import SourceError
from rog.graph.files.rdf.names import LABELS, RDF_TYPE, NameScan, label_text
from rog.graph.files.rdf.pages import Pages
from rog.graph.files.rdf.parse import PREDICATE, RdfTriple, read_triples
from rog.graph.files.rdf.relations import INVERSE_OF, RelationDescriptions
from rog.graph.files.rdf.statements import STATEMENT_PARTS, Statements
from rog.graph.files.source import ReadOptions, Skipped, SourceFile, quote
from rog.graph.files.value_types import ColumnType, WrongType, edge_content
from rog.graph.kinds import is_kind
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.values import Value, read_value, value_from_literal

__all__ = ["RdfReader"]

STRING = "http://www.w3.org/2001/XMLSchema#string"

MAX_REMEMBERED_NODES = 1 << 20
"""Described nodes that are remembered; describing one again costs time and changes nothing."""


class RdfReader:
    """Reads RDF files that make one graph, after a first pass over all of them. All bad lines are found in that.

    Raises SourceError.
    """

    def __init__(self, sources: Sequence[SourceFile], options: ReadOptions, skipped: Skipped) -> None:
        self._types = {name: ColumnType(type, by_user=True) for name, type in options.types.items()}
        self._path, self._skipped = sources[0].path, skipped
        self._pages, self._statements = Pages(), Statements()
        self._inverses: dict[str, set[str]] = defaultdict(set)
        self._described: set[str] = set()
        scan, prefixes = NameScan(options.language), dict[str, str]()
        for source in sources:
            for triple in read_triples(source, skipped, prefixes):
                self._scan(triple, scan)
        self._pages.finish()
        self._statements.finish()
        scan.predicates.update(predicate for _, predicate, _ in self._statements.stated)
        self._names = scan.names(prefixes)

    @property
    def relations(self) -> set[str]:
        """The names of all relations."""
        return set(self._names.relations.values())

    def read(self, source: SourceFile) -> Iterator[Record]:
        """The records of one of the files, but for edges that a statement speaks of."""
        self._path = source.path
        self._described.clear()
        descriptions = RelationDescriptions(self._names)
        statements, stated = self._statements.triples, self._statements.stated
        for triple in read_triples(source, self._skipped):
            descriptions.take(triple)
            subject, predicate, value = triple
            if predicate in STATEMENT_PARTS:
                if predicate == PREDICATE:
                    for statement in statements.get(subject, ()):
                        yield from self._nodes(statement, self._tail(statement))
            elif subject in statements:
                if predicate not in LABELS and predicate != RDF_TYPE:
                    self._statements.say(subject, predicate, value)
            elif predicate in LABELS and not isinstance(value, str):
                yield from self._named(subject, label_text(value))
            elif not _is_of_schema(triple):
                tail = self._tail(triple)
                yield from self._nodes(triple, tail)
                if triple not in stated:
                    yield from self._edges(triple, tail, None)
            elif subject not in self._names.relations:
                yield from self._node(subject)
        yield from descriptions.records()

    def rest(self) -> Iterator[Record]:
        """After all files: the edges that statements speak of."""
        for triple, said in self._statements.edges().items():
            for of_statement in said or [[]]:
                yield from self._edges(triple, self._tail(triple), self._properties(of_statement))

    def _scan(self, triple: RdfTriple, scan: NameScan) -> None:
        subject, predicate, value = triple
        if predicate in STATEMENT_PARTS:
            self._statements.take_part(triple)
            return
        self._pages.take(subject, predicate, value)
        if not _is_of_schema(triple):
            scan.take(triple)
        if predicate == INVERSE_OF and isinstance(value, str):
            self._inverses[subject].add(value)
            self._inverses[value].add(subject)

    def _tail(self, triple: RdfTriple) -> str:
        """The id of the object: an IRI or blank node as it is, or a value's. Empty for one that is left out."""
        subject, predicate, value = triple
        relation = self._names.relations[predicate]
        named = self._types.get(relation)
        if isinstance(value, str):
            address = named.type == "address" if named is not None else self._pages.is_address(predicate, value)
            return Value("address", value).id if address else value
        if named is None or value.datatype.value != STRING:
            return _literal_id(value)
        try:
            typed = named.value(value.value, relation)
        except WrongType as error:
            self._skipped.add(SourceError(self._path, None, f"{error}; its subject is {quote(subject)}"))
            return ""
        return value.value or _literal_id(value) if typed is None else typed.id

    def _edges(self, triple: RdfTriple, tail: str, properties: dict[str, JsonValue] | None) -> Iterator[EdgeRecord]:
        subject, predicate, value = triple
        if tail:
            yield EdgeRecord(subject, self._names.relations[predicate], tail, None, properties)
        if tail == value and predicate in self._inverses:
            for inverse in sorted(self._inverses[predicate] - {predicate}):
                if inverse in self._names.relations:
                    yield EdgeRecord(tail, self._names.relations[inverse], subject, None, properties)

    def _properties(self, said: Sequence[tuple[str, str | pyoxigraph.Literal]]) -> dict[str, JsonValue] | None:
        """What is said of a statement as properties of its edge; several of one name are a list."""
        contents: dict[str, list[JsonValue]] = defaultdict(list)
        for predicate, value in said:
            tail = self._tail(("", predicate, value))
            typed = read_value(tail)
            content = edge_content(typed) if typed is not None else self._names.of(tail)
            if tail and content not in (of_name := contents[self._names.relations[predicate]]):
                of_name.append(content)
        return {name: of_name[0] if len(of_name) == 1 else of_name for name, of_name in contents.items()} or None

    def _nodes(self, triple: RdfTriple, tail: str) -> Iterator[NodeRecord]:
        """What a triple says of its nodes; a node's name comes before anything else about it."""
        subject, predicate, value = triple
        yield from self._node(subject)
        if tail == value:
            yield from self._node(tail)
            if predicate == RDF_TYPE:
                yield NodeRecord(subject, types=(self._names.of(tail),))

    def _named(self, subject: str, name: str) -> Iterator[NodeRecord]:
        """What a label says, but a relation's own: it would else be an entity of that name, with no edge."""
        if subject not in self._names.relations:
            yield from self._node(subject)
            if name and name != self._names.best.get(subject):
                yield NodeRecord(subject, aliases=(name,))

    def _node(self, node: str) -> Iterator[NodeRecord]:
        if node not in self._described:
            if len(self._described) >= MAX_REMEMBERED_NODES:
                self._described.clear()
            self._described.add(node)
            yield NodeRecord(node, self._names.of(node))


def _is_of_schema(triple: RdfTriple) -> bool:
    _, predicate, value = triple
    return predicate == RDF_TYPE and isinstance(value, str) and not is_kind(value)


@lru_cache(maxsize=1 << 16)
def _literal_id(literal: pyoxigraph.Literal) -> str:
    return value_from_literal(literal.value, literal.datatype.value, literal.language or "").id
