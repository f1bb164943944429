"""Questions made from words alone: a path of relations out of the lexicon, named as in data, asked as people ask.

No graph stands behind them. Each question has relations of its own: those of its path, and others that leave or reach
the same kinds of thing. These must not be taken for them. Question i depends on the seed and i alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from rog.lexicon.lexicon import Lexicon, Side
from rog.training.from_words.names import relation_text
from rog.types import RelationPath, make_step
from rog.wording.phrases import ask, ask_beyond, ask_meeting, ask_path, ask_siblings, noun_phrase, sibling_phrase

__all__ = ["NamedRelation", "WordQuestion", "WordQuestions", "WordSettings"]

OPENINGS = ("please tell me ", "hi, ", "so ", "quick question: ", "hello, ", "just curious, ", "i wonder, ", "hey ")
MIN_SIDES_OF_A_KIND = 5
"""Sides that lead to a kind of thing which people ask for by what it is."""
TOPIC_SIGN = "\N{REPLACEMENT CHARACTER}"
"""Stands for the topic while a question is put together."""


class NamedRelation(NamedTuple):
    """A relation of one question: what the planner reads for it, and its group in the lexicon."""

    text: str
    group: int


@dataclass(frozen=True)
class WordQuestion:
    """A question with its topic at [start, end), the path that answers it, and the relations that it may choose from.

    Steps are the relations' texts, with `^` for against the direction they are stored in. No path: the mention
    is no topic of the question. `alike` are groups that say nearly the same as one of the path, and are not held wrong.
    """

    question: str
    start: int
    end: int
    path: RelationPath
    relations: tuple[NamedRelation, ...]
    alike: frozenset[int]


@dataclass(frozen=True)
class WordSettings:
    """Shares of what is asked."""

    hops: tuple[float, ...] = (0.38, 0.34, 0.28)  # of 1, 2 and 3 steps
    lexicon: float = 0.85  # of steps from the lexicon; the others from WordNet
    common: float = 0.4  # of steps from the lexicon that are drawn from its common relations alone
    fitting: float = 0.85  # of steps that leave a kind of thing that the one before reaches
    forward: float = 0.35  # of steps against a relation's direction that are turned round: people ask for few of them
    siblings: float = 0.12  # what has the same of something
    beyond: float = 0.5  # of those, what is asked of what has the same
    returning: float = 0.08  # of further steps that walk the one before back
    repeating: float = 0.12  # of further steps that are the one before again, where that can be: a child's child
    both_ways: float = 0.4  # of relations walked in both directions that are stored as two, as parents and children are
    meeting: float = 0.06  # with a second topic
    unsaid: float = 0.1  # that leave their last step unsaid but for the kind of thing it leads to
    further: float = 0.35  # of those, with a step more before it
    called: float = 0.12  # that say beside the topic what kind of thing it is
    mediated: float = 0.06  # a relation stored as two, by way of a nameless node, as in Freebase
    no_topic: float = 0.06  # of a mention that is no topic
    distractors: int = 3  # relations of the same kinds of thing beside those of the path
    opening: float = 0.08  # with words before it
    capital: float = 0.5  # beginning with a capital
    mark: float = 0.5  # with a question mark


class WordQuestions:
    """Draws questions from a lexicon, and from WordNet's groups where they are given."""

    def __init__(
        self, lexicon: Lexicon, names: tuple[str, ...], settings: WordSettings = WordSettings(), *, written: int
    ) -> None:
        """`names` are of entities; the first `written` groups are the lexicon's own, the rest WordNet's."""
        self.lexicon, self.names, self.settings = lexicon, names, settings
        self._written = [side for side in lexicon.sides if side.group < written]
        self._others = [side for side in lexicon.sides if side.group >= written] or self._written
        self._common = self._of_common(self._written) or self._written
        kinds = Counter(kind for side in self._written for kind in side.target_kinds)
        self._to_kinds = [
            (side, kind)
            for side in self._written
            if side.forward
            for kind in side.nouns
            if kind in side.target_kinds and kinds[kind] >= MIN_SIDES_OF_A_KIND
        ]
        """Sides that are called by a kind of thing, as country and genre."""

    def draw(self, random: Random) -> WordQuestion:
        """One question."""
        settings = self.settings
        drawn = random.random()
        if drawn < settings.siblings and (question := self._siblings(random)):
            return question
        if drawn < settings.siblings + settings.meeting and (question := self._meeting(random)):
            return question
        if drawn > 1 - settings.unsaid and self._to_kinds and (question := self._unsaid(random)):
            return question
        hops = random.choices(range(1, len(settings.hops) + 1), settings.hops)[0]
        sides = [self._side(random)]
        while len(sides) < hops:
            sides.append(self._next(sides, random))
        return self._made(ask_path(sides, TOPIC_SIGN, random), sides, random)

    def _side(self, random: Random) -> Side:
        side = self._written_side(random) if random.random() < self.settings.lexicon else random.choice(self._others)
        if not side.forward and random.random() < self.settings.forward:
            side = self._opposite(side)
        return side

    def _written_side(self, random: Random) -> Side:
        return random.choice(self._common if random.random() < self.settings.common else self._written)

    def _of_common(self, sides: Sequence[Side]) -> list[Side]:
        return [side for side in sides if self.lexicon.groups[side.group].common]

    def _next(self, sides: list[Side], random: Random) -> Side:
        """A side that can follow: of what the last one reaches, at times the same again or the way back."""
        drawn = random.random()
        if drawn < self.settings.repeating and not set(sides[-1].source_kinds).isdisjoint(sides[-1].target_kinds):
            return sides[-1]
        if drawn < self.settings.repeating + self.settings.returning:
            return self._opposite(sides[-1])
        fit = self.lexicon.following(sides[-1].target_kinds) if random.random() < self.settings.fitting else []
        taken = {side.group for side in sides}
        fit = [side for side in fit if side.group not in taken]
        if random.random() < self.settings.common:
            fit = self._of_common(fit) or fit
        while True:
            side = random.choice(fit) if fit else self._side(random)
            if side.group not in taken:
                return side

    def _siblings(self, random: Random) -> WordQuestion | None:
        side = self._written_side(random)
        sides = [side, self._opposite(side)]
        if random.random() < self.settings.beyond and (phrase := sibling_phrase(side, TOPIC_SIGN, random)):
            sides.append(self._next(sides, random))
            return self._made(ask(sides[-1], phrase, False, random), sides, random)
        text = ask_siblings(side, TOPIC_SIGN, random)
        return self._made(text, sides, random) if text else None

    def _unsaid(self, random: Random) -> WordQuestion | None:
        """A path whose last step is called by a kind of thing that the step before does not lead to."""
        for _ in range(20):
            last, kind = random.choice(self._to_kinds)
            alike = self.lexicon.alike[last.group]
            before = [
                side
                for side in self.lexicon.reaching(last.source_kinds)
                if side.forward and side.group not in alike and kind not in side.target_kinds
            ]
            if not before:
                continue
            sides, words = [random.choice(before)], TOPIC_SIGN
            if random.random() < self.settings.further and (first := self.lexicon.reaching(sides[0].source_kinds)):
                sides.insert(0, random.choice(first))
                words = noun_phrase(sides[0], TOPIC_SIGN, True, random)
            text = ask_beyond(sides[-1], kind, words, random)
            sides.append(last)
            if text and len({side.group for side in sides}) == len(sides):
                return self._made(text, sides, random)
        return None

    def _opposite(self, side: Side) -> Side:
        group = self.lexicon.groups[side.group]
        return group.back if side.forward else group.ahead

    def _meeting(self, random: Random) -> WordQuestion | None:
        first = random.choice(self._written)
        kinds = set(first.target_kinds)
        for _ in range(20):
            second = random.choice(self._written)
            if second.group not in self.lexicon.alike[first.group] and kinds.intersection(second.target_kinds):
                text = ask_meeting(first, TOPIC_SIGN, second, random.choice(self.names), random)
                return self._made(text, [first], random, beside=[second]) if text else None
        return None

    def _made(self, text: str, sides: list[Side], random: Random, beside: list[Side] | None = None) -> WordQuestion:
        groups = list(dict.fromkeys(side.group for side in sides))
        alike = frozenset().union(*(self.lexicon.alike[group] for group in groups))
        steps, relations = self._stored(sides, random)
        seen = {relation.text for relation in relations}
        for side in [*(beside or ()), *self._distractors(sides, alike, random)]:
            text_ = relation_text(self.lexicon.groups[side.group], random.random() < 0.8, random)
            if text_ not in seen and side.group not in alike:
                seen.add(text_)
                relations.append(NamedRelation(text_, side.group))
        question, start, end = self._dressed(text, sides[0].source_kinds, random)
        if random.random() < self.settings.no_topic and (wrong := _other_word(question, start, end, random)):
            return WordQuestion(question, *wrong, (), tuple(relations), alike)
        return WordQuestion(question, start, end, tuple(steps), tuple(relations), alike)

    def _stored(self, sides: list[Side], random: Random) -> tuple[list[str], list[NamedRelation]]:
        """The steps of a path, and the relations they walk: each stored in one direction under one name."""
        known: dict[tuple[int, bool], tuple[str, bool]] = {}
        two = random.random() < self.settings.both_ways
        steps: list[str] = []
        relations: list[NamedRelation] = []
        mediated = random.random() < self.settings.mediated and len(sides) == 1
        for side in sides:
            group = self.lexicon.groups[side.group]
            stored = (side.group, two and side.forward)
            if stored not in known:
                ahead = side.forward if two else random.random() < 0.85
                text = relation_text(group, ahead, random)
                if text in {relation.text for relation in relations}:
                    text = f"{text} {len(relations)}"
                known[stored] = text, ahead
                relations.append(NamedRelation(text, side.group))
            text, ahead = known[stored]
            steps.append(make_step(text, ahead == side.forward))
        if mediated and sides[0].nouns and sides[0].target_kinds:
            return self._mediated(sides[0], random)
        return steps, relations

    def _mediated(self, side: Side, random: Random) -> tuple[list[str], list[NamedRelation]]:
        """Two steps by way of a node that stands for the relation itself: `person.marriages`, `marriage.spouse`."""
        noun, kind = random.choice(side.nouns), random.choice(side.target_kinds)
        source = random.choice(side.source_kinds or ("thing",))
        texts = [f"{source} {source} {noun}s", f"{source} {noun} {random.choice((kind, random.choice(side.nouns)))}"]
        return texts, [NamedRelation(text, side.group) for text in texts]

    def _distractors(self, sides: list[Side], alike: frozenset[int], random: Random) -> list[Side]:
        """Others that leave or reach the same kinds of thing."""
        kinds = [kind for side in sides for kind in (*side.source_kinds, *side.target_kinds)]
        near = [side for side in self.lexicon.following(kinds) if side.group not in alike]
        near = near or [side for side in (self._side(random) for _ in range(8)) if side.group not in alike]
        return random.sample(near, min(len(near), self.settings.distractors))

    def _dressed(self, text: str, kinds: Sequence[str], random: Random) -> tuple[str, int, int]:
        """The question as people type it, with a name for the topic, which is of these kinds, and where that stands."""
        settings = self.settings
        if kinds and random.random() < settings.called:
            kind = random.choice(kinds)
            called = random.choice((f"the {kind} {TOPIC_SIGN}", f"the {TOPIC_SIGN} {kind}", f"{TOPIC_SIGN} the {kind}"))
            text = text.replace(TOPIC_SIGN, called, 1)
        if random.random() < settings.opening:
            text = random.choice(OPENINGS) + text
        if random.random() < settings.capital:
            text = text[0].upper() + text[1:]
        if random.random() < settings.mark:
            text += "?"
        name = random.choice(self.names)
        start = text.index(TOPIC_SIGN)
        return text[:start] + name + text[start + 1 :].replace(TOPIC_SIGN, name), start, start + len(name)


def _other_word(question: str, start: int, end: int, random: Random) -> tuple[int, int] | None:
    """Where a word stands that is no part of the topic."""
    words, at = [], 0
    for word in question.split(" "):
        if len(word) > 3 and (at + len(word) <= start or at >= end):
            words.append((at, at + len(word.rstrip("?"))))
        at += len(word) + 1
    return random.choice(words) if words else None
