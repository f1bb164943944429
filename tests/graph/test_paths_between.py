"""The shortest ways between two entities lead through no value."""

from __future__ import annotations

import pytest

from rog.graph.evaluate import evaluate
from rog.graph.records import EdgeRecord
from rog.query import read_query
from tests.graph.test_networkx import from_records

pytest.importorskip("networkx")

YEAR = '"1941"^^xsd:gYear'


def test_a_shared_value_is_no_way() -> None:
    shared = [EdgeRecord("a", "born", YEAR), EdgeRecord("b", "born", YEAR)]
    way = [EdgeRecord("a", "r", "c"), EdgeRecord("c", "r", "d"), EdgeRecord("b", "r", "d")]
    assert evaluate(read_query("between(a, b)"), from_records(shared)).ids == ()
    assert evaluate(read_query("between(a, b)"), from_records(shared + way)).ids == ("c", "d")
    assert evaluate(read_query("between(b, a)"), from_records(shared + way)).ids == ("c", "d")


def test_a_value_may_be_an_end() -> None:
    records = [EdgeRecord("a", "r", "b"), EdgeRecord("b", "born", YEAR)]
    assert evaluate(read_query("between(a, year(1941))"), from_records(records)).ids == ("b",)
