"""Doubt where the question may name another thing than the topic that a plan starts from.

Who mistypes a name means the thing of that name; who asks for what the graph does not hold means nothing in it, though
something may be called nearly alike, or as a part of it: CS101 is not CS201, nor "Love" the film "For Love or Money".
Answers about it stay, with how the name was read, and are doubted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from rapidfuzz.distance import OSA

from rog.calibration import Calibration
from rog.graph import Graph
from rog.graph.names import normalize
from rog.linker.spans import Word, Words, read_words
from rog.planner import Planned, PlanRequest
from rog.types import Candidate, Topic

__all__ = ["doubt_readings", "is_part", "is_slip"]

WORTH = 0.5
"""What plans from such a topic count for: less than any that is sure (rog.calibration)."""

ARTICLES = frozenset(("the", "a", "an"))
POSSESSIVE = re.compile(r"\s*['’][sS]$")
LEAST_WORD, LEAST_NAME = 4, 5
"""Fewest letters of a word, and of its whole name, in which a wrong one is a slip: of fewer too little is right."""
MOST_BETWEEN = 2
"""Most function words within a name that stand between its others, as "on the" in "Trial on the Road"."""


def doubt_readings(request: PlanRequest, planned: Planned, graph: Graph) -> Planned:
    """The same plans, worth less where the best starts from a topic that the question may not mean.

    Asks the graph once for what topics are called, and only where a name is not written as in the graph. Topics that
    were given are meant.
    """
    starts = {branch.topic for plan in planned.plans[:1] for branch in plan.branches}
    read = [
        (candidate, topic)
        for topic in request.topics
        for candidate in topic.candidates
        if candidate.id in starts and candidate.kind != "given"
    ]
    topics = [topic for _, topic in read]
    if topics and is_part(request.question, topics):
        named = ", ".join(dict.fromkeys(f"“{topic.text}”" for topic in topics))
        warning = f"the question seems to name more than {named}, which the graph may not have"
        planned = replace(planned, warnings=(*planned.warnings, warning), calibration=_halved(planned))
    if planned.calibration and (texts := _misspelt(read)):
        usage = planned.usage.model_copy(update={"graph_calls": planned.usage.graph_calls + 1})
        meant = _are_slips(texts, graph)
        planned = replace(planned, usage=usage, calibration=planned.calibration if meant else _halved(planned))
    return planned


def _halved(planned: Planned) -> Calibration | None:
    return planned.calibration and planned.calibration.scaled(WORTH)


def _misspelt(read: Sequence[tuple[Candidate, Topic]]) -> dict[str, list[str]]:
    """The entities that no mention calls as the graph does, each with what the question holds."""
    rightly = {candidate.id for candidate, _ in read if candidate.kind != "fuzzy"}
    texts: dict[str, list[str]] = {}
    for candidate, topic in read:
        if candidate.id not in rightly:
            texts.setdefault(candidate.id, []).append(topic.text)
    return texts


def _are_slips(texts: Mapping[str, Sequence[str]], graph: Graph) -> bool:
    """Whether each entity is called as one of its texts, but for a slip."""
    return all(
        any(is_slip(text, name) for text in texts[entity.id] for name in (entity.id, entity.name, *entity.aliases))
        for entity in graph.entities(list(texts))
        if entity
    )


def is_slip(text: str, name: str) -> bool:
    """Whether a text is a name with a slip of the finger: one letter of one word more, less, other, or exchanged.

    It is not the word's first letter, as people seldom mistype that, and no digit. Spaces and a leading article do
    not count.
    """
    typed, meant = _words(text), _words(name)
    if "".join(typed) == "".join(meant):
        return True
    if len(typed) != len(meant) or sum(map(len, meant)) < LEAST_NAME:
        return False
    wrong = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
    return len(wrong) == 1 and _is_mistyped(*wrong[0])


def _is_mistyped(typed: str, meant: str) -> bool:
    long = max(len(typed), len(meant)) >= LEAST_WORD
    return long and typed[0] == meant[0] and OSA.distance(typed, meant) == 1 and _digits(typed) == _digits(meant)


def _words(text: str) -> list[str]:
    words = normalize(POSSESSIVE.sub("", text)).split()
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def is_part(question: str, topics: Sequence[Topic]) -> bool:
    """Whether a topic's mention looks like a part of a longer name: with no more than function words between them, a
    word beside it that is in no mention begins with a capital too, where capitals mean something.
    """
    words = read_words(question)
    if not words.cased:
        return False
    named = {
        at
        for at, word in enumerate(words.words)
        for topic in topics
        if topic.start is not None and topic.end is not None and topic.start < word.end and word.start < topic.end
    }
    return any(_goes_on(words, at, step, named) for at in named for step in (-1, 1))


def _goes_on(words: Words, at: int, step: int, named: Set[int]) -> bool:
    """Whether what stands before or behind the named word at a place looks like more of its name."""
    for _ in range(MOST_BETWEEN + 1):
        at, beside = at + step, words.words[at]
        if not 0 < at < len(words.words) or at in named:  # the first word has a capital whatever it is
            return False
        word = words.words[at]
        if _between(words, word, beside).strip(" -&") or word.text == "i":
            return False
        if word.capital and (word.function or not word.common) and not _is_acronym(words, word):
            return True
        if not word.function:
            return False
    return False


def _between(words: Words, one: Word, other: Word) -> str:
    return words.question[min(one.end, other.end) : max(one.start, other.start)]


def _is_acronym(words: Words, word: Word) -> bool:
    """Whether it has capitals wherever it stands, as "CEO"."""
    return word.end - word.start > 1 and words.question[word.start : word.end].isupper()
