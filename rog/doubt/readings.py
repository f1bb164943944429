"""Which entities the mentions of a question are read as, and doubt where it may mean another that the graph lacks.

A mistyped name means the entity of that name. An entity that the graph lacks is none of its entities, even if one has a
similar name. So CS201 is not CS101, and "Another Earth" is not "Earth".

Answers about such entities stay, with the reading, and with less confidence. Parts of names are recognised in English
only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace

from rapidfuzz.distance import OSA

from rog.calibration import DOUBT_FACTOR, Calibration
from rog.graph import Graph
from rog.linker.spans import HANGUL, POSSESSIVE, Word, Words, between, read_words
from rog.planner.contract import Planned, PlanRequest
from rog.query.nodes import ids_of
from rog.types import Candidate, Topic
from rog.words.english import DETERMINERS, TITLES
from rog.words.normal_form import normalize, word_spans

__all__ = ["doubt_readings", "is_part", "is_slip", "readings"]

MIN_WORD_LETTERS = 4
"""Of a word in which a wrong letter counts as a slip. In a shorter one too few letters are right."""
MIN_NAME_LETTERS = 5
"""Of a whole name with such a word."""
ROMAN_NUMERAL = re.compile("[ivxlcdm]+")


def readings(topics: Sequence[Topic], start_ids: Collection[str]) -> list[Candidate | None]:
    """For each mention the candidate among `start_ids`, the entities that plans start from.

    An entity belongs to its first mention, which is the likeliest, and to others of the same text.
    """
    texts: dict[str, str] = {}
    candidates = (
        (one for one in topic.candidates if one.id in start_ids and texts.setdefault(one.id, topic.text) == topic.text)
        for topic in topics
    )
    return [next(of_mention, None) for of_mention in candidates]


def doubt_readings(request: PlanRequest, planned: Planned, graph: Graph) -> Planned:
    """The same plans, with less confidence where the best starts from an entity that the question may not mean.

    Asks the graph for names at most once, and only where a mention is not written as in the graph. Topics that the
    user gave raise no doubt.
    """
    start_ids = {one for plan in planned.plans[:1] for one in ids_of(plan.query)}
    pairs = zip(request.topics, readings(request.topics, start_ids), strict=True)
    linked = [(topic, one) for topic, one in pairs if one and one.kind != "given"]
    if not linked:
        return planned
    topics = [topic for topic, _ in linked]
    if is_part(request.question, topics):
        mentions = ", ".join(dict.fromkeys(f"“{topic.text}”" for topic in topics))
        warning = f"the question may name more than {mentions}, which the graph may not have"
        planned = replace(planned, warnings=(*planned.warnings, warning), calibration=_doubted(planned))
    texts = {one.id: topic.text for topic, one in linked if one.kind == "fuzzy"}
    if texts and planned.calibration:
        calibration = planned.calibration if _are_slips(texts, graph) else _doubted(planned)
        planned = replace(planned, calibration=calibration)
    return planned


def _doubted(planned: Planned) -> Calibration | None:
    return planned.calibration and planned.calibration.scaled(DOUBT_FACTOR)


def _are_slips(texts: Mapping[str, str], graph: Graph) -> bool:
    """Whether each text, by entity id, is a name of its entity but for a slip."""
    return all(
        any(is_slip(texts[entity.id], name) for name in (entity.id, entity.name, *entity.aliases))
        for entity in graph.entities(list(texts))
        if entity
    )


def is_slip(text: str, name: str) -> bool:
    """Whether a text is a name but for a typing slip: an optimal string alignment distance of 1 in one word.

    Not a slip: a wrong first letter, which people seldom mistype, a wrong digit, and one in a Roman numeral or in a
    symbol in capitals. Spaces and a leading article do not count.
    """
    typed, correct = _words(text), _words(name)
    if normalize("".join(typed)) == normalize("".join(correct)):
        return True
    if len(typed) != len(correct) or sum(map(len, correct)) < MIN_NAME_LETTERS:
        return False
    wrong = [pair for pair in zip(typed, correct, strict=True) if normalize(pair[0]) != normalize(pair[1])]
    return len(wrong) == 1 and _is_mistyped(*wrong[0])


def _is_mistyped(typed: str, correct: str) -> bool:
    # In Hangul a character is a whole syllable, and in a symbol such as CS101 each one counts.
    if HANGUL.search(correct) or _is_in_capitals(correct):
        return False
    typed, correct = normalize(typed), normalize(correct)
    if max(len(typed), len(correct)) < MIN_WORD_LETTERS:
        return False
    if ROMAN_NUMERAL.fullmatch(typed) and ROMAN_NUMERAL.fullmatch(correct):
        return False
    return typed[:1] == correct[:1] and OSA.distance(typed, correct) == 1 and _digits(typed) == _digits(correct)


def _words(text: str) -> list[str]:
    text = POSSESSIVE.sub("", text)
    words = [text[start:end] for start, end in word_spans(text)]
    return words[1:] if len(words) > 1 and words[0].lower() in DETERMINERS else words


def _is_in_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))


def is_part(question: str, topics: Sequence[Topic]) -> bool:
    """Whether a topic's mention looks like a part of a longer name, as "Earth" in "Another Earth".

    It does if a word beside it is in no topic's mention and has a capital too, in a question where capitals tell names.
    """
    words = read_words(question)
    mentioned = {
        number
        for number, word in enumerate(words.words)
        for topic in topics
        if topic.start is not None and topic.end is not None and topic.start < word.end and word.start < topic.end
    }
    if not mentioned or not words.cased or not _is_english(words):
        return False
    return any(_goes_on(words, number, direction, mentioned) for number in mentioned for direction in (-1, 1))


def _is_english(words: Words) -> bool:
    """Whether at least half of the words without a capital are frequent English ones.

    Elsewhere a capital may not tell a name: German nouns all have one.
    """
    are_common = [word.common for word in words.words if words.question[word.start].islower()]
    return 2 * sum(are_common) >= len(are_common)


def _goes_on(words: Words, number: int, direction: int, mentioned: Set[int]) -> bool:
    """Whether the next word in a direction from a mentioned one, past an article, looks like more of its name."""
    for _ in range(2):
        number, previous = number + direction, words.words[number]
        # The first word of a question has a capital whatever it is.
        if not 0 < number < len(words.words) or number in mentioned or _is_apart(words, words.words[number], previous):
            return False
        if words.words[number].text not in DETERMINERS:
            return words.words[number].capital and not _has_other_capital(words, words.words[number])
    return False


def _has_other_capital(words: Words, word: Word) -> bool:
    """Whether a word may have a capital without being part of a name: "I", a title, a frequent noun, an acronym."""
    noun = word.common and not word.function
    acronym = _is_in_capitals(words.question[word.start : word.end])
    return noun or acronym or word.text == "i" or word.text in TITLES


def _is_apart(words: Words, one: Word, other: Word) -> bool:
    """Whether more than a space, a hyphen or "&" stands between two words, or the first is no letter or digit."""
    return bool(between(words, one, other).strip(" -&")) or not words.question[one.start].isalnum()
