"""What the lexicon knows of a graph's relations, so that questions about them can be asked in other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rog.lexicon.lexicon import Group, Side, bare_verb
from rog.wording.grammar import Reading, finite, inflect, lemmas
from rog.wording.phrases import PEOPLE
from rog.words.english import singular_words
from rog.words.relation_names import relation_name
from rog.words.word_vectors import load_word_vectors

__all__ = ["LexiconIndex", "fitting", "sides_of"]

MOST_FARTHER = 0.4
"""How much farther a group's kinds may be from a relation's than those of the nearest group."""


Sides = tuple[Side, Side]
"""From head to tail, and from tail to head."""


class LexiconIndex:
    """Finds the groups of the lexicon that a relation's words name."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._sides: dict[str, list[Sides]] = defaultdict(list)
        for group in groups:
            self._add_names((group.ahead, group.back), group.names)
            self._add_names((group.back, group.ahead), group.names_back)

    def _add_names(self, sides: Sides, names: Iterable[str]) -> None:
        own = sides[0]
        for phrase in (*names, *own.called, *(f"{noun} of" for noun in own.source_nouns)):
            if sides not in self._sides[phrase]:
                self._sides[phrase].append(sides)

    def find(self, words: str, reading: Reading) -> list[Sides]:
        """Of the groups that are called so, from head to tail and back; none where the words are not known."""
        noun = f"{reading.words} of" if reading.flipped else reading.words
        named = noun if reading.kind == "noun" else bare_verb(_verb_phrase(reading))
        for phrase in (words, words.removeprefix("has "), bare_verb(words), named):
            if found := self._sides.get(phrase):
                return found
        return []


def fitting(known: Sequence[Sides], heads: Sequence[str], tails: Sequence[str]) -> list[Sides]:
    """Those of the groups whose kinds of thing are nearest in meaning to a relation's own.

    "created by" is one relation of statues and sculptors, and another of tickets and who raised them.
    """
    nearness = [_nearness(ahead.source_kinds, heads) + _nearness(ahead.target_kinds, tails) for ahead, _ in known]
    least = max(nearness, default=0.0) - MOST_FARTHER
    return [sides for sides, near in zip(known, nearness, strict=True) if near >= least]


def _nearness(kinds: Sequence[str], others: Sequence[str]) -> float:
    """The largest cosine of a kind of each. The last word of a kind says what it is, and all people are persons."""
    return load_word_vectors().nearest(list(map(_head, kinds)), list(map(_head, others)))


def _head(kind: str) -> str:
    head = next(reversed(singular_words(relation_name(kind))), "")
    return "person" if head in PEOPLE else head


def sides_of(reading: Reading, known: Iterable[Sides], head_kind: str, tail_kind: str) -> Sides:
    """A relation in its own words, and in those of the groups that it may be one of. Kinds may be empty."""
    heads = tuple(dict.fromkeys(kind for kind in (head_kind, reading.subject) if kind))
    tails = tuple(dict.fromkeys(kind for kind in (tail_kind, reading.object) if kind))
    ahead = replace(_own(reading), source_kinds=heads, target_kinds=tails)
    back = ahead.turned
    for other_ahead, other_back in known:
        ahead, back = _merged(ahead, other_ahead), _merged(back, other_back)
    return ahead, back


def _merged(side: Side, other: Side) -> Side:
    return replace(
        side,
        source_kinds=side.source_kinds or other.source_kinds,
        target_kinds=side.target_kinds or other.target_kinds,
        nouns=_joined(side.nouns, other.nouns),
        source_nouns=_joined(side.source_nouns, other.source_nouns),
        verbs=_joined(side.verbs, other.verbs),
        target_verbs=_joined(side.target_verbs, other.target_verbs),
        asks=_joined(side.asks, other.asks),
    )


def _own(reading: Reading) -> Side:
    """A side of the relation's own words alone."""
    if reading.kind == "noun":
        return Side(source_nouns=(reading.words,)) if reading.flipped else Side(nouns=(reading.words,))
    if reading.kind == "be" and reading.preposition == "by" and (verb := lemmas(reading.words).get("VERB")):
        active = f"{inflect(verb, 'VBZ')}", f"{inflect(verb, 'VBD')}"  # what is "replaced by" something, that replaces
        return Side(verbs=(_verb_phrase(reading),), target_verbs=active)
    transitive = reading.kind == "verb" and not reading.complement and not reading.preposition
    passive = (f"is {inflect(reading.words, 'VBN')} by",) if transitive and reading.words != "have" else ()
    return Side(verbs=(_verb_phrase(reading),), target_verbs=passive)


def _verb_phrase(reading: Reading) -> str:
    """With the head as subject, in the third person, up to where the tail follows."""
    state = reading.words if reading.kind == "be" else ""
    parts = (finite(reading, False).strip(), state, reading.complement, reading.preposition)
    return " ".join(part for part in parts if part)


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
