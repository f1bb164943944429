"""Where indexes made from files are kept, and under which name they are found again."""

from __future__ import annotations

import atexit
import functools
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rog.errors import SourceError
from rog.graph.files import ReadOptions
from rog.graph.index_file import FORMAT_VERSION

__all__ = ["cache_folder", "cached_name", "temporary_folder"]

READER_VERSION = 2
"""To be raised when the same file comes to give other records."""


def cache_folder() -> Path:
    """ROG_CACHE, else `rog` in XDG_CACHE_HOME or ~/.cache; a temporary folder if that cannot be written to."""
    try:
        folder = _wanted_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return temporary_folder()


def _wanted_folder() -> Path:
    if own := os.environ.get("ROG_CACHE"):
        return Path(own).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "rog"


@functools.cache
def temporary_folder() -> Path:
    """A folder of this process, removed when it exits."""
    folder, owner = Path(tempfile.mkdtemp(prefix="rog-")), os.getpid()

    def remove() -> None:
        if os.getpid() == owner:  # a forked child leaves what its parent still uses
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def cached_name(
    sources: Sequence[Path], nodes: Sequence[Path], format: str | None, options: ReadOptions, skip_bad: int
) -> str:
    """A file name that changes with the files' paths, sizes and times, how they are read, and the index format.

    Raises SourceError for a file that is not there.
    """
    how = [FORMAT_VERSION, READER_VERSION, format, asdict(options), skip_bad]
    what = [[_state(path) for path in paths] for paths in (sources, nodes)]
    key = hashlib.sha256(json.dumps([how, what]).encode()).hexdigest()
    return f"{sources[0].name.split('.')[0][:40]}-{key[:32]}.rog"


def _state(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError as error:
        raise SourceError(path, None, f"cannot be opened: {error.strerror}") from error
    return str(path.absolute()), state.st_size, state.st_mtime_ns
