"""How many tokens a text takes in a model whose tokenizer is not at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rog.lm.messages import Message

__all__ = ["estimate_prompt", "estimate_tokens"]

LETTERS = 5
"""Letters of an English word that byte-pair vocabularies of 50,000 entries and more put into one token, at least."""

BYTES = 2
"""Bytes of UTF-8 that a token holds at least, in other scripts."""

PER_MESSAGE = 5
"""What a chat template puts around a message: its marks and its role."""

PIECE = re.compile(r"(?P<word>[A-Za-z]+)|(?P<other>[^\W\d_]+)|[^\S ]|[^\w\s]|[\d_]")


def estimate_tokens(text: str) -> int:
    """Tokens of a text, rather too many than too few: each digit and sign counts as one."""
    total = 0
    for piece in PIECE.finditer(text):
        if piece.lastgroup == "word":
            total += -(-len(piece[0]) // LETTERS)
        else:
            size = len(piece[0].encode("utf-8", "replace"))
            total += -(-size // BYTES)
    return total


def estimate_prompt(messages: Sequence[Message]) -> int:
    """Tokens of a conversation as a prompt, with what a chat template adds."""
    return sum(PER_MESSAGE + estimate_tokens(message.content) for message in messages) + PER_MESSAGE
