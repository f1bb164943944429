"""The shortest phrases that say a step of a topic, and how much of one stands in a question.

"who manages X" holds "manage X", which says the step back; "whom does X manage" holds "do X manage", which says the
step ahead. Fillers between and around do not count, as they do in whole wordings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rog.lexicon.lexicon import Side
from rog.ranking.base_forms import TOPIC, base_words

__all__ = ["Phrase", "Places", "phrase_likeness", "phrases_of", "places_of"]

Phrase = tuple[str, ...]
PREPOSITIONS = frozenset(
    "in at on of to by from with for against into about as over under within near through than".split()
)


def phrases_of(side: Side) -> frozenset[Phrase]:
    """The phrases of a side, in base forms."""
    return frozenset(tuple(words) for words in _phrases(side) if len(words) > 1)


def _phrases(side: Side) -> Iterator[Sequence[str]]:
    for noun in side.nouns:
        words = base_words(noun)
        yield [TOPIC, *words]
        yield [*words, "of", TOPIC]
        yield [*words, "for", TOPIC]
        yield [*words, "do", TOPIC, "have"]
    for noun in side.source_nouns:
        words = base_words(noun)
        yield ["be", TOPIC, *words, "of"]
        yield [TOPIC, "be", *words, "of"]
        yield ["of", "be", TOPIC, *words]
        yield ["have", TOPIC, "as", *words]
        yield ["as", "they", *words, TOPIC]
        yield [*words, "be", TOPIC]
    for verb in side.verbs:
        if "{}" in verb:
            continue
        words = base_words(verb)
        if words[:1] == ["be"]:
            inverted = [["be", TOPIC, *words[1:]], [TOPIC, *words]]
        elif words[:1] == ["have"] and len(words) > 2 and words[1] == "be":
            inverted = [["be", TOPIC, *words[2:]], [TOPIC, *words]]
        else:
            inverted = [["do", TOPIC, *words], [TOPIC, *words]]
        for order in inverted:
            yield order
            if order[-1] in PREPOSITIONS:
                yield [order[-1], *order[:-1]]  # "by whom is X managed"
    for verb in side.target_verbs:
        words = base_words(verb.replace("{}", f" {TOPIC} ") if "{}" in verb else f"{verb} {TOPIC}")
        yield words
        if words[:1] == ["be"]:
            yield words[1:]


Places = Mapping[str, Sequence[int]]
"""Where each word of a question stands in it."""


def places_of(words: Sequence[str]) -> Places:
    """Where each word stands, the first first."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    return places


def phrase_likeness(question: Places, phrases: Iterable[Phrase]) -> float:
    """How much of the best phrase stands in a question in base forms, with TOPIC in place of its topic.

    All words of a phrase must be there in their order. Longer phrases are worth more, and less with words between.
    """
    return max((_held(question, phrase) for phrase in phrases if question.keys() >= set(phrase)), default=0.0)


def _held(question: Places, phrase: Phrase) -> float:
    at = gaps = 0
    for number, word in enumerate(phrase):
        after = next((place for place in question[word] if place >= at), None)
        if after is None:
            return 0.0
        gaps += after - at if number else 0
        at = after + 1
    return len(phrase) / (3.0 * math.sqrt(1.0 + gaps))
