"""The index and the engine against the size of the graph, on made graphs with skewed degrees (eval/speed/synthetic.py).

python -m eval.speed.scale.measure [--sizes 1e5 1e6 1e7] [--out FILE.json] [--plot FILE.svg] [--triples FOLDER]

Each size is built, walked and asked in processes of its own, so that the memory is that of this work. Topics are ends
of random triples, so that hubs are asked about most of all. `--triples` also keeps the graphs as .tsv.gz files. An
index of up to 1 GiB is checked as a whole when it is opened.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from tqdm import tqdm

from eval.machine import in_own_process, write_report
from eval.speed.scale.index import build, compare, opening_seconds, walk
from eval.speed.scale.plot import plot
from eval.speed.scale.questions import ask
from eval.speed.synthetic import SyntheticGraph

__all__ = ["compare", "main", "measure"]

DEFAULT_SIZES = (100_000, 300_000, 1_000_000, 3_000_000)
"""Triples of each graph."""
OPENING_ROUNDS = 3

MAX_COMPARED_TRIPLES = 100_000
"""Up to this size the ends of the plans are compared with those of plain walks over a networkx graph."""


def measure(made: SyntheticGraph, folder: Path, plans: int, questions: int) -> dict[str, object]:
    """All figures of one graph, whose index is made in `folder`. Raises AssertionError where its walks are wrong."""
    path = folder / f"{made.size}.rog"
    built = in_own_process(build, made, path)
    opening = median(in_own_process(opening_seconds, path) for _ in range(OPENING_ROUNDS))
    figures = {
        "size": made.size,
        **built,
        "opening_milliseconds": round(opening * 1000, 2),
        "walk": in_own_process(walk, made, path, plans),
        "plans_compared": in_own_process(compare, made, path, plans) if made.size <= MAX_COMPARED_TRIPLES else 0,
        "ask": in_own_process(ask, made, path, questions),
    }
    path.unlink()
    return figures


def number(text: str) -> int:
    """A size as one writes it: 1000000 or 1e6. Raises ValueError."""
    size = int(float(text))
    if size < 1:
        raise ValueError(text)
    return size


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed.scale.measure", description=__doc__)
    parser.add_argument("--sizes", type=number, nargs="+", default=DEFAULT_SIZES, help="triples of each graph")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plans", type=int, default=200, help="plans walked on each graph")
    parser.add_argument("--questions", type=int, default=55, help="questions asked about each graph")
    parser.add_argument("--triples", type=Path, metavar="FOLDER", help="keep the graphs there as .tsv.gz files")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    parser.add_argument("--plot", type=Path, help="SVG file to draw: each figure against the number of triples")
    args = parser.parse_args(arguments)
    graphs = [SyntheticGraph(size, args.seed) for size in sorted(args.sizes)]
    if args.triples:
        write_triples(graphs, args.triples)
    with tempfile.TemporaryDirectory() as folder:
        rows = tqdm(graphs, unit=" graphs", disable=not sys.stderr.isatty())
        figures = [measure(made, Path(folder), args.plans, args.questions) for made in rows]
    write_report({"graphs": figures}, args, args.out)
    if args.plot:
        plot(figures, args.plot)


def write_triples(graphs: Iterable[SyntheticGraph], folder: Path) -> None:
    """Each graph as a file of the folder, called by its size."""
    folder.mkdir(parents=True, exist_ok=True)
    for made in graphs:
        made.write(folder / f"{made.size}.tsv.gz")


if __name__ == "__main__":
    main()
