"""Prints results: with colour on a terminal, in UTF-8 for a program."""

from __future__ import annotations

import argparse
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rog.result import Result

__all__ = ["FORMATS", "format_result", "has_colour", "print_text", "show_result", "write_utf8"]

FORMATS = ("text", "markdown", "mermaid", "svg", "html", "json")
"""Those of `rog.explain`, which is not imported for `--help`; a test holds the two together."""


def format_result(result: Result, format: str, paths: int | None, colour: bool = False) -> str:
    """The result in the format, with at most `paths` paths for each answer where the format lists answers."""
    from rog.explain import explain

    options: dict[str, int | bool] = {"colour": True} if colour else {}
    if format in ("text", "markdown"):
        options["paths_per_answer"] = paths or 1
    return explain(result, format, **options)


def show_result(result: Result, args: argparse.Namespace) -> None:
    """Print the result as --json, --format and --paths ask, and write it where --html says."""
    if args.html is not None:
        from rog.explain import to_html

        args.html.write_text(to_html(result), encoding="utf-8")
    format = "json" if args.json else args.format or "text"
    print_text(format_result(result, format, args.paths, colour=format == "text" and has_colour()), format)


def print_text(text: str, format: str) -> None:
    """Print a text in the format."""
    if format != "text":
        write_utf8()
    elif isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks becomes its number
    print(text.removesuffix("\n"))


def write_utf8() -> None:
    """Encode standard output as UTF-8, whatever the locale; an output that encodes nothing stays as it is."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def has_colour() -> bool:
    """Whether standard output is a terminal that shows colour, and its user wants it (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
