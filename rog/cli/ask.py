"""`rog ask`: one question as text, or many as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rog.cli.arguments import RELATIONS_HELP, add_command, add_reading_options, count
from rog.cli.output import FORMATS, show_result, write_utf8

if TYPE_CHECKING:
    from rog import RoG

__all__ = ["add_to"]

EXAMPLES = """\
  rog ask "Which languages are spoken in the countries that border Switzerland?"
  rog ask -g movies.tsv --topic "Blade Runner" "who directed the film?"
  rog ask -g kg.tsv --relations relations.tsv "who is Ann married to?"
  rog ask -g kg.rog --json "…" | jq -r '.answers[].name'
  rog ask --html out.html "…"                       also as a page that shows why, in one file
  rog ask --format mermaid "…"                      as a drawing, or what else `rog explain` writes
  rog ask -g neo4j://localhost:7687/neo4j "…"       user and password from NEO4J_USERNAME and NEO4J_PASSWORD
  rog ask --planner chat:MODEL --reasoner chat:MODEL "…"    at OPENAI_BASE_URL, with the key in OPENAI_API_KEY
  rog ask --file questions.txt > results.jsonl      many questions, one a line
  rog ask - < questions.jsonl > results.jsonl       or JSON: {"question": …, "id": …, "topics": […]}

Many questions give JSON lines, in the same order; a question that fails gives one with its `error`,
and the rest go on.
"""


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "ask", "ask a graph one question, or many", _ask, EXAMPLES)
    parser.add_argument("question", nargs="?", metavar="QUESTION", help="the question; - for many, on standard input")
    parser.add_argument(
        "-g",
        "--graph",
        default="world",
        help="a bundled graph's name, a file, or a database's address (default: world)",
    )
    parser.add_argument(
        "--planner",
        metavar="SPEC",
        help="compact:FOLDER for a model of your own, causal:MODEL for a language model, "
        "chat:MODEL for one at an endpoint (default: compact)",
    )
    parser.add_argument(
        "--reasoner",
        metavar="SPEC",
        help="what answers from the paths: causal:MODEL or chat:MODEL (default: paths, which takes no model)",
    )
    parser.add_argument("--relations", type=Path, metavar="FILE", help=RELATIONS_HELP)
    add_reading_options(parser)
    parser.add_argument("--topic", action="append", metavar="ID", help="entity to start from; may be given again")
    parser.add_argument("--file", type=Path, help="many questions: one a line, or JSON lines")
    parser.add_argument("--format", choices=FORMATS, help="how to print the result (default: text)")
    parser.add_argument("--json", action="store_true", help="print the whole result as one line of JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write the result as a page, one file")
    parser.add_argument("--paths", type=count, metavar="N", help="paths to show for each answer (default: 1)")
    parser.add_argument("--limit", type=count, metavar="N", help="most answers to give")


def _ask(args: argparse.Namespace) -> int:
    if args.file is not None and args.question is not None:
        args.refuse("give either a QUESTION or --file")
    if args.json and args.format not in (None, "json"):
        args.refuse("give either --json or --format")
    if args.file is not None or args.question in (None, "-"):
        if args.file is None and args.question is None and sys.stdin.isatty():
            args.refuse("give a QUESTION, or many by --file or on standard input")
        if args.html is not None or args.format not in (None, "json"):
            args.refuse("many questions give JSON lines, which `rog explain` shows in other formats")
        return _ask_many(args)
    if any("\ud800" <= character <= "\udfff" for character in args.question):
        args.refuse("the question is not valid text in the encoding of this terminal")
    return _ask_one(args)


def _open_graph(args: argparse.Namespace) -> RoG:
    import rog

    given = {"types": args.types, "symmetric": args.symmetric}
    reading = {name: value for name, value in given.items() if value}
    return rog.open(args.graph, planner=args.planner, reasoner=args.reasoner, relations=args.relations, **reading)


def _ask_one(args: argparse.Namespace) -> int:

    kg = _open_graph(args)
    result = kg.ask(args.question, topics=args.topic, limit=args.limit, paths=args.paths)
    show_result(result, args)
    return 0 if result.answers else 1


def _ask_many(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from rog.cli.batch import answer_lines

    write_utf8()
    silent = sys.stdout.isatty() or not sys.stderr.isatty()
    failed = 0
    with _open_lines(args.file) as lines:
        kg = _open_graph(args)
        rows = answer_lines(lines, lambda rows: kg.ask_many(rows, limit=args.limit, paths=args.paths), args.topic)
        for row in tqdm(rows, unit=" questions", disable=silent):
            print(json.dumps(row, ensure_ascii=False), flush=True)
            failed += row["error"] is not None
    return 1 if failed else 0


@contextmanager
def _open_lines(path: Path | None) -> Iterator[Iterator[bytes]]:
    if path is None:
        yield iter(sys.stdin.buffer)
    else:
        with path.open("rb") as file:
            yield iter(file)
