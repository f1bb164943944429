"""Questions that people wrote over small graphs, each with its gold query.

A folder has `graphs/graphs.toml`, which says how each graph is opened (`source`, `nodes`, `symmetric`), and the
questions in `train.jsonl` or `held_out.jsonl`. A line has `graph`, `form`, `question`, `query` and `answers`.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rog.errors import SourceError
from rog.graph.facts import facts_of
from rog.graph.files import read_records
from rog.graph.records import EdgeRecord, NodeRecord
from rog.query import read_query
from rog.training.ranking.examples import GraphRecords, RankingGraph, RankingQuery, open_records
from rog.values import is_value

__all__ = ["written_graphs"]

PARTS = {"train.jsonl": False, "held_out.jsonl": True}
"""The files of questions, and whether theirs are kept for validation and calibration."""


def written_graphs(folder: Path, source: str) -> Iterator[RankingGraph]:
    """The graphs of a folder with their questions. Raises SourceError and InputError for what is malformed."""
    graphs = tomllib.loads((folder / "graphs" / "graphs.toml").read_text("utf-8"))
    for name, held_out in PARTS.items():
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for number, line in enumerate((folder / name).read_text("utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                rows[row["graph"]].append(row)
                graphs[row["graph"]]
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                reason = f"is no question over a graph of graphs.toml: {error!r}"
                raise SourceError(folder / name, number, reason) from None
        for graph, own in rows.items():
            records = _records(folder / "graphs", graphs[graph])
            questions = tuple(_question(row, source) for row in own)
            yield RankingGraph(open_records(records), questions, held_out, records)


def _question(row: dict[str, Any], source: str) -> RankingQuery:
    query = read_query(row["query"]) if row["query"] != NOTHING else None
    return RankingQuery(row["question"], query, tuple(row["answers"]), row["form"], source)


NOTHING = "none()"
"""The query of a question that its graph cannot answer."""


def _records(folder: Path, options: dict[str, Any]) -> GraphRecords:
    nodes: dict[str, NodeRecord] = {}
    edges: list[EdgeRecord] = []
    sources = [(folder / options["source"], False)]
    if "nodes" in options:
        sources.append((folder / options["nodes"], True))
    for path, of_nodes in sources:
        for record in read_records(path, nodes=of_nodes):
            if isinstance(record, EdgeRecord):
                edges.append(record)
            elif isinstance(record, NodeRecord):
                nodes[record.id] = record._replace(properties=None)
                facts = facts_of(record.properties).items()
                edges += [EdgeRecord(record.id, name, value) for name, values in facts for value in values]
    for edge in edges:
        for end in (edge.head, edge.tail):
            if not is_value(end):
                nodes.setdefault(end, NodeRecord(end))
    return GraphRecords(tuple(nodes.values()), tuple(edges), tuple(options.get("symmetric", ())))
