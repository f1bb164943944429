"""Databases that rog did not load: other labels, keys, names and properties; and fuzz that must change nothing."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import rog
from rog.cli import main
from rog.errors import InputError
from rog.graph import open_graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.kinds import MAX_SAMPLED_EDGES
from rog.graph.neo4j.address import read_address
from rog.graph.neo4j.connection import Row
from rog.graph.neo4j.layout import relation_of, type_of
from rog.graph.neo4j.load import load_graph
from rog.graph.neo4j.store import Neo4jGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.query.cypher import quote
from rog.testing.graph_contract import HOSTILE
from rog.types import Hop, RelationDescription
from tests.fakes.neo4j_server import Database

FILMS = """
    CREATE (matrix:Movie:Film {movieId: 1, title: 'The Matrix', released: 1999, tagline: 'Welcome to the Real World'}),
           (speed:Movie {movieId: 2, title: 'Speed', released: 1994}),
           (point:Movie {movieId: 3, title: 'Point Break', released: 1991, made: date('1991-07-12')}),
           (keanu:Person:Actor {personId: 7, name: 'Keanu Reeves', aka: ['Keanu Charles Reeves', 'The One']}),
           (lana:Person {personId: 8, name: 'Lana Wachowski', formerly: 'Larry Wachowski'}),
           (carrie:Person:Actor {personId: 1, name: 'Carrie-Anne Moss'}),
           (kathryn:Person {personId: 9, name: 'Kathryn Bigelow'}),
           (:`Odd ``label` {`odd ``key`: 'nothing'}),
           (keanu)-[:ACTED_IN {roles: ['Neo'], pay: 10.5}]->(matrix), (keanu)-[:ACTED_IN {roles: ['Jack']}]->(speed),
           (keanu)-[:ACTED_IN]->(point), (carrie)-[:ACTED_IN {roles: ['Trinity']}]->(matrix),
           (lana)-[:DIRECTED {on: date('1999-03-31')}]->(matrix), (kathryn)-[:DIRECTED]->(point)
"""


@pytest.fixture
def films(neo4j_database: Database) -> Iterator[Database]:
    """A database of films as others make one."""
    neo4j_database.clear()
    neo4j_database.run(FILMS)
    yield neo4j_database
    neo4j_database.clear()


@pytest.mark.filterwarnings("ignore:.*no index finds")
class TestRelations:
    def test_labels_are_the_kinds_of_heads_and_tails(self, films: Database) -> None:
        acted, released, unknown = films.open(literals=["released"]).describe(["ACTED_IN", "released", "``) //"])
        assert acted == RelationDescription(heads=("Actor", "Person"), tails=("Movie", "Film"))
        assert released == RelationDescription(heads=("Movie", "Film"), tails=("number",))
        assert unknown == RelationDescription()

    def test_only_edges_between_entities_count(self, films: Database) -> None:
        assert films.open(labels=["Person"]).describe(["ACTED_IN"]) == [RelationDescription()]

    def test_a_bounded_number_of_edges_is_looked_at(self, films: Database) -> None:
        films.run("CREATE (a:Hub) WITH a UNWIND range(1, 300) AS at CREATE (a)-[:HAS]->(:Thing)")
        rows = films.open()
        counted: list[int] = []
        read = rows.connection.read

        def counting(query: str, **parameters: Any) -> list[Row]:
            found = read(query, **parameters)
            counted.extend(row["edges"] for row in found if "edges" in row)
            return found

        rows.connection.read = counting  # type: ignore[method-assign]
        assert rows.describe(["HAS"]) == [RelationDescription(heads=("Hub",), tails=("Thing",))]
        assert counted == [MAX_SAMPLED_EDGES]

    def test_more_relations_than_one_query_takes(self, neo4j_database: Database) -> None:
        graph = neo4j_database.load(
            [NodeRecord("a", types=("k",)), *(EdgeRecord("a", f"r{number}", "b") for number in range(25))]
        )
        assert graph.describe(graph.relations()) == [RelationDescription(heads=("k",))] * 25

    def test_a_user_names_them(self, films: Database, tmp_path: Path) -> None:
        path = tmp_path / "relations.tsv"
        path.write_text("ACTED_IN\tplayed in|starred in\n", "utf-8")
        graph = open_graph(films.uri, auth=films.auth, relations=path)
        (acted,) = graph.describe(["ACTED_IN"])
        assert acted.names == ("played in", "starred in")
        assert acted.tails == ("Movie", "Film")


@pytest.mark.filterwarnings("ignore:.*no index finds")
class TestWithoutAnyIndex:
    def test_ids_are_element_ids_and_names_are_found(self, films: Database) -> None:
        graph = films.open()
        (match,) = graph.find(["keanu reeves"])[0]
        assert (match.name, match.kind, match.score) == ("Keanu Reeves", "name", 0.99)
        assert match.id.count(":") == 2
        ends = graph.ends([(match.id, ("ACTED_IN",))], 10)[0]
        assert sorted(entity.name for entity in graph.entities(ends) if entity) == [
            "Point Break",
            "Speed",
            "The Matrix",
        ]

    def test_it_says_what_index_would_help(self, films: Database) -> None:
        with pytest.warns(UserWarning, match=r"CREATE FULLTEXT INDEX entity_names FOR \(n:.*Movie.*\) ON EACH"):
            graph = films.open(scan=50)
        advice = graph.advice()
        assert advice is not None
        assert "at most 50 nodes" in advice
        films.run(advice.partition("this makes one: ")[2].removesuffix(";"))
        films.run("CALL db.awaitIndexes(60)")
        assert films.open().advice() is None
        assert [match.name for match in films.open().find(["point break"])[0]] == ["Point Break"]

    def test_the_pass_is_bounded(self, films: Database) -> None:
        films.run("UNWIND range(1, 500) AS number CREATE (:Person {name: 'Extra ' + number})")
        found = films.open(scan=20, labels="Person").find([f"extra {number}" for number in range(1, 501)])
        assert 0 < sum(map(bool, found)) <= 20

    def test_a_question_from_the_command_line(
        self, films: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NEO4J_USERNAME", films.auth[0])
        monkeypatch.setenv("NEO4J_PASSWORD", films.auth[1])
        assert main(["graph", "info", films.uri]) == 0
        shown = capsys.readouterr().out
        assert "id: the element id; name: name, title" in shown
        assert "nodes: 8" in shown
        assert "ACTED_IN" in shown
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            assert main(["ask", "-g", f"{films.uri}?id=Movie.title,Person.name", "who directed The Matrix?"]) == 0
        captured = capsys.readouterr()
        assert captured.out.startswith("Lana Wachowski\n")
        assert "CREATE FULLTEXT INDEX" in captured.err


@pytest.mark.filterwarnings("ignore:.*no index finds")
class TestLiterals:
    """Properties that are named to be walked: `released` of films, `aka` of people, which is a list."""

    @pytest.fixture
    def graph(self, films: Database) -> Neo4jGraph:
        films.run("MATCH (m:Movie {movieId: 2}) SET m.released = 1999")
        films.run("MATCH (k:Person {personId: 7}) SET k.born = date('1964-09-02')")
        return films.open(id="Movie.title,Person.name", literals="released,aka,born")

    def test_they_are_relations_and_steps(self, graph: Neo4jGraph) -> None:
        assert graph.relations() == ["ACTED_IN", "DIRECTED", "aka", "born", "released"]
        assert graph.steps("Movie:The Matrix", [(), ("^ACTED_IN",), ("released",), ("^ACTED_IN", "aka")]) == [
            {"^ACTED_IN": 2, "^DIRECTED": 1, "released": 1}, {"ACTED_IN": 2, "aka": 2, "born": 1}, {}, {},
        ]  # fmt: skip
        assert graph.steps('"1999"^^xsd:integer', [(), ("^released",), ("^released", "^ACTED_IN")]) == [
            {"^released": 2}, {"^ACTED_IN": 3, "^DIRECTED": 1}, {"ACTED_IN": 3, "aka": 2, "born": 1},
        ]  # fmt: skip

    def test_ends(self, graph: Neo4jGraph) -> None:
        y1991, y1999, born = '"1991"^^xsd:integer', '"1999"^^xsd:integer', '"1964-09-02"^^xsd:date'
        one, charles = '"The One"^^xsd:string', '"Keanu Charles Reeves"^^xsd:string'
        branches: list[tuple[str, tuple[str, ...]]] = [
            ("Movie:The Matrix", ("released",)), ("Person:Keanu Reeves", ("ACTED_IN", "released")),
            (y1999, ("^released",)), (y1999, ("^released", "^ACTED_IN", "aka")), (born, ("^born",)),
            (y1999, ("^released", "released")), ("Movie:The Matrix", ("released", "^released")),
            ("Movie:The Matrix", ("^ACTED_IN",)), ("Movie:The Matrix", ("^released",)), (y1999, ("ACTED_IN",)),
            (one, ("^aka", "ACTED_IN", "released")), ("Person:Keanu Reeves", ("born",)),
        ]  # fmt: skip
        assert graph.ends(branches, 10) == [
            (y1999,), (y1991, y1999), ("Movie:Speed", "Movie:The Matrix"), (charles, one), ("Person:Keanu Reeves",),
            (), (), ("Person:Carrie-Anne Moss", "Person:Keanu Reeves"), (), (), (y1991, y1999), (born,),
        ]  # fmt: skip
        assert graph.ends(branches[1:2], 1)[0].truncated

    def test_paths_and_proof(self, graph: Neo4jGraph) -> None:
        (path,) = graph.walk(("Person:Keanu Reeves", ("ACTED_IN", "released")), ['"1991"^^xsd:integer'], 5)
        assert path.hops[1] == Hop(head="Movie:Point Break", relation="released", tail='"1991"^^xsd:integer')
        found = list(graph.walk(('"1999"^^xsd:integer', ("^released", "^ACTED_IN")), ["Person:Keanu Reeves"], 5))
        assert [[hop.source for hop in path.hops] for path in found] == [
            ['"1999"^^xsd:integer', "Movie:Speed"], ['"1999"^^xsd:integer', "Movie:The Matrix"],
        ]  # fmt: skip
        first = list(
            graph.walk(('"1999"^^xsd:integer', ("^released", "^ACTED_IN", "aka")), ['"The One"^^xsd:string'], 1)
        )
        assert [hop.target for hop in first[0].hops] == ["Movie:Speed", "Person:Keanu Reeves", '"The One"^^xsd:string']
        assert graph.holds([hop.triple for hop in (*path.hops, *found[0].hops, *first[0].hops)]) == [True] * 7
        assert (
            graph.holds([("Movie:Speed", "released", '"1994"^^xsd:integer'), ("Movie:Speed", "released", "1999")])
            == [False] * 2
        )

    def test_questions(self, films: Database, graph: Neo4jGraph) -> None:
        (answer,) = rog.open(graph).ask("when was Point Break released?").answers
        assert (answer.id, answer.name) == ('"1991"^^xsd:integer', "1991")
        films.run("CREATE INDEX FOR (n:Movie) ON (n.released)")
        films.run("CALL db.awaitIndexes(60)")
        indexed = films.open(id="Movie.title,Person.name", literals="released")
        (match,) = indexed.find(["1999"])[0]
        assert (match.id, match.name) == ('"1999"^^xsd:integer', "1999")


@pytest.mark.filterwarnings("ignore:.*no index finds")
class TestKeysOfTheUser:
    def test_an_integer_key_and_names_in_several_properties(self, films: Database) -> None:
        graph = films.open(id="movieId,personId", name="title,name,formerly", aliases="aka")
        ids = ["Movie:1", "Person:1", "Person:8", "Person:07", "Person:1.0", "1"]
        matrix, moss, lana, *others = graph.entities(ids)
        assert matrix is not None
        assert (matrix.name, matrix.types) == ("The Matrix", ("Film", "Movie"))
        assert matrix.properties == {"released": 1999, "tagline": "Welcome to the Real World"}
        assert moss is not None
        assert moss.name == "Carrie-Anne Moss"
        assert lana is not None
        assert (lana.name, lana.aliases) == ("Lana Wachowski", ("Larry Wachowski",))
        assert others == [None, None, None]
        assert [match.id for match in graph.find(["the one"])[0]] == ["Person:7"]
        assert [match.id for match in graph.find(["larry wachowski"])[0]] == ["Person:8"]

    def test_properties_of_relationships_are_shown(self, films: Database) -> None:
        graph = films.open(id="Movie.title,Person.name")
        (path,) = graph.walk(("Movie:The Matrix", ("^ACTED_IN",)), ["Person:Keanu Reeves"], 5)
        (hop,) = path.hops
        assert hop.properties == {"roles": ["Neo"], "pay": 10.5}
        assert isinstance(hop.key, str)
        assert hop.triple == ("Person:Keanu Reeves", "ACTED_IN", "Movie:The Matrix")
        (path,) = graph.walk(("Movie:The Matrix", ("^DIRECTED",)), ["Person:Lana Wachowski"], 5)
        assert path.hops[0].properties == {"on": "1999-03-31"}

    def test_only_nodes_of_the_labels_are_entities(self, films: Database) -> None:
        everything = films.open(id="Movie.title,Person.name")
        actors = films.open(id="Movie.title,Person.name", labels="Movie,Actor")
        branch = ("Movie:The Matrix", ("^DIRECTED",))
        assert everything.ends([branch], 9) == [("Person:Lana Wachowski",)]
        assert actors.ends([branch], 9) == [()]
        assert actors.entities(["Person:Lana Wachowski"]) == [None]
        assert actors.find(["Lana Wachowski"]) == [[]]
        assert "^DIRECTED" not in actors.steps("Movie:The Matrix", [()])[0]
        assert actors.holds([("Person:Lana Wachowski", "DIRECTED", "Movie:The Matrix")]) == [False]
        assert list(actors.walk(branch, ["Person:Lana Wachowski"], 3)) == []

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            ({"labels": "Film,Book"}, "no node has the label 'Book'; there are Actor, Film, Movie"),
            ({"id": "isbn"}, "id=isbn: no node has such a property; there are .*movieId"),
            ({"name": "Movie.heading"}, "name=Movie.heading: no node has such a property"),
        ],
    )
    def test_what_the_database_does_not_have(self, films: Database, options: dict[str, str], reason: str) -> None:
        with pytest.raises(InputError, match=reason):
            films.open(**options)


class TestWithConstraintsAndIndexes:
    @pytest.fixture(autouse=True)
    def _indexes(self, films: Database) -> None:
        films.run("CREATE CONSTRAINT FOR (n:Movie) REQUIRE n.movieId IS UNIQUE")
        films.run("CREATE CONSTRAINT FOR (n:Person) REQUIRE n.personId IS UNIQUE")
        films.run("CREATE INDEX FOR (n:Person) ON (n.name)")
        films.run("CREATE INDEX FOR (n:Movie) ON (n.title)")
        films.run("CREATE FULLTEXT INDEX words FOR (n:Movie|Person) ON EACH [n.title, n.tagline]")
        films.run("CALL db.awaitIndexes(60)")

    def test_ids_come_from_the_constraints(self, films: Database) -> None:
        graph = films.open()
        assert "id: Movie.movieId, Person.personId (with the label before it)" in graph.read_as()
        assert graph.ends([("Person:7", ("ACTED_IN",))], 9) == [("Movie:1", "Movie:2", "Movie:3")]
        assert graph.ends([("Movie:1", ("^ACTED_IN", "ACTED_IN"))], 9) == [("Movie:2", "Movie:3")]
        assert graph.holds([("Person:7", "ACTED_IN", "Movie:2"), ("Person:1", "ACTED_IN", "Movie:2")]) == [True, False]

    def test_names_are_found_by_the_indexes(self, films: Database) -> None:
        graph = films.open()
        texts = ["the matrix", "keanu reeves", "KEANU REEVES", "Person:7", "nobody", "point  break"]
        found = [[match.id for match in matches] for matches in graph.find(texts)]
        assert found == [["Movie:1"], ["Person:7"], ["Person:7"], ["Person:7"], [], ["Movie:3"]]
        assert [match.id for match in graph.find(["The Matirx"], fuzzy=True)[0]] == ["Movie:1"]

    def test_no_text_is_a_query_of_its_own(self, films: Database) -> None:
        graph, before = films.open(), films.checksum()
        texts, chance = fuzzed_texts(random.Random(5)), random.Random(6)
        for _ in range(40):
            words = [next(texts) for _ in range(10)]
            found = graph.find([*words, "point break"], 3, fuzzy=chance.random() < 0.7)
            assert [match.id for match in found[-1]] == ["Movie:3"]
        assert films.checksum() == before

    def test_a_question(self, films: Database) -> None:
        result = rog.open(films.uri, auth=films.auth).ask("Who directed Point Break?")
        assert [answer.name for answer in result.answers] == ["Kathryn Bigelow"]
        (hop,) = result.answers[0].paths[0].hops
        assert isinstance(hop, Hop)
        assert (hop.head, hop.relation, hop.tail) == ("Person:9", "DIRECTED", "Movie:3")
        assert result.entities["Movie:3"].properties["made"] == "1991-07-12"

    def test_an_added_edge_is_in_the_next_answer_and_a_removed_one_is_not(self, films: Database) -> None:
        graph = films.open()
        assert "PRODUCED" not in graph.relations()
        films.run(
            "MATCH (p:Person {personId: 8}), (m:Movie {movieId: 2}) CREATE (p)-[:DIRECTED]->(m), (p)-[:PRODUCED]->(m)"
        )
        assert graph.ends([("Movie:2", ("^DIRECTED",))], 9) == [("Person:8",)]
        graph.steps("Movie:2", [()])
        assert "PRODUCED" in graph.relations()
        assert "^PRODUCED" in graph.steps("Movie:2", [()])[0]
        films.run("MATCH (:Person {personId: 8})-[r:DIRECTED]->(:Movie {movieId: 2}) DELETE r")
        assert graph.ends([("Movie:2", ("^DIRECTED",))], 9) == [()]
        assert graph.holds([("Person:8", "DIRECTED", "Movie:2")]) == [False]


def test_loading_again_changes_nothing_and_goes_on_where_it_was_cut(neo4j_database: Database, tmp_path: Path) -> None:
    neo4j_database.clear()
    edges = [EdgeRecord(f"n{number}", "r", f"n{number + 1}") for number in range(50)]
    edges += [
        EdgeRecord("n0", "r", "n1", "key", {"since": 1}),
        EdgeRecord("n0", "r", "n1", 3),
        EdgeRecord("n0", "s", "n0"),
    ]
    records: list[Record] = [*edges, NodeRecord("n1", "One", ("Uno",), ("Number",), {"value": 1, "odd": None})]
    build_index(records, tmp_path / "graph.rog")
    address = read_address(neo4j_database.uri)
    with IndexGraph(tmp_path / "graph.rog") as index:
        load_graph(index, address, neo4j_database.auth, progress=False)
        whole = neo4j_database.checksum()
        report = load_graph(index, address, neo4j_database.auth, progress=False)
        assert report == (51, 53)
        assert neo4j_database.checksum() == whole
        neo4j_database.run("MATCH (n:Entity) WHERE n.id IN ['n7', 'n1'] DETACH DELETE n")
        load_graph(index, address, neo4j_database.auth, progress=False)
        loaded = neo4j_database.open()
        assert neo4j_database.run("MATCH ()-[r]->() RETURN count(r) AS edges")[0]["edges"] == 54
        assert loaded.entities(["n1", "n7"]) == index.entities(["n1", "n7"])
        for branch in (("n0", ("r",)), ("n2", ("^r", "^r"))):
            assert list(loaded.walk(branch, ["n1", "n0"], 9)) == list(index.walk(branch, ["n1", "n0"], 9))


@pytest.mark.parametrize("relation", ["r", "", "\0", "a\0b", "\u2400", "\u24000", "\u2400\0\u2400", "\0\u2400\u24000"])
def test_relations_are_written_so_that_they_come_back(relation: str) -> None:
    written = type_of(relation)
    assert "\0" not in written
    assert written
    assert relation_of(written) == relation


@pytest.mark.parametrize(
    "name", ["a`b", "\\u0060", "``", "a\\u0060) DETACH DELETE n //", "\\", "\\\\u0060", "é`\\u000a"]
)
def test_quoted_names_stay_names(neo4j_database: Database, name: str) -> None:
    neo4j_database.empty()
    neo4j_database.run(f"CREATE (n:{quote(name)} {{{quote(name)}: 1}})")
    assert neo4j_database.run("MATCH (n) RETURN labels(n) AS labels, keys(n) AS keys") == [
        {"labels": [name], "keys": [name]}
    ]
    neo4j_database.empty()


def fuzzed_texts(chance: random.Random) -> Iterator[str]:
    """Texts made of fragments that have a meaning in Cypher, Lucene, HTML or nowhere."""
    fragments = [
        *HOSTILE, "MATCH (n) DETACH DELETE n", "CALL db.labels()", "}", "RETURN 1", "~2", "AND", "OR NOT *", "id:*",
        "[0 TO 9]", "$rows", "row.id", "ann", "bob", "parent", "likes", "who is the", "^", "\\u0060", "/*", "//", ";",
    ]  # fmt: skip
    while True:
        yield chance.choice(["", " "]).join(chance.choices(fragments, k=chance.randint(1, 5)))[:3900]


def test_fuzz_changes_nothing_and_fails_in_known_ways_only(neo4j_database: Database) -> None:
    neo4j_database.clear()
    names = [name for name in HOSTILE if name.strip()]
    edges = [EdgeRecord(name, names[at - 1][:40], names[at - 2], at) for at, name in enumerate(names)]
    edges += [EdgeRecord("ann", "parent", "bob"), EdgeRecord("bob", "likes", "ann")]
    graph = neo4j_database.load([*edges, NodeRecord("bob", "`); MATCH (n) DETACH DELETE n //")])
    kg = rog.open(graph)
    before = neo4j_database.checksum()
    texts = fuzzed_texts(random.Random(0))
    results = list(kg.ask_many(next(texts) for _ in range(100)))  # each compiles up to 16 queries on the server
    assert len(results) == 100
    faults = [result.error for result in results if result.error]
    assert not [fault for fault in faults if "Error:" in fault], "an error that is none of ours"
    relations, ids = graph.relations(), [*names, "ann", "bob"]
    chance = random.Random(1)
    for _ in range(1500):
        text, other = next(texts), next(texts)
        step = chance.choice([text, f"^{text}", *relations[:3]])
        topic = chance.choice([text, *ids])
        calls: list[Callable[[], object]] = [
            partial(graph.find, [text, other], 3, fuzzy=True),
            partial(graph.entities, [text, other]),
            partial(graph.steps, topic, [(), (step,), (step, step)]),
            partial(graph.ends, [(topic, (step,)), (topic, (step, step))], 3),
            partial(graph.holds, [(topic, step, other)]),
            partial(list, graph.walk((topic, (step,)), [other, "bob"], 2)),
        ]
        with suppress(InputError):  # an unknown topic; a refused query would be another error
            chance.choice(calls)()
    assert neo4j_database.checksum() == before


def test_half_a_surrogate_pair_is_in_no_database(neo4j_database: Database) -> None:
    graph = neo4j_database.load([EdgeRecord("ann", "parent", "bob")])
    assert isinstance(graph, Neo4jGraph)
    assert graph.find(["\ud800"]) == [[]]
    assert graph.entities(["\ud800", "ann"])[0] is None
    assert graph.ends([("ann", ("\ud800",))], 3) == [()]
    assert graph.holds([("ann", "\ud800", "bob")]) == [False]
    assert list(graph.walk(("ann", ("parent",)), ["\ud800"], 3)) == []
