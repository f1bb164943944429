"""Small graphs with questions and gold queries, and their form in JSON lines.

A line is one graph: `nodes`, `edges` and `symmetric` relations, or the `graph` that it names, perhaps with a relation
`withheld`; and its `questions`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rog.graph import open_graph
from rog.graph.contract import Graph
from rog.graph.evaluate import evaluate
from rog.graph.records import EdgeRecord, NodeRecord
from rog.query import Query, Several
from rog.query.nodes import read_query_json
from rog.training.ranking.withheld import WithoutRelation
from rog.values import is_value

__all__ = [
    "GraphRecords", "RankingGraph", "RankingQuery", "answers_of", "open_records", "read_ranking", "write_ranking",
]  # fmt: skip


@dataclass(frozen=True)
class RankingQuery:
    """A question as a person would put it, and what it asks of its graph."""

    question: str
    query: Query | None
    """The gold query; None where the graph cannot answer."""
    answers: tuple[str, ...]
    """The ids that the gold query gives; of several questions in one, those of all."""
    operation: str
    """What is asked for, such as "count"."""
    source: str
    """Which set the wording is from."""
    template: str = ""
    """The pattern of the wording, where it has one."""


@dataclass(frozen=True)
class GraphRecords:
    """A small graph as plain values: entities, edges whose tails may be values, and relations without direction."""

    nodes: tuple[NodeRecord, ...]
    edges: tuple[EdgeRecord, ...]
    symmetric: tuple[str, ...] = ()


@dataclass(frozen=True)
class RankingGraph:
    """A graph and the questions over it."""

    graph: Graph
    questions: tuple[RankingQuery, ...]
    held_out: bool = False
    """Whether its relations and wordings are kept for validation and calibration."""
    records: GraphRecords | None = None
    """What the graph was opened from; None for a graph that has a name."""
    name: str = ""
    """What `rog.open` takes, for a graph that has a name."""
    withheld: str = ""
    """The relation of a named graph that is not shown."""


def open_records(records: GraphRecords) -> Graph:
    """The graph of these records."""
    import networkx

    graph = networkx.MultiDiGraph()
    for node in records.nodes:
        shown: dict[str, Any] = {"name": node.name or node.id, "types": list(node.types)}
        if node.aliases:
            shown["aliases"] = list(node.aliases)
        graph.add_node(node.id, **shown)
    for edge in records.edges:
        if not is_value(edge.tail):
            graph.add_edge(edge.head, edge.tail, relation=edge.relation, **(edge.properties or {}))
        else:
            graph.nodes[edge.head].setdefault(edge.relation, []).append(edge.tail)
    symmetric = [name for name in records.symmetric if any(edge.relation == name for edge in records.edges)]
    return open_graph(graph, relation="relation", symmetric=symmetric)


def answers_of(query: Query, graph: Graph) -> tuple[str, ...]:
    """The ids that a query gives, of several questions those of all. Raises as `evaluate` does."""
    parts: Sequence[Query] = query.parts if isinstance(query, Several) else (query,)
    return tuple(dict.fromkeys(one for part in parts for one in evaluate(part, graph).ids))


def write_ranking(graphs: Iterable[RankingGraph], path: Path) -> int:
    """Write graphs as JSON lines, packed where the path ends in `.gz`; how many they are."""
    lines = (json.dumps(_to_json(graph), ensure_ascii=False) + "\n" for graph in graphs)
    with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        return sum(1 for line in lines if file.write(line))


def read_ranking(path: Path) -> Iterator[RankingGraph]:
    """The graphs of a file, each opened when it comes. Raises GraphError where a named one is not there."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield _from_json(json.loads(line))


def _to_json(graph: RankingGraph) -> dict[str, Any]:
    row: dict[str, Any] = {"held_out": graph.held_out}
    if graph.records is None:
        row |= {"graph": graph.name, "withheld": graph.withheld}
    else:
        row["nodes"] = [[node.id, node.name, node.aliases, node.types] for node in graph.records.nodes]
        row["edges"] = [[edge.head, edge.relation, edge.tail, edge.properties] for edge in graph.records.edges]
        row["symmetric"] = graph.records.symmetric
    row["questions"] = [
        {
            "question": one.question,
            "query": None if one.query is None else one.query.to_dict(),
            "answers": one.answers,
            "operation": one.operation,
            "source": one.source,
            "template": one.template,
        }
        for one in graph.questions
    ]
    return row


def _from_json(row: dict[str, Any]) -> RankingGraph:
    questions = tuple(
        RankingQuery(
            one["question"],
            None if one["query"] is None else read_query_json(one["query"]),
            tuple(one["answers"]),
            one["operation"],
            one["source"],
            one["template"],
        )
        for one in row["questions"]
    )
    if "graph" in row:
        named, withheld = _named(row["graph"]), row["withheld"]
        shown = WithoutRelation(named, withheld) if withheld else named
        return RankingGraph(shown, questions, row["held_out"], name=row["graph"], withheld=withheld)
    records = GraphRecords(
        tuple(NodeRecord(id, name, tuple(aliases), tuple(types)) for id, name, aliases, types in row["nodes"]),
        tuple(EdgeRecord(head, relation, tail, None, kept) for head, relation, tail, kept in row["edges"]),
        tuple(row["symmetric"]),
    )
    return RankingGraph(open_records(records), questions, row["held_out"], records)


@lru_cache(maxsize=8)
def _named(name: str) -> Graph:
    return open_graph(name)
