"""Frequency ranks of words, from the vocabulary of a model's tokenizer."""

from __future__ import annotations

from tokenizers import Tokenizer

__all__ = ["word_ranks"]

FIRST_WORD_TOKEN_ID = 1996
"""First id of a word in BERT's vocabulary. Words are sorted by frequency; special tokens and characters come before."""


def word_ranks(tokenizer: Tokenizer) -> dict[str, int]:
    """The rank of each word that is one token of at least two letters, from 1 for the most frequent."""
    return {
        word: max(rank - FIRST_WORD_TOKEN_ID, 0) + 1
        for word, rank in tokenizer.get_vocab().items()
        if word.isascii() and word.isalpha() and len(word) > 1
    }
