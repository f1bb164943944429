"""What a causal language model in this process can do: read trees of tokens, and generate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rog.lm.messages import Reply

__all__ = ["ROOT", "Growth", "SteerableLM", "TokenTrees"]

ROOT = -1
"""The parent of a tree's first tokens."""


class Growth(NamedTuple):
    """A chain of tokens put below `parent`: the number of an earlier growth, counted from 0, or ROOT."""

    parent: int
    tokens: Sequence[int]
    asked: Sequence[Sequence[int]]
    """For each token of the chain, the tokens whose log probability of coming next is wanted."""


class TokenTrees(Protocol):
    """Trees of tokens that a model has read: each token sees those above it and no others.

    What many continuations share is read once, be it a prompt or a beam.
    """

    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """Let the trees grow, in one run of the model. A parent may be a growth of the same call.

        Gives for each growth and token of its chain the log probabilities that were asked for:
        natural logarithms, over the whole vocabulary.
        """
        ...


class SteerableLM(Protocol):
    """A causal language model in this process."""

    end: int
    """The token that ends a text."""

    def encode(self, text: str) -> list[int]:
        """Tokens of a text as a prompt, with what the model wants at its beginning.

        Text that looks like a special token is read as text.
        """
        ...

    def encode_next(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of texts that each go on after other text."""
        ...

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens, without special ones."""
        ...

    def trees(self) -> TokenTrees:
        """Nothing read yet."""
        ...

    def generate(self, prompts: Sequence[str], *, max_tokens: int) -> list[Reply]:
        """The most probable text after each prompt, chosen token by token, all in one call."""
        ...
