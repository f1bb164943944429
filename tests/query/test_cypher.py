"""Queries in Cypher: what is written. That it finds the same is tested on a real Neo4j (tests/graph/neo4j)."""

from __future__ import annotations

import pytest

from rog.query import Ids, Kind, Walk, read_query
from rog.query.cypher import to_cypher

PATHS = "// A path uses no relationship twice and never comes back to where it began."


def test_a_whole_query() -> None:
    query = read_query("count((kind(Film) where released > 1990) / ^acted_in[since >= 2000])")
    assert query.to_cypher().split("\n") == [
        PATHS,
        "MATCH (n1:Film)",
        "WITH DISTINCT n1",
        "WHERE EXISTS {",
        "  WITH n1",
        "  UNWIND n1.released AS value2",
        "  WITH value2 WHERE value2 > 1990",
        "  RETURN value2",
        "}",
        "MATCH (n1)<-[edge3:acted_in]-(n4)",
        "WHERE n4 <> n1 AND edge3.since >= 2000",
        "WITH count(DISTINCT n4) AS count5",
        "RETURN DISTINCT count5 AS value",
        "ORDER BY value",
    ]


def test_names_can_be_said() -> None:
    query = read_query("Q1 / born")
    assert to_cypher(query, id_property="qid", properties=["born"]).split("\n") == [
        "MATCH (n1)", "WHERE n1.qid IN ['Q1']", "UNWIND n1.born AS value2",
        "RETURN DISTINCT value2 AS value", "ORDER BY value",
    ]  # fmt: skip
    assert "(n1)-[:married]-(n2)" in to_cypher(read_query("Q1 / married"), symmetric=["married"])


def test_names_are_quoted_and_values_escaped() -> None:
    hostile = "a`b' \\u0060 \\\n//"
    shown = Walk(start=Ids(ids=(hostile,)), path=(hostile,)).to_cypher()
    assert "['a`b\\' \\\\u0060 \\\\\\n//']" in shown
    assert "-[:`a``b' \\u005Cu0060 \\\n//`]->" in shown
    assert Kind(kind="two words").to_cypher().startswith("MATCH (n1:`two words`)")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("kind(A) where p = 'x'", "value2 = 'x'"), ("kind(A) where p = true", "value2 = true"),
        ("kind(A) where p < 1999-05-03", "value2 < date('1999-05-03')"), ("kind(A) where p != 1.5", "value2 <> 1.5"),
        ("kind(A) where p < year(1999)", "value2 < 1999"), ("kind(A) where p > 5 km", "value2 > 5"),
        ('kind(A) where p = "1999-05-03T10:00:00"^^xsd:dateTime', "value2 = datetime('1999-05-03T10:00:00')"),
    ],
)  # fmt: skip
def test_values(written: str, shown: str) -> None:
    cypher = read_query(written).to_cypher()
    assert shown in cypher
    assert ("without their units" in cypher) == ("km" in written or "year" in written)


def test_several_questions_are_several_statements() -> None:
    assert read_query("kind(A); kind(B)").to_cypher().count(";\n\n") == 1
