"""`rog mcp`: the graph as tools for language models."""

from __future__ import annotations

import argparse
from typing import Any

from rog.cli.arguments import add_command
from rog.cli.serve import add_address, add_graphs, open_graphs, settings_of

__all__ = ["add_to"]

EXAMPLES = """\
  rog mcp                                on standard input and output, as clients start it
  rog mcp -g movies.tsv -g world         two graphs
  rog mcp --http --port 8090             on http://127.0.0.1:8090/mcp

A client is told `command: rog, args: [mcp, -g, movies.tsv]`.
"""


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "mcp", "serve the graph as tools for language models (MCP)", _mcp, EXAMPLES)
    add_graphs(parser)
    parser.add_argument("--http", action="store_true", help="serve over streamable HTTP, not standard input and output")
    add_address(parser, 8090)


def _mcp(args: argparse.Namespace) -> int:
    from rog.mcp_server import serve_http, serve_stdio

    if args.http:
        settings = settings_of(args)
        serve_http(open_graphs(args), settings)
    else:
        serve_stdio(open_graphs(args))
    return 0
