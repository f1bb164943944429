"""How the relations of a graph read, and the words by frequency that this takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from tokenizers import Tokenizer

from rog.planner.relation_names import relation_name
from training.relation_phrases import Reading, lemmas, read_relation
from training.synonyms import WordNet

__all__ = ["COMMON", "read_relations", "word_ranks"]

FIRST_WORD = 1996
"""Where the words begin in the vocabulary of BERT's tokenizer, by frequency; before them are signs."""
COMMON = 12_000
"""Rank up to which a word is one that people say."""
RARE = 40_000
"""Rank of a word that only WordNet has."""


def read_relations(
    relations: Sequence[str], vocabulary: Mapping[str, int], names: Mapping[str, str]
) -> dict[str, Reading]:
    """How each relation reads, of those whose name has a word that is one; `names` go before their own."""
    called = {relation: names.get(relation) or relation_name(relation, vocabulary) for relation in relations}
    return {relation: read_relation(name) for relation, name in called.items() if _is_words(name, vocabulary)}


def _is_words(name: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether people could say it: every word of letters, and one at least a known one of three or more."""
    parts = name.split()
    known = any(len(part) > 2 and (part in vocabulary or lemmas(part)) for part in parts)
    return (known and all(part.isprintable() and not part.isdigit() for part in parts)) or name in ("is", "is a")


def word_ranks(wordnet: WordNet | None) -> dict[str, int]:
    """Words by rank: those of the shipped model's tokenizer, which come by frequency, and WordNet's behind them."""
    tokenizer = Tokenizer.from_file(str(files("rog").joinpath("models/compact/tokenizer.json")))
    ranks = {
        word: max(rank - FIRST_WORD, 0) + 1
        for word, rank in tokenizer.get_vocab().items()
        if word.isascii() and word.isalpha() and len(word) > 1
    }
    for word in wordnet.lemmas if wordnet else ():
        if len(word) > 4 and word.isascii() and word.isalpha() and word.islower():
            ranks.setdefault(word, RARE)
    return ranks
