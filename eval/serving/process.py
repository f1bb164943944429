"""Starts `rog serve` in a process of its own for the benchmarks of the server, and stops it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

__all__ = ["Served", "served"]

TIMEOUT_SECONDS = 120.0
"""How long a server may take to start or to stop."""


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path

    def memory_megabytes(self) -> float:
        """What is resident of it now, in MiB, without mapped files (proc(5), `RssAnon`)."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:"))

    def log(self) -> list[dict[str, Any]]:
        """Its log so far."""
        return [json.loads(line) for line in self.output.read_bytes().splitlines() if line.startswith(b"{")]

    def stop(self) -> int:
        """Tell it to stop; its exit code."""
        self.process.terminate()
        return self.process.wait(TIMEOUT_SECONDS)


@contextmanager
def served(*options: str) -> Iterator[Served]:
    """`rog serve` with these options on a free port. Raises RuntimeError where it does not start."""
    with TemporaryDirectory() as folder:
        output = Path(folder) / "log"
        command = [sys.executable, "-m", "rog", "serve", "--port", "0", *options]
        with output.open("wb") as log:
            process = subprocess.Popen(command, stderr=log)
        try:
            yield Served(_address(process, output), process, output)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(TIMEOUT_SECONDS)


def _address(process: subprocess.Popen[bytes], output: Path) -> str:
    deadline = monotonic() + TIMEOUT_SECONDS
    while monotonic() < deadline and process.poll() is None:
        for line in output.read_bytes().splitlines():
            if line.startswith(b"rog: listening on "):
                return line.split()[3].decode().rstrip("/")
        sleep(0.02)
    raise RuntimeError(f"the server did not start: {output.read_text('utf-8', 'replace')[-2000:]}")
