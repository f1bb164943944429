"""Tables of what confidence is worth: how often it is right, and a reliability diagram in text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.report.cells import per_cent
from eval.report.scores import TRAINED, UNSEEN
from eval.stored import read_records

__all__ = ["calibration_error", "diagram_table", "reliability_table"]

DIAGRAM_CELLS = 20
"""Width of the diagram's bars."""


def reliability_table(folder: Path) -> list[list[str]]:
    """How often rog is sure, how often that is right, and how far confidence and truth are apart, for each set."""
    reports = {one["dataset"]: one for one in read_records(folder / "reliability.jsonl")}
    rows = [["questions", "answered", "right", "sure", "right of the sure", "sure of the right", "calibration error"]]
    for dataset in (*TRAINED, *UNSEEN):
        if one := reports.get(dataset):
            shares = [("right", "questions"), ("sure", "questions"), ("sure_and_right", "sure"),
                      ("sure_and_right", "right")]  # fmt: skip
            cells = [per_cent(_share(one[part], one[whole])) for part, whole in shares]
            rows.append([dataset, f"{one['answered']:,}", *cells, per_cent(calibration_error([one]))])
    return rows


def calibration_error(reports: Sequence[Mapping[str, Any]]) -> float | None:
    """Expected calibration error (Naeini et al. 2015) over the answers of several sets.

    None where no answer has a confidence.
    """
    bins = _pooled(reports)
    apart = sum(abs(right - confidence) for _, right, confidence in bins)
    return _share(apart, sum(answers for answers, _, _ in bins))


def diagram_table(folder: Path) -> list[list[str]]:
    """A row for each tenth of the confidence: what is right of it, over the sets that rog never saw.

    The bar is the share that is right, and the mark in it the mean confidence.
    """
    reports = [one for one in read_records(folder / "reliability.jsonl") if one["dataset"] in UNSEEN]
    bins = _pooled(reports)
    rows = [["confidence", "answers", "mean confidence", "right", ""]]
    for place, (answers, right, confidence) in enumerate(bins):
        shares = _share(right, answers), _share(confidence, answers)
        name = f"{place / len(bins):.1f} to {(place + 1) / len(bins):.1f}"
        rows.append([name, f"{answers:,.0f}", per_cent(shares[1]), per_cent(shares[0]), _bar(*shares)])
    return rows


def _pooled(reports: Sequence[Mapping[str, Any]]) -> list[tuple[float, float, float]]:
    """For each bin the answers, those that are right, and the sum of their confidence, over all sets."""
    columns = zip(*(one["bins"] for one in reports), strict=True)
    return [
        (
            sum(own["answers"] for own in column),
            sum(own["right"] for own in column),
            sum(own["answers"] * (own["confidence"] or 0.0) for own in column),
        )
        for column in columns
    ]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _bar(right: float | None, confidence: float | None) -> str:
    """A bar as code, so that its cells have one width."""
    if right is None or confidence is None:
        return ""
    cells = ["█" if place < round(right * DIAGRAM_CELLS) else "·" for place in range(DIAGRAM_CELLS)]
    cells[min(int(confidence * DIAGRAM_CELLS), DIAGRAM_CELLS - 1)] = "┃"
    return f"`{''.join(cells)}`"
