"""Ends and paths of the same plans, in one run with the answers compared: the index, the networkx store, plain
networkx walks, SPARQL in pyoxigraph, and a Neo4j database that holds the same graph, where one is named.

python -m eval.speed.walk --graph TRIPLES.tsv.gz --questions FILE [--plans 300 1000] [--rounds 15] [--neo4j URI]

Cold: an index just opened, so that nothing is kept in memory but the file's pages; opening is not
counted. Warm: the same plans again. All other stores are loaded before and warm. Every way begins and ends with ids.
Of the paths to an end the first three are walked. A store gives them as values with all that is known of each edge,
the other ways as ids.

- `networkx_sets`: a walk of sets of nodes, which does less than what `ends` says, as it may use an edge twice
- `networkx_paths`: a walk of whole paths with the edges they used
- `sparql_property_paths`: may use an edge twice and pass through the topic
- `sparql_patterns`: says what rog means (see eval/speed/property_paths.py)
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Sequence
from pathlib import Path
from random import Random

from eval.machine import write_report
from eval.speed.laps import left_alone
from eval.speed.plain_walks import plain_graph
from eval.speed.property_paths import SparqlStore
from eval.speed.walkers import Walkers, compare_ends, compare_paths
from rog.graph import Graph, open_graph
from rog.graph.files import read_records
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord
from rog.questions import grounded, read_questions
from rog.training.supervision import supervise
from rog.types import Branch

__all__ = ["compare_ends", "compare_paths", "main", "open_walkers", "read_plans"]


def read_plans(graph: Graph, path: Path, count: int) -> list[Branch]:
    """The best plan of each topic of so many questions drawn at random, as supervision finds it."""
    questions = grounded(read_questions(path), graph)
    found = supervise(graph, Random(0).sample(questions, min(count, len(questions))))
    return [Branch(topic, paths[0]) for item in found for topic, paths in item.paths.items() if paths]


def open_walkers(triples: Path, neo4j: str | None = None) -> Walkers:
    """The graph of a file in every form. `neo4j` is the address of a database, or what else `open_graph` takes."""
    index = open_graph(triples)
    assert isinstance(index, IndexGraph)
    plain = plain_graph(record[:3] for record in read_records(triples) if isinstance(record, EdgeRecord))
    if plain.number_of_edges() != index.triple_count:
        warnings.warn("edges that differ in their properties only are one edge in networkx and SPARQL", stacklevel=2)
    sparql = SparqlStore((head, relation, tail) for head, tail, relation in plain.edges(keys=True))
    return Walkers(index.path, plain, sparql, open_graph(neo4j) if neo4j else None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed.walk", description=__doc__)
    parser.add_argument("--graph", required=True, type=Path)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--plans", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--paths-plans", type=int, default=300, help="plans whose paths are walked")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--paths-rounds", type=int, default=5)
    parser.add_argument("--neo4j", metavar="URI", help="a Neo4j database that holds the same graph")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    walkers = open_walkers(args.graph, args.neo4j)
    args.neo4j = args.neo4j and args.neo4j.partition("://")[0]  # an address may hold a password
    with IndexGraph(walkers.index) as index:
        plans = {count: read_plans(index, args.questions, count) for count in {*args.plans, args.paths_plans}}
    with left_alone():
        figures = {
            "triples": walkers.plain.number_of_edges(),
            "ends": [compare_ends(walkers, plans[count], args.rounds) for count in args.plans],
            "paths": compare_paths(walkers, plans[args.paths_plans], args.paths_rounds),
        }
    write_report(figures, args, args.out)


if __name__ == "__main__":
    main()
