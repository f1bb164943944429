"""Queries that ask the same by the laws of sets have one normal form, and it asks the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rog.errors import IncomparableError
from rog.graph.evaluate import evaluate
from rog.graph.records import Record
from rog.query import Both, Either, Most, Query, Several, Where, Without, normal_form, read_query
from tests.graph.test_networkx import from_records
from tests.query.queries import conditions, graphs, queries, sets, several

pytest.importorskip("networkx")

same_every_time = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@settings(same_every_time, max_examples=200)
@given(graphs(), queries())
def test_it_asks_the_same(records: list[Record], query: Query) -> None:
    graph = from_records(records)
    try:
        expected = evaluate(query, graph)
    except IncomparableError:
        return
    found = evaluate(normal_form(query), graph)
    assert (found.ids, found.truncated) == (expected.ids, expected.truncated), (str(query), str(normal_form(query)))


@settings(same_every_time, max_examples=200)
@given(queries() | several())
def test_it_is_its_own_normal_form(query: Query) -> None:
    form = normal_form(query)
    assert normal_form(form) == form


@settings(same_every_time, max_examples=200)
@given(st.lists(sets(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_order_repetition_and_nesting_of_sets_make_no_difference(parts: list[Query], random: object) -> None:
    shuffled = sorted(parts, key=str, reverse=True)
    for node in (Both, Either):
        form = normal_form(node(parts=tuple(parts)))
        assert normal_form(node(parts=tuple(shuffled))) == form
        assert normal_form(node(parts=(*parts, parts[0]))) == form
        assert normal_form(node(parts=(parts[0], node(parts=tuple(parts[1:]))))) == form
        assert normal_form(node(parts=(node(parts=(parts[0],)), *parts[1:]))) == form
    assert normal_form(Several(parts=tuple(parts))) == normal_form(Several(parts=tuple(shuffled)))


@settings(same_every_time, max_examples=100)
@given(sets(), st.lists(conditions(), min_size=2, max_size=3))
def test_order_of_conditions_makes_no_difference(whole: Query, given_tests: list[object]) -> None:
    forms = set()
    for order in (given_tests, given_tests[::-1], [*given_tests, given_tests[0]]):
        query = whole
        for test in order:
            query = Where(whole=query, test=test)  # type: ignore[arg-type]
        forms.add(normal_form(query))
        forms.add(normal_form(Both(parts=(query,))))
    assert len(forms) == 1


@settings(same_every_time, max_examples=100)
@given(sets(), sets(), sets())
def test_what_is_left_out_has_no_order(whole: Query, first: Query, second: Query) -> None:
    form = normal_form(Without(whole=Without(whole=whole, part=first), part=second))
    assert normal_form(Without(whole=Without(whole=whole, part=second), part=first)) == form
    assert normal_form(Without(whole=whole, part=Either(parts=(second, first)))) == form
    assert normal_form(Without(whole=Both(parts=(Without(whole=whole, part=first),)), part=second)) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A or B", "B or A"),
        ("A or (B or kind(k))", "kind(k) or (B or A)"),
        ("(A / r) where is k", "kind(k) and A / r"),
        ("A where is k where is l", "A where is l where is k"),
        ("A / r > B / r", "B / r < A / r"),
        ("A / r >= B / r", "B / r <= A / r"),
        ("A / r = B / r", "B / r = A / r"),
        ("between(A or B, C)", "between(B or A, C)"),
        ("A / r[p = 1, q = 2]", "A / r[q = 2, p = 1]"),
        ("A where r = (B or C)", "A where r = (C or B)"),
        ("A where it = (B or C) where it != C", "A where it != C where it = (C or B)"),
        ("count(A and kind(k))", "count(kind(k) and A)"),
        ("exists(B and A / r / ^s)", "exists(A and B / s / ^r)"),
        ("A; B", "B; A"),
        ("A; A", "A"),
    ],
)
def test_what_is_written_in_one_way(one: str, other: str) -> None:
    assert normal_form(read_query(one)) == normal_form(read_query(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A not B", "B not A"),
        ("A not (B not C)", "A not B not C"),
        ("(A / r) / s", "A / r / s"),
        ("A / r < B / r", "B / r < A / r"),
        ("A / r[p = 1]", "A / r[p = 2]"),
        ("A / r", "A / ^r"),
        ("most(A, r)", "least(A, r)"),
        ("most(A where s > 1, r)", "most(A, r) where s > 1"),
        ("A where r contains 'x'", "A where r begins 'x'"),
        ('"5"', "5"),
        ("5", "5 km"),
        ("between(A, B)", "between(B, A)"),
        ("exists(B and A / r)", "exists(A and B / r)"),
        ("B and A / r", "A and B / ^r"),
        ("(A / r) where is number", "kind(number) and A / r"),
    ],
)
def test_what_stays_apart(one: str, other: str) -> None:
    assert normal_form(read_query(one)) != normal_form(read_query(other))
    assert isinstance(normal_form(read_query("most(A, r)")), Most)
