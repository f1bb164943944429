"""What a relation is called: its name as words, and its own part without namespace, domain or prefix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, log

__all__ = ["relation_name", "relation_words", "split_compound"]

LEAST_COMPOUND = 5
"""Shorter words are not taken for several words written together."""
FEW_LETTERS = frozenset("in of at on to by is as an my no do or us we up go".split())
"""Words of two letters that a compound may hold."""

UNKNOWN, UNKNOWN_LETTER = 4.0, 2.5
"""What a word that is not in the vocabulary costs, and each of its letters: more than a rare word, less than three."""


def relation_words(relation: str) -> str:
    """A relation's name as words: `people.person.place_of_birth`, `starredActors` and `HAS-PART` are split."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", relation)
    return re.sub(r"[\W_]+", " ", words).strip().lower() or relation


def relation_name(relation: str, vocabulary: Mapping[str, int] | None = None) -> str:
    """The words of the relation's own part: the last of a URI or of a Freebase name, without a prefix such as `rdf:`.

    A name that is one word, as `concept:athleteplayssport`, is split where a `vocabulary` is given:
    words and their ranks, the most frequent first.
    """
    own = relation.strip()
    if re.match(r"[A-Za-z][\w+.-]*://|urn:|/", own):
        own = re.split(r"[#/:]", own.rstrip("#/:"))[-1]
    elif re.fullmatch(r"[A-Za-z][\w-]*:[^\s:]+", own):
        own = own.rpartition(":")[2]
    if re.fullmatch(r"[\w-]+(\.{1,2}[\w-]+){2,}", own):
        own = own.rpartition(".")[2]
    words = relation_words(own or relation)
    return words if vocabulary is None or " " in words else " ".join(split_compound(words, vocabulary))


def split_compound(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The words that `word` is written together from, most probable first by Zipf's law; itself where it is one."""
    if len(word) < LEAST_COMPOUND or word in vocabulary or not (word.isascii() and word.isalpha()):
        return [word]
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(word) + 1):
        parts = ((start, word[start:end]) for start in range(end))
        best.append(min((best[at][0] + _surprise(part, vocabulary), [*best[at][1], part]) for at, part in parts))
    return best[-1][1] if best[-1][0] < inf else [word]


def _surprise(part: str, vocabulary: Mapping[str, int]) -> float:
    """How improbable a word is: by its rank where it is known, else by its length."""
    rank = vocabulary.get(part)
    if rank is None and part.endswith("s") and not part.endswith("ss") and len(part) > 4:
        rank = vocabulary.get(part[:-1])
    if rank is not None and (len(part) > 2 or part in FEW_LETTERS):
        return log(rank + 1) + log(max(log(len(vocabulary)), 1))
    return UNKNOWN + UNKNOWN_LETTER * len(part) if len(part) >= LEAST_COMPOUND else inf
