"""How the relations of a graph read, and the words by frequency that this takes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from tokenizers import Tokenizer

from rog.wording.grammar import Reading, lemmas, read_relation
from rog.wording.synonyms import WordNet
from rog.words.word_ranks import word_ranks as tokenizer_ranks

__all__ = ["MAX_COMMON_RANK", "read_relations", "word_ranks"]

MAX_COMMON_RANK = 12_000
"""Rank up to which a word is one that people say."""
WORDNET_RANK = 40_000
"""Rank of a word that only WordNet has."""


def read_relations(names: Mapping[str, str], vocabulary: Mapping[str, int]) -> dict[str, Reading]:
    """How each relation reads by its name (see `called`), of those whose name has a word that is one."""
    return {relation: read_relation(name) for relation, name in names.items() if _is_speakable(name, vocabulary)}


def _is_speakable(name: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether people could say it: every word of letters, and one at least a known one of three or more."""
    parts = name.split()
    known = any(len(part) > 2 and (part in vocabulary or lemmas(part)) for part in parts)
    return (known and all(part.isprintable() and not part.isdigit() for part in parts)) or name in ("is", "is a")


def word_ranks(wordnet: WordNet | None) -> dict[str, int]:
    """Words by rank: those of the shipped model's tokenizer, which come by frequency, and WordNet's behind them."""
    tokenizer = Tokenizer.from_file(str(files("rog").joinpath("models/compact/tokenizer.json")))
    ranks = tokenizer_ranks(tokenizer)
    for word in wordnet.lemmas if wordnet else ():
        if len(word) > 4 and word.isascii() and word.isalpha() and word.islower():
            ranks.setdefault(word, WORDNET_RANK)
    return ranks
