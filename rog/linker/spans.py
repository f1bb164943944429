"""The stretches of a question that may be mentions, and the mask that hides one of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rog.types import Topic
from rog.words.english import is_common, is_function
from rog.words.normal_form import normalize, word_spans
from rog.words.quantities import SMALL_NUMBERS

__all__ = ["Span", "Word", "Words", "between", "mask", "name_mentions", "overlap", "read_words", "spans_of", "widen"]

POSSESSIVE = re.compile(r"['’][sS]$")
HANGUL = re.compile("[\uac00-\ud7af]")
"""Korean joins particles to a name, so that a name may be the beginning of a word."""
SIGNS = re.compile(r"(?<!\S)[^\w\s]+(?!\S)")
"""A word of signs only, such as "$", which may be a name."""
MAX_SIGNS = 3
"""Most punctuation marks before the first word or after the last one that a name may have."""


class Word(NamedTuple):
    """One word of the question: its offsets, its normalised text and what kind of word it is."""

    start: int
    end: int
    text: str
    common: bool
    function: bool
    capital: bool


class Words(NamedTuple):
    """The words of a question. `cased`: capitals in it mean something, since it has both kinds."""

    question: str
    words: tuple[Word, ...]
    cased: bool


class Span(NamedTuple):
    """The words `first` to `last`, both included, and their offsets in the question."""

    start: int
    end: int
    first: int
    last: int


@lru_cache(maxsize=256)  # linking, proposing and each doubt read one question
def read_words(question: str) -> Words:
    """The words of the question: a possessive ending and, in scripts without spaces, each letter is one of its own."""
    pieces = [piece for start, end in word_spans(question) for piece in _pieces(question, start, end)]
    pieces = sorted(pieces + [match.span() for match in SIGNS.finditer(question)])
    words = tuple(_word(question, start, end) for start, end in pieces)
    later = [word for word in words[1:] if question[word.start].isalpha()]
    capitals = sum(word.capital for word in later)
    lowers = sum(question[word.start].islower() for word in later)
    return Words(question, words, cased=capitals > 0 and lowers * 4 >= len(later))


def _pieces(question: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if HANGUL.search(question, start, end):
        yield from ((at, at + 1) for at in range(start, end))
    else:
        yield start, end


def _word(question: str, start: int, end: int) -> Word:
    text = normalize(question[start:end])
    if not question[start].isalnum():
        punctuation = all(unicodedata.category(sign).startswith("P") for sign in text)
        return Word(start, end, text, common=punctuation, function=punctuation, capital=False)
    return Word(start, end, text, is_common(text), is_function(text), question[start].isupper())


def spans_of(words: Words, longest: int, most: int) -> list[Span]:
    """All runs of at most `longest` words; in a question of many words they get shorter, to stay under `most`.

    A word of signs is a run of its own and may stand inside one, but begins and ends none.
    """
    items = words.words
    width = min(longest, max(1, most // max(1, len(items))))
    is_sign = [not words.question[word.start].isalnum() for word in items]
    return [
        Span(items[first].start, items[last].end, first, last)
        for first in range(len(items))
        for last in range(first, min(first + width, len(items)))
        if first == last or not (is_sign[first] or is_sign[last])
    ]


def between(words: Words, one: Word, other: Word) -> str:
    """What stands between two neighbouring words of the question, whichever comes first."""
    return words.question[min(one.end, other.end) : max(one.start, other.start)]


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a word."""
    return one.first <= other.last and other.first <= one.last


def widen(question: str, span: Span, name: str) -> Span:
    """The span with the signs around it that belong to the name, where it is written so: "E.T.", "(500) Days"."""
    for start in range(max(0, span.start - MAX_SIGNS), span.start + 1):
        end = start + len(name)
        if span.end <= end <= span.end + MAX_SIGNS and question.startswith(name, start):
            return span._replace(start=start, end=end)
    return span


def mask(question: str, start: int, end: int, marker: str) -> str:
    """The question with the mention replaced by `marker`; a possessive ending stays behind it."""
    possessive = POSSESSIVE.search(question[start:end])
    if possessive and possessive.start():
        end = start + possessive.start()
    return question[:start] + marker + question[end:]


def name_mentions(topics: Iterable[Topic]) -> list[tuple[int, int]]:
    """Offsets of the topics that a question names, without bare numbers and words of grammar, which are no names."""
    return [
        topic.span
        for topic in topics
        if topic.span is not None
        if not all(
            is_function(word) or word.isdigit() or word in SMALL_NUMBERS for word in normalize(topic.text).split()
        )
    ]
