"""What a relation is called: its name as words, its own part, and the whole text that a planner reads for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, log

from rog.types import RelationDescription

__all__ = ["first_name", "relation_name", "relation_text", "relation_words", "split_compound"]

NAMES_READ, KINDS_READ, DESCRIPTION_WORDS = 4, 2, 12
"""Further names, kinds of heads and of tails, and words of a description that a planner reads at most."""
ANYTHING = "anything"
"""Stands for the kinds of one end where only those of the other are known."""

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


def relation_text(relation: str, description: RelationDescription, vocabulary: Mapping[str, int] | None = None) -> str:
    """What a planner reads for a relation: its words, its further names, and what it connects.

    `people.person.spouse` called "wife" or "husband" gives `people person spouse, wife, husband (person to person)`.
    Words written together are split where a `vocabulary` is given (as for `relation_name`). A name that is
    no words, as `P26`, is left out where there are others, and without others the description stands for it.
    """
    own = _split(_whole_words(relation), vocabulary)
    names = list(dict.fromkeys(relation_words(name) for name in description.names if name.strip()))
    texts = [own, *(name for name in names if name != own)][: NAMES_READ + 1]
    if not _holds_words(relation):
        described = " ".join(description.description.split()[:DESCRIPTION_WORDS])
        texts = names[:NAMES_READ] or [described or own]
    return ", ".join(texts) + _connected(description, vocabulary)


def first_name(text: str) -> str:
    """The first of the names in what `relation_text` gives: the relation's own words, if it has any."""
    return re.split(r", | \(", text, maxsplit=1)[0]


def _connected(description: RelationDescription, vocabulary: Mapping[str, int] | None) -> str:
    """The kinds of heads and tails in brackets; nothing where none is known."""
    heads, tails = (
        ", ".join(dict.fromkeys(_split(_whole_words(kind), vocabulary) for kind in kinds[:KINDS_READ]))
        for kinds in (description.heads, description.tails)
    )
    return f" ({heads or ANYTHING} to {tails or ANYTHING})" if heads or tails else ""


def _whole_words(name: str) -> str:
    """All words of a name, so that those of a Freebase domain stay; of an IRI, whose host is none, its own part."""
    return relation_name(name) if re.match(r"[A-Za-z][\w+.-]*://|urn:", name.strip()) else relation_words(name)


def _holds_words(relation: str) -> bool:
    """Whether a relation's own part says something: half of its signs or more stand in words, and not in a code."""
    parts = relation_name(relation).split()
    words = [part for part in parts if part.isalpha() and (len(part) > 1 or not part.isascii())]
    return bool(words) and 2 * sum(map(len, words)) >= sum(map(len, parts))


def _split(words: str, vocabulary: Mapping[str, int] | None) -> str:
    """Words with those written together split."""
    if vocabulary is None:
        return words
    return " ".join(part for word in words.split() for part in split_compound(word, vocabulary))


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
