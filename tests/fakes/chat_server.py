"""An HTTP server in the test's own process that speaks OpenAI's chat protocol from a script, faults included."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

__all__ = [
    "MODEL", "ChatServer", "Sent", "completion", "cut", "drip", "fail", "say", "send", "serve", "slow",
]  # fmt: skip

MODEL = "scripted-model"

Sent = Callable[["Handler"], None]
"""What the server does with one request."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        server: Any = self.server
        server.owner.act(
            self,
            {
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": json.loads(body),
            },
        )

    def log_message(self, *_: Any) -> None:
        """Says nothing: tests print no access log."""

    def reply(
        self, status: int, body: bytes, headers: Mapping[str, str] | None = None, length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


def completion(text: str | None, *, finish: str = "stop", usage: Any = None) -> dict[str, Any]:
    """A chat completion that says `text`."""
    counted = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18} if usage is None else usage
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice], "usage": counted}


def say(value: Any, **options: Any) -> Sent:
    """A completion with a text, or with a value as JSON."""
    text = value if isinstance(value, str) or value is None else json.dumps(value)
    return lambda handler: handler.reply(200, json.dumps(completion(text, **options)).encode())


def send(body: bytes | Any, status: int = 200, **headers: str) -> Sent:
    """Any body at all."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda handler: handler.reply(status, raw, headers)


def fail(status: int, message: str = "no", **fields: Any) -> Sent:
    """An error as such servers send it; tried again at once where it is tried again."""
    return send({"error": {"message": message, "type": "error", **fields}}, status, retry_after_ms="10")


def slow(seconds: float, then: Sent) -> Sent:
    def act(handler: Handler) -> None:
        time.sleep(seconds)
        then(handler)

    return act


def cut(handler: Handler) -> None:
    """Half a reply, and then the connection is reset."""
    body = json.dumps(completion('{"plans": [')).encode()
    handler.reply(200, body[: len(body) // 2], length=len(body))
    handler.wfile.flush()
    # Closing without lingering sends a reset.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True


def drip(seconds: float) -> Sent:
    """A reply that comes blank by blank and never ends in time."""

    def act(handler: Handler) -> None:
        try:
            handler.reply(200, b" ", length=1_000_000)
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.02)
        except OSError:
            pass  # the client has gone, as it should
        handler.close_connection = True

    return act


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of clients that have gone, as they should where a reply is late."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class ChatServer:
    """Plays its script, one entry a request; the last one stands for all that follow."""

    def __init__(self, script: Iterable[Sent]) -> None:
        self._script: list[Sent] = list(script)
        self._lock = threading.Lock()
        self.requests: list[dict[str, Any]] = []
        self.http = QuietServer(("127.0.0.1", 0), Handler)
        self.http.owner = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def act(self, handler: Handler, request: dict[str, Any]) -> None:
        with self._lock:
            self.requests.append(request)
            entry = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        entry(handler)


@contextmanager
def serve(*script: Sent) -> Iterator[ChatServer]:
    """A server with this script, for as long as the block runs. Skips the test where nothing could ask it."""
    pytest.importorskip("openai", reason="chat models take the extra rog[lm]")
    server = ChatServer(script)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()
