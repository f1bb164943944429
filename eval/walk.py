"""The index's `ends` against a plain networkx walk of the same plans, in one run, answers compared:

python -m eval.walk --graph TRIPLES.tsv.gz --questions FILE [--plans 200]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import networkx

from rog.graph import Graph, open_graph
from rog.graph.files import read_records
from rog.graph.records import EdgeRecord
from rog.questions import read_questions
from rog.supervision import supervise
from rog.types import Branch, read_step

__all__ = ["main"]


def plain_walk(graph: networkx.MultiDiGraph, branch: Branch) -> set[str]:
    """The ends of a relation path as one writes it first: a set of nodes, a loop over their edges."""
    frontier = {branch.topic}
    for step in branch.path:
        relation, forward = read_step(step)
        beside = graph.succ if forward else graph.pred
        frontier = {other for node in frontier for other, keys in beside[node].items() if relation in keys}
        frontier.discard(branch.topic)
    return frontier


def _branches(graph: Graph, path: Path, count: int) -> list[Branch]:
    questions = Random(0).sample(list(read_questions(path)), count)
    return [
        Branch(topic, paths[0]) for item in supervise(graph, questions) for topic, paths in item.paths.items() if paths
    ]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.walk", description=__doc__)
    parser.add_argument("--graph", required=True, type=Path)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--plans", type=int, default=200)
    args = parser.parse_args()
    index = open_graph(args.graph)
    plain = networkx.MultiDiGraph()
    plain.add_edges_from((r.head, r.tail, r.relation) for r in read_records(args.graph) if isinstance(r, EdgeRecord))
    branches = _branches(index, args.questions, args.plans)
    times: dict[str, list[float]] = {"index": [], "index, all plans in one call": [], "networkx": []}
    for _ in range(3):
        began = perf_counter()
        single = [index.ends([branch], limit=10**9)[0] for branch in branches]
        middle = perf_counter()
        index.ends(branches, limit=10**9)
        third = perf_counter()
        walked = [plain_walk(plain, branch) for branch in branches]
        last = perf_counter()
        times["index"].append(middle - began)
        times["index, all plans in one call"].append(third - middle)
        times["networkx"].append(last - third)
    report = {
        "plans": len(branches),
        "answers_equal": all(set(ends) == other for ends, other in zip(single, walked, strict=True)),
        "milliseconds_a_plan": {name: round(median(laps) / len(branches) * 1000, 4) for name, laps in times.items()},
        "networkx_over_index": round(median(times["networkx"]) / median(times["index"]), 1),
        "networkx_over_index_in_one_call": round(
            median(times["networkx"]) / median(times["index, all plans in one call"]), 1
        ),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
