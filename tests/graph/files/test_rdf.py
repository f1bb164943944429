"""RDF: values, addresses, statements about edges, schema types, and relations that hold both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from rog.errors import SourceError
from rog.graph.files import ReadOptions, Skipped, read_sources
from rog.graph.kinds import is_kind
from rog.graph.open import open_graph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from tests.graph.files.test_values import case

PREFIXES = """\
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <https://schema.org/> .
@prefix ex: <http://ex.example/> .
"""
EX = "http://ex.example/"


def read(folder: Path, content: str, **options: object) -> list[Record]:
    path = folder / "graph.ttl"
    path.write_text(PREFIXES + content, encoding="utf-8")
    return list(read_sources([path], options=ReadOptions(**options)))  # type: ignore[arg-type]


def edges(records: list[Record]) -> list[tuple[str, str, str]]:
    """Head, relation and tail of each edge, without the namespace."""
    found = (record for record in records if isinstance(record, EdgeRecord))
    return [(edge.head.removeprefix(EX), edge.relation, edge.tail.removeprefix(EX)) for edge in found]


def known(records: list[Record]) -> dict[str, dict[str, object] | None]:
    """What each edge knows, by its tail."""
    return {record.tail.removeprefix(EX): record.properties for record in records if isinstance(record, EdgeRecord)}  # type: ignore[misc]


def nodes(records: list[Record]) -> dict[str, tuple[str, ...]]:
    """Types by node."""
    found: dict[str, tuple[str, ...]] = {}
    for record in records:
        if isinstance(record, NodeRecord):
            name = record.id.removeprefix(EX)
            found[name] = found.get(name, ()) + record.types
    return found


# Literals


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("1999", '"1999"^^xsd:integer'),
        ("1.50", '"1.5"^^xsd:decimal'),
        ("6.0e3", '"6000"^^xsd:integer'),
        ("true", '"true"^^xsd:boolean'),
        ('"1"^^xsd:boolean', '"true"^^xsd:boolean'),
        ('"1999"^^xsd:gYear', '"1999"^^xsd:gYear'),
        ('"1999-05"^^xsd:gYearMonth', '"1999-05"^^xsd:gYearMonth'),
        ('"1999-05-01"^^xsd:date', '"1999-05-01"^^xsd:date'),
        ('"10:00:00"^^xsd:time', '"10:00:00"^^xsd:time'),
        ('"http://a.example"^^xsd:anyURI', '"http://a.example"^^xsd:anyURI'),
        ('"1999"', '"1999"^^xsd:string'),
        ('"chat"@fr-CA', '"chat"@fr-ca'),
        ('"a\\nb"', '"a\\nb"^^xsd:string'),
        ('"x"^^ex:own', f'"x"^^<{EX}own>'),
        ('"long ago"^^xsd:date', '"long ago"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)
def test_literals_are_values(tmp_path: Path, literal: str, value: str) -> None:
    records = read(tmp_path, f"ex:a ex:r {literal} .")
    assert edges(records) == [("a", "r", value)]
    assert nodes(records).keys() == {"a"}, "a value is no entity"


def test_the_user_says_what_plain_literals_and_addresses_are(tmp_path: Path) -> None:
    content = 'ex:a ex:born "1999" ; ex:code "12" ; ex:size 5 ; foaf:page <http://b.example/x> ; ex:doc <urn:doc> .'
    types = {"born": "year", "code": "entity", "size": "number", "page": "entity", "doc": "address"}
    assert edges(read(tmp_path, content, types=types)) == [
        ("a", "born", '"1999"^^xsd:gYear'),
        ("a", "code", "12"),
        ("a", "size", '"5"^^xsd:integer'),
        ("a", "page", "http://b.example/x"),
        ("a", "doc", '"urn:doc"^^xsd:anyURI'),
    ]


def test_datatypes_are_no_kinds_of_tails(tmp_path: Path) -> None:
    content = 'ex:r rdfs:range xsd:gYear ; rdfs:domain ex:Film . ex:a ex:r "1999"^^xsd:gYear .'
    (description,) = [one.description for one in read(tmp_path, content) if isinstance(one, RelationRecord)]
    assert (description.heads, description.tails) == (("Film",), ())


# Addresses


@pytest.mark.parametrize(
    "fact",
    [
        "foaf:homepage <http://www.a.example/~ann/>",
        "foaf:mbox <mailto:ann@a.example>",
        "ex:call <tel:+4930123>",
        "foaf:depiction <http://ex.example/ann.png>",
        "schema:url <https://ann.example>",
        "schema:sameAs <https://encyclopedia.example/wiki/Ann>",
        "rdfs:seeAlso <http://other.example/ann>",
        "ex:website <https://ann.example/>",
        "ex:photo <https://img.example/p/ann.jpg>",
        "ex:declared <http://ex.example/ann-page>",
    ],
)
def test_addresses_are_values_and_whole(tmp_path: Path, fact: str) -> None:
    records = read(tmp_path, f"ex:declared rdfs:range foaf:Document . ex:ann {fact} .")
    address = fact.partition("<")[2].rstrip(">")
    tail = next(tail for head, _, tail in edges(records) if head == "ann")
    assert tail == f'"{address}"^^xsd:anyURI'
    assert address not in nodes(records)


@pytest.mark.parametrize(
    "facts",
    [
        "ex:ann ex:knows ex:bob",
        "ex:ann ex:lives <http://ex.example/cities/oslo/>",
        "ex:ann a <http://onto.example/Person/>",
        "ex:ann owl:sameAs <http://www.other.example/ann.html>",
        "ex:ann ex:nationality <http://dbpedia.example/resource/Norway>",
        'ex:ann foaf:homepage <http://a.example/> . <http://a.example/> rdfs:label "Ann\'s page"',
        "ex:ann schema:url <http://a.example/> . <http://a.example/> ex:since 1999",
        "ex:ann rdfs:seeAlso ex:bob",
        "ex:ann ex:link <http://a.example/> . ex:bob ex:link ex:ann",
        "ex:ann ex:link <http://a.example/> . ex:bob ex:link <http://b.example/id/7>",
        "ex:ann ex:doc <urn:isbn:12>",
    ],
)
def test_what_is_described_or_may_be_elsewhere_is_an_entity(tmp_path: Path, facts: str) -> None:
    assert all("anyURI" not in tail for _, _, tail in edges(read(tmp_path, f"{facts} .")))


def test_a_page_that_another_file_describes_is_an_entity(tmp_path: Path) -> None:
    one, two = tmp_path / "one.nt", tmp_path / "two.nt"
    one.write_text("<urn:a> <http://xmlns.com/foaf/0.1/page> <http://a.example/> .\n")
    two.write_text('<http://a.example/> <urn:title> "A" .\n')
    records = list(read_sources([one]))
    assert edges(records) == [("urn:a", "page", '"http://a.example/"^^xsd:anyURI')]
    assert ("urn:a", "page", "http://a.example/") in edges(list(read_sources([one, two])))


# Statements about edges


def test_reified_statements_are_what_an_edge_knows(tmp_path: Path) -> None:
    content = """
        ex:s1 ex:since 2009 ; rdf:object ex:acme ; rdf:predicate ex:worksFor ; rdf:subject ex:ivo ; a rdf:Statement .
        ex:ivo ex:worksFor ex:acme , ex:other ; ex:knows ex:ana .
        ex:s2 a rdf:Statement ; rdf:subject ex:ivo ; rdf:predicate ex:age ; rdf:object 31 ;
            ex:source ex:census ; ex:checked true ; ex:on "2020-01-31"^^xsd:date ; ex:note "a", "b" ; rdfs:label "age" .
        ex:census rdfs:label "The census" .
    """
    records = read(tmp_path, content)
    assert sorted(edges(records)) == [
        ("ivo", "age", '"31"^^xsd:integer'),
        ("ivo", "knows", "ana"),
        ("ivo", "worksFor", "acme"),
        ("ivo", "worksFor", "other"),
    ]
    assert known(records) == {
        "acme": {"since": 2009},
        "other": None,
        "ana": None,
        '"31"^^xsd:integer': {
            "source": "The census",
            "checked": True,
            "on": '"2020-01-31"^^xsd:date',
            "note": ["a", "b"],
        },
    }
    assert not {"s1", "s2"} & nodes(records).keys()


@pytest.mark.parametrize(
    "content",
    [
        "ex:ivo ex:worksFor ex:acme {| ex:since 2019 |} .",
        "ex:ivo ex:worksFor ex:acme ~ ex:stated {| ex:since 2019 |} .",
        "<< ex:ivo ex:worksFor ex:acme >> ex:since 2019 .",
        "ex:x rdf:reifies <<( ex:ivo ex:worksFor ex:acme )>> ; ex:since 2019 . ex:ivo ex:worksFor ex:acme .",
    ],
)
def test_triple_terms_are_what_an_edge_knows(tmp_path: Path, content: str) -> None:
    (edge,) = (record for record in read(tmp_path, content) if isinstance(record, EdgeRecord))
    assert edge == EdgeRecord(f"{EX}ivo", "worksFor", f"{EX}acme", None, {"since": 2019})


def test_two_statements_of_one_triple_are_two_edges(tmp_path: Path) -> None:
    content = "ex:a ex:led ex:b {| ex:since 1999 ; ex:until 2003 |} {| ex:since 2010 |} ."
    found = [record.properties for record in read(tmp_path, content) if isinstance(record, EdgeRecord)]
    assert sorted(found, key=str) == [{"since": 1999, "until": 2003}, {"since": 2010}]


def test_a_statement_of_which_nothing_is_said_is_its_edge(tmp_path: Path) -> None:
    content = "[] a rdf:Statement ; rdf:subject ex:a ; rdf:predicate ex:r ; rdf:object ex:b . ex:a ex:r ex:b ."
    assert [record for record in read(tmp_path, content) if isinstance(record, EdgeRecord)] == [
        EdgeRecord(f"{EX}a", "r", f"{EX}b")
    ]


def test_statements_in_another_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.nt", tmp_path / "two.ttl"
    one.write_text(f"<{EX}a> <{EX}r> <{EX}b> .\n")
    two.write_text(PREFIXES + "<< ex:a ex:r ex:b >> ex:rating 4.5 .\n")
    for files in ([one, two], [two, one]):
        records = list(read_sources(files))
        assert known(records) == {"b": {"rating": 4.5}}
        assert edges(records) == [("a", "r", "b")]


def test_a_triple_term_that_nothing_reifies_is_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "g.nt"
    path.write_text("<urn:a> <urn:r> <urn:b> .\n<urn:a> <urn:says> <<( <urn:a> <urn:r> <urn:b> )>> .\n")
    with pytest.raises(SourceError, match=r"g\.nt:2: a triple about a triple"):
        list(read_sources([path]))
    assert edges(list(read_sources([path], skipped=Skipped(1)))) == [("urn:a", "r", "urn:b")]


# Types of the schema


@pytest.mark.parametrize(
    "type",
    ["owl:Class", "owl:NamedIndividual", "owl:Thing", "rdfs:Class", "rdfs:Resource", "rdf:Property", "owl:Ontology"],
)
def test_schema_types_are_no_kinds(tmp_path: Path, type: str) -> None:
    records = read(tmp_path, f"ex:p1 a {type} , ex:Pump ; ex:feeds ex:c . ex:c a {type} .")
    assert nodes(records) == {"p1": ("Pump",), "Pump": (), "c": ()}
    assert edges(records) == [("p1", "type", "Pump"), ("p1", "feeds", "c")]


@pytest.mark.parametrize(
    "type",
    ["http://www.w3.org/2002/07/owl#Class", "owl:Thing", "owl__Class", "rdfs__Class", "rdf:Property", "__KGBuilder__",
     "__Entity__", "_Bloom_Perspective_", "_GraphConfig", "NamedIndividual", "Named Individual", "ObjectProperty"],
)  # fmt: skip
def test_names_of_schema_types(type: str) -> None:
    assert not is_kind(type)


@pytest.mark.parametrize(
    "type",
    ["Class", "School Class", "Property", "Resource", "Thing", "_Film", "Pump", "owl", "http://ex.example/owl#Class"],
)
def test_names_of_kinds(type: str) -> None:
    assert is_kind(type)


# Relations that hold both ways


def test_symmetric_properties(tmp_path: Path) -> None:
    content = """
        ex:siblingOf a owl:SymmetricProperty . ex:near owl:inverseOf ex:near ; rdfs:label "close to" .
        ex:ann ex:siblingOf ex:bob ; ex:near ex:bob ; ex:likes ex:bob .
    """
    records = read(tmp_path, content)
    described = {one.relation: one.description.symmetric for one in records if isinstance(one, RelationRecord)}
    assert described == {"siblingOf": True, "close to": True}
    assert [edge for edge in edges(records) if edge[0] == "ann"] == [
        ("ann", "siblingOf", "bob"),
        ("ann", "close to", "bob"),
        ("ann", "likes", "bob"),
    ]


def test_an_edge_is_one_of_the_inverse_relation_too(tmp_path: Path) -> None:
    content = """
        ex:parentOf owl:inverseOf ex:childOf . ex:owns owl:inverseOf ex:ownedBy .
        ex:ann ex:parentOf ex:bob . ex:cleo ex:childOf ex:ann . ex:ann ex:owns ex:dog .
        << ex:ann ex:parentOf ex:dan >> ex:since 1999 .
    """
    records = read(tmp_path, content)
    family = {edge for edge in edges(records) if edge[1] in ("parentOf", "childOf")}
    assert family == {
        *(("ann", "parentOf", child) for child in ("bob", "cleo", "dan")),
        *((child, "childOf", "ann") for child in ("bob", "cleo", "dan")),
    }
    assert ("ann", "owns", "dog") in edges(records)
    assert not any(relation == "ownedBy" for _, relation, _ in edges(records)), "the files do not use it"
    told = [record for record in records if isinstance(record, EdgeRecord) and record.properties]
    assert {(edge.relation, edge.properties["since"]) for edge in told if edge.properties} == {
        ("parentOf", 1999),
        ("childOf", 1999),
    }


def test_an_inverse_edge_that_is_stated_too_is_one_edge(tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    path.write_text(PREFIXES + "ex:p owl:inverseOf ex:c . ex:a ex:p ex:b . ex:b ex:c ex:a .")
    graph = open_graph(path, cache=False)
    found = list(graph.walk((f"{EX}a", ("p",)), [f"{EX}b"], 9))
    assert len(found) == 1


# The cases


def test_case_of_symmetric_properties() -> None:
    graph = open_graph(case("03-symmetric") / "symmetric.ttl", cache=False)
    assert [description.symmetric for description in graph.describe(["siblingOf"])] == [True]


def test_case_of_addresses() -> None:
    records = list(read_sources([case("21-urls") / "people.ttl"]))
    assert {(relation, tail) for _, relation, tail in edges(records)} == {
        ("homepage", '"http://www.example.net/~lena/"^^xsd:anyURI'),
        ("workplaceHomepage", '"https://www.example.com/en/team/index.html"^^xsd:anyURI'),
    }


def test_case_of_statements() -> None:
    folder = case("23-reification")
    for name, edge in (
        ("r.ttl", EdgeRecord("http://e.org/Ivo", "knows", "http://e.org/Ana", None, {"confidence": 0.9})),
        ("star.ttl", EdgeRecord("http://e.org/Ivo", "worksFor", "http://e.org/Acme", None, {"since": "2019"})),
    ):
        records = list(read_sources([folder / name]))
        assert [record for record in records if isinstance(record, EdgeRecord)] == [edge]
        assert len(nodes(records)) == 2
