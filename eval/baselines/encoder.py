"""Sentence embeddings for the baselines that compare texts: a public encoder, none of our training in it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rog.errors import MissingExtraError, ModelError

__all__ = ["FloatArray", "SentenceEncoder", "TextEncoder", "load_encoder"]

FloatArray = NDArray[np.float32]

MAX_TEXT_TOKENS = 128
TEXTS_PER_CALL = 64
"""Texts that are read in one call."""

MAX_CACHED_EMBEDDINGS = 200_000
"""Embeddings kept in memory: the same triples come back with every question about one entity."""


class TextEncoder(Protocol):
    """Anything that embeds texts."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Texts (N) -> rows of length 1 (N, D), so that a product of two is their cosine."""
        ...


class SentenceEncoder:
    """A BERT-like sentence encoder with mean pooling, as Sentence-BERT (Reimers and Gurevych 2019) defines it."""

    def __init__(self, folder: str) -> None:
        """Load a model folder of `transformers`. Raises ModelError; MissingExtraError without transformers."""
        try:
            from transformers import AutoModel, AutoTokenizer
        except ImportError as error:
            raise MissingExtraError("transformers", "train") from error
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(folder)
            self._model = AutoModel.from_pretrained(folder).eval()
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: cannot load a sentence encoder: {error}") from error
        self._known: dict[str, FloatArray] = {}

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """See `TextEncoder`."""
        if not texts:
            return np.zeros((0, self._model.config.hidden_size), np.float32)
        # Texts of about one length go together, so that little time goes into padding.
        new = sorted(set(texts) - self._known.keys(), key=lambda text: (len(text), text))
        if len(self._known) + len(new) > MAX_CACHED_EMBEDDINGS:
            self._known.clear()
            new = sorted(set(texts), key=lambda text: (len(text), text))
        for first in range(0, len(new), TEXTS_PER_CALL):
            together = new[first : first + TEXTS_PER_CALL]
            self._known.update(zip(together, self._embed(together), strict=True))
        return np.stack([self._known[text] for text in texts])

    def _embed(self, texts: list[str]) -> FloatArray:
        import torch

        read = self._tokenizer(texts, padding=True, truncation=True, max_length=MAX_TEXT_TOKENS, return_tensors="pt")
        with torch.inference_mode():
            states = self._model(**read).last_hidden_state
        weight = read["attention_mask"][:, :, None].float()
        pooled = (states * weight).sum(1) / weight.sum(1).clamp(min=1.0)
        rows: FloatArray = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return rows


@lru_cache(maxsize=2)
def load_encoder(folder: str = "") -> TextEncoder:
    """The sentence encoder of a folder; without one, of the folder that ROG_ENCODER names. Raises ModelError."""
    folder = folder or os.environ.get("ROG_ENCODER", "")
    if not folder:
        raise ModelError("which sentence encoder? Name its folder (NAME:FOLDER) or set ROG_ENCODER to it")
    if not Path(folder).is_dir():
        raise ModelError(f"{folder}: no such folder; name that of a sentence encoder, such as all-MiniLM-L6-v2")
    return SentenceEncoder(folder)
