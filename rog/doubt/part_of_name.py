"""Doubt where a mention looks like a part of a longer name: "Another Earth" is not "Earth". This reads English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rog.doubt.confidence import doubted
from rog.doubt.readings import linked_readings
from rog.linker.spans import Word, Words, between, read_words
from rog.outcome import Doubt, Plan
from rog.retriever import Evidence
from rog.types import Topic
from rog.words.english import DETERMINERS, TITLES

__all__ = ["is_part", "part_of_name"]


def part_of_name(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """Where a mention that the plan starts from goes on beside it."""
    topics = [topic for topic, _ in linked_readings(item, plan)]
    if is_part(item.question, topics):
        mentions = ", ".join(dict.fromkeys(f"“{topic.text}”" for topic in topics))
        yield doubted("part of a name", f"the question may name more than {mentions}, which the graph may not have")


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
    text = words.question[word.start : word.end]
    acronym = len(text) > 1 and text.isupper()
    return noun or acronym or word.text == "i" or word.text in TITLES


def _is_apart(words: Words, one: Word, other: Word) -> bool:
    """Whether more than a space, a hyphen or "&" stands between two words, or the first is no letter or digit."""
    return bool(between(words, one, other).strip(" -&")) or not words.question[one.start].isalnum()
