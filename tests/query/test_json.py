"""The JSON form of queries: read back as written, and errors that say what is wrong and where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from rog.errors import InputError
from rog.query import Query, read_query, read_query_json
from rog.query.nodes import children, ids_of, relations_of, walk_nodes
from tests.query.queries import queries, several

A = {"op": "ids", "ids": ["A"]}


@settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(queries() | several())
def test_what_is_written_is_read_back(query: Query) -> None:
    assert read_query_json(json.loads(json.dumps(query.to_dict()))) == query


def test_the_form() -> None:
    query = read_query("count(A / r[since > 5] where count(s) = 2)")
    assert query.to_dict() == {
        "op": "count",
        "of": {
            "op": "where",
            "whole": {
                "op": "walk",
                "start": A,
                "path": ["r"],
                "tests": [{"hop": 1, "property": "since", "sign": ">", "value": '"5"^^xsd:integer'}],
            },
            "test": {
                "op": "compares",
                "by": {"path": ["s"], "counted": True},
                "sign": "=",
                "right": {"op": "ids", "ids": ['"2"^^xsd:integer']},
            },
        },
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "not a query"),
        ([], "not a query"),
        ({}, "op"),
        ({"op": "drop"}, "op"),
        ({"op": "ids"}, "Field required .ids in ids"),
        ({"op": "ids", "ids": "A"}, "ids"),
        ({"op": "ids", "ids": [1]}, "string"),
        ({"op": "count"}, "of in count"),
        ({"op": "count", "of": {"op": "kind"}}, "kind in kind in of in count"),
        ({"op": "walk", "start": A, "path": []}, "1 to 4 steps; this one has 0"),
        ({"op": "walk", "start": A, "path": ["r"] * 5}, "1 to 4 steps; this one has 5"),
        ({"op": "walk", "start": A, "path": ["r"], "tests": [{"hop": 2, "property": "p", "sign": "=", "value": '"1"'}]},
         "is not the id of a value"),
        ({"op": "walk", "start": A, "path": ["r"], "tests": [{"hop": 1, "property": "p", "sign": "=", "value": "B"}]},
         "'B' is not the id of a value"),
        ({"op": "walk", "start": A, "path": ["r"], "tests": [{"hop": 1, "property": "p", "sign": "~", "value": "B"}]},
         "sign"),
        ({"op": "both", "parts": []}, "parts"),
        ({"op": "several", "parts": [A]}, "parts"),
        ({"op": "most", "whole": A, "by": {"path": ["r"]}, "first": 0}, "first"),
        ({"op": "where", "whole": A, "test": {"op": "likes"}}, "test"),
        ({"op": "ids", "ids": ["A"], "limit": 3}, "limit"),
        ({"op": "count", "of": {"op": "several", "parts": [A, A]}}, "side by side"),
        ({"op": "either", "parts": [A] * 300}, "at most 200 nodes"),
    ],
)  # fmt: skip
def test_an_error_says_what_and_where(data: Any, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_query_json(data)


def test_what_a_query_names() -> None:
    query = read_query("(most(A / r where s > 5, count(t)) not B) where it != C where u contains 'x'")
    assert ids_of(query) == ("A", '"5"^^xsd:integer', "B", "C")
    assert set(relations_of(query)) == {"r", "s", "t", "u"}
    assert next(walk_nodes(query)) == query
    assert all(child in tuple(walk_nodes(query)) for child in children(query))
