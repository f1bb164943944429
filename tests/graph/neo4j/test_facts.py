"""Properties of nodes in databases that rog did not load: facts by default, typed by Neo4j's own types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import rog
from rog.errors import InputError, UnknownEntityError
from rog.graph.neo4j.store import Neo4jGraph
from rog.query import read_query
from rog.testing.graph_contract import HOSTILE
from rog.types import Entity, Hop, RelationDescription, make_step
from tests.fakes.neo4j_server import Database

pytestmark = pytest.mark.filterwarnings("ignore:.*no index finds")

YEAR, BORN = '"1999"^^xsd:integer', '"1964-09-02"^^xsd:date'

FILMS = """
    CREATE (m:Film:Resource {id: 'm', name: 'The Matrix', released: 1999, rating: 8.7, tags: ['action', 'sci-fi'],
              seen: true, opened: datetime('1999-03-31T20:15:00+02:00'),
              zoned: datetime('1999-03-31T20:15[Europe/Paris]'),
              starts: time('20:15:00Z'), local: localdatetime('1999-03-31T20:15:30.5'), vector: $vector, plot: $plot,
              created_at: 5, place: point({x: 1, y: 2}), length: duration('PT2H'), blank: ' ',
              odd: '"1999"^^xsd:gYear'}),
           (s:Film:__KGBuilder__ {id: 's', name: 'Speed', released: 1999.0, rating: 7, tags: 'action', plot: $plot}),
           (k:Person:__Entity__ {id: 'k', name: 'Keanu', born: date('1964-09-02'), ACTED_IN: 'films'}),
           (l:Person {id: 'l', name: 'Lana', met: 'k'}), (:_Bloom_Perspective_ {id: 'b'}), (:_GraphConfig {id: 'g'}),
           (k)-[:ACTED_IN {role: 'Neo'}]->(m), (k)-[:ACTED_IN]->(s), (l)-[:KNOWS]->(k)
"""


@pytest.fixture(scope="module")
def database(neo4j_database: Database) -> Iterator[Database]:
    neo4j_database.clear()
    neo4j_database.run(FILMS, vector=[0.5] * 16, plot="long " * 100)
    yield neo4j_database
    neo4j_database.clear()


@pytest.fixture(scope="module")
def graph(database: Database) -> Neo4jGraph:
    return database.open(id="id")


def test_what_is_walked_and_what_is_not(graph: Neo4jGraph) -> None:
    walked = ["born", "local", "met", "odd", "opened", "rating", "released", "seen", "starts", "tags", "zoned"]
    assert graph.relations() == sorted([*walked, "ACTED_IN", "KNOWS"])
    info = graph.info()
    assert info["properties walked"] == sorted([*walked, "ACTED_IN"])
    assert info["properties not walked"] == {
        "blank": "nothing in it is a value", "created_at": "bookkeeping, by its name",
        "length": "nothing in it is a value", "place": "nothing in it is a value",
        "plot": "a text of more than 300 characters", "vector": "bookkeeping, by its name",
    }  # fmt: skip
    assert "not walked: blank (nothing in it is a value), created_at (bookkeeping" in graph.read_as()


def test_which_are_walked_can_be_said(database: Database) -> None:
    assert database.open(id="id", properties="none").relations() == ["ACTED_IN", "KNOWS"]
    named = database.open(id="id", properties=["released", "plot"])
    assert named.relations() == ["ACTED_IN", "KNOWS", "plot", "released"]
    assert len(named.ends([("m", ("plot",))], 9)[0]) == 1
    assert database.open(id="id", literals="Film.rating").relations() == ["ACTED_IN", "KNOWS", "rating"]
    with pytest.raises(InputError, match="properties=isbn: no node has such a property"):
        database.open(id="id", properties="isbn")


def test_values_are_typed_by_what_is_stored(graph: Neo4jGraph) -> None:
    expected = {
        "released": (YEAR,), "rating": ('"8.7"^^xsd:decimal',), "seen": ('"true"^^xsd:boolean',),
        "tags": ('"action"^^xsd:string', '"sci-fi"^^xsd:string'), "odd": ('"1999"^^xsd:gYear',),
        "opened": ('"1999-03-31T20:15:00+02:00"^^xsd:dateTime',), "starts": ('"20:15:00+00:00"^^xsd:time',),
        "zoned": ('"1999-03-31T20:15:00+02:00"^^xsd:dateTime',), "local": ('"1999-03-31T20:15:30.5"^^xsd:dateTime',),
        "plot": (), "vector": (), "place": (), "blank": (),
    }  # fmt: skip
    assert graph.ends([("m", (name,)) for name in expected], 9) == list(expected.values())
    facts = [("m", name, value) for name, values in expected.items() for value in values]
    assert graph.holds(facts) == [True] * len(facts)
    assert graph.holds([("m", name, '"0"^^xsd:integer') for name in expected]) == [False] * len(expected)
    for _, name, value in facts:
        assert "m" in graph.ends([(value, ("^" + name,))], 9)[0], name
        (path,) = graph.walk(("m", (name,)), [value], 9)
        assert path.hops == (Hop(head="m", relation=name, tail=value),)
        (back,) = graph.walk((value, ("^" + name,)), ["m"], 9)
        assert back.hops == (Hop(head="m", relation=name, tail=value, forward=False),)
    assert graph.entities([value for _, _, value in facts]) == [
        Entity(id=value, name=str(rog.values.read_value(value)), types=(rog.values.read_value(value).kind,))  # type: ignore[union-attr]
        for _, _, value in facts
    ]


def test_equal_numbers_are_one_value(graph: Neo4jGraph) -> None:
    assert graph.ends([(YEAR, ("^released",)), ("s", ("released",))], 9) == [("m", "s"), (YEAR,)]
    assert graph.steps(YEAR, [(), ("^released",)])[0] == {"^released": 2}
    assert graph.having(["^released", "^rating", "born", "tags"], 9) == [
        (YEAR,), ('"7"^^xsd:integer', '"8.7"^^xsd:decimal'), ("k",), ("m", "s"),
    ]  # fmt: skip
    with pytest.raises(UnknownEntityError):
        graph.ends([('"1998"^^xsd:integer', ("^released",))], 9)
    assert graph.entities(['"1998"^^xsd:integer']) == [None]


def test_no_path_leads_on_through_a_value(graph: Neo4jGraph) -> None:
    assert graph.ends([("m", ("released", "^released")), ("k", ("ACTED_IN", "tags", "^tags"))], 9) == [(), ()]
    assert graph.steps("m", [("released",)]) == [{}]
    assert graph.ends([('"action"^^xsd:string', ("^tags", "tags"))], 9) == [('"sci-fi"^^xsd:string',)]


def test_a_relation_may_be_relationships_and_properties(graph: Neo4jGraph) -> None:
    films = '"films"^^xsd:string'
    assert graph.ends([("k", ("ACTED_IN",)), (films, ("^ACTED_IN",)), ("l", ("KNOWS", "ACTED_IN"))], 9) == [
        (films, "m", "s"), ("k",), (films, "m", "s"),
    ]  # fmt: skip
    assert graph.steps("k", [()])[0] == {"ACTED_IN": 3, "^KNOWS": 1, "born": 1}
    assert [path.end for path in graph.walk(("k", ("ACTED_IN",)), ["s", films], 9)] == ["s", films]
    assert graph.having(["ACTED_IN", "^ACTED_IN"], 9) == [("k",), (films, "m", "s")]


def test_kinds_are_what_labels_say(graph: Neo4jGraph) -> None:
    assert graph.kinds() == {"Film": 2, "Person": 2}
    assert graph.members(["Film", "Person", "Resource", "__Entity__", "_GraphConfig", "number", "`"], 9) == [
        ("m", "s"), ("k", "l"), (), (), (), (), (),
    ]  # fmt: skip
    cut = graph.members(["Film"], 1)[0]
    assert (tuple(cut), cut.truncated) == (("m",), True)
    assert graph.describe(["released", "tags", "KNOWS"])[:2] == [
        RelationDescription(heads=("Film",), tails=("number",)), RelationDescription(heads=("Film",), tails=("text",)),
    ]  # fmt: skip


def test_values_are_found(graph: Neo4jGraph) -> None:
    found = graph.find(["1999", "2 September 1964", "1964-09-02", "sci-fi", "sci fy"], fuzzy=True)
    assert [[(match.id, match.kind) for match in matches] for matches in found] == [
        [(YEAR, "name"), ('"1999"^^xsd:gYear', "name")], [(BORN, "name")], [(BORN, "alias")],
        [('"sci-fi"^^xsd:string', "name")], [('"sci-fi"^^xsd:string', "fuzzy")],
    ]  # fmt: skip


def test_symmetric_relations(database: Database) -> None:
    graph = database.open(id="id", symmetric=["KNOWS", "met"])
    assert graph.steps("k", [()])[0] == {"ACTED_IN": 3, "KNOWS": 1, "born": 1}
    assert graph.ends([("k", ("KNOWS",)), ("k", ("^KNOWS",)), ("l", ("KNOWS",))], 9) == [("l",), ("l",), ("k",)]
    assert graph.holds([("k", "KNOWS", "l"), ("l", "KNOWS", "k"), ('"k"^^xsd:string', "met", "l")]) == [True] * 3
    assert graph.ends([('"k"^^xsd:string', ("met",))], 9) == [("l",)]
    (path,) = graph.walk(("k", ("^KNOWS",)), ["l"], 9)
    assert (path.hops[0].triple, path.hops[0].forward) == (("k", "KNOWS", "l"), True)
    assert graph.having(["KNOWS"], 9) == [("k", "l")]
    assert graph.describe(["KNOWS"])[0].symmetric
    assert "symmetric: KNOWS, met" in graph.read_as()


def test_what_is_changed_is_in_the_next_answer(database: Database, graph: Neo4jGraph) -> None:
    database.run("MATCH (n {id: 's'}) SET n.released = 1994")
    try:
        assert graph.ends([("s", ("released",)), (YEAR, ("^released",))], 9) == [('"1994"^^xsd:integer',), ("m",)]
        assert graph.holds([("s", "released", YEAR)]) == [False]
    finally:
        database.run("MATCH (n {id: 's'}) SET n.released = 1999.0")


def test_queries(graph: Neo4jGraph) -> None:
    engine = rog.open(graph)
    for written, expected in {
        "kind(Film) where released = 1999": ("m", "s"), "kind(Film) where rating > 8": ("m",),
        "most(kind(Film), rating)": ("m",), "mean(kind(Film), rating)": ('"7.85"^^xsd:decimal',),
        "k / ACTED_IN[role = 'Neo']": ("m",), "kind(Person) where born < 1970-01-01": ("k",),
    }.items():  # fmt: skip
        assert rog.graph.evaluate.evaluate(read_query(written), engine.graph).ids == expected


@pytest.mark.parametrize("name", [text for text in HOSTILE if "\0" not in text and text.strip()][:20])
def test_hostile_property_names_and_values(database: Database, name: str) -> None:
    database.run("MATCH (n:Odd) DETACH DELETE n")
    before = database.run("MATCH (n) RETURN count(n) AS count")
    database.run("CREATE (n:Odd {id: 'odd'}) SET n += $content", content={name: "x", "said": name[:200]})
    graph = database.open(id="id", labels="Odd")
    step = make_step(name)
    if name in graph.relations():
        assert graph.ends([("odd", (step,)), ('"x"^^xsd:string', ("^" + step,))], 9) == [('"x"^^xsd:string',), ("odd",)]
        assert graph.having([step, "^" + step], 9) == [("odd",), ('"x"^^xsd:string',)]
    for value in graph.ends([("odd", ("said",))], 9)[0]:
        assert graph.ends([(value, ("^said",))], 9) == [("odd",)]
        assert graph.holds([("odd", "said", value)]) == [True]
    database.run("MATCH (n:Odd) DETACH DELETE n")
    assert database.run("MATCH (n) RETURN count(n) AS count") == before
