"""Writes a graph into a Neo4j database: the one place in rog that changes one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import neo4j
from tqdm import tqdm

from rog.errors import DatabaseError
from rog.graph.contract import ListedGraph, SizedGraph
from rog.graph.facts import facts_of
from rog.graph.neo4j.address import Address
from rog.graph.neo4j.connection import Auth, Connection
from rog.graph.neo4j.layout import DECLARED_LABEL, VALUE_LABEL, index_key, type_of
from rog.graph.neo4j.values import packed_edge, packed_node
from rog.graph.records import EdgeRecord, NodeRecord, RelationRecord
from rog.query.cypher import quote
from rog.values import is_value

__all__ = ["LoadReport", "load_graph"]

T = TypeVar("T")
Write = Callable[[str, list[dict[str, Any]]], None]

ROWS_PER_TRANSACTION = 5_000
"""Nodes or edges written in one transaction."""
MIN_TIMEOUT_SECONDS = 300.0
"""Least timeout of a transaction; a new index may take as long to be filled."""

SCHEMA = (
    "CREATE CONSTRAINT rog_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
    "CREATE FULLTEXT INDEX rog_names IF NOT EXISTS FOR (n:Entity) ON EACH [n.rog_names] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'keyword'}}",
    "CALL db.awaitIndexes(300)",
)
NODES = "UNWIND $rows AS row MERGE (n:Entity {id: row.id}) SET n = row"
VALUES = f"{NODES}, n:{VALUE_LABEL}"
FACTS = """UNWIND $rows AS row MATCH (head:Entity {id: row.head}), (tail:Entity {id: row.tail})
    WHERE NOT EXISTS { (head)-[:TYPE]->(tail) } CREATE (head)-[:TYPE]->(tail)"""
DECLARED = f"MERGE (declared:{DECLARED_LABEL}) SET declared.symmetric = $rows"
PLAIN_EDGES = """UNWIND $rows AS row MATCH (head:Entity {id: row.head}), (tail:Entity {id: row.tail})
    WHERE NOT EXISTS { MATCH (head)-[other:TYPE]->(tail) WHERE other.rog_edge IS NULL } CREATE (head)-[:TYPE]->(tail)"""
KEYED_EDGES = """UNWIND $rows AS row MATCH (head:Entity {id: row.head}), (tail:Entity {id: row.tail})
    MERGE (head)-[edge:TYPE {rog_edge: row.properties.rog_edge}]->(tail) SET edge = row.properties"""


class LoadReport(NamedTuple):
    """What was written, or was there already."""

    entities: int
    triples: int


def load_graph(
    graph: ListedGraph, address: Address, auth: Auth | None = None, *, progress: bool | None = None
) -> LoadReport:
    """Write every entity, value and edge of a graph into a database, under the label `Entity`.

    What an entity has as properties is written to its node, to be shown, and as relationships to values, to be
    walked.

    A uniqueness constraint comes first. What is there already is brought up to date and not written
    twice, and nothing is removed: a load that was cut short can be run again. `progress` shows a bar on
    stderr; None where stderr is a terminal.

    Raises DatabaseError and its kinds.
    """
    connection = Connection(replace(address, timeout=max(address.timeout, MIN_TIMEOUT_SECONDS)), auth)
    try:
        for statement in SCHEMA:
            connection.run(statement, {}, neo4j.WRITE_ACCESS)
        _check(connection)
        total = graph.entity_count + graph.triple_count if isinstance(graph, SizedGraph) else None
        shown = sys.stderr.isatty() if progress is None else progress
        with tqdm(total=total, unit=" records", unit_scale=True, file=sys.stderr) if shown else nullcontext() as bar:
            return _write(connection, graph, bar.update if bar is not None else lambda count: None)
    finally:
        connection.close()


def _check(connection: Connection) -> None:
    """Raise DatabaseError where other nodes are in the way of the constraint's label."""
    strange = connection.read("MATCH (n:Entity) WHERE n.rog_names IS NULL RETURN 1 AS one LIMIT 1")
    if strange:
        raise DatabaseError(
            f"{connection.address}: there are nodes with the label Entity that rog did not write; load into another "
            "database, or give them another label"
        )


def _write(connection: Connection, graph: ListedGraph, done: Callable[[int], object]) -> LoadReport:
    def write(query: str, rows: list[dict[str, Any]]) -> None:
        connection.run(query, {"rows": rows}, neo4j.WRITE_ACCESS)
        done(len(rows))

    entities = triples = 0
    nodes = (record for record in graph.records() if isinstance(record, NodeRecord) and not is_value(record.id))
    for records in _batches(nodes):
        write(NODES, [packed_node(record) for record in records])
        entities += len(records)
    edges = (record for record in graph.records() if isinstance(record, EdgeRecord))
    for edges_of_batch in _batches(edges):
        triples += len(edges_of_batch)
        _write_values([end for edge in edges_of_batch for end in (edge.head, edge.tail)], write)
        for relation in dict.fromkeys(edge.relation for edge in edges_of_batch):
            same = [_edge_row(edge) for edge in edges_of_batch if edge.relation == relation]
            plain, keyed = ([row for row in same if bool(row["properties"]) is kind] for kind in (False, True))
            for query, rows in ((PLAIN_EDGES, plain), (KEYED_EDGES, keyed)):
                if rows:
                    write(query.replace("TYPE", quote(type_of(relation))), rows)
    _write_facts(graph, write)
    declared = (record for record in graph.records() if isinstance(record, RelationRecord))
    symmetric = sorted({record.relation for record in declared if record.description.symmetric})
    if symmetric:
        connection.run(DECLARED, {"rows": list(map(type_of, symmetric))}, neo4j.WRITE_ACCESS)
    return LoadReport(entities, triples)


def _write_facts(graph: ListedGraph, write: Write) -> None:
    """What properties tell, after the edges: what an edge tells already is not written again."""
    facts = (
        EdgeRecord(record.id, relation, value)
        for record in graph.records()
        if isinstance(record, NodeRecord) and not is_value(record.id)
        for relation, values in facts_of(record.properties).items()
        for value in values
    )
    for batch in _batches(facts):
        _write_values([fact.tail for fact in batch], write)
        for relation in dict.fromkeys(fact.relation for fact in batch):
            rows = [_edge_row(fact) for fact in batch if fact.relation == relation]
            write(FACTS.replace("TYPE", quote(type_of(relation))), rows)


def _write_values(ids: Iterable[str], write: Write) -> None:
    rows = [packed_node(NodeRecord(one)) for one in dict.fromkeys(ids) if is_value(one)]
    if rows:
        write(VALUES, rows)


def _edge_row(record: EdgeRecord) -> dict[str, Any]:
    return {"head": index_key(record.head), "tail": index_key(record.tail), "properties": packed_edge(record)}


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(items)
    while batch := list(islice(rows, ROWS_PER_TRANSACTION)):
        yield batch
