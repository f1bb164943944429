"""Causal language models loaded by the transformers library: hub ids, folders, GGUF files and LoRA adapters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any

import torch

from rog.lm.causal.loading import load_causal
from rog.lm.causal.token_trees import CachedTrees, PlainTrees, reads_trees
from rog.lm.contract import TokenTrees
from rog.lm.messages import Reply

__all__ = ["TransformersLM"]

ANCHOR = ":"
"""Text put before a continuation to encode it: some tokenizers add a space before the first word of a text."""


class TransformersLM:
    """A causal language model as a `SteerableLM`. One object may be used from several threads."""

    def __init__(
        self, model: str, *, base: str | None = None, device: str | None = None, dtype: str | None = None
    ) -> None:
        """Load a hub id, a folder, a `.gguf` file or the folder of a LoRA adapter.

        `base` is an adapter's base model, for where the path in the adapter's configuration is wrong. `device` is cuda
        where there is one, else cpu. `dtype` is bfloat16 on cuda and float32 on cpu.

        Raises ModelError, MissingExtraError.
        """
        self._use(*load_causal(model, base=base, device=device, dtype=dtype))

    @classmethod
    def of(cls, model: Any, tokenizer: Any) -> TransformersLM:
        """From a loaded model and its tokenizer."""
        lm = cls.__new__(cls)
        lm._use(model, tokenizer)
        return lm

    def _use(self, model: Any, tokenizer: Any) -> None:
        self.model, self.tokenizer = model.eval(), tokenizer
        self.end: int = tokenizer.eos_token_id

    @property
    def context(self) -> int:
        """Context length: most tokens of a text."""
        return int(getattr(self.model.config.get_text_config(), "max_position_embeddings", None) or 2048)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the weights, an adapter's included."""
        digest = sha256()
        for name, value in sorted(self.model.state_dict().items()):
            digest.update(name.encode())
            digest.update(value.detach().cpu().contiguous().view(torch.uint8).numpy().data)
        return digest.hexdigest()

    @cached_property
    def _reads_trees(self) -> bool:
        return reads_trees(self.model)

    def encode(self, text: str) -> list[int]:
        """See `SteerableLM`."""
        ids: list[int] = self.tokenizer(text, split_special_tokens=True)["input_ids"]
        return ids[:-1] if ids and ids[-1] == self.end else ids

    def encode_next(self, texts: Sequence[str]) -> list[list[int]]:
        """See `SteerableLM`."""
        if not texts:
            return []
        (anchor, *anchored), alone = (
            self.tokenizer(batch, split_special_tokens=True, add_special_tokens=False)["input_ids"]
            for batch in ([ANCHOR, *(ANCHOR + text for text in texts)], list(texts))
        )
        # Where the anchor merges with a text into one token, the text is encoded alone.
        return [
            ids[len(anchor) :] if ids[: len(anchor)] == anchor and len(ids) > len(anchor) else ids_alone
            for ids, ids_alone in zip(anchored, alone, strict=True)
        ]

    def decode(self, tokens: Sequence[int]) -> str:
        """See `SteerableLM`."""
        return str(self.tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def trees(self) -> TokenTrees:
        """See `SteerableLM`."""
        return CachedTrees(self.model) if self._reads_trees else PlainTrees(self.model)

    @torch.inference_mode()
    def generate(self, prompts: Sequence[str], *, max_tokens: int) -> list[Reply]:
        """See `SteerableLM`."""
        if not prompts:
            return []
        encoded = [self.encode(prompt) for prompt in prompts]
        width = max(map(len, encoded))
        padded = [[self.end] * (width - len(ids)) + ids for ids in encoded]
        mask = [[0] * (width - len(ids)) + [1] * len(ids) for ids in encoded]
        generated = self.model.generate(
            input_ids=torch.tensor(padded, device=self.model.device),
            attention_mask=torch.tensor(mask, device=self.model.device),
            max_new_tokens=max_tokens,
            do_sample=False, temperature=None, top_p=None, top_k=None,
            eos_token_id=sorted(self._ends), pad_token_id=self.end,
        )  # fmt: skip
        return [self._reply(ids, row[width:].tolist()) for ids, row in zip(encoded, generated, strict=True)]

    @cached_property
    def _ends(self) -> set[int]:
        """All tokens that end a text."""
        ends = self.model.generation_config.eos_token_id
        return {self.end, *([] if ends is None else [ends] if isinstance(ends, int) else ends)}

    def _reply(self, prompt: Sequence[int], generated: Sequence[int]) -> Reply:
        length = next((index for index, token in enumerate(generated) if token in self._ends), len(generated))
        ended = length < len(generated)
        return Reply(self.decode(generated[:length]), None, len(prompt), length + ended, finished=ended)
