"""Where a question mentions an entity that is already known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from rog.linker.spans import Span, Words, read_words, spans_of, widen
from rog.types import Candidate, Entity, Topic
from rog.words.english import DETERMINERS
from rog.words.normal_form import normalize

__all__ = ["given_topic", "locate"]

MAX_SPANS = 10_000
"""Most stretches of a question that are compared."""
MIN_LIKENESS_PERCENT = 80.0
"""Least likeness of a misspelled mention to a name, 0 to 100: about one wrong letter in five."""


def locate(question: str, entity: Entity) -> tuple[int, int] | None:
    """Offsets of the longest stretch of the question that is a name of the entity; None where there is none.

    Names, aliases and the id are compared normalised, with and without a leading determiner. Where none of
    them is there, the stretch most like one of them, if it is like enough.
    """
    words = read_words(question)
    names = _names(entity)
    longest = 1 + max((len(read_words(name).words) for name in names), default=0)
    texts = [(span, normalize(question[span.start : span.end])) for span in spans_of(words, longest, MAX_SPANS)]
    span = _longest(words, texts, names) or _likest(words, texts, list(names))
    return (span.start, span.end) if span else None


def given_topic(question: str, entity: Entity) -> Topic:
    """The entity as a topic that somebody named, with the place where the question mentions it, if it does."""
    start, end = locate(question, entity) or (None, None)
    text = entity.name if start is None else question[start:end]
    candidate = Candidate(id=entity.id, name=entity.name, score=1.0, kind="given")
    return Topic(text=text, start=start, end=end, candidates=(candidate,))


def _names(entity: Entity) -> dict[str, str]:
    """Normalised forms of the entity's names, each with the name as it is written."""
    names: dict[str, str] = {}
    for name in (entity.name, *entity.aliases, entity.id):
        for form in _forms(normalize(name)):
            names.setdefault(form, name)
    return names


def _forms(name: str) -> Iterator[str]:
    if name:
        yield name
    first, _, rest = name.partition(" ")
    if rest and first in DETERMINERS:
        yield rest


def _longest(words: Words, texts: Sequence[tuple[Span, str]], names: dict[str, str]) -> Span | None:
    found = [(widen(words.question, span, names[text]), names[text]) for span, text in texts if text in names]

    def worth(item: tuple[Span, str]) -> tuple[int, bool, int]:
        span, name = item
        return span.end - span.start, words.question[span.start : span.end] == name, -span.start

    return max(found, key=worth)[0] if found else None


def _likest(words: Words, texts: Sequence[tuple[Span, str]], names: Sequence[str]) -> Span | None:
    """The stretch most like a name, not one that begins or ends on function words."""
    best, likeness = None, MIN_LIKENESS_PERCENT
    for span, text in texts:
        if words.words[span.first].function or words.words[span.last].function:
            continue
        for name in names:
            score = fuzz.ratio(text, name, score_cutoff=likeness)
            if score > likeness or (best is None and score >= likeness):
                best, likeness = span, score
    return best
