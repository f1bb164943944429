"""The index at scale: many graphs in one file, its build rate, size, opening time and fan-out:

python -m eval.index GRAPH.tsv.gz... [--small GRAPH.tsv.gz --questions FILE]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from rog.graph.files import read_records
from rog.graph.index import IndexGraph
from rog.graph.index_build import build_index
from rog.graph.records import Record
from rog.questions import read_questions
from rog.supervision import supervise
from rog.types import Branch

__all__ = ["main"]


def _records(sources: list[Path]) -> Iterator[Record]:
    return chain.from_iterable(read_records(source) for source in sources)


def _opening(path: Path) -> float:
    """Seconds to open an index in a process of its own, without the imports."""
    code = (
        "import sys,time; from rog.graph.index import IndexGraph; began=time.perf_counter();"
        "IndexGraph(sys.argv[1]); print(time.perf_counter()-began)"
    )
    return float(subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True).stdout)


def _fan_out(graph: IndexGraph, branches: list[Branch]) -> float:
    """Seconds for the ends of the branches, one call each: the median of five rounds."""
    rounds = []
    for _ in range(5):
        began = perf_counter()
        for branch in branches:
            graph.ends([branch], limit=10**9)
        rounds.append(perf_counter() - began)
    return median(rounds)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.index", description=__doc__)
    parser.add_argument("sources", type=Path, nargs="+")
    parser.add_argument("--small", type=Path, help="one of the sources, to compare the same fan-out on it alone")
    parser.add_argument("--questions", type=Path, help="questions on it, whose plans are walked")
    args = parser.parse_args()
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
            small = IndexGraph(small_path)
            questions = list(read_questions(args.questions))[:200]
            found = supervise(small, questions)
            branches = [Branch(t, paths[0]) for item in found for t, paths in item.paths.items() if paths]
            times = {"alone": _fan_out(small, branches), "within": _fan_out(large, branches)}
            report["milliseconds_a_plan"] = {key: round(t / len(branches) * 1000, 4) for key, t in times.items()}
            report["within_over_alone"] = round(times["within"] / times["alone"], 2)
        print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
