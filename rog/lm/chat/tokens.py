"""Estimates the tokens of a text for a model whose tokenizer is not at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rog.lm.messages import Message

__all__ = ["estimate_prompt", "estimate_tokens"]

LETTERS_PER_TOKEN = 5
"""Of an English word, at least, in byte-pair vocabularies of 50,000 entries and more."""

BYTES_PER_TOKEN = 2
"""Of UTF-8, at least, in other scripts."""

TEMPLATE_TOKENS_PER_MESSAGE = 5
"""Tokens that a chat template puts around a message: its marks and its role."""

PIECE = re.compile(r"(?P<word>[A-Za-z]+)|(?P<other>[^\W\d_]+)|[^\S ]|[^\w\s]|[\d_]")


def estimate_tokens(text: str) -> int:
    """Tokens of a text, rather too many than too few: each digit and punctuation mark counts as one."""
    total = 0
    for piece in PIECE.finditer(text):
        if piece.lastgroup == "word":
            total += -(-len(piece[0]) // LETTERS_PER_TOKEN)
        else:
            size = len(piece[0].encode("utf-8", "replace"))
            total += -(-size // BYTES_PER_TOKEN)
    return total


def estimate_prompt(messages: Sequence[Message]) -> int:
    """Tokens of a conversation as a prompt, with those that a chat template adds."""
    template = TEMPLATE_TOKENS_PER_MESSAGE * (len(messages) + 1)  # one more for the beginning of the reply
    return template + sum(estimate_tokens(message.content) for message in messages)
