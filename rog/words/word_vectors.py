"""Vectors of common English words, whose cosine says how near their meanings are.

They are those of the text encoder that training starts from, for each word by itself, with the directions in which
words differ most (Tulkens and van Dongen 2024, Model2Vec; `python -m training.fit.word_vectors`).
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["WordVectors", "load_word_vectors", "read_word_vectors", "write_word_vectors"]

FILE = "word_vectors.gz"
SCALE = 127
"""What a component of 1 is written as."""

Floats = NDArray[np.float32]


class WordVectors(NamedTuple):
    """Words and their rows in a table of vectors of length 1."""

    rows: dict[str, int]
    table: Floats
    """Shape (words + 1, dimensions); the last row is 0, for a word that is not known."""

    def of(self, words: Sequence[str]) -> Floats:
        """The vectors of words (N, dimensions), of a word that is not known 0."""
        return self.table[[self.rows.get(word, -1) for word in words]]

    def nearest(self, words: Sequence[str], others: Sequence[str]) -> float:
        """The largest cosine of a word of each, 0 to 1; 0 where none is known."""
        return float((self.of(words) @ self.of(others).T).max(initial=0.0)) if words and others else 0.0


@lru_cache(maxsize=1)
def load_word_vectors() -> WordVectors:
    """The vectors that come with rog."""
    return read_word_vectors(resources.files("rog.words").joinpath(FILE).read_bytes())


def read_word_vectors(content: bytes) -> WordVectors:
    """Vectors from their form in a file: the words, a line, and below a byte for each component."""
    text, _, components = gzip.decompress(content).partition(b"\n\n")
    words = text.decode().split("\n")
    table = np.frombuffer(components, np.int8).reshape(len(words), -1).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    return WordVectors({word: row for row, word in enumerate(words)}, np.vstack([table, np.zeros_like(table[:1])]))


def write_word_vectors(words: Sequence[str], table: Floats) -> bytes:
    """The form in a file of words and their vectors of length 1 (N, dimensions), the same for the same."""
    components = np.round(table * SCALE).astype(np.int8).tobytes()
    return gzip.compress("\n".join(words).encode() + b"\n\n" + components, mtime=0)
