"""The Neo4j store against a real server: the contract, and that it equals plain enumeration."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rog.graph import Graph
from rog.graph.records import EdgeRecord, Record
from rog.testing.graph_contract import GraphContract, assert_equals_brute_force
from tests.fakes.neo4j_server import Database
from tests.graph.test_brute_force import multigraphs


class TestNeo4jGraph(GraphContract):
    @pytest.fixture(autouse=True)
    def _database(self, neo4j_database: Database) -> None:
        self.database = neo4j_database

    def make(self, records: Iterable[Record]) -> Graph:
        return self.database.load(records)


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(multigraphs(), st.integers(0, 2**16))
def test_it_equals_brute_force(neo4j_database: Database, edges: list[EdgeRecord], seed: int) -> None:
    assert_equals_brute_force(neo4j_database.load(edges), edges, at_most=25, seed=seed)
