"""The name under which the index of some files is kept and found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rog.errors import SourceError
from rog.graph.files import ReadOptions
from rog.graph.index.file import FORMAT_VERSION

__all__ = ["cached_name"]

READER_VERSION = 3
"""To be raised when the same file comes to give other records."""


def cached_name(
    sources: Sequence[Path], nodes: Sequence[Path], format: str | None, options: ReadOptions, skip_bad: int
) -> str:
    """A file name that changes with the files' paths, sizes and times, how they are read, and the index format.

    Raises SourceError for a file that is not there.
    """
    reading = [FORMAT_VERSION, READER_VERSION, format, asdict(options), skip_bad]
    files = [[_state(path) for path in paths] for paths in (sources, nodes)]
    key = hashlib.sha256(json.dumps([reading, files]).encode()).hexdigest()
    return f"{sources[0].name.split('.')[0][:40]}-{key[:32]}.rog"


def _state(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError as error:
        raise SourceError(path, None, f"cannot be opened: {error.strerror}") from error
    return str(path.absolute()), state.st_size, state.st_mtime_ns
