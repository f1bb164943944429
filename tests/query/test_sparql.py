"""SPARQL of every query node, run in pyoxigraph, has the answers of the evaluator."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, Store

from rog.errors import IncomparableError, InputError
from rog.graph.evaluate import evaluate
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.query import Between, EdgeTest, Ids, Kind, Query, Same, Walk, read_query
from rog.query.nodes import walk_nodes
from rog.query.sparql import BASE, iri, to_sparql
from rog.types import make_step
from rog.values import read_value, value_from_literal, value_from_python
from tests.graph.test_networkx import from_records
from tests.query.queries import ENTITIES, graphs, queries

pytest.importorskip("networkx")

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
same_every_time = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))

HOSTILE = (
    'a"b', "a>b", "a<b", "a\\b", "a{b}", "a}b", "a|b", "a`b", "a^b", "a\nb", "a b", "", "^a", "\\a", "?a", "#", "a;b",
    "http://x.org/a> . } #", "http://x.org/é", "urn:x:1", "mailto:a@b", "a'b", "%", "http://[", "http://x/%zz", "🜂",
    "\x00",
)  # fmt: skip


def subject(entity_id: str) -> NamedNode:
    """The RDF term of an entity."""
    return NamedNode(iri(entity_id)[1:-1])


def node(entity_id: str) -> NamedNode | Literal:
    """The RDF term of an id."""
    value = read_value(entity_id)
    if value is None:
        return NamedNode(iri(entity_id)[1:-1])
    if value.kind == "text":
        return Literal(value.text, language=value.language) if value.language else Literal(value.text)
    name = value.id.rpartition("^^")[2].removeprefix("xsd:")
    return Literal(value.text, datatype=NamedNode(XSD + name))


def store_of(records: Iterable[Record]) -> Store:
    """The graph as RDF: kinds by `rdf:type`, what an edge knows by an `rdf:Statement`."""
    store = Store()
    for record in records:
        match record:
            case NodeRecord(id=one, types=types):
                store.extend(Quad(subject(one), NamedNode(RDF + "type"), NamedNode(iri(kind)[1:-1])) for kind in types)
            case EdgeRecord(head, relation, tail, _, properties):
                edge = (subject(head), NamedNode(iri(relation)[1:-1]), node(tail))
                store.add(Quad(*edge))
                for name, content in (properties or {}).items():
                    statement, value = BlankNode(), value_from_python(content)
                    assert value is not None
                    for part, term in zip(("subject", "predicate", "object"), edge, strict=True):
                        store.add(Quad(statement, NamedNode(RDF + part), term))
                    store.add(Quad(statement, NamedNode(iri(name)[1:-1]), node(value.id)))
    return store


def answers(store: Store, sparql: str) -> set[str]:
    """The ids that a query finds."""
    found = store.query(sparql)
    if isinstance(found, QueryBoolean):
        return {f'"{str(bool(found)).lower()}"^^xsd:boolean'}
    ids = {iri(one)[1:-1]: one for one in (*ENTITIES, *HOSTILE, "b")}
    terms = [solution["answer"] for solution in found]
    return {
        ids.get(term.value, term.value)
        if isinstance(term, NamedNode)
        else value_from_literal(term.value, term.datatype.value, term.language or "").id
        for term in terms
        if term is not None
    }


def same(left: set[str], right: set[str]) -> bool:
    """Whether both are the same, but for the last digits of a mean."""
    if left == right or not len(left) == len(right) == 1:
        return left == right
    one, other = (read_value(*ids) for ids in (left, right))
    if one is None or other is None or one.kind != "number":
        return False
    return math.isclose(float(one.content), float(other.content), rel_tol=1e-9)


@settings(same_every_time, max_examples=250)
@given(graphs(), queries())
def test_sparql_has_the_answers_of_the_evaluator(records: list[Record], query: Query) -> None:
    if any(isinstance(part, Between) for part in walk_nodes(query)):
        assert "SPARQL has no shortest path" in query.to_sparql()
        return
    graph = from_records(records)
    try:
        expected = set(evaluate(query, graph).ids)
    except IncomparableError:
        return
    found = answers(store_of(records), query.to_sparql())
    if isinstance(query, Same) and not expected:  # nothing is known of a side: SPARQL can only say no
        assert found == {'"false"^^xsd:boolean'}
    else:
        assert same(found, expected), query.to_sparql()


def test_what_lies_on_the_shortest_way_lies_on_some_way() -> None:
    records = [EdgeRecord("a", "r", "b"), EdgeRecord("c", "s", "b"), EdgeRecord("d", "s", "a")]
    query = read_query("between(a, c)")
    assert set(evaluate(query, from_records(records)).ids) == {"b"}
    assert "b" in answers(store_of(records), query.to_sparql())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_names(name: str) -> None:
    relation = make_step(name or "r")
    records: list[Record] = [
        NodeRecord(name, types=(name,)),
        EdgeRecord(name, name or "r", "b", properties={name or "p": 1}),
    ]
    store = store_of(records)
    assert answers(store, Kind(kind=name).to_sparql()) == {name}
    assert answers(store, Walk(start=Ids(ids=(name,)), path=(relation,)).to_sparql()) == {"b"}
    known = EdgeTest(hop=1, property=name or "p", sign="=", value='"1"^^xsd:integer')
    tested = Walk(start=Ids(ids=(name,)), path=(relation,), tests=(known,))
    assert answers(store, tested.to_sparql()) == {"b"}


@given(st.text(max_size=20))
@settings(same_every_time, max_examples=100)
def test_texts_are_escaped(text: str) -> None:
    value = value_from_python(text)
    assert value is not None
    query = read_query("b").model_copy(update={"ids": (value.id,)})
    assert answers(Store(), query.to_sparql()) == {value.id}


def test_one_query_follows_the_other() -> None:
    text = read_query("count(a / r); exists(a / s)").to_sparql()
    first, second = text.split("\n\n")
    store = store_of([EdgeRecord("a", "r", "b")])
    assert answers(store, first) == {'"1"^^xsd:integer'}
    assert answers(store, second) == {'"false"^^xsd:boolean'}


def test_a_year_compares_with_dates_and_an_amount_within_its_unit() -> None:
    records = [
        EdgeRecord("a", "born", '"1941-05-03"^^xsd:date'),
        EdgeRecord("b c", "born", '"1950"^^xsd:gYear'),
        EdgeRecord("a", "height", '"1.8 m"^^cdt:ucum'),
        EdgeRecord("b c", "height", '"1.6 m"^^cdt:ucum'),
    ]
    store, graph = Store(), from_records(records)
    for head, relation, tail, *_ in records:
        text, datatype = tail[1:].rsplit('"^^', 1)
        full = datatype.replace("xsd:", XSD).replace("cdt:", "https://w3id.org/cdt/")
        store.add(Quad(subject(head), NamedNode(BASE + relation), Literal(text, datatype=NamedNode(full))))
    for text in ("born < year(1950)", "born = year(1941)", "born >= year(1941)", "height > 1.7 m", "height = 1.6 m"):
        query = read_query(f'(a or "b c") where {text}')
        assert answers(store, query.to_sparql()) == set(evaluate(query, graph).ids) != set(), text


def test_a_base_is_an_iri() -> None:
    assert "<urn:x:a>" in to_sparql(read_query("a / r"), base="urn:x:")
    with pytest.raises(InputError, match="no IRI"):
        to_sparql(read_query("a / r"), base="x> } #")


def test_a_value_is_of_its_kind() -> None:
    ends = ('"5"^^xsd:integer', '"1941"^^xsd:gYear', "b")
    records = [EdgeRecord("a", "r", end, number) for number, end in enumerate(ends)]
    for kind, expected in (("number", {'"5"^^xsd:integer'}), ("year", {'"1941"^^xsd:gYear'}), ("text", set())):
        assert answers(store_of(records), read_query(f"(a / r) where is {kind}").to_sparql()) == expected
