"""Compare stored results: python -m eval.report.compare eval/results/*.jsonl [--answerers rog bm25] [--out FOLDER]

Prints a Markdown table. With `--out`, also draws, as SVG, quality against latency (latency.svg, a panel for each set),
and quality by hops (hops.svg); with `--plots`, one of them.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.quality.suite import read_suite
from eval.report.cells import markdown
from eval.stored import StoredResult, read_results
from rog.errors import InputError, MissingExtraError

__all__ = ["by_dataset", "draw", "in_order", "main", "table"]

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999")
"""The palette of Okabe and Ito, which colour-blind readers can tell apart."""
MARKS = "osD^vP*X"
COLUMNS = 4

PLOTS = ("latency", "hops")


def by_dataset(results: Sequence[StoredResult]) -> dict[str, list[StoredResult]]:
    """The results of each set, best F1 first."""
    groups: dict[str, list[StoredResult]] = defaultdict(list)
    for result in results:
        groups[result.dataset].append(result)
    return {name: sorted(group, key=lambda one: -(one.scores["f1"] or 0)) for name, group in groups.items()}


def in_order(results: Iterable[StoredResult], answerers: Sequence[str] | None) -> list[StoredResult]:
    """The results of the answerers, in their order, set by set as the suite has them; other sets come last."""
    suite = [measured.dataset for measured in read_suite()]
    chosen = [one for one in results if answerers is None or one.kind in answerers]

    def place(one: StoredResult) -> tuple[int, int]:
        place_of_set = suite.index(one.dataset) if one.dataset in suite else len(suite)
        return place_of_set, answerers.index(one.kind) if answerers else 0

    return sorted(chosen, key=place)


def table(results: Sequence[StoredResult]) -> str:
    """A Markdown table: shares in per cent with 95 % intervals, milliseconds a question."""
    rows = [["set", "answerer", "number", "Hits@1", "set F1", "exact", "p50 ms", "p95 ms", "model calls"]]
    for dataset, group in by_dataset(results).items():
        for one in group:
            shares = [_share(one, name) for name in ("hits_at_1", "f1", "exact")]
            times = [f"{1000 * (one.scores[name] or 0):.1f}" for name in ("latency_p50", "latency_p95")]
            calls = f"{one.scores['model_calls'] or 0:.1f}"
            rows.append([dataset, one.name, f"{one.scores['questions']:,.0f}", *shares, *times, calls])
    return markdown(rows)


def _share(result: StoredResult, name: str) -> str:
    value = f"{100 * (result.scores[name] or 0):.1f}"
    if name not in result.intervals:
        return value
    low, high = result.intervals[name]
    return f"{value} ({100 * low:.1f} to {100 * high:.1f})"


def draw(results: Sequence[StoredResult], folder: Path, plots: Collection[str] = PLOTS) -> list[Path]:
    """Write the plots of these names; the files. Raises MissingExtraError without matplotlib."""
    try:
        import matplotlib
    except ImportError as error:
        raise MissingExtraError("matplotlib", "eval") from error
    folder.mkdir(parents=True, exist_ok=True)
    styles = {
        name: {"color": COLOURS[at % len(COLOURS)], "marker": MARKS[at % len(MARKS)]}
        for at, name in enumerate(dict.fromkeys(one.name for one in results))
    }
    drawn = []
    one_font = ["DejaVu Sans"]  # its name is written with every text
    with matplotlib.rc_context(
        {"svg.hashsalt": "rog", "svg.fonttype": "none", "font.size": 8, "font.sans-serif": one_font}
    ):
        for name in plots:
            figure = FIGURES[name](results, styles)
            drawn.append(folder / f"{name}.svg")
            figure.savefig(drawn[-1], metadata={"Date": None})
    return drawn


def _plain(text: str) -> str:
    """Text in which matplotlib sees no formula."""
    return text.replace("$", r"\$")


def _quality_against_latency(results: Sequence[StoredResult], styles: Mapping[str, Any]) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.ticker import NullLocator, StrMethodFormatter

    groups = by_dataset(results)
    columns = min(COLUMNS, len(groups))
    rows = -(-len(groups) // columns)
    figure = Figure(figsize=(3.0 * columns, 2.4 * rows + 0.6), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).flat
    for axes, (dataset, group) in zip(panels, groups.items(), strict=False):
        for one in group:
            seconds = max(one.scores["latency_p50"] or 0, 1e-6)
            axes.plot([1000 * seconds], [100 * (one.scores["f1"] or 0)], linestyle="none", **styles[one.name])
        axes.set_title(_plain(dataset))
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.xaxis.set_minor_locator(NullLocator())  # hundreds of ticks would be most of the file
        axes.set_yticks((0, 50, 100))
        axes.set_ylim(-3, 103)
        axes.grid(alpha=0.3)
    for axes in list(panels):
        axes.set_visible(False)
    figure.supxlabel("milliseconds a question, median")
    figure.supylabel("set F1, per cent")
    _legend(figure, styles)
    return figure


def _quality_by_hops(results: Sequence[StoredResult], styles: Mapping[str, Any]) -> Any:
    """F1 by number of hops: the mean over the sets that have questions of so many."""
    from matplotlib.figure import Figure

    found: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in results:
        for hops, scores in one.scores_by_hops().items():
            found[one.name][hops].append(100 * (scores["f1"] or 0))
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for name, shares in found.items():
        numbers = sorted(shares)
        axes.plot(numbers, [fmean(shares[number]) for number in numbers], **styles[name])
    axes.set_xticks(sorted({number for shares in found.values() for number in shares}))
    axes.set_xlabel("hops")
    axes.set_ylabel("set F1, per cent, mean over sets")
    axes.set_ylim(-3, 103)
    axes.grid(alpha=0.3)
    _legend(figure, {name: styles[name] for name in found})
    return figure


FIGURES = {"latency": _quality_against_latency, "hops": _quality_by_hops}


def _legend(figure: Any, styles: Mapping[str, Any]) -> None:
    from matplotlib.lines import Line2D

    marks = [Line2D([], [], linestyle="none", label=_plain(name), **style) for name, style in styles.items()]
    if marks:
        figure.legend(handles=marks, loc="outside upper center", ncols=4, frameon=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.report.compare", description=__doc__)
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--answerers", nargs="+", metavar="NAME", help="only these, in this order")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="draw plots there")
    parser.add_argument("--plots", nargs="+", choices=PLOTS, default=PLOTS, help="which (default: both)")
    args = parser.parse_args(arguments)
    results = in_order(read_results(args.results), args.answerers)
    if not results:
        raise InputError("none of these files holds scores of eval.quality.run")
    print(table(results), end="")
    if args.out is not None:
        for path in draw(results, args.out, args.plots):
            print(f"\n{path}")


if __name__ == "__main__":
    main()
