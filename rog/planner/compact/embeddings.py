"""Step embeddings cached on disk, so that a model reads a graph's relations once and not at every start."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rog.cache import cache_folder
from rog.planner.compact.weights import FloatArray

__all__ = ["cached_embeddings"]


def cached_embeddings(
    model_checksum: str, texts: Sequence[str], width: int, compute: Callable[[], FloatArray]
) -> FloatArray:
    """Embeddings (2 R, D) of the steps of R relations, given their texts: from the cache, or computed and stored there.

    A file that is damaged or of another shape is written again. Where none can be written, nothing is cached.
    """
    name = hashlib.sha256(json.dumps([model_checksum, list(texts)]).encode()).hexdigest()
    path = cache_folder() / f"steps-{name[:32]}.npy"
    shape = (2 * len(texts), width)
    try:
        cached = np.load(path, allow_pickle=False)
        if cached.shape == shape and cached.dtype == np.float32 and np.isfinite(cached).all():
            return np.asarray(cached)
    except (OSError, ValueError, EOFError):
        pass  # not there yet, or damaged
    embeddings = compute()
    _write(path, embeddings)
    return embeddings


def _write(path: Path, embeddings: FloatArray) -> None:
    """Write the whole file or none, so that another process never reads half of it."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False) as file:
            np.save(file, embeddings)
        os.replace(file.name, path)
    except OSError:
        pass  # a full or read-only disk costs time at the next start and nothing else
