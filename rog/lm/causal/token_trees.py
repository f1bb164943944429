"""Trees of tokens read by a transformers model: with one key-value cache, or path by path without a cache.

With the cache all trees stand in one row, and an attention mask keeps the branches apart. This is tree attention as in
speculative decoding (Miao et al. 2024, SpecInfer, arXiv 2305.09781). No token is read twice or padded.
"""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from itertools import accumulate
from typing import Any

import numpy as np
import torch
from transformers import DynamicCache

from rog.lm.contract import ROOT, Growth

__all__ = ["CachedTrees", "PlainTrees", "cache_argument", "reads_trees"]

MAX_RELATIVE_ERROR = 0.1
"""Largest difference between both ways of reading, relative to the difference that another context makes."""


class CachedTrees:
    """Reads each token once. For attention models that take masks and positions as arguments."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._cache = DynamicCache()  # with the model's config, layers with a window would forget branches
        self._cache_argument = cache_argument(model)
        self._paths: list[list[int]] = []
        """For each growth, the cache positions of its last token and of all tokens above it."""
        self._cache_size = 0

    @torch.inference_mode()
    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """See `TokenTrees`."""
        if not growths:
            return []
        size_before, first = self._cache_size, len(self._paths)
        for growth in growths:
            above = [] if growth.parent == ROOT else self._paths[growth.parent]
            positions = range(self._cache_size, self._cache_size + len(growth.tokens))
            self._paths.append([*above, *positions])
            self._cache_size += len(growth.tokens)
        tokens = [token for growth in growths for token in growth.tokens]
        # A token's position in its text is its depth in the tree, not its place in the row.
        depths = [
            depth
            for growth, path in zip(growths, self._paths[first:], strict=True)
            for depth in range(len(path) - len(growth.tokens), len(path))
        ]
        candidates = [of_token for growth in growths for of_token in growth.candidates]
        # Logits are computed only behind tokens with candidates.
        rows = [row for row, of_token in enumerate(candidates) if len(of_token)]
        device, dtype = self._model.device, self._model.dtype
        visible = torch.from_numpy(self._visible(growths, size_before, first)).to(device)
        mask = torch.zeros(visible.shape, dtype=dtype, device=device).masked_fill_(~visible, torch.finfo(dtype).min)
        output = self._model(
            input_ids=torch.tensor([tokens], device=device),
            position_ids=torch.tensor([depths], device=device),
            attention_mask=mask[None, None],
            use_cache=True,
            logits_to_keep=torch.tensor(rows, dtype=torch.long, device=device),
            **{self._cache_argument: self._cache},
        )
        read = iter(_log_probabilities(output.logits[0], [candidates[row] for row in rows]))
        return [[next(read) if len(of_token) else () for of_token in growth.candidates] for growth in growths]

    def _visible(self, growths: Sequence[Growth], size_before: int, first: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """(new tokens, cache size): whether each new token attends to each cache position."""
        visible = np.zeros((self._cache_size - size_before, self._cache_size), np.bool_)
        row = 0
        for growth, path in zip(growths, self._paths[first:], strict=True):
            for depth in range(len(path) - len(growth.tokens), len(path)):
                visible[row, path[: depth + 1]] = True
                row += 1
        return visible


class PlainTrees:
    """Reads each path from its beginning: slow, but correct for every causal model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._paths: list[list[int]] = []

    @torch.inference_mode()
    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """See `TokenTrees`."""
        grown: list[list[Sequence[float]]] = []
        for parent, tokens, candidates in growths:
            path = [*([] if parent == ROOT else self._paths[parent]), *tokens]
            self._paths.append(path)
            logits = self._model(input_ids=torch.tensor([path], device=self._model.device), use_cache=False).logits[0]
            grown.append(_log_probabilities(logits[len(path) - len(tokens) :], candidates))
        return grown


def cache_argument(model: Any) -> str:
    """Name of the key-value cache in a model's `forward`: `cache` since transformers 5.24, before `past_key_values`."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model  # peft passes its arguments on
    return "cache" if "cache" in signature(base.forward).parameters else "past_key_values"


def _log_probabilities(logits: torch.Tensor, candidates: Sequence[Sequence[int]]) -> list[Sequence[float]]:
    """Logits (N, V) and the candidate tokens of each row -> their log probabilities."""
    if not candidates:
        return []
    counts = list(map(len, candidates))
    logits = logits.float()
    rows = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts)).to(logits.device)
    columns = torch.tensor([token for of_row in candidates for token in of_row], dtype=torch.long, device=logits.device)
    values: list[float] = (logits[rows, columns] - logits.logsumexp(-1)[rows]).tolist()
    ends = list(accumulate(counts))
    return [values[end - count : end] for count, end in zip(counts, ends, strict=True)]


def reads_trees(model: Any) -> bool:
    """Whether `CachedTrees` gives the model's own log probabilities: tried on a small tree of two branches."""
    vocabulary = model.get_input_embeddings().num_embeddings
    tokens = list(range(0, vocabulary, max(vocabulary // 7, 1)))[:6]
    candidates = range(0, vocabulary, max(vocabulary // 64, 1))
    trunk = Growth(ROOT, tokens[:3], [(), (), ()])
    growths = [trunk, Growth(0, tokens[3:4], [candidates]), Growth(0, tokens[4:5], [candidates])]
    # The same token behind both branches: how much its log probabilities differ is what a context changes.
    later = [Growth(1, tokens[5:6], [candidates]), Growth(2, tokens[5:6], [candidates])]
    try:
        cached, plain = (
            np.array([row for grown in (trees.grow(growths)[1:], trees.grow(later)) for (row,) in grown])
            for trees in (CachedTrees(model), PlainTrees(model))
        )
    except (TypeError, ValueError, RuntimeError, AttributeError, IndexError):
        return False  # an architecture that takes no such mask, positions or cache
    context_effect = float(np.abs(plain[2] - plain[3]).max())
    return bool(np.abs(cached - plain).max() <= MAX_RELATIVE_ERROR * context_effect + 1e-6)
