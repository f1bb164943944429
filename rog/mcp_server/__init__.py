"""The graph as tools for language models (Model Context Protocol), over stdio or HTTP. Needs the extra `mcp`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from rog.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcp.server.mcpserver import MCPServer

    from rog.pipeline import RoG
    from rog.server import ServerSettings

__all__ = ["create_mcp", "serve_http", "serve_stdio"]


def create_mcp(graphs: Mapping[str, RoG]) -> MCPServer:
    """A server with the tools `ask`, `find_entities`, `list_relations` and `walk_relation_path` over these graphs.

    Raises MissingExtraError where mcp is not installed, InputError for no graph.
    """
    if find_spec("mcp") is None:
        raise MissingExtraError("mcp", "mcp")
    from rog.mcp_server.tools import create

    return create(graphs)


def serve_stdio(graphs: Mapping[str, RoG]) -> None:
    """Serve one client on standard input and output until it closes them."""
    from rog.server.logs import set_up_logging

    server = create_mcp(graphs)
    set_up_logging()  # standard output is the protocol's; the log goes to standard error
    server.run("stdio")


def serve_http(graphs: Mapping[str, RoG], settings: ServerSettings) -> None:
    """Serve over streamable HTTP at /mcp until the process is told to stop; raises as `rog.server.serve`."""
    server = create_mcp(graphs)
    settings.check()
    from rog.mcp_server.http import application
    from rog.server.process import run

    run(application(server, settings), settings, "/mcp")
