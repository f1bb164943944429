"""The checks of every request, on host, origin and token; and the headers of every response.

Pure ASGI, so that the REST server and the MCP server share it.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from ipaddress import ip_address
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rog.server.logs import log_event, log_fault
from rog.server.problems import MEDIA_TYPE, Problem, problem_of
from rog.server.settings import ServerSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SECURITY_HEADERS", "Gate", "send_problem"]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""A valid request id of a client; any other is replaced."""


class Gate:
    """Lets requests through that come to a name of this server, from no foreign page, and with the token it asks for.

    `open_paths` need no token: a path, or all below one that ends in a slash, but for the root alone.
    Gives each request an id, which is in its response and in the log.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings, open_paths: tuple[str, ...] = ()) -> None:
        self._app, self._settings, self._open = app, settings, open_paths
        self._token = settings.token.encode() if settings.token is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":  # websockets are not spoken here
                await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        given = headers.get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        response = _Response(send, scope, request_id)
        try:
            self._check(scope, headers)
        except Problem as problem:
            await send_problem(problem, request_id, response.send)
        else:
            await self._answer(scope, receive, response)
        finally:
            response.log()

    async def _answer(self, scope: Scope, receive: Receive, response: _Response) -> None:
        try:
            await self._app(scope, receive, response.send)
        except Exception as error:
            log_fault(error, response.request_id)
            if not response.started:
                await send_problem(problem_of(error), response.request_id, response.send)

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        self._check_host(headers.get("host", ""))
        if self._is_open(scope["path"]):
            return
        self._check_origin(headers)
        if scope["method"] != "OPTIONS":  # a browser asks for CORS without the token
            self._check_token(headers.get("authorization", ""))

    def _is_open(self, path: str) -> bool:
        return any(
            path == name or (name.endswith("/") and name != "/" and path.startswith(name)) for name in self._open
        )

    def _check_host(self, host: str) -> None:
        """A foreign page whose name was made to point here (DNS rebinding) sends that name as the host."""
        name = _host_name(host)
        allowed = {"localhost", self._settings.host.lower(), *map(str.lower, self._settings.allowed_hosts)}
        if name is None or not (name in allowed or "*" in allowed or _is_address(name)):
            detail = f"this server is not called {host[:100]!r}; start it with --allow-host to let it be"
            raise Problem(421, "unknown-host", detail)

    def _check_origin(self, headers: dict[str, str]) -> None:
        """A page of another origin may not ask, unless it was named."""
        origin = headers.get("origin")
        if origin is not None:
            same_origin = urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
            foreign = not same_origin and origin not in self._settings.cors_origins
        else:
            foreign = headers.get("sec-fetch-site") == "cross-site"
        if foreign:
            raise Problem(
                403, "foreign-origin", "pages of another origin may not ask here; --cors names those that may"
            )

    def _check_token(self, authorization: str) -> None:
        if self._token is None:
            return
        scheme, _, token = authorization.partition(" ")
        matches = hmac.compare_digest(token.strip().encode("utf-8", "replace"), self._token)
        if scheme.lower() != "bearer" or not matches:
            challenge = 'Bearer realm="rog"' + (', error="invalid_token"' if authorization else "")
            raise Problem(
                401, "no-token", "send the server's token as `Authorization: Bearer …`", {"WWW-Authenticate": challenge}
            )


class _Response:
    """Adds headers to a response, and collects its line of the log."""

    def __init__(self, send: Send, scope: Scope, request_id: str) -> None:
        self._send, self._scope, self.request_id = send, scope, request_id
        self._start, self._status, self._complete = perf_counter(), 0, False

    @property
    def started(self) -> bool:
        """Whether the response has its status."""
        return self._status > 0

    async def send(self, message: Message) -> None:
        """Pass a message on (ASGI)."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            present = {name.lower() for name, _ in message["headers"]}
            defaults = {**SECURITY_HEADERS, "x-request-id": self.request_id, "cache-control": "no-store"}
            added = [
                (name.encode(), value.encode()) for name, value in defaults.items() if name.encode() not in present
            ]
            message = {**message, "headers": [*message["headers"], *added]}
        elif message["type"] == "http.response.body":
            self._complete = not message.get("more_body", False)
        await self._send(message)

    def log(self) -> None:
        """Write the line of the request: no query, no body and no token is in it."""
        log_event(
            "request",
            request_id=self.request_id,
            method=self._scope["method"],
            path=self._scope["path"],
            status=self._status or None,
            milliseconds=round((perf_counter() - self._start) * 1000, 1),
            client=(self._scope.get("client") or [None])[0],
            cut_short=True if not self._complete else None,
            **self._scope["state"].get("log", {}),
        )


async def send_problem(problem: Problem, request_id: str | None, send: Send) -> None:
    """Answer with problem details."""
    body = json.dumps(problem.details(request_id)).encode()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **problem.headers}
    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


def _host_name(host: str) -> str | None:
    """The name or address in a Host header, without the port; None where there is none."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_address(name: str) -> bool:
    """Whether the name is an IP address, and so no other site's name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
