"""Runs an application until a signal stops the process, and then until all accepted requests are answered."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from rog.server.logs import log_event, set_up_logging
from rog.server.settings import ServerSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["run"]

DRAIN_SECONDS = 0.3
"""Time in which accepted connections may still send their request, once no more are accepted."""

KEEP_ALIVE_SECONDS = 15
"""Time for which an idle connection stays open."""

MAX_PENDING_CONNECTIONS = 2048
"""Connections that may wait to be accepted."""

SHUTDOWN_GRACE_SECONDS = 5.0
"""Time beyond a request's own deadline after which a stop waits no longer for its client to read."""


def run(app: ASGIApp, settings: ServerSettings, path: str = "/") -> None:
    """Serve the application at the settings' address. Raises OSError where the address cannot be had."""
    set_up_logging()
    sockets = _listen(settings)
    stopping = _Stopping(app)
    config = uvicorn.Config(
        stopping,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings.timeout + SHUTDOWN_GRACE_SECONDS),
    )
    host, port = sockets[0].getsockname()[:2]
    url_host = f"[{host}]" if ":" in host else host

    def ready() -> None:
        print(f"rog: listening on http://{url_host}:{port}{path} (stop with Ctrl+C)", file=sys.stderr, flush=True)
        log_event("listening", host=host, port=port, token=settings.token is not None)

    _Server(config, stopping, ready).run(sockets)
    log_event("stopped")


def _listen(settings: ServerSettings) -> list[socket.socket]:
    """A socket at the first address that the host has."""
    infos = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = infos[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(MAX_PENDING_CONNECTIONS)  # from now on no client is refused
    except OSError as error:
        listener.close()
        raise OSError(error.errno, error.strerror, f"{settings.host}:{settings.port}") from None
    return [listener]


class _Stopping:
    """Says `Connection: close` in every response once the server stops, so that no client sends another request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self.active = app, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def last(message: Message) -> None:
            if self.active and message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        await self._app(scope, receive, last if scope["type"] == "http" else send)


class _Server(uvicorn.Server):
    """Stops in order: accepts no more, answers what was accepted, ends with exit code 0."""

    def __init__(self, config: uvicorn.Config, stopping: _Stopping, ready: Callable[[], None]) -> None:
        """`ready` is called once a signal stops the server in order, and not the process at once."""
        super().__init__(config)
        self._stopping, self._ready = stopping, ready

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, let the connections that were accepted send their request, then stop."""
        log_event("stopping")
        self._stopping.active = True
        for server in self.servers:
            server.close()
        await asyncio.sleep(DRAIN_SECONDS)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but a signal that was obeyed is not raised again when the server has stopped."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._ready()
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
