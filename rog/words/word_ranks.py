"""Words by how frequent they are, from the vocabulary of a model's tokenizer."""

from __future__ import annotations

from tokenizers import Tokenizer

__all__ = ["word_ranks"]

FIRST_WORD = 1996
"""Where the words begin in the vocabulary of BERT's tokenizer, by frequency; before them are signs."""


def word_ranks(tokenizer: Tokenizer) -> dict[str, int]:
    """The words of two letters or more that are one token, and the rank of each, from 1 for the most frequent."""
    return {
        word: max(rank - FIRST_WORD, 0) + 1
        for word, rank in tokenizer.get_vocab().items()
        if word.isascii() and word.isalpha() and len(word) > 1
    }
