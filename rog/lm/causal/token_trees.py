"""Trees of tokens read by a transformers model: with one key-value cache, or plainly.

All trees stand in one row, and an attention mask keeps the branches apart, as tree attention does in
speculative decoding (Miao et al. 2024, SpecInfer, arXiv 2305.09781): no token is read twice or padded.
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

__all__ = ["CachedTrees", "PlainTrees", "reads_trees"]

AGREE = 0.1
"""A model reads trees where this share of what a context changes is more than what the tree changes."""


class CachedTrees:
    """Reads each token once. For models of attention whose positions are given from outside."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._cache = DynamicCache()  # with the model's config, layers with a window would forget branches
        self._cache_argument = cache_argument(model)
        self._paths: list[list[int]] = []
        """For each growth, the places in the cache of its last token and of all above it."""
        self._places = 0

    @torch.inference_mode()
    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """See `TokenTrees`."""
        if not growths:
            return []
        before, first = self._places, len(self._paths)
        for growth in growths:
            above = [] if growth.parent == ROOT else self._paths[growth.parent]
            own = range(self._places, self._places + len(growth.tokens))
            self._paths.append([*above, *own])
            self._places += len(growth.tokens)
        tokens = [token for growth in growths for token in growth.tokens]
        depths = [
            depth
            for growth, path in zip(growths, self._paths[first:], strict=True)
            for depth in range(len(path) - len(growth.tokens), len(path))
        ]
        asked = [wanted for growth in growths for wanted in growth.asked]
        kept = [place for place, wanted in enumerate(asked) if len(wanted)]
        device, dtype = self._model.device, self._model.dtype
        mask = torch.from_numpy(self._seen(growths, before, first)).to(device)
        hidden = torch.zeros(mask.shape, dtype=dtype, device=device).masked_fill_(~mask, torch.finfo(dtype).min)
        output = self._model(
            input_ids=torch.tensor([tokens], device=device),
            position_ids=torch.tensor([depths], device=device),
            attention_mask=hidden[None, None],
            use_cache=True,
            logits_to_keep=torch.tensor(kept, dtype=torch.long, device=device),
            **{self._cache_argument: self._cache},
        )
        found = iter(_gather(output.logits[0], [asked[place] for place in kept]))
        return [[next(found) if len(wanted) else () for wanted in growth.asked] for growth in growths]

    def _seen(self, growths: Sequence[Growth], before: int, first: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """(new tokens, places in the cache): what each new token sees."""
        seen = np.zeros((self._places - before, self._places), np.bool_)
        row = 0
        for growth, path in zip(growths, self._paths[first:], strict=True):
            above = len(path) - len(growth.tokens)
            for depth in range(above, len(path)):
                seen[row, path[: depth + 1]] = True
                row += 1
        return seen


class PlainTrees:
    """Reads each path from its beginning: slow, and right for every causal model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._paths: list[list[int]] = []

    @torch.inference_mode()
    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """See `TokenTrees`."""
        grown: list[list[Sequence[float]]] = []
        for parent, tokens, asked in growths:
            path = [*([] if parent == ROOT else self._paths[parent]), *tokens]
            self._paths.append(path)
            logits = self._model(input_ids=torch.tensor([path], device=self._model.device), use_cache=False).logits[0]
            grown.append(_gather(logits[len(path) - len(tokens) :], asked))
        return grown


def cache_argument(model: Any) -> str:
    """What a model's `forward` calls its key-value cache: `cache` since transformers 5.24, before `past_key_values`."""
    below = model.get_base_model() if hasattr(model, "get_base_model") else model  # peft passes on what it is given
    return "cache" if "cache" in signature(below.forward).parameters else "past_key_values"


def _gather(logits: torch.Tensor, asked: Sequence[Sequence[int]]) -> list[Sequence[float]]:
    """Logits (N, V) and the tokens asked for in each row -> their log probabilities."""
    if not asked:
        return []
    counts = [len(wanted) for wanted in asked]
    logits = logits.float()
    rows = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts)).to(logits.device)
    columns = torch.tensor([token for wanted in asked for token in wanted], dtype=torch.long, device=logits.device)
    values: list[float] = (logits[rows, columns] - logits.logsumexp(-1)[rows]).tolist()
    ends = list(accumulate(counts))
    return [values[end - count : end] for count, end in zip(counts, ends, strict=True)]


def reads_trees(model: Any) -> bool:
    """Whether `CachedTrees` reads two branches of a tree as the model reads them one by one."""
    vocabulary = model.get_input_embeddings().num_embeddings
    some = list(range(0, vocabulary, max(vocabulary // 7, 1)))[:6]
    many = range(0, vocabulary, max(vocabulary // 64, 1))
    trunk = Growth(ROOT, some[:3], [(), (), ()])
    growths = [trunk, Growth(0, some[3:4], [many]), Growth(0, some[4:5], [many])]
    later = [Growth(1, some[5:6], [many]), Growth(2, some[5:6], [many])]
    try:
        cached, plain = (
            np.array([row for grown in (trees.grow(growths)[1:], trees.grow(later)) for (row,) in grown])
            for trees in (CachedTrees(model), PlainTrees(model))
        )
    except (TypeError, ValueError, RuntimeError, AttributeError, IndexError):
        return False  # an architecture that takes no such mask, positions or cache
    changed = float(np.abs(plain[2] - plain[3]).max())
    return bool(np.abs(cached - plain).max() <= AGREE * changed + 1e-6)
