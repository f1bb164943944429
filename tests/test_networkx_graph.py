"""The networkx store: the contract, and what is its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import networkx
import pytest

from rog.errors import GraphError, UnknownEntityError
from rog.graph import Graph
from rog.graph.networkx import NetworkxGraph, is_needed
from rog.graph.records import EdgeRecord, Record
from tests.brute_force import Enumerator
from tests.graph_contract import GraphContract

__all__ = ["TestNetworkxContract", "from_records"]


def from_records(records: Iterable[Record]) -> NetworkxGraph:
    """The same graph as a MultiDiGraph whose relations are an edge attribute."""
    graph = networkx.MultiDiGraph()
    for record in records:
        if isinstance(record, EdgeRecord):
            data = {"relation": record.relation, **(record.properties or {})}
            graph.add_edge(record.head, record.tail, key=_free_key(graph, record), **data)
        else:
            given = {"name": record.name, "aliases": record.aliases, "types": record.types}
            graph.add_node(record.id, **{key: value for key, value in given.items() if value}, **(record.properties or {}))
    return NetworkxGraph(graph, relation="relation")


def _free_key(graph: networkx.MultiDiGraph, record: EdgeRecord) -> Any:
    assert not graph.has_edge(record.head, record.tail, record.key), "networkx needs distinct keys"
    return record.key


class TestNetworkxContract(GraphContract):
    def make(self, records: Iterable[Record]) -> Graph:
        return from_records(records)
