"""How results are printed: colour where there is a terminal, UTF-8 where a program reads."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rog.result import Result

__all__ = ["FORMATS", "formatted", "has_colour", "print_text", "write_utf8"]

FORMATS = ("text", "markdown", "mermaid", "svg", "html", "json")
"""Those of `rog.explain`, which is not imported for `--help`; a test holds the two together."""


def formatted(result: Result, format: str, paths: int | None, colour: bool = False) -> str:
    """The result in the format; `paths` are those shown for each answer, where it lists answers."""
    from rog.explain import explain

    options: dict[str, int | bool] = {"colour": True} if colour else {}
    if format in ("text", "markdown"):
        options["paths_per_answer"] = paths or 1
    return explain(result, format, **options)


def print_text(text: str, format: str) -> None:
    """Print what `formatted` gave."""
    if format != "text":
        write_utf8()
    elif isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that has no such letter shows its number
    print(text.removesuffix("\n"))


def write_utf8() -> None:
    """Files and JSON are UTF-8 whatever the locale says; a standard output that encodes nothing stays as it is."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def has_colour() -> bool:
    """Whether standard output is a terminal that shows colour, and its user wants it (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
