"""The HTTP server: a page to ask on, a REST interface, and answers that arrive in stages. Needs the extra `server`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rog.server.settings import ServerSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI

    from rog.pipeline import RoG

__all__ = ["ServerSettings", "create_app", "serve"]


def create_app(graphs: Mapping[str, RoG], settings: ServerSettings | None = None) -> FastAPI:
    """The ASGI application that answers for these graphs, the first of which is the default.

    Raises MissingExtraError where fastapi is not installed, InputError for no graph.
    """
    _require("fastapi")
    from rog.server.app import create_app as create

    return create(graphs, settings or ServerSettings())


def serve(graphs: Mapping[str, RoG], settings: ServerSettings | None = None) -> None:
    """Serve until the process is told to stop (SIGTERM, SIGINT); requests that were accepted are answered first.

    Raises MissingExtraError; InputError where the settings would leave the server open to the network;
    OSError where the address cannot be had.
    """
    _require("fastapi", "uvicorn")
    settings = settings or ServerSettings()
    settings.check()
    from rog.server.process import run

    run(create_app(graphs, settings), settings)


def _require(*packages: str) -> None:
    from importlib.util import find_spec

    from rog.errors import MissingExtraError

    for package in packages:
        if find_spec(package) is None:
            raise MissingExtraError(package, "server")
