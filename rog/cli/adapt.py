"""`rog adapt`: adapts the model to a graph, with questions that are made from it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rog.cli.arguments import RELATIONS_HELP, add_command, count
from rog.cli.output import print_text, write_utf8

if TYPE_CHECKING:
    from rog.training import AdaptReport

__all__ = ["add_to"]

EXAMPLES = """\
  rog adapt movies.tsv -o my-model
  rog adapt kg.nt.gz -o my-model --questions asked.jsonl        also from questions of your own
  rog adapt wikidata.tsv -o my-model --relations names.tsv      where relations are called P31
  rog ask -g movies.tsv --planner compact:my-model "…"

Questions are made from the graph; yours are JSON lines: {"question": …, "topics": […], "answers": […]}, with
ids or names, and perhaps "gold_paths". A run that was interrupted goes on when the same command is given again.
"""


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "adapt", "adapt the model to a graph, in minutes", _adapt, EXAMPLES)
    parser.add_argument("graph", metavar="GRAPH", help="a bundled graph's name, or a file")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="MODEL_DIR", help="folder of the new model")
    parser.add_argument(
        "--nodes", action="append", default=[], type=Path, metavar="FILE", help="names of entities; may be given again"
    )
    parser.add_argument("--relations", type=Path, metavar="FILE", help=RELATIONS_HELP)
    parser.add_argument(
        "--questions", nargs="+", default=[], type=Path, metavar="FILE", help="questions of your own to learn from too"
    )
    parser.add_argument("--count", type=count, default=3000, metavar="N", help="questions to make (default: 3000)")
    parser.add_argument("--steps", type=count, default=600, metavar="N", help="most steps of training (default: 600)")
    parser.add_argument("--minutes", type=_minutes, default=15.0, metavar="M", help="time for all of it (default: 15)")
    parser.add_argument(
        "--start", default="compact", metavar="FOLDER", help="model to begin with (default: the shipped one)"
    )
    parser.add_argument("--seed", type=int, default=0, help="of everything random (default: 0)")
    parser.add_argument("--json", action="store_true", help="print the report as one line of JSON")


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes")
    return minutes


def _adapt(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from rog.training import AdaptSettings, adapt

    settings = AdaptSettings(count=args.count, minutes=args.minutes, steps=args.steps, start=args.start, seed=args.seed)
    report = adapt(
        args.graph, args.output, nodes=args.nodes, questions=args.questions, relations=args.relations, settings=settings
    )
    if args.json:
        write_utf8()
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        print_text(_text(report), "text")
    return 0


def _text(report: AdaptReport) -> str:
    """The report as text: the training, its results, and how to use the model."""
    from shlex import quote

    from rog.explain import printable
    from rog.training.adaptation.report import set_name

    user_questions = f" and {report.own_questions:,} of yours" if report.own_questions else ""
    lines = [
        f"{report.questions:,} questions about {printable(report.graph)}{user_questions}; "
        f"{report.steps:,} steps of training; {report.seconds / 60:.1f} minutes",
        "",
        f"{'held-out questions, topics given':<40} {'number':>7}   {'Hits@1':>15}   {'F1':>15}",
    ]
    for one in report.sets:
        hits, f1 = (
            f"{100 * before:5.1f} -> {100 * after:5.1f}"
            for before, after in ((one.hits_at_1_before, one.hits_at_1_after), (one.f1_before, one.f1_after))
        )
        lines.append(f"  {set_name(one.name):<38} {one.questions:>7,}   {hits:>15}   {f1:>15}")
    lines += ["", *(f"warning: {printable(text, 2000)}" for text in report.warnings)]
    if report.kept == "start":
        lines.append("training made it clearly worse on the graph's own questions: the model it began with was kept")
    graph, model = printable(report.graph, 2000), printable(report.output, 2000)
    lines += [
        f"the model is in {model}; ask with it:",
        f'  rog ask -g {quote(graph)} --planner {quote(f"compact:{model}")} "…"',
        f"  rog.open({graph!r}, planner={f'compact:{model}'!r})",
    ]
    return "\n".join(lines)
