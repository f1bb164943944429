"""The `rog` command. Each sub-command imports its heavy modules when it runs, so that `--help` is instant."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence

from rog.cli import adapt, ask, explain, graph, mcp, query, serve
from rog.cli.arguments import EXIT_CODES, Run

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (by default those it was called with); its exit code."""
    args = _parser().parse_args(arguments)
    warnings.showwarning = _warn
    try:
        run: Run = args.run
        code = run(args)
        sys.stdout.flush()  # a closed pipe shows here and not at exit
        return code
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if args.verbose:
            import traceback

            traceback.print_exc()
        return _report(error)


def _warn(message: Warning | str, *_: object, **__: object) -> None:
    """Print a warning on one line of standard error."""
    from rog.explain import printable

    print(f"rog: {printable(str(message))}", file=sys.stderr)


def _report(error: Exception) -> int:
    """Print an error on one line of standard error; returns the exit code."""
    from rog.errors import InputError, RogError
    from rog.explain import printable

    if isinstance(error, RogError):
        text, code = str(error), 2 if isinstance(error, InputError) else 3
    elif isinstance(error, OSError):
        text, code = f"{error.filename}: {error.strerror}" if error.filename else str(error), 3
    else:
        text, code = f"a fault in rog itself (--verbose shows where): {type(error).__name__}: {error}", 70
    print(f"rog: error: {printable(text)}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rog",
        description="Ask a knowledge graph a question; each answer comes with the paths that explain it.",
        epilog=f"Each command has its own --help with examples.\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    ask.add_to(commands)
    query.add_to(commands)
    explain.add_to(commands)
    graph.add_to(commands)
    adapt.add_to(commands)
    serve.add_to(commands)
    mcp.add_to(commands)
    return parser


class _Version(argparse.Action):
    """Prints the version."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from rog import __version__

        print(f"rog {__version__}")
        parser.exit()
