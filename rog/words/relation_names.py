"""Names of relations in words: the whole name, its local part, and the text that a planner reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, log

from rog.types import RelationDescription

__all__ = ["first_name", "holds_words", "relation_name", "relation_text", "relation_words", "split_compound"]

MAX_FURTHER_NAMES = 4
"""Names beside a relation's own that a planner reads."""
MAX_KINDS_IN_TEXT = 2
"""Kinds of heads, and of tails, that a planner reads."""
DOTTED = re.compile(r"\w+(?:\.\w+){2,}(?:\.\.[\w.]+)?")
"""A relation named as in Freebase, after the type of its heads: `film.film.starring`."""
MAX_DESCRIPTION_WORDS = 12
UNKNOWN_KIND = "anything"
"""Stands for the kinds of one end where only those of the other are known."""

MIN_COMPOUND_LETTERS = 5
"""Shorter words are not taken for compounds; in a compound, shorter unknown words are not taken for words."""
TWO_LETTER_WORDS = frozenset("in of at on to by is as an my no do or us we up go".split())
"""Words of two letters that a compound may hold."""

UNKNOWN_WORD_COST_NATS = 4.0
"""Cost of a word that is not in the vocabulary, with its letters more than a rare word's and less than three words'."""
UNKNOWN_LETTER_COST_NATS = 2.5
"""Added for each letter of such a word."""


def relation_words(relation: str) -> str:
    """A relation's name as words: `people.person.place_of_birth`, `starredActors` and `HAS-PART` are split."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", relation)
    return re.sub(r"[\W_]+", " ", words).strip().lower() or relation


def relation_text(relation: str, description: RelationDescription, vocabulary: Mapping[str, int] | None = None) -> str:
    """The text that a planner reads for a relation: its words, its further names, and what it connects.

    `people.person.spouse` called "wife" or "husband" gives `people person spouse, wife, husband (person to person)`.
    Compounds are split where a `vocabulary` is given, as for `relation_name`. Further names take the place of a name
    that is a code, as `P26`. Where there are none, the description does.
    """
    words = _split(_whole_words(relation), vocabulary)
    names = list(dict.fromkeys(relation_words(name) for name in description.names if name.strip()))
    texts = [words, *(name for name in names if name != words)][: MAX_FURTHER_NAMES + 1]
    if not holds_words(relation):
        start_of_description = " ".join(description.description.split()[:MAX_DESCRIPTION_WORDS])
        texts = names[:MAX_FURTHER_NAMES] or [start_of_description or words]
    return ", ".join(texts) + _ends_text(description, vocabulary, any_length=DOTTED.fullmatch(relation) is not None)


def first_name(text: str) -> str:
    """The first name in a text of `relation_text`: the relation's own words, unless it is a code."""
    return re.split(r", | \(", text, maxsplit=1)[0]


def _ends_text(description: RelationDescription, vocabulary: Mapping[str, int] | None, *, any_length: bool) -> str:
    """The kinds of heads and tails in brackets; empty where none is known.

    A kind of several words, such as "Chilled Water Pump", is a term of its subject: it is left out, since a model that
    never read it takes the relation for one of that subject only. Freebase's it has read.
    """
    heads, tails = (
        ", ".join(dict.fromkeys(word for word in words[:MAX_KINDS_IN_TEXT] if any_length or " " not in word))
        for words in (
            [_split(_whole_words(kind), vocabulary) for kind in kinds]
            for kinds in (description.heads, description.tails)
        )
    )
    return f" ({heads or UNKNOWN_KIND} to {tails or UNKNOWN_KIND})" if heads or tails else ""


def _whole_words(name: str) -> str:
    """All words of a name, those of a Freebase domain included; of an IRI only the local part."""
    return relation_name(name) if re.match(r"[A-Za-z][\w+.-]*://|urn:", name.strip()) else relation_words(name)


def holds_words(relation: str) -> bool:
    """Whether a relation's local part is language and no code: at least half of its characters are in words."""
    parts = relation_name(relation).split()
    words = [part for part in parts if part.isalpha() and (len(part) > 1 or not part.isascii())]
    return bool(words) and 2 * sum(map(len, words)) >= sum(map(len, parts))


def _split(words: str, vocabulary: Mapping[str, int] | None) -> str:
    """Words, with compounds split."""
    if vocabulary is None:
        return words
    return " ".join(part for word in words.split() for part in split_compound(word, vocabulary))


def relation_name(relation: str, vocabulary: Mapping[str, int] | None = None) -> str:
    """The words of a relation's local part: the last of a URI or Freebase name, without a prefix such as `rdf:`.

    A name that is one word, as `concept:athleteplayssport`, is split where a `vocabulary` is given. That maps words to
    their frequency ranks, from 1 for the most frequent.
    """
    local = relation.strip()
    if re.match(r"[A-Za-z][\w+.-]*://|urn:|/", local):
        local = re.split(r"[#/:]", local.rstrip("#/:"))[-1]
    elif re.fullmatch(r"[A-Za-z][\w-]*:[^\s:]+", local):
        local = local.rpartition(":")[2]
    if re.fullmatch(r"[\w-]+(\.{1,2}[\w-]+){2,}", local):
        local = local.rpartition(".")[2]
    words = relation_words(local or relation)
    return words if vocabulary is None or " " in words else " ".join(split_compound(words, vocabulary))


def split_compound(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """The words of a compound: the most probable split, word frequencies by Zipf's law. Itself where it is one word."""
    if len(word) < MIN_COMPOUND_LETTERS or word in vocabulary or not (word.isascii() and word.isalpha()):
        return [word]
    best: list[tuple[float, list[str]]] = [(0.0, [])]  # for each prefix its lowest cost, and the split of that cost
    for end in range(1, len(word) + 1):
        parts = ((start, word[start:end]) for start in range(end))
        best.append(min((best[at][0] + _cost_nats(part, vocabulary), [*best[at][1], part]) for at, part in parts))
    return best[-1][1] if best[-1][0] < inf else [word]


def _cost_nats(part: str, vocabulary: Mapping[str, int]) -> float:
    """Minus the log probability of a word: by its rank where it is known, else by its length."""
    rank = vocabulary.get(part)
    if rank is None and part.endswith("s") and not part.endswith("ss") and len(part) > 4:
        rank = vocabulary.get(part[:-1])
    if rank is not None and (len(part) > 2 or part in TWO_LETTER_WORDS):
        return log(rank + 1) + log(max(log(len(vocabulary)), 1))
    return UNKNOWN_WORD_COST_NATS + UNKNOWN_LETTER_COST_NATS * len(part) if len(part) >= MIN_COMPOUND_LETTERS else inf
