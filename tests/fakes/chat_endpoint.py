"""A real chat server: the one that the environment names, or SmolLM2 behind `transformers serve`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest

from rog.lm.chat.client import ChatModel
from rog.lm.messages import Message, Reply
from tests.fakes.neo4j_server import free_port

__all__ = ["Endpoint", "Recorded", "endpoint"]

STARTS = 240
"""Seconds that a server may take until it listens."""


class Endpoint(NamedTuple):
    """A base URL and a model that is served there."""

    url: str
    model: str


class Recorded:
    """A chat model that keeps what it was asked and what came back."""

    def __init__(self, endpoint: Endpoint, timeout: float = 120.0) -> None:
        self.lm = ChatModel(endpoint.model, base_url=endpoint.url, timeout=timeout)
        self.calls: list[tuple[tuple[Message, ...], Reply]] = []

    def chat(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, max_tokens: int = 512
    ) -> Reply:
        reply = self.lm.chat(messages, schema=schema, max_tokens=max_tokens)
        self.calls.append((tuple(messages), reply))
        return reply


@contextmanager
def endpoint(folder: Path, language_model: Callable[[], Path]) -> Iterator[Endpoint]:
    """Any OpenAI-compatible server that ROG_TEST_CHAT_URL and ROG_TEST_CHAT_MODEL name; else one that serves
    the language model and writes its log into the folder.
    """
    url, model = os.environ.get("ROG_TEST_CHAT_URL"), os.environ.get("ROG_TEST_CHAT_MODEL")
    if url and model:
        yield Endpoint(url, model)
        return
    served = language_model()
    with starting(folder / "server.log") as server:  # it loads a model when it is first asked for it
        yield Endpoint(server.wait(), str(served))


class Server:
    """`transformers serve` on a free port."""

    def __init__(self, log: Path) -> None:
        self.log, self.port = log, free_port()
        command = [sys.executable, "-m", "transformers.cli.transformers", "serve", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--device", "cpu", "--dtype", "float32"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, env=os.environ | {"HF_HUB_OFFLINE": "1"}
            )

    def wait(self) -> str:
        """The base URL, once the server answers; a failure of the test, with what it said, where it never does."""
        ends = time.monotonic() + STARTS
        while self.process.poll() is None and time.monotonic() < ends:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                    return f"http://127.0.0.1:{self.port}/v1"
            except OSError:
                time.sleep(0.2)
        pytest.fail(f"the chat server did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def starting(log: Path) -> Iterator[Server]:
    """A server that ends with the block."""
    server = Server(log)
    try:
        yield server
    finally:
        server.stop()
