"""Queries that Neo4j evaluates itself: the same answers as step by step, in one round trip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rog.errors import IncomparableError, UnknownEntityError
from rog.graph.contract import Found
from rog.graph.evaluate import Evaluator, evaluate
from rog.graph.neo4j.literals import value_ids
from rog.graph.neo4j.store import Neo4jGraph
from rog.graph.records import Record
from rog.query import Compares, Count, Either, Ids, Kind, Measure, Query, Walk, Where, read_query
from rog.query.cypher import to_cypher
from rog.testing.brute_force import Enumerator
from rog.testing.graph_contract import HOSTILE
from rog.testing.plain_queries import plain_answers
from rog.types import make_step
from rog.values import Value
from tests.fakes.neo4j_server import Database
from tests.graph.test_queries import queries, worlds

LIMIT = 10_000

SHOP = """
    CREATE (a:Product {productId: 'a', name: 'Lamp', price: 20, made: date('2019-05-03'), tags: ['new', 'home']}),
           (b:Product {productId: 'b', name: 'Desk', price: 120.5, made: date('2020-01-31'), tags: ['home']}),
           (c:Product {productId: 'c', name: 'Chair', price: 80, made: date('2020-12-01')}),
           (d:Product:Old {productId: 'd', name: 'Stool', price: 80.0}),
           (s:Supplier {supplierId: 's', name: 'North', founded: 1990}),
           (t:Supplier {supplierId: 't', name: 'South', founded: 2001}),
           (a)-[:MADE_BY]->(s), (b)-[:MADE_BY]->(s), (c)-[:MADE_BY]->(t), (d)-[:MADE_BY]->(t),
           (a)-[:GOES_WITH]->(b), (c)-[:GOES_WITH]->(b), (s)-[:PARTNER]->(t)
"""

ANSWERS = {
    "kind(Product)": ("Product:a", "Product:b", "Product:c", "Product:d"),
    "count(kind(Product))": ('"4"^^xsd:integer',),
    "Supplier:s / ^MADE_BY": ("Product:a", "Product:b"),
    "kind(Supplier) / ^MADE_BY / GOES_WITH": ("Product:b",),
    "Supplier:t / PARTNER": ("Supplier:s",),
    "exists(Product:b / GOES_WITH)": ('"false"^^xsd:boolean',),
    "count(Product:a / MADE_BY / ^MADE_BY)": ('"1"^^xsd:integer',),
    "kind(Product) where price > 80": ("Product:b",),
    "kind(Product) where price >= 80": ("Product:b", "Product:c", "Product:d"),
    "kind(Product) where price != 80": ("Product:a", "Product:b"),
    "kind(Product) where made < year(2020)": ("Product:a",),
    "kind(Product) where made = year(2020)": ("Product:b", "Product:c"),
    "kind(Product) where made > 2020-01-31": ("Product:c",),
    "kind(Product) where tags = 'home'": ("Product:a", "Product:b"),
    "kind(Product) where MADE_BY/founded > 2000": ("Product:c", "Product:d"),
    "kind(Supplier) where count(^MADE_BY) >= 2": ("Supplier:s", "Supplier:t"),
    "kind(Product) where has made": ("Product:a", "Product:b", "Product:c"),
    "kind(Product) where has GOES_WITH": ("Product:a", "Product:c"),
    "kind(Product) where is Old": ("Product:d",),
    "having(GOES_WITH)": ("Product:a", "Product:c"),
    "having(made)": ("Product:a", "Product:b", "Product:c"),
    "kind(Product) not Supplier:s / ^MADE_BY": ("Product:c", "Product:d"),
    "kind(Product) and Supplier:t / ^MADE_BY": ("Product:c", "Product:d"),
    "Product:a or Supplier:s / ^MADE_BY": ("Product:a", "Product:b"),
    "most(kind(Product), price)": ("Product:b",),
    "most(kind(Product), price, 2)": ("Product:c", "Product:d"),
    "least(kind(Product), price, 1, 2)": ("Product:a", "Product:c", "Product:d"),
    "least(kind(Product), made)": ("Product:a",),
    "most(kind(Product), count(^GOES_WITH))": ("Product:b",),
    "highest(kind(Product), price)": ('"120.5"^^xsd:decimal',),
    "sum(kind(Supplier), founded)": ('"3991"^^xsd:integer',),
    "mean(kind(Supplier), founded)": ('"1995.5"^^xsd:decimal',),
    "lowest(kind(Product), made)": ('"2019-05-03"^^xsd:date',),
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(neo4j_database: Database) -> Iterator[Neo4jGraph]:
    neo4j_database.clear()
    neo4j_database.run(SHOP)
    neo4j_database.run("MATCH (n) SET n.id = last(labels(n)) + ':' + coalesce(n.productId, n.supplierId)")
    neo4j_database.run("MATCH (n:Old) SET n.id = 'Product:d'")
    for label in ("Product", "Supplier"):
        neo4j_database.run(f"CREATE CONSTRAINT FOR (n:{label}) REQUIRE n.{label.lower()}Id IS UNIQUE")
        neo4j_database.run(f"CREATE INDEX FOR (n:{label}) ON (n.name)")
    neo4j_database.run("CALL db.awaitIndexes(60)")
    yield neo4j_database.open(labels="Product,Supplier", symmetric="PARTNER")
    neo4j_database.clear()


def step_by_step(query: Query, graph: Neo4jGraph) -> Found:
    """What the query stands for, evaluated over the plain contract."""
    evaluator = Evaluator(graph, LIMIT)
    evaluator._store = None
    return evaluator.find(query)


class TestForeignDatabase:
    @pytest.mark.parametrize("written", ANSWERS)
    def test_answers(self, shop: Neo4jGraph, written: str) -> None:
        query = read_query(written)
        assert step_by_step(query, shop).ids == ANSWERS[written]
        assert evaluate(query, shop, LIMIT) == step_by_step(query, shop)

    def test_one_round_trip(self, shop: Neo4jGraph) -> None:
        evaluate(read_query("kind(Product)"), shop)
        before = shop.connection.calls
        evaluated = [written for written in ANSWERS if shop.evaluate(read_query(written), LIMIT) is not None]
        assert shop.connection.calls - before == len(ANSWERS)
        assert evaluated == list(ANSWERS)

    def test_hostile_names_and_values(self, shop: Neo4jGraph) -> None:
        odd = "`}) DETACH DELETE n //' \\u0060 \" $p0"
        quoted = '"' + odd.replace("\\", "\\\\").replace('"', '\\"') + '"'
        text = "'" + odd.replace("\\", "\\\\").replace("'", "\\'") + "'"
        for written in (
            f"kind({quoted})", f"kind(Product) / {quoted}", f"kind(Product) where {quoted} = {text}",
            f"kind(Product) where name = {text}", f"kind(Product) where is {quoted}", f"having({quoted})",
            f"most(kind(Product), {quoted})", f"kind(Product) where has ^{quoted}/{quoted}",
        ):  # fmt: skip
            assert evaluate(read_query(written), shop, LIMIT) == Found(), written
        with pytest.raises(UnknownEntityError):
            evaluate(read_query(f"{quoted} / MADE_BY"), shop, LIMIT)
        assert evaluate(read_query("count(kind(Product))"), shop).ids == ('"4"^^xsd:integer',)


class TestShownAsCypher:
    """What people paste finds the same in a database that has ids as properties."""

    @pytest.mark.parametrize("written", [written for written in ANSWERS if "year(" not in written])
    def test_answers(self, shop: Neo4jGraph, neo4j_database: Database, written: str) -> None:
        properties = ("price", "made", "tags", "founded")
        shown = to_cypher(read_query(written), properties=properties, symmetric=("PARTNER",))
        rows = neo4j_database.run(shown)
        found = [row["id"] if "id" in row else value_ids([row["value"]])[0] for row in rows]
        assert sorted(found) == sorted(ANSWERS[written]), shown

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("edge(Product:a / WITH_NOTE, since)", {2020}),
            ("Product:a / WITH_NOTE[since > 2019]", {"Product:c"}),
            ("Product:a / WITH_NOTE[since > 2020]", set()),
            ("count(Product:b / ^GOES_WITH) = count(Product:a / MADE_BY / ^MADE_BY)", {False}),
            ("Product:a / MADE_BY = Product:b / MADE_BY", {True}),
            ("between(Product:a, Supplier:s)", {"Supplier:s"}),
            ("between(Product:a, Product:d)", {"Product:c", "Supplier:s", "Supplier:t"}),
            ("kind(Product) where price > highest(kind(Supplier) / ^MADE_BY where is Old, price)", {"Product:b"}),
            ("none()", set()),
            ("most(kind(Product) where MADE_BY/founded = 1990 or kind(Nothing), price)", {"Product:b"}),
        ],
    )
    def test_what_is_not_evaluated_so(
        self, shop: Neo4jGraph, neo4j_database: Database, written: str, expected: set[object]
    ) -> None:
        neo4j_database.run(
            "MATCH (a {productId: 'a'}), (c {productId: 'c'}) MERGE (a)-[e:WITH_NOTE]->(c) SET e.since = 2020"
        )
        shown = to_cypher(read_query(written), properties=("price", "founded"))
        assert {next(iter(row.values())) for row in neo4j_database.run(shown)} == expected, shown

    @pytest.mark.parametrize("name", [text for text in HOSTILE if "\0" not in text])
    def test_hostile_names_and_values(self, shop: Neo4jGraph, neo4j_database: Database, name: str) -> None:
        before = neo4j_database.checksum()
        query = Where(
            whole=Either(parts=(Walk(start=Ids(ids=(name,)), path=(make_step(name),)), Kind(kind=name))),
            test=Compares(by=Measure(path=(make_step(name),)), sign="=", right=Ids(ids=(Value("text", name).id,))),
        )
        assert neo4j_database.run(to_cypher(query, id_property=name)) == []
        assert evaluate(Count(of=query.whole.parts[1]), shop).ids == ('"0"^^xsd:integer',)  # type: ignore[union-attr]
        assert neo4j_database.checksum() == before


@settings(
    max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
@given(worlds(), st.lists(queries(), min_size=15, max_size=15))
def test_random_queries_over_random_graphs(neo4j_database: Database, records: list[Record], asked: list[Query]) -> None:
    graph, plain = neo4j_database.load(records), Enumerator.of_records(records)
    for query in asked:
        try:
            expected = plain_answers(query, plain)
        except IncomparableError:
            continue
        try:
            found = evaluate(query, graph, LIMIT)
        except IncomparableError:
            continue  # of parts that decide nothing the one evaluates some and the other none
        assert found.ids == expected, str(query)
