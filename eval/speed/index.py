"""The index at scale: many graphs in one file, its build rate, size, opening time and fan-out.

python -m eval.speed.index GRAPH.tsv.gz... [--small GRAPH.tsv.gz --questions FILE] [--out FILE]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from eval.machine import write_report
from rog.graph.files import read_records
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import Record
from rog.questions import grounded, read_questions
from rog.training.supervision import supervise
from rog.types import Branch

__all__ = ["main"]

FAN_OUT_ROUNDS = 11
MAX_QUESTIONS = 300
"""Questions whose plans are walked."""


def _records(sources: list[Path]) -> Iterator[Record]:
    return chain.from_iterable(read_records(source) for source in sources)


def _opening(path: Path) -> float:
    """Seconds to open an index in a process of its own, without the imports."""
    code = (
        "import sys,time; from rog.graph.index.store import IndexGraph; began=time.perf_counter();"
        "IndexGraph(sys.argv[1]); print(time.perf_counter()-began)"
    )
    return float(subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True).stdout)


def _fan_out(path: Path, branches: list[Branch]) -> dict[str, float]:
    """Microseconds a plan for the ends of the branches, one call each, on an index just opened (cold) and again."""
    rounds: dict[str, list[float]] = {"cold": [], "warm": []}
    for _ in range(FAN_OUT_ROUNDS):
        with IndexGraph(path) as graph:
            for laps in rounds.values():
                began = perf_counter()
                for branch in branches:
                    graph.ends([branch], limit=10**9)
                laps.append((perf_counter() - began) / len(branches) * 1e6)
    return {name: round(median(laps), 2) for name, laps in rounds.items()}


def _compared(large: Path, small: Path, questions: Path) -> dict[str, object]:
    """The plans of some questions on the small graph, walked there and within the large one."""
    graph = IndexGraph(small)
    found = supervise(graph, grounded(read_questions(questions), graph)[:MAX_QUESTIONS])
    branches = [Branch(topic, paths[0]) for item in found for topic, paths in item.paths.items() if paths]
    alone, within = _fan_out(small, branches), _fan_out(large, branches)
    return {
        "plans": len(branches),
        "microseconds_a_plan": {"alone": alone, "within": within},
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed.index", description=__doc__)
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--small", type=Path, help="one of the sources, to compare the same fan-out on it alone")
    parser.add_argument("--questions", type=Path, help="questions on it, whose plans are walked")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        large_path, small_path = Path(folder) / "large.rog", Path(folder) / "small.rog"
        before = getrusage(RUSAGE_SELF).ru_maxrss
        began = perf_counter()
        build_index(_records(args.sources), large_path)
        seconds = perf_counter() - began
        memory = getrusage(RUSAGE_SELF).ru_maxrss
        large = IndexGraph(large_path)
        sizes = large.section_sizes()
        report: dict[str, object] = {
            "triples": large.triple_count,
            "entities": large.entity_count,
            "triples_a_second": round(large.triple_count / seconds),
            "bytes_a_triple_beside_names": round(sizes["edges"] / large.triple_count, 1),
            "bytes_a_name": round(sizes["names"] / large.entity_count, 1),
            "megabytes": round(large_path.stat().st_size / 1e6, 1),
            "opening_seconds": round(median(_opening(large_path) for _ in range(3)), 3),
            "peak_memory_megabytes": {"before": before // 1024, "after_building": memory // 1024},
        }
        if args.small and args.questions:
            build_index(_records([args.small]), small_path)
            report |= _compared(large_path, small_path, args.questions)
    write_report(report, args, args.out)


if __name__ == "__main__":
    main()
