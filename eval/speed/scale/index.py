"""The index at each size: how it is built and opened, and its walks of plans drawn at random."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

from eval.machine import p50_p95, peak_memory_megabytes
from eval.speed.plain_walks import path_walk, plain_graph
from eval.speed.synthetic import SyntheticGraph
from rog.graph import Graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.types import Branch, RelationPath

__all__ = ["build", "compare", "opening_seconds", "walk"]

PLAN_HOPS = 3
MAX_WALKED_ENDS, PATHS_PER_END = 10, 3
NO_LIMIT = 10**9


def build(made: SyntheticGraph, path: Path) -> dict[str, object]:
    """Build rate and size of the index. Making the triples is counted as reading them; its part is given too."""
    began = perf_counter()
    for _ in made.records():
        pass
    making, before = perf_counter() - began, peak_memory_megabytes()
    report = build_index(made.records(), path)
    with IndexGraph(path) as index:
        sizes = index.section_sizes()
    return {
        "triples": report.triples,
        "entities": report.entities,
        "build_seconds": round(report.seconds, 2),
        "making_triples_seconds": round(making, 2),
        "triples_a_second": round(made.size / report.seconds),
        "bytes_a_triple": round(path.stat().st_size / report.triples, 1),
        "bytes_a_triple_beside_names": round(sizes["edges"] / report.triples, 1),
        "build_peak_megabytes": peak_memory_megabytes(),
        "before_building_megabytes": before,
    }


def opening_seconds(path: Path) -> float:
    """Seconds to open an index whose pages the system has in memory; the imports are not counted."""
    began = perf_counter()
    with IndexGraph(path):
        return perf_counter() - began


def walk(made: SyntheticGraph, path: Path, count: int) -> dict[str, object]:
    """Latency of the ends of `count` plans, a call for each on an index just opened, and of the first paths to them."""
    with IndexGraph(path) as index:
        branches = draw_plans(index, made, count)
    ends_seconds, path_seconds, reached = [], [], []
    with IndexGraph(path) as index:
        for branch in branches:
            began = perf_counter()
            [ends] = index.ends([branch], NO_LIMIT)
            ends_seconds.append(perf_counter() - began)
            began = perf_counter()
            for _ in index.walk(branch, ends[:MAX_WALKED_ENDS], PATHS_PER_END):
                pass
            path_seconds.append(perf_counter() - began)
            reached.append(len(ends))
    return {
        "plans": len(branches),
        "reached_p50_p95": p50_p95(reached, digits=0),
        "ends_milliseconds_p50_p95": p50_p95(ends_seconds, 1000, 3),
        "paths_milliseconds_p50_p95": p50_p95(path_seconds, 1000, 3),
        "peak_megabytes": peak_memory_megabytes(),
    }


def compare(made: SyntheticGraph, path: Path, count: int) -> int:
    """The number of plans compared with a plain walk of their paths. Raises AssertionError if any has other ends."""
    plain = plain_graph(made.edges())
    with IndexGraph(path) as index:
        branches = draw_plans(index, made, count)
        for branch, ends in zip(branches, index.ends(branches, NO_LIMIT), strict=True):
            if set(ends) != path_walk(plain, branch):
                raise AssertionError(f"{made}: the ends of {branch} are not those of a plain walk")
    return len(branches)


def draw_plans(graph: Graph, made: SyntheticGraph, count: int) -> list[Branch]:
    """At most `count` plans of PLAN_HOPS steps, each of them one of those that can follow, drawn at random.

    A topic is an end of a random triple, so that an entity is as often a topic as it has edges.
    """
    random = Random(made.seed)
    plans = (_draw_plan(graph, random.choice((head, tail)), random) for head, _, tail in made.edges())
    return list(islice((plan for plan in plans if len(plan.path) == PLAN_HOPS), count))


def _draw_plan(graph: Graph, topic: str, random: Random) -> Branch:
    path: RelationPath = ()
    while len(path) < PLAN_HOPS and (steps := graph.steps(topic, [path], cap=1)[0]):
        path = (*path, random.choice(list(steps)))
    return Branch(topic, path)
