"""The options and help texts that all sub-commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

__all__ = ["EXIT_CODES", "RELATIONS_HELP", "Run", "add_command", "add_reading_options", "count", "names"]

Run = Callable[[argparse.Namespace], int]
"""Carries a sub-command out and gives the exit code."""

RELATIONS_HELP = "what relations are called, a line each: relation, names between |, description; separated by tabs"

EXIT_CODES = """\
exit codes:
  0    answered, built or shown
  1    no answer was found, and the text says why; of many questions, one or more had an error
  2    the command, or what was asked, is not valid
  3    a file, a graph or a model cannot be read or written
  70   a fault in rog itself
  130  interrupted
"""


def add_command(commands: Any, name: str, purpose: str, run: Run, examples: str) -> argparse.ArgumentParser:
    """The parser of a new sub-command of `commands` (what `add_subparsers` gave)."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=purpose,
        description=purpose[0].upper() + purpose[1:] + ".",
        epilog=f"examples:\n{examples}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--verbose", action="store_true", help="show the traceback of an error")
    parser.set_defaults(run=run, refuse=parser.error)
    return parser


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what the relations of source files hold: `types` and `symmetric`."""
    parser.add_argument(
        "--types",
        type=_types,
        default={},
        metavar="NAME=TYPE,…",
        help="what relations and columns hold: entity, number, date, time, year, truth, text, address (default: look)",
    )
    parser.add_argument("--symmetric", type=names, default=(), metavar="NAME,…", help="relations that hold both ways")


def names(text: str) -> tuple[str, ...]:
    """Names between commas, for argparse."""
    return tuple(part.strip() for part in text.split(","))


def _types(text: str) -> dict[str, str]:
    pairs = [part.rpartition("=") for part in text.split(",")]
    for name, equals, type in pairs:
        if not (name.strip() and equals and type.strip()):
            raise argparse.ArgumentTypeError(f"{text!r} is not like population=number,founded=date")
    return {name.strip(): type.strip() for name, _, type in pairs}


def count(text: str) -> int:
    """A whole number from 1, for argparse."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
