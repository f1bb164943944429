"""The figures of eval.speed.scale.measure as a plot: each against the number of triples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rog.errors import MissingExtraError

__all__ = ["plot"]


class Panel(NamedTuple):
    """A small plot: its title, and for each line its name and what it is read from."""

    title: str
    lines: Mapping[str, tuple[str | int, ...]]
    """A line's keys into the figures of one size."""
    logarithmic: bool = False


PANELS = (
    Panel("built: triples a second", {"": ("triples_a_second",)}),
    Panel("bytes a triple", {"whole file": ("bytes_a_triple",), "beside names": ("bytes_a_triple_beside_names",)}),
    Panel(
        "peak memory, MiB",
        {
            "building": ("build_peak_megabytes",),
            "walking": ("walk", "peak_megabytes"),
            "asking": ("ask", "peak_megabytes"),
        },
    ),
    Panel("opening, ms", {"": ("opening_milliseconds",)}),
    Panel(
        "3-hop plan, ms",
        {
            f"{name} {share}": ("walk", f"{name}_milliseconds_p50_p95", at)
            for name in ("ends", "paths")
            for at, share in enumerate(("p50", "p95"))
        },
        logarithmic=True,
    ),
    Panel("question, ms", {share: ("ask", "milliseconds_p50_p95", at) for at, share in enumerate(("p50", "p95"))}),
)


def plot(figures: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write the plot of the figures of several sizes, as SVG. Raises MissingExtraError without matplotlib."""
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("matplotlib", "eval") from error
    sizes = [row["triples"] for row in figures]
    with matplotlib.rc_context({"svg.hashsalt": "rog", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(10, 5.5), layout="constrained")
        for axes, panel in zip(figure.subplots(2, 3).flat, PANELS, strict=True):
            for name, keys in panel.lines.items():
                axes.plot(sizes, [_value(row, keys) for row in figures], marker="o", markersize=3, label=name)
            axes.set(title=panel.title, xlabel="triples", xscale="log")
            if panel.logarithmic:
                axes.set_yscale("log")
            else:
                axes.set_ylim(bottom=0)
            if len(panel.lines) > 1:
                axes.legend(frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _value(row: Mapping[str, Any], keys: tuple[str | int, ...]) -> float:
    found: Any = row
    for key in keys:
        found = found[key]
    return float(found)
