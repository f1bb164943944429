"""The one folder where rog keeps what it would otherwise make again."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

__all__ = ["cache_folder", "temporary_folder"]


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
