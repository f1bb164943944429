"""The kinds of a graph that a question names: "which films", "movies", "the oldest patient"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rog.planner.proposing.readings import Readings
from rog.planner.proposing.schema import Schema
from rog.words.degrees import COUNTS, ORDINALS
from rog.words.english import is_function, singular_words
from rog.words.normal_form import normalize, word_spans

__all__ = ["NamedKind", "named_kinds"]

MAX_KIND_WORDS = 3

MAX_NAMED = 3
"""Kinds of a question that are looked at."""

MAX_COMPARED_KINDS = 1000
"""Kinds of a graph up to which other words for them are looked for."""

ASKED, MENTIONED = 0.95, 0.3
"""Probability that a question starts from a kind that stands where it says what it asks for, and from any other."""


UNLIKE = 0.7
"""Likeness of two words that name different kinds of one domain: a synonym's is between this and 1."""


class NamedKind(NamedTuple):
    """A kind, where the question names it, and the probability that the question starts from it."""

    kind: str
    start: int
    end: int
    probability: float
    asked: bool
    """Whether it stands where the question says what it asks for."""


def named_kinds(
    question: str, mentions: Sequence[tuple[int, int]], schema: Schema, readings: Readings
) -> list[NamedKind]:
    """The kinds that a question names outside the names in it, the likeliest first."""
    spans = word_spans(question)
    words = [normalize(question[start:end]) for start, end in spans]
    for at, (start, _) in enumerate(spans):  # "Germany's neighbours" asks for neighbours; "Ann's age" may be one name
        if words[at + 1 : at + 2] == ["s"] and any(one <= start < other for one, other in mentions):
            words[: at + 1] = ["the"] * (at + 1)
    found: list[NamedKind] = []
    taken: set[int] = set()
    for length in range(MAX_KIND_WORDS, 0, -1):
        for first in range(len(words) - length + 1):
            place = range(first, first + length)
            start, end = spans[first][0], spans[first + length - 1][1]
            kind = schema.kind_words.get(tuple(singular_words(" ".join(words[first : first + length]))))
            if kind and not taken.intersection(place) and not _within(start, end, mentions):
                taken.update(place)
                found.append(_named(kind, start, end, words, first, 1.0))
    if not any(one.asked for one in found):
        found += _by_likeness(question, words, spans, taken, mentions, schema, readings)
    return sorted(found, key=lambda one: -one.probability)[:MAX_NAMED]


def _by_likeness(
    question: str,
    words: Sequence[str],
    spans: Sequence[tuple[int, int]],
    taken: set[int],
    mentions: Sequence[tuple[int, int]],
    schema: Schema,
    readings: Readings,
) -> list[NamedKind]:
    """The kind that the first noun of the question is another word for."""
    if not schema.kinds or len(schema.kinds) > MAX_COMPARED_KINDS:
        return []
    names = [" ".join(own) for own in schema.kind_words]
    for at, word in enumerate(words):
        start, end = spans[at]
        if at in taken or is_function(word) or word.isdigit() or not _is_first(words, at):
            continue
        if any(one <= start <= other + 1 for one, other in mentions):
            continue  # in a name, or a verb behind it
        alike = readings.is_like(" ".join(singular_words(word)), names)
        if alike is not None:
            kind = schema.kind_words[tuple(names[alike[0]].split())]
            return [_named(kind, start, end, words, at, max(0.0, (alike[1] - UNLIKE) / (1.0 - UNLIKE)))]
    return []


def _named(kind: str, start: int, end: int, words: Sequence[str], first: int, likeness: float) -> NamedKind:
    asked = _is_first(words, first)
    return NamedKind(kind, start, end, likeness * (ASKED if asked else MENTIONED), asked)


def _is_first(words: Sequence[str], at: int) -> bool:
    """Whether no other noun stands before the word, but what stands directly before it, as an adjective does."""
    before = at
    while before and (not _is_empty(words[before - 1]) or words[before - 1] in ("and", "or")):
        before -= 1
    return all(map(_is_empty, words[:before]))


def _is_empty(word: str) -> bool:
    """Whether a word says nothing of what is asked for."""
    return is_function(word) or word in COUNTS or word in ORDINALS or word in EMPTY or word.endswith("est")


EMPTY = frozenset("list show name give tell find number s all how which what any".split())


def _within(start: int, end: int, mentions: Sequence[tuple[int, int]]) -> bool:
    """Whether the words are only a part of a name."""
    return any(one <= start and end <= other and (one, other) != (start, end) for one, other in mentions)
