"""Texts that a question says, in other forms of their words too: `drums` by a drummer, `vocals` by who sings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import prod

from rapidfuzz.distance import Prefix

from rog.calibration import DOUBT_FACTOR
from rog.ranking.base_forms import base_words
from rog.words.english import is_function, singular_words
from rog.words.normal_form import normalize, word_spans
from rog.words.word_vectors import load_word_vectors

__all__ = ["said_values"]

MAX_WORDS = 4
"""Words of a text that is looked for in other forms than as it is written."""

MAX_BY_MEANING = 2
"""Texts that are taken for said by the meaning of their words, where none is said as it is written."""

MIN_MEANING = 0.58
"""Cosine of two words that may say the same of somebody: drummer and drums have 0.80, sing and vocals 0.66."""

DERIVED = 0.8
"""How likely two words are forms of one that begin alike: command and commander."""

MIN_LETTERS, MIN_SHARED = 4, 0.6
"""Letters that two forms of one word begin with, at least; and their share of the longer one."""


def said_values(question: str, names: Sequence[tuple[int, int]], texts: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The texts that the question says, with how likely it does; `names` are what it names otherwise.

    A text of several words is said where all of them are. One is less likely that is a part of another.
    """
    said = f" {' '.join(singular_words(question))} "
    words = _words(question, tuple(names))
    found: dict[str, tuple[float, frozenset[str]]] = {}
    for text in texts:
        own = [word for word in base_words(text) if not is_function(word)]
        written = " ".join(singular_words(text))
        if written and f" {written} " in said:
            found[text] = (1.0, frozenset(own))
        elif 0 < len(own) <= MAX_WORDS and (share := prod(_likeness(word, words) for word in own)):
            found[text] = (share, frozenset(own))
    sure = [text for text, (share, _) in found.items() if share > DERIVED]
    for text in sure or sorted(found, key=lambda text: -found[text][0])[:MAX_BY_MEANING]:
        share, own_words = found[text]
        within = any(own_words < found[other][1] for other in sure if other != text)
        yield text, share * (DOUBT_FACTOR if within else 1.0)


def _likeness(word: str, words: Sequence[str]) -> float:
    """How likely one of the words says this one."""
    if word in words:
        return 1.0
    if any(_is_derived(word, other) for other in words):
        return DERIVED
    best = load_word_vectors().nearest(words, [word])
    return min(best, DERIVED) if best >= MIN_MEANING else 0.0


def _is_derived(word: str, other: str) -> bool:
    shared = Prefix.similarity(word, other)
    return shared >= MIN_LETTERS and shared >= MIN_SHARED * max(len(word), len(other))


@lru_cache(maxsize=256)
def _words(question: str, names: tuple[tuple[int, int], ...]) -> list[str]:
    """The question's words that say something, outside the names in it, by their base forms."""
    spans = (
        (start, end) for start, end in word_spans(question) if not any(first <= start < last for first, last in names)
    )
    words = [word for start, end in spans for word in base_words(normalize(question[start:end]))]
    return list(dict.fromkeys(word for word in words if not is_function(word)))
