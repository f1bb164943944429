"""Doubt where a mention is not spelt as the entity that it is read as.

A mistyped name means the entity of that name. An entity that the graph lacks is none of its entities, even if one has a
similar name: CS201 is not CS101.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from rog.doubt.confidence import doubted
from rog.doubt.readings import linked_readings
from rog.linker.spans import HANGUL, POSSESSIVE
from rog.outcome import Doubt, Plan
from rog.retriever import Evidence
from rog.words.english import DETERMINERS
from rog.words.normal_form import normalize, word_spans

__all__ = ["is_slip", "misspelt"]

MIN_WORD_LETTERS = 4
"""Of a word in which a wrong letter counts as a slip. In a shorter one too few letters are right."""
MIN_NAME_LETTERS = 5
"""Of a whole name with such a word."""
ROMAN_NUMERAL = re.compile("[ivxlcdm]+")


def misspelt(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """For each mention that the plan starts from and that is no name of its entity, not even with a slip.

    Asks the graph for names at most once, and only where a mention is not written as in the graph.
    """
    texts = {one.id: topic.text for topic, one in linked_readings(item, plan) if one.kind == "fuzzy"}
    for entity in item.graph.entities(list(texts)) if texts else ():
        if entity and not any(is_slip(texts[entity.id], name) for name in (entity.id, entity.name, *entity.aliases)):
            yield doubted("misspelt", f"“{texts[entity.id]}” was read as {entity.name}, and may be another name")


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
