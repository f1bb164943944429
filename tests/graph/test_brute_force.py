"""Random multigraphs: every store equals plain enumeration, and so every store equals every other."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.testing.graph_contract import assert_equals_brute_force
from tests.graph.test_networkx import from_records

pytest.importorskip("networkx")

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
keys = st.integers(-3, 30) | names
settings.register_profile(
    "same every time", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def multigraphs(draw: st.DrawFn) -> list[EdgeRecord]:
    """Up to 10 edges over few entities and relations, so that cycles and parallel edges are common."""
    entities = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    relations = draw(st.lists(names | st.sampled_from(["r", "^r", "\\r"]), min_size=1, max_size=3, unique=True))
    ends = st.sampled_from(entities)
    edges = st.tuples(ends, st.sampled_from(relations), ends, keys)
    drawn = draw(st.lists(edges, min_size=1, max_size=10, unique_by=lambda edge: (edge[0], edge[2], edge[3])))
    return [EdgeRecord(*edge) for edge in drawn]


@settings(settings.get_profile("same every time"), max_examples=120)
@given(multigraphs(), st.integers(0, 2**16))
def test_stores_equal_brute_force(edges: list[EdgeRecord], seed: int) -> None:
    assert_equals_brute_force(from_records(edges), edges, at_most=25, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        build_index(edges, Path(folder, "graph.rog"))
        with IndexGraph(Path(folder, "graph.rog")) as index:
            assert_equals_brute_force(index, edges, at_most=25, seed=seed)


@st.composite
def named_graphs(draw: st.DrawFn) -> tuple[list[Record], list[str]]:
    """Nodes with names and aliases that often agree but for case and accents, some edges, and texts to find."""
    words = st.sampled_from(
        ["Zürich", "zurich", "ZÜRICH", "Paris", "paris ", "Pâris", "Parys", "Paris, Texas", "é", "-"]
    )
    ids = draw(st.lists(words | names, min_size=1, max_size=6, unique=True))
    texts = words | names
    nodes = [NodeRecord(entity, draw(st.none() | texts), tuple(draw(st.lists(texts, max_size=2)))) for entity in ids]
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=6))
    edges = [EdgeRecord(head, "r", tail, number) for number, (head, tail) in enumerate(pairs)]
    return [*nodes, *edges], draw(st.lists(texts, max_size=4)) + ids


@settings(settings.get_profile("same every time"), max_examples=100)
@given(named_graphs(), st.integers(0, 5), st.booleans())
def test_stores_find_the_same(drawn: tuple[list[Record], list[str]], limit: int, fuzzy: bool) -> None:
    records, texts = drawn
    live = from_records(records)
    with tempfile.TemporaryDirectory() as folder:
        build_index(records, Path(folder, "graph.rog"))
        with IndexGraph(Path(folder, "graph.rog")) as index:
            assert index.find(texts, limit, fuzzy=fuzzy) == live.find(texts, limit, fuzzy=fuzzy)
            assert index.entities(texts) == live.entities(texts)
