"""Random queries over random multigraphs: every store finds what plain evaluation does, by each of its ways."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from rog.errors import IncomparableError
from rog.graph import Graph
from rog.graph.evaluate import evaluate
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.query import (
    Between,
    Both,
    Compares,
    Count,
    EdgeTest,
    EdgeValues,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Same,
    Total,
    Walk,
    Where,
    Without,
)
from rog.testing.brute_force import Enumerator
from rog.testing.plain_queries import plain_answers
from rog.types import RelationDescription, RelationPath

__all__ = ["queries", "worlds"]

ENTITIES = ("a", "b", "c", "1941")
VALUES = (
    '"1941"^^xsd:gYear', '"1941-05-03"^^xsd:date', '"3"^^xsd:integer', '"3.5"^^xsd:decimal', '"2 km"^^cdt:ucum',
    '"2000 m"^^cdt:ucum', '"5 kg"^^cdt:ucum', '"1941"^^xsd:integer', '"yes"^^xsd:string', '"true"^^xsd:boolean',
)  # fmt: skip
RELATIONS = ("r", "s", "spouse", "size")
STEPS = ("r", "^r", "s", "^s", "spouse", "size", "^size")
KINDS = ("K", "L", "year", "none")
SIGNS = ("=", "!=", "<", "<=", ">", ">=")

settings.register_profile(
    "same queries", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)

paths: st.SearchStrategy[RelationPath] = st.lists(st.sampled_from(STEPS), min_size=1, max_size=3).map(tuple)
short_paths: st.SearchStrategy[RelationPath] = st.lists(st.sampled_from(STEPS), min_size=1, max_size=2).map(tuple)
values = st.sampled_from(VALUES)
signs = st.sampled_from(SIGNS)


@st.composite
def worlds(draw: st.DrawFn) -> list[Record]:
    """A few entities with kinds and properties, and edges with properties; every id of ENTITIES is there."""
    ends = st.sampled_from(ENTITIES)
    known: st.SearchStrategy[dict[str, JsonValue] | None] = st.sampled_from(
        [None, {"since": 1941}, {"since": [3, "yes"], "role": "x"}]
    )
    edges = st.tuples(ends, st.sampled_from(RELATIONS), ends | values, st.integers(0, 50), known)
    drawn = draw(st.lists(edges, max_size=12, unique_by=lambda edge: edge[3]))
    nodes = [
        NodeRecord(
            entity,
            types=tuple(draw(st.lists(st.sampled_from(KINDS[:2]), max_size=2, unique=True))),
            properties={"size": [*draw(st.lists(values, max_size=2)), *draw(st.lists(st.integers(1, 4), max_size=1))]},
        )
        for entity in ENTITIES
    ]
    spouses = RelationRecord("spouse", RelationDescription(symmetric=True))
    return [spouses, *nodes, *(EdgeRecord(*edge) for edge in drawn)]


measures = st.builds(Measure, path=short_paths, counted=st.booleans())
tests_of_edges = st.builds(
    EdgeTest, hop=st.just(1), property=st.sampled_from(["since", "role"]), sign=signs, value=values
)


def queries() -> st.SearchStrategy[Query]:
    """Query trees of every node."""
    leaves: st.SearchStrategy[Query] = (
        st.builds(Ids, ids=st.lists(st.sampled_from(ENTITIES) | values, max_size=3).map(tuple))
        | st.builds(Kind, kind=st.sampled_from(KINDS))
        | st.builds(Having, path=short_paths)
    )
    return st.recursive(leaves, _larger, max_leaves=5)


def _larger(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    walks = st.builds(Walk, start=parts, path=paths)
    tested = st.builds(Walk, start=parts, path=paths, tests=st.lists(tests_of_edges, max_size=2).map(tuple))
    comparison = st.builds(Compares, by=measures, sign=signs, right=parts | st.builds(Ids, ids=st.tuples(values)))
    tests = st.builds(IsA, kind=st.sampled_from(KINDS)) | st.builds(Has, path=short_paths) | comparison
    places = st.integers(1, 3)
    return st.one_of(
        walks,
        tested,
        st.builds(EdgeValues, walk=tested, property=st.sampled_from(["since", "role"])),
        st.builds(Both, parts=several),
        st.builds(Either, parts=several),
        st.builds(Without, whole=parts, part=parts),
        st.builds(Where, whole=parts, test=tests),
        st.builds(Most, whole=parts, by=measures, least=st.booleans(), first=places, count=places),
        st.builds(Count, of=parts),
        st.builds(Exists, of=parts),
        st.builds(
            Total, of=parts, how=st.sampled_from(["sum", "mean", "least", "most"]), path=st.just(()) | short_paths
        ),
        st.builds(Same, left=parts, sign=signs, right=parts),
        st.builds(Between, left=parts, right=parts),
    )


def outcome(query: Query, graph: Graph, limit: int) -> tuple[object, ...]:
    """What was found in full, or that nothing compares."""
    try:
        found = evaluate(query, graph, limit)
    except IncomparableError as error:
        return (str(error),)
    return found.ids, found.truncated, found.notes


def compare_outcomes(graph: Graph, records: Sequence[Record], query: Query) -> None:
    """The graph's answers are those of plain evaluation."""
    try:
        expected: tuple[str, ...] | None = plain_answers(query, Enumerator.of_records(records))
    except IncomparableError:
        expected = None
    event("incomparable" if expected is None else f"{query.op}: {'some' if expected else 'none'}")
    try:
        found = evaluate(query, graph, 10_000)
    except IncomparableError:
        assert expected is None
        return
    assert found.ids == expected
    assert not found.truncated


@settings(settings.get_profile("same queries"), max_examples=100)
@given(worlds(), st.lists(queries(), min_size=1, max_size=4), st.integers(1, 6))
def test_the_index_finds_what_plain_evaluation_does(records: list[Record], asked: list[Query], limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        build_index(records, Path(folder, "graph.rog"))
        with IndexGraph(Path(folder, "graph.rog")) as index, pytest.MonkeyPatch.context() as patch:
            for query in asked:
                compare_outcomes(index, records, query)
            by_arrays = [outcome(query, index, cut) for query in asked for cut in (limit, 10_000)]
            patch.setattr(IndexGraph, "evaluate", lambda *_: None)
            for query in asked:
                compare_outcomes(index, records, query)
            assert [outcome(query, index, cut) for query in asked for cut in (limit, 10_000)] == by_arrays
