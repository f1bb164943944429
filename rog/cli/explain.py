"""`rog explain`: stored JSON results as text, Markdown, a drawing or a page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from rog.cli.arguments import add_command, count
from rog.cli.output import FORMATS, format_result, has_colour, print_text

__all__ = ["add_to"]

EXAMPLES = """\
  rog explain result.json                                 as `rog ask` prints it
  rog explain result.json --format html --output why.html
  rog explain results.jsonl --line 7 --format svg > why.svg
  rog ask --json "…" | rog explain --format mermaid

A file holds what rog ask --json prints, one result or one a line. Several are shown one after the
other as text, Markdown or JSON; a page or a drawing shows one of them.
"""

SINGLE_RESULT_FORMATS = ("mermaid", "svg", "html")
"""Formats that hold one result a file."""


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "explain", "show a kept result in another format", _explain, EXAMPLES)
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="results as JSON (default: standard input)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to show them (default: text)")
    parser.add_argument("--line", type=count, metavar="N", help="of several results the one on line N")
    parser.add_argument("--paths", type=count, metavar="N", help="paths to show for each answer (default: 1)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write to a file instead of standard output")


def _explain(args: argparse.Namespace) -> int:
    from rog.errors import ResultError
    from rog.explain import printable
    from rog.result import read_results

    if args.file == "-" and sys.stdin.isatty():
        args.refuse("give a FILE, or a result on standard input")
    name = "standard input" if args.file == "-" else args.file
    content = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    results = list(read_results(content, name, args.line))
    if len(results) > 1 and args.format in SINGLE_RESULT_FORMATS:
        raise ResultError(name, None, f"it has {len(results)} results; --line N chooses the one for {args.format}")
    colour = args.output is None and args.format == "text" and has_colour()
    texts = (format_result(result, args.format, args.paths, colour) for result in results)
    if args.format == "text" and len(results) > 1:
        texts = (f"{printable(result.question)}\n\n{text}" for result, text in zip(results, texts, strict=True))
    text = ("\n" if args.format == "json" else "\n\n").join(text.removesuffix("\n") for text in texts)
    if args.output is None:
        print_text(text, args.format)
    else:
        args.output.write_text(text + "\n", encoding="utf-8")
    return 0
