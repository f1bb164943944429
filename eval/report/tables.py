"""Write docs/figures.md from the stored results: python -m eval.report.tables [--check]

The text is eval/report/figures.template.md. A line `{{NAME}}` in it stands for a table, `{{NAME}}` in a sentence for a
number. `--check` changes nothing and exits with 1 where the document is not what the stored results give.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from eval.report.cells import markdown
from eval.report.reliability import diagram_table, reliability_table
from eval.report.reports import (
    constraint_table,
    coverage_table,
    direction_table,
    everyday_table,
    operations_table,
    plans_table,
    reasoners_table,
    robustness_table,
)
from eval.report.scores import SCORES
from eval.report.speed import speed_table
from eval.stored import RESULTS, StoredResult, read_records, read_results
from rog.errors import InputError

__all__ = ["NAMES", "NUMBERS", "PLACE", "document", "main", "table"]

DOCUMENT = Path("docs/figures.md")
TEMPLATE = Path("eval/report/figures.template.md")
PLACE = re.compile(r"\{\{([^{}\n]+)\}\}")

REPORTS: Mapping[str, Callable[[Path], list[list[str]]]] = {
    "robustness": robustness_table,
    "plans": plans_table,
    "coverage": coverage_table,
    "operations": operations_table,
    "direction": direction_table,
    "everyday": everyday_table,
    "reliability": reliability_table,
    "reliability diagram": diagram_table,
    "reasoners": reasoners_table,
    "constraint": constraint_table,
    "speed": speed_table,
}
"""Tables that are made from other reports than scores."""

NAMES = (*SCORES, *REPORTS)


def table(name: str, folder: Path) -> list[list[str]]:
    """A table by name, its header first. Raises InputError where the results in `folder` do not give one."""
    try:
        if name in REPORTS:
            rows = REPORTS[name](folder)
        else:
            rows = SCORES[name]({(one.dataset, one.kind, one.topics): one for one in _results(folder)})
    except (KeyError, IndexError, TypeError) as error:
        raise InputError(f"{folder}: the table {name!r} wants a figure that is not stored: {error!r}") from error
    if len(rows) < 2:
        raise InputError(f"{folder}: nothing is stored for the table {name!r}")
    return rows


def _results(folder: Path) -> list[StoredResult]:
    return read_results(sorted(folder.glob("*.jsonl")))


def _without_relation(folder: Path) -> dict[str, int]:
    """How many questions of each set were asked without the relation that answers them."""
    reports = read_records(folder / "robustness.jsonl")
    return {report["dataset"]: report["relation_removed"]["questions"] for report in reports}


def _gold_paths(folder: Path, figure: str) -> int:
    """A figure of the shipped planner alone, on the questions with gold paths."""
    (plans,) = (one for one in read_records(folder / "plans.jsonl") if one["planner"] == "compact")
    return int(plans[figure])


NUMBERS: Mapping[str, Callable[[Path], int]] = {
    "cited edges": lambda folder: sum(one.cited_edges.get("distinct", 0) for one in _results(folder)),
    "cited edges found": lambda folder: sum(one.cited_edges.get("in_the_file", 0) for one in _results(folder)),
    "with gold paths": lambda folder: _gold_paths(folder, "questions"),
    "without a known topic": lambda folder: (
        _gold_paths(folder, "questions") - _gold_paths(folder, "topic_in_the_graph")
    ),
    "of WebQSP without the relation": lambda folder: _without_relation(folder)["WebQSP"],
    "of NELL-995 without the relation": lambda folder: _without_relation(folder)["NELL-995, varied"],
    "of the third fewest without the relation": lambda folder: sorted(_without_relation(folder).values())[2],
    "of the most without the relation": lambda folder: max(_without_relation(folder).values()),
}
"""Numbers of edges and questions that sentences have."""


def document(template: str, folder: Path) -> str:
    """The template with every place filled from the results in `folder`. Raises InputError."""

    def filled(match: re.Match[str]) -> str:
        name = match[1]
        if name in NAMES:
            return markdown(table(name, folder)).rstrip("\n")
        if name not in NUMBERS:
            raise InputError(f"the text asks for {name!r}; there are {', '.join((*NAMES, *NUMBERS))}")
        return f"{NUMBERS[name](folder):,}"

    return PLACE.sub(filled, template)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.report.tables", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where they differ")
    parser.add_argument("--document", type=Path, default=DOCUMENT)
    parser.add_argument("--template", type=Path, default=TEMPLATE)
    parser.add_argument("--results", type=Path, default=RESULTS)
    args = parser.parse_args(arguments)
    wanted = document(args.template.read_text("utf-8"), args.results)
    if not args.check:
        args.document.write_text(wanted, "utf-8")
        return 0
    if args.document.read_text("utf-8") == wanted:
        return 0
    print(f"{args.document} is not what the stored results give; python -m eval.report.tables writes it")
    return 1


if __name__ == "__main__":
    sys.exit(main())
