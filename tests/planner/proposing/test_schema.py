"""What a schema looks up of a graph's edges."""

from __future__ import annotations

import pytest

from rog.graph.calls import CallCounter, CountedGraph
from rog.graph.records import EdgeRecord
from rog.planner.proposing import schema as module
from rog.planner.proposing.schema import Schema
from tests.conftest import MakeGraph


def test_values_of_edges(make_graph: MakeGraph) -> None:
    graph = make_graph(
        [
            EdgeRecord("Ann", "sailed", "Swift", properties={"role": "cook"}),
            EdgeRecord("Bea", "sailed", "Tern", properties={"role": "mate", "since": 2001}),
            EdgeRecord("Ann", "likes", "Tern"),
        ]
    )
    schema = Schema({}, {})
    found = schema.edge_values("sailed", graph)
    assert {name: sorted(value.text for value in values) for name, values in found.items()} == {
        "role": ["cook", "mate"],
        "since": ["2001"],
    }
    assert not schema.edge_values("likes", graph)


def test_a_graph_whose_edges_say_nothing_is_not_asked_on_and_on(
    make_graph: MakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_SILENT_RELATIONS", 2)
    counter = CallCounter()
    graph = CountedGraph(make_graph([EdgeRecord("Ann", relation, "Bea") for relation in "abc"]), [counter])
    schema = Schema({}, {})
    assert not schema.edge_values("a", graph)
    assert not schema.edge_values("b", graph)
    before = counter.calls
    assert before
    assert not schema.edge_values("c", graph)
    assert counter.calls == before
