"""Paths as the suite and stored results write them: DATA is the folder of shared data, BASE the base model of adapters.

`ROG_DATA` says where the data is (by default ../shared/data), `ROG_LM` which model (by default SmolLM2-135M-Instruct).
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["placed", "unplaced"]


def placed(path: str) -> str:
    """A path with DATA and BASE replaced by what they stand for here."""
    return path.replace("DATA", _data()).replace("BASE", _base())


def unplaced(path: str) -> str:
    """A path with DATA and BASE in place of what they stand for here, so that it holds on another machine."""
    for folder in (str(Path(_data()).resolve()), _data()):
        path = path.replace(folder, "DATA")
    return path.replace(_base(), "BASE")


def _data() -> str:
    return os.environ.get("ROG_DATA", "../shared/data").rstrip("/")


def _base() -> str:
    return os.environ.get("ROG_LM", "HuggingFaceTB/SmolLM2-135M-Instruct")
