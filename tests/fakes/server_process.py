"""Starts `rog serve` and `rog mcp --http` as users do, on a free port, and stops them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0

HTTP = httpx2.Client(timeout=PATIENCE)
"""Asks with more patience than a client has by default: the machine may be busy."""


class ServerProcess:
    """A server in a process of its own: its `url`, its log as it comes, and its end."""

    def __init__(self, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "rog", *arguments, "--port", "0"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self._await_url()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def _await_url(self) -> str:
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline and self.process.poll() is None:
            for line in self.lines:
                if "listening on http" in line:
                    return line.split()[3].rstrip("/")
            sleep(0.02)
        raise RuntimeError("the server did not start: " + "".join(self.lines))

    def log(self) -> list[dict[str, Any]]:
        """The lines of the log that are JSON."""
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.log() if line["message"] == "request"]

    def stop(self) -> int:
        """Tell it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def running(*arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[ServerProcess]:
    server = ServerProcess(*arguments, environment=environment)
    try:
        yield server
    finally:
        server.close()
