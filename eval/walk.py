"""The index's `ends` against plain networkx walks of the same plans, in one run, answers compared.

python -m eval.walk --graph TRIPLES.tsv.gz --questions FILE [--plans 300 1000] [--rounds 15]

Cold: an index just opened, so that nothing is kept in memory but the file's pages; opening is not
counted. Warm: the same plans again. `sets` is a walk of sets of nodes, which does less than what `ends` says
(it may use an edge twice); `paths` is a walk of whole paths with the edges they used.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import networkx

from rog.graph import Graph, open_graph
from rog.graph.files import read_records
from rog.graph.index import IndexGraph
from rog.graph.records import EdgeRecord
from rog.questions import read_questions
from rog.supervision import supervise
from rog.types import Branch, Ends, read_step

__all__ = ["main", "path_walk", "set_walk"]

NO_LIMIT = 10**9
MOST_PATHS_WALKED = 100
"""So many plans are walked by whole paths, which can take long."""
FRESH = 3
"""Indexes opened for each round. The first also pays for what networkx pushed out of the processor's caches."""


def set_walk(graph: networkx.MultiDiGraph, branch: Branch) -> set[str]:
    """The ends of a relation path as one writes it first: a set of nodes, a loop over their edges."""
    frontier = {branch.topic}
    for step in branch.path:
        relation, forward = read_step(step)
        beside = graph.succ if forward else graph.pred
        frontier = {other for node in frontier for other, keys in beside[node].items() if relation in keys}
        frontier.discard(branch.topic)
    return frontier


def path_walk(graph: networkx.MultiDiGraph, branch: Branch) -> set[str]:
    """The ends of all paths that use no edge twice and never come back to the topic, path by path."""
    paths: list[tuple[str, frozenset[tuple[str, str, str]]]] = [(branch.topic, frozenset())]
    for step in branch.path:
        relation, forward = read_step(step)
        beside = graph.succ if forward else graph.pred
        paths = [
            (other, used | {edge})
            for node, used in paths
            for other, keys in beside[node].items()
            if relation in keys and other != branch.topic
            if (edge := (node, relation, other) if forward else (other, relation, node)) not in used
        ]
    return {node for node, _ in paths}


def read_plans(graph: Graph, path: Path, count: int) -> list[Branch]:
    """The best plan of each topic of so many questions drawn at random, as supervision finds it."""
    questions = Random(0).sample(list(read_questions(path)), count)
    found = supervise(graph, questions)
    return [Branch(topic, paths[0]) for item in found for topic, paths in item.paths.items() if paths]


def timed(answer: Callable[[], Sequence[Iterable[str]]], expected: Sequence[set[str]]) -> float:
    """Seconds for one answer to all plans. Raises AssertionError if they are not the expected ones."""
    began = perf_counter()
    found = answer()
    seconds = perf_counter() - began
    if not all(set(ends) == other for ends, other in zip(found, expected, strict=True)):
        raise AssertionError("the answers are not equal")
    return seconds


def compare(path: Path, plain: networkx.MultiDiGraph, branches: list[Branch], rounds: int) -> dict[str, object]:
    """Microseconds a plan of each way, medians of the rounds, and how many times faster than networkx each is."""
    expected = [set_walk(plain, branch) for branch in branches]
    few = branches[:MOST_PATHS_WALKED]
    times: dict[str, list[float]] = {}

    def note(name: str, answer: Callable[[], Sequence[Iterable[str]]], plans: int = len(branches)) -> None:
        times.setdefault(name, []).append(timed(answer, expected[:plans]) / plans)

    for _ in range(rounds):
        note("networkx_sets", lambda: [set_walk(plain, branch) for branch in branches])
        note("networkx_paths", lambda: [path_walk(plain, branch) for branch in few], len(few))
        for way, ends in (("one_call", together), ("call_a_plan", one_by_one)):
            with ExitStack() as opened:
                for index in [opened.enter_context(IndexGraph(path)) for _ in range(FRESH)]:
                    note(f"{way}_cold", partial(ends, index, branches))
                    note(f"{way}_warm", partial(ends, index, branches))
    medians = {name: median(laps) for name, laps in times.items()}
    ways = [name for name in medians if not name.startswith("networkx")]
    return {
        "plans": len(branches),
        "ends": sum(map(len, expected)),
        "microseconds_a_plan": {name: round(seconds * 1e6, 2) for name, seconds in medians.items()},
        "times_faster_than_networkx_sets": {way: round(medians["networkx_sets"] / medians[way], 1) for way in ways},
        "times_faster_than_networkx_paths": {way: round(medians["networkx_paths"] / medians[way], 1) for way in ways},
    }


def together(index: IndexGraph, branches: list[Branch]) -> list[Ends]:
    """The ends of all branches in one call."""
    return index.ends(branches, NO_LIMIT)


def one_by_one(index: IndexGraph, branches: list[Branch]) -> list[Ends]:
    """The ends of each branch, a call for each."""
    return [index.ends([branch], NO_LIMIT)[0] for branch in branches]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.walk", description=__doc__)
    parser.add_argument("--graph", required=True, type=Path)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--plans", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    index = open_graph(args.graph)
    assert isinstance(index, IndexGraph)
    plain = networkx.MultiDiGraph()
    plain.add_edges_from((r.head, r.tail, r.relation) for r in read_records(args.graph) if isinstance(r, EdgeRecord))
    for count in args.plans:
        print(json.dumps(compare(index.path, plain, read_plans(index, args.questions, count), args.rounds), indent=1))


if __name__ == "__main__":
    main()
