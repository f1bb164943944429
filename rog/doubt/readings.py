"""What the mentions of a question are read as, and doubt where the question may mean something else.

Who mistypes a name means the thing of that name; who asks for what the graph does not hold means nothing in it, though
something may be called nearly alike, or as a part of it: CS101 is not CS201, nor "Earth" the film "Another Earth".
Answers about it stay, with how the name was read, and are doubted. What is a part of a name is seen in English only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace

from rapidfuzz.distance import OSA

from rog.calibration import DOUBTED, Calibration
from rog.graph import Graph
from rog.linker.spans import HANGUL, POSSESSIVE, Word, Words, between, read_words
from rog.planner.contract import Planned, PlanRequest
from rog.types import Candidate, Topic
from rog.words.english import DETERMINERS, TITLES
from rog.words.normal_form import normalize, word_spans

__all__ = ["doubt_readings", "is_part", "is_slip", "readings"]

LEAST_WORD, LEAST_NAME = 4, 5
"""Fewest letters of a word, and of its whole name, in which a wrong one is a slip: of fewer too little is right."""
ROMAN = re.compile("[ivxlcdm]+")


def readings(topics: Sequence[Topic], started: Collection[str]) -> list[Candidate | None]:
    """Which entity of those `started` from each mention is read as; an entity by its likeliest, first, and repeats."""
    texts: dict[str, str] = {}
    read = (
        (one for one in topic.candidates if one.id in started and texts.setdefault(one.id, topic.text) == topic.text)
        for topic in topics
    )
    return [next(ones, None) for ones in read]


def doubt_readings(request: PlanRequest, planned: Planned, graph: Graph) -> Planned:
    """The same plans, worth less where the best starts from a topic that the question may not mean.

    Asks the graph once for what topics are called, and only where a name is not written as in the graph. Topics that
    were given are meant.
    """
    started = {branch.topic for plan in planned.plans[:1] for branch in plan.branches}
    pairs = zip(request.topics, readings(request.topics, started), strict=True)
    read = [(topic, one) for topic, one in pairs if one and one.kind != "given"]
    if not read:
        return planned
    topics = [topic for topic, _ in read]
    if is_part(request.question, topics):
        named = ", ".join(dict.fromkeys(f"“{topic.text}”" for topic in topics))
        warning = f"the question may name more than {named}, which the graph may not have"
        planned = replace(planned, warnings=(*planned.warnings, warning), calibration=_halved(planned))
    texts = {one.id: topic.text for topic, one in read if one.kind == "fuzzy"}
    if texts and planned.calibration:
        meant = _are_slips(texts, graph)
        planned = replace(planned, calibration=planned.calibration if meant else _halved(planned))
    return planned


def _halved(planned: Planned) -> Calibration | None:
    return planned.calibration and planned.calibration.scaled(DOUBTED)


def _are_slips(texts: Mapping[str, str], graph: Graph) -> bool:
    """Whether each entity is called as its text, but for a slip."""
    return all(
        any(is_slip(texts[entity.id], name) for name in (entity.id, entity.name, *entity.aliases))
        for entity in graph.entities(list(texts))
        if entity
    )


def is_slip(text: str, name: str) -> bool:
    """Whether a text is a name with a slip of the finger: one letter of one word more, less, other, or exchanged.

    It is not the word's first letter, as people seldom mistype that, no digit, and not in a numeral or a symbol in
    capitals. Spaces and a leading article do not count.
    """
    typed, meant = _words(text), _words(name)
    if normalize("".join(typed)) == normalize("".join(meant)):
        return True
    if len(typed) != len(meant) or sum(map(len, meant)) < LEAST_NAME:
        return False
    wrong = [pair for pair in zip(typed, meant, strict=True) if normalize(pair[0]) != normalize(pair[1])]
    return len(wrong) == 1 and _is_mistyped(*wrong[0])


def _is_mistyped(typed: str, meant: str) -> bool:
    if HANGUL.search(meant) or _is_in_capitals(meant):  # a sign is a syllable there, or of a symbol
        return False
    one, other = normalize(typed), normalize(meant)
    if max(len(one), len(other)) < LEAST_WORD or (ROMAN.fullmatch(one) and ROMAN.fullmatch(other)):
        return False
    return one[:1] == other[:1] and OSA.distance(one, other) == 1 and _digits(one) == _digits(other)


def _words(text: str) -> list[str]:
    text = POSSESSIVE.sub("", text)
    words = [text[start:end] for start, end in word_spans(text)]
    return words[1:] if len(words) > 1 and words[0].lower() in DETERMINERS else words


def _is_in_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def is_part(question: str, topics: Sequence[Topic]) -> bool:
    """Whether a topic's mention looks like a part of a longer name, as "Earth" in "Another Earth": a word beside it
    that is in no topic's mention begins with a capital too, where capitals mean something.
    """
    words = read_words(question)
    named = {
        at
        for at, word in enumerate(words.words)
        for topic in topics
        if topic.start is not None and topic.end is not None and topic.start < word.end and word.start < topic.end
    }
    if not named or not words.cased or not _is_english(words):
        return False
    return any(_goes_on(words, at, step, named) for at in named for step in (-1, 1))


def _is_english(words: Words) -> bool:
    """Whether at least half of the words without a capital are frequent in English: German nouns have capitals."""
    plain = [word.common for word in words.words if words.question[word.start].islower()]
    return 2 * sum(plain) >= len(plain)


def _goes_on(words: Words, at: int, step: int, named: Set[int]) -> bool:
    """Whether the next word before or behind a named one, but for an article, looks like more of its name."""
    for _ in range(2):
        at, beside = at + step, words.words[at]
        # The first word has a capital whatever it is.
        if not 0 < at < len(words.words) or at in named or _is_apart(words, words.words[at], beside):
            return False
        if words.words[at].text not in DETERMINERS:
            return words.words[at].capital and not _is_expected(words, words.words[at])
    return False


def _is_expected(words: Words, word: Word) -> bool:
    """Whether a word that is no part of a name may have a capital: "I", a title, a frequent noun, an acronym."""
    noun = word.common and not word.function
    acronym = _is_in_capitals(words.question[word.start : word.end])
    return noun or acronym or word.text == "i" or word.text in TITLES


def _is_apart(words: Words, one: Word, other: Word) -> bool:
    """Whether more than a space, a hyphen or "&" stands between two words, or one is a sign of its own."""
    return bool(between(words, one, other).strip(" -&")) or not words.question[one.start].isalnum()
