"""Counts, comparisons and superlatives over many entities of a kind, by the index's arrays and by the contract alone.

python -m eval.speed.queries [--entities 100000] [--rounds 9] [--out FILE]

Both ways evaluate the same queries in one run, and what they find is compared. Cold: an index just opened; opening is
not counted. Warm: the same query again, of which nothing is kept but texts that were read.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from eval.machine import write_report
from rog.graph.contract import Found, Graph
from rog.graph.evaluate import MAX_IDS, Evaluator
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.query import Query, read_query

__all__ = ["QUERIES", "compare", "made_records", "main"]

QUERIES = {
    "count": "count(kind(City))",
    "count of a comparison": "count(kind(City) where population > 5000000)",
    "comparison": "kind(City) where founded < year(1200)",
    "superlative": "most(kind(City), population)",
    "ten by a count": "most(kind(City), count(road), 1, 10)",
    "reached by all": "count(kind(City) / road)",
}
ROADS_PER_CITY = 3
CONTRACT_ROUNDS = 1
"""Rounds of the contract alone, which takes long."""


def made_records(entities: int, seed: int = 0) -> Iterator[Record]:
    """Cities with two values each, and roads between them."""
    random = Random(seed)
    for number in range(entities):
        population, year = random.randrange(10**7), random.randrange(1000, 2020)
        yield NodeRecord(
            f"city {number}",
            types=("City",),
            properties={"population": population, "founded": f'"{year}"^^xsd:gYear'},
        )
    for _ in range(ROADS_PER_CITY * entities):
        yield EdgeRecord(f"city {random.randrange(entities)}", "road", f"city {random.randrange(entities)}")


def by_arrays(query: Query, graph: IndexGraph) -> Found:
    """The index's own way."""
    return graph.evaluate(query, MAX_IDS)


class ByContract(Evaluator):
    """The evaluator over the contract, for a store that has a way of its own."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self._store = None


def by_contract(query: Query, graph: IndexGraph) -> Found:
    """The way of any store."""
    return ByContract(graph).find(query)


def _seconds(query: Query, graph: IndexGraph, way: Callable[[Query, IndexGraph], Found]) -> tuple[float, Found]:
    began = perf_counter()
    found = way(query, graph)
    return perf_counter() - began, found


def compare(path: Path, text: str, rounds: int) -> dict[str, float]:
    """Milliseconds of each way, the median of its rounds. Raises AssertionError where they find different things."""
    query, laps = read_query(text), dict[str, list[float]]()
    for number in range(rounds):
        with IndexGraph(path) as graph:
            answers = []
            ways = {"arrays_cold": by_arrays, "arrays_warm": by_arrays}
            for name, way in (ways | {"contract": by_contract} if number < CONTRACT_ROUNDS else ways).items():
                seconds, found = _seconds(query, graph, way)
                laps.setdefault(name, []).append(seconds * 1e3)
                answers.append(found)
            if any(found != answers[0] for found in answers):
                raise AssertionError(f"{text}: the ways find different things")
    return {name: round(median(times), 2) for name, times in laps.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed.queries", description=__doc__)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.rog"
        report = build_index(made_records(args.entities), path)
        figures: dict[str, object] = {
            "entities": report.entities,
            "values": report.values,
            "triples": report.triples,
            "bytes_a_triple": round(path.stat().st_size / report.triples, 1),
            "milliseconds": {name: compare(path, text, args.rounds) for name, text in QUERIES.items()},
        }
    write_report(figures, args, args.out)


if __name__ == "__main__":
    main()
