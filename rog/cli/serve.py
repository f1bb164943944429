"""`rog serve`: a page to ask on and a REST interface."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rog.cli.arguments import RELATIONS_HELP, add_command, count

if TYPE_CHECKING:
    from rog.pipeline import RoG
    from rog.server import ServerSettings

__all__ = ["add_address", "add_graphs", "add_to", "graph_name", "open_graphs", "settings_of"]

TOKEN_ENV = "ROG_TOKEN"

EXAMPLES = """\
  rog serve                                    the world graph, on http://127.0.0.1:8080/
  rog serve -g movies.tsv -g kg=data/kg.rog    two graphs, `movies` and `kg`
  ROG_TOKEN=… rog serve --host 0.0.0.0 --allow-host kg.example.org

Nothing is sent anywhere, and questions are not logged unless --log-questions says so.
"""


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "serve", "serve a page to ask on, and a REST interface", _serve, EXAMPLES)
    add_graphs(parser)
    add_address(parser, 8080)
    parser.add_argument(
        "--cors", action="append", default=[], metavar="ORIGIN", help="origin whose pages may ask; may be given again"
    )
    parser.add_argument("--timeout", type=float, metavar="S", help="seconds in which a request is answered (30)")
    parser.add_argument("--max-body", type=count, metavar="BYTES", help="most bytes of a request (4 MiB)")
    parser.add_argument(
        "--threads", type=count, metavar="N", help="questions worked on at once (as many as cores, to 4)"
    )
    parser.add_argument("--waiting", type=count, metavar="N", help="requests that may wait beside them (256)")
    parser.add_argument("--max-results", type=count, metavar="N", help="most answers a request may ask for (1000)")
    parser.add_argument("--max-paths", type=count, metavar="N", help="most paths of an answer it may ask for (20)")
    parser.add_argument("--log-questions", action="store_true", help="write questions to the log")


def add_graphs(parser: argparse.ArgumentParser) -> None:
    """Options that name graphs and a planner."""
    parser.add_argument(
        "-g",
        "--graph",
        action="append",
        metavar="[NAME=]GRAPH",
        help="a bundled graph's name, a file, or a database's address; may be given again, the first is the default "
        "(default: world)",
    )
    parser.add_argument(
        "--relations",
        action="append",
        default=[],
        metavar="[NAME=]FILE",
        help=f"{RELATIONS_HELP}; of the graph of that name, where there are several",
    )
    parser.add_argument("--planner", metavar="SPEC", help="what plans, as `rog ask` takes it (default: compact)")
    parser.add_argument("--reasoner", metavar="SPEC", help="what answers, as `rog ask` takes it (default: paths)")


def add_address(parser: argparse.ArgumentParser, port: int) -> None:
    """Options for the address of the server, and for access to it."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=port, help="0 takes any that is free (default: %(default)s)")
    parser.add_argument("--token", help=f"what clients must send as a bearer token (default: {TOKEN_ENV} if it is set)")
    parser.add_argument("--no-token", action="store_true", help="answer whoever can reach --host")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="name the server is called by, beside localhost and addresses; * for any; may be given again",
    )


def settings_of(args: argparse.Namespace) -> ServerSettings:
    """The server settings of the options: those of `add_address`, and others where they are set."""
    from rog.server import ServerSettings

    limits = ("timeout", "max_body", "threads", "waiting", "max_results", "max_paths", "log_questions")
    options = {name: getattr(args, name) for name in limits if getattr(args, name, None) is not None}
    settings = ServerSettings(
        host=args.host,
        port=args.port,
        token=None if args.no_token else args.token or os.environ.get(TOKEN_ENV) or None,
        open_to_all=args.no_token,
        allowed_hosts=tuple(args.allow_host),
        cors_origins=tuple(getattr(args, "cors", ())),
        **options,
    )
    settings.check()
    return settings


def open_graphs(args: argparse.Namespace) -> dict[str, RoG]:
    """The graphs by name, the default first, over one model. Raises as `rog.open`; InputError for a name twice."""
    from rog.errors import InputError
    from rog.pipeline import open_rog
    from rog.planner import load_planner
    from rog.reasoner import load_reasoner

    planner, reasoner = load_planner(args.planner), load_reasoner(args.reasoner)
    addresses: dict[str, str] = {}
    for spec in args.graph or ["world"]:
        name, address = graph_name(spec)
        if name in addresses:
            raise InputError(f"two graphs are called {name!r}; name them with -g NAME={address}")
        addresses[name] = address
    files = _relation_files(args.relations, list(addresses))
    return {
        name: open_rog(address, planner, reasoner, relations=files.get(name)) for name, address in addresses.items()
    }


def _relation_files(options: Sequence[str], graphs: Sequence[str]) -> dict[str, str]:
    """The file of relations of each graph that has one. Raises InputError for a file without a clear graph."""
    from rog.errors import InputError

    files: dict[str, str] = {}
    for text in options:
        name, equals, path = text.partition("=")
        if not equals or name not in graphs:
            if len(graphs) > 1:
                raise InputError(f"--relations {text}: of which graph? Say --relations NAME=FILE ({', '.join(graphs)})")
            name, path = graphs[0], text
        if name in files:
            raise InputError(f"--relations {text}: the graph {name!r} has the file {files[name]} already")
        files[name] = path
    return files


def _serve(args: argparse.Namespace) -> int:
    from rog.server import serve

    settings = settings_of(args)
    serve(open_graphs(args), settings)
    return 0


def graph_name(spec: str) -> tuple[str, str]:
    """Name and address of a graph; without a name before `=`, the last part of the address is the name."""
    name, equals, address = spec.partition("=")
    if equals and address and not set(name) & set("/\\:?"):
        return name, address
    address = spec.partition("?")[0].rstrip("/")
    path = Path(address.rpartition("://")[2])
    return path.name.removesuffix(".gz").partition(".")[0] or path.name or spec, spec


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)
