"""Reads the whole body of a request, within a size and a time, before any route does. Pure ASGI."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rog.server.problems import Problem
from rog.server.security import send_problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["BODY_TIMEOUT_SECONDS", "BodyLimit"]

BODY_TIMEOUT_SECONDS = 10.0
"""Time in which a body must come, where the request's own timeout is not shorter."""

CLOSE = {"Connection": "close"}
"""Headers where the rest of the body was not read, so that the connection cannot be used again."""


class BodyLimit:
    """Answers 413 to a body of more than `max_bytes` and 408 to one that takes longer than `seconds`."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self._app, self._max_bytes, self._seconds = app, max_bytes, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        try:
            self._check_content_length(scope)
            async with asyncio.timeout(self._seconds):
                body = await self._read(receive)
        except Problem as problem:
            await send_problem(problem, scope["state"]["request_id"], send)
            return
        except TimeoutError:
            late = Problem(408, "slow-body", f"the request's body did not come within {self._seconds:g} seconds", CLOSE)
            await send_problem(late, scope["state"]["request_id"], send)
            return
        if body is not None:  # None: the client disconnected
            await self._app(scope, _replay(body, receive), send)

    def _check_content_length(self, scope: Scope) -> None:
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared[:20]) > self._max_bytes:
            raise self._too_large()

    async def _read(self, receive: Receive) -> bytes | None:
        parts, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self._max_bytes:
                raise self._too_large()
            more = message.get("more_body", False)
        return b"".join(parts)

    def _too_large(self) -> Problem:
        return Problem(413, "body-too-large", f"the request's body has more than {self._max_bytes:,} bytes", CLOSE)


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives the body as one message, then the next one: that the client disconnected."""
    replayed = False

    async def replay() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
