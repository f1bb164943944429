"""The contract of a causal language model in this process: it reads trees of tokens, and generates text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rog.lm.messages import Reply

__all__ = ["ROOT", "Growth", "SteerableLM", "TokenTrees"]

ROOT = -1
"""The parent of a tree's first tokens."""


class Growth(NamedTuple):
    """A chain of tokens that is added to a tree."""

    parent: int
    """What it is added below: the number of an earlier growth, counted from 0, or ROOT."""
    tokens: Sequence[int]
    candidates: Sequence[Sequence[int]]
    """For each token of the chain, the candidate next tokens whose log probabilities are wanted; often none."""


class TokenTrees(Protocol):
    """Trees of tokens that a model has read. Each token attends to those above it and no others.

    A prefix that many continuations share, a prompt or a beam, is read once.
    """

    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """Add growths to the trees, in one run of the model. A parent may be a growth of the same call.

        Gives for each growth and token of its chain the log probabilities of its candidates: natural logarithms, over
        the whole vocabulary.
        """
        ...


class SteerableLM(Protocol):
    """A causal language model in this process."""

    end: int
    """The token that ends a text."""

    def encode(self, text: str) -> list[int]:
        """Tokens of a text as a prompt, with the special tokens that the model expects at its beginning.

        Text that looks like a special token is encoded as text.
        """
        ...

    def encode_next(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of texts that each continue another text."""
        ...

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens, without special ones."""
        ...

    def trees(self) -> TokenTrees:
        """Empty trees."""
        ...

    def generate(self, prompts: Sequence[str], *, max_tokens: int) -> list[Reply]:
        """The most probable text after each prompt, chosen token by token, all in one call."""
        ...
