"""Who walks the same plans: the index, the networkx store, plain networkx, SPARQL, and Neo4j where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import networkx

from eval.speed.laps import Laps
from eval.speed.plain_walks import Visited, first_paths, path_walk, set_walk
from eval.speed.property_paths import SparqlStore
from rog.graph import Graph
from rog.graph.index.store import IndexGraph
from rog.graph.networkx.store import NetworkxGraph
from rog.types import Branch, Ends, ReasoningPath

__all__ = ["PATHS_AN_END", "Walkers", "compare_ends", "compare_paths"]

NO_LIMIT = 10**9
PATHS_AN_END = 3

FRESH = 3
"""Indexes opened for each round. The first also pays for what networkx pushed out of the processor's caches."""

Branches = Sequence[Branch]


@dataclass(frozen=True)
class Walkers:
    """One graph of triples in every form; `neo4j` has to hold the same ids and triples."""

    index: Path
    plain: networkx.MultiDiGraph
    """Its edge keys are the relations."""
    sparql: SparqlStore
    neo4j: Graph | None = None

    def stores(self) -> dict[str, Graph]:
        """The stores beside the index, by the name of their figures."""
        found: dict[str, Graph] = {"networkx_store": NetworkxGraph(self.plain, relation="key")}
        return found if self.neo4j is None else {**found, "neo4j": self.neo4j}


def one_call(graph: Graph, branches: Branches) -> list[Ends]:
    """The ends of all branches in one call."""
    return graph.ends(branches, NO_LIMIT)


def call_a_plan(graph: Graph, branches: Branches) -> list[Ends]:
    """The ends of each branch, a call for each."""
    return [graph.ends([branch], NO_LIMIT)[0] for branch in branches]


def compare_ends(walkers: Walkers, branches: Branches, rounds: int) -> dict[str, object]:
    """Times of every way to the ends of all branches; one that is not a plain walk's raises AssertionError.

    Sets of nodes and property paths mean less than rog does and may reach more; for them the plans that differ
    are counted.
    """
    plain, sparql, stores = walkers.plain, walkers.sparql, walkers.stores()
    expected = [path_walk(plain, branch) for branch in branches]
    laps = Laps(len(branches))

    def lap(way: str, ends: Callable[[Branch], set[str]], *, more: bool = False) -> None:
        laps.run(way, lambda: [ends(branch) for branch in branches], set, expected, set.issuperset if more else None)

    for _ in range(rounds):
        lap("networkx_sets", partial(set_walk, plain), more=True)
        lap("networkx_paths", partial(path_walk, plain))
        for way, ends in (("one_call", one_call), ("call_a_plan", call_a_plan)):
            with ExitStack() as opened:
                for index in [opened.enter_context(IndexGraph(walkers.index)) for _ in range(FRESH)]:
                    laps.run(f"{way}_cold", partial(ends, index, branches), set, expected)
                    laps.run(f"{way}_warm", partial(ends, index, branches), set, expected)
        for name, store in stores.items():
            laps.run(f"{name}_one_call", partial(one_call, store, branches), set, expected)
            laps.run(f"{name}_call_a_plan", partial(call_a_plan, store, branches), set, expected)
        lap("sparql_property_paths", sparql.path_ends, more=True)
        lap("sparql_patterns", sparql.pattern_ends)
    return {
        "plans": len(branches),
        "ends": sum(map(len, expected)),
        "microseconds_a_plan": laps.microseconds_a_plan(),
        "plans_with_further_ends": laps.others,
    }


def compare_paths(walkers: Walkers, branches: Branches, rounds: int) -> dict[str, object]:
    """Times of every way to the first PATHS_AN_END reasoning paths to each end of each branch.

    Property paths are not among them: SPARQL 1.1 gives their ends only. All others have to agree on the paths and
    their order, or AssertionError is raised.
    """
    plain, stores = walkers.plain, walkers.stores()
    ends = [sorted(path_walk(plain, branch)) for branch in branches]
    expected = [first_paths(plain, branch, own, PATHS_AN_END) for branch, own in zip(branches, ends, strict=True)]
    laps = Laps(len(branches))

    pairs = list(zip(branches, ends, strict=True))

    def lap(way: str, first: Callable[[Branch, Sequence[str], int], list[Visited]]) -> None:
        laps.run(way, lambda: [first(branch, own, PATHS_AN_END) for branch, own in pairs], list, expected)

    def lap_of(way: str, graph: Graph) -> None:
        laps.run(
            way, lambda: [list(graph.walk(branch, own, PATHS_AN_END)) for branch, own in pairs], _visited, expected
        )

    with IndexGraph(walkers.index) as index:
        for _ in range(rounds):
            lap_of("index", index)
            for name, store in stores.items():
                lap_of(name, store)
            lap("networkx_paths", partial(first_paths, plain))
            lap("sparql_patterns", walkers.sparql.first_paths)
    return {
        "plans": len(branches),
        "ends": sum(map(len, ends)),
        "paths": sum(map(len, expected)),
        "paths_an_end": PATHS_AN_END,
        "microseconds_a_plan": laps.microseconds_a_plan(),
    }


def _visited(paths: Sequence[ReasoningPath]) -> list[Visited]:
    """The store's paths, in the form of the plain walks."""
    return [(path.topic, *(hop.target for hop in path.hops)) for path in paths]
