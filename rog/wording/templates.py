"""Words a relation path as a question: each step is a noun phrase around the one before, the last one asks.

A step is worded by one of four *faces*. They are the `value` of a noun (the currency of X) and its `holder` (what has
X as its currency), the `object` of a clause (what X treats) and its `subject` (what treats X).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from rog.wording.grammar import Reading, finite, inflect, lemmas, plural, possessive

__all__ = ["WordedStep", "word_path"]

PHRASES = {
    "value": ("the {noun} of {x}", "the {noun} of {x}", "the {noun} that {x} {has}"),
    "holder": (
        "the {kind} whose {one} {is_x} {x}",
        "the {kind} that {have} {x} as {their} {one}",
        "the {kind} with {x} as {one}",
    ),
    "object": ("the {kind} that {x} {verb_x}{tail}", "the {kind} {x} {verb_x}{tail}", "what {x} {verb_x}{tail}"),
    "subject": ("the {kind} that {verb}{tail} {x}", "the {kind} which {verb}{tail} {x}", "whatever {verb_s}{tail} {x}"),
}
"""Noun phrases by face."""
QUESTIONS = {
    "value": (
        "what {is} the {noun} of {x}?", "name the {noun} of {x}.", "tell me the {noun} of {x}.",
        "which {noun} {do_x} {x} have?",
        "what {noun} {do_x} {x} have?", "the {noun} of {x}?", "{x} {has} which {noun}?",
        "for {x}, what {is} the {noun}?",
    ),
    "holder": (
        "which {kind} {have} {x} as {their} {one}?", "what {kind} {have} {x} as {one}?",
        "name the {kind} whose {one} {is_x} {x}.",
        "whose {one} {is_x} {x}?", "{x} {is_x} the {one} of which {kind}?", "the {kind} with {x} as {their} {one}?",
    ),
    "object": (
        "which {kind} {do_x} {x} {base}{tail}?", "what {do_x} {x} {base}{tail}?",
        "name the {kind} that {x} {verb_x}{tail}.",
        "{x} {verb_x}{tail} which {kind}?", "{kind} {x} {verb_x}{tail}?",
    ),
    "subject": (
        "which {kind} {verb}{tail} {x}?", "what {verb_s}{tail} {x}?", "name the {kind} that {verb}{tail} {x}.",
        "{kind} that {verb}{tail} {x}?", "what {is} the {kind} that {verb}{tail} {x}?",
    ),
}  # fmt: skip
FRONTED_PHRASE = "the {kind} {front} which {x} {verb_x}{middle}"
FRONTED_QUESTION = "{front} which {kind} {do_x} {x} {base}{middle}?"
"""The object of a clause with a preposition, which would be far from its verb where x is long."""
NAME_QUESTIONS = {
    "value": ("what {is} {owner} {noun}?", "{owner} {noun}?"),
    "holder": ("which {kind} {have} the {one} {x}?", "what has {x} as its {one}?"),
    "object": (),
    "subject": (),
}
"""Further questions where x is a name and nothing longer."""
PASSIVE_QUESTIONS = {
    "object": "which {kind} {is} {participle} by {x}?",
    "subject": "which {kind} {is_x} {x} {participle} by?",
}
SIBLING_QUESTIONS = {
    "noun": ("which {kind} {have} the same {one} as {x}?", "what has the same {one} as {x}?"),
    "verb": ("which {kind} {verb} the same {object}{tail} as {x}?",),
    "be": ("which {kind} {verb}{tail} the same {object} as {x}?", "what {verb_s}{tail} the same {object} as {x}?"),
}
"""Questions for a step and the same step back, by how the relation reads."""
ACTIVE_SHARE = 0.5
"""Share of passives, such as "directed by", that a varied question turns round."""
PLAIN_QUESTIONS = 3
"""How many questions of each face, the first ones, are plain."""
PLAIN_PHRASES = 2
"""How many noun phrases of each face, the first ones, are plain."""


@dataclass(frozen=True)
class WordedStep:
    """A step to be put in words: how its relation reads, its direction, and what is known of where it leads."""

    reading: Reading
    forward: bool
    kind: str
    """Of what it leads to; empty where nothing is known."""
    many: bool
    """Whether it leads to several."""

    @property
    def face(self) -> str:
        """Which of the four it is worded as."""
        if self.reading.kind == "noun":
            return "value" if self.forward != self.reading.flipped else "holder"
        return "object" if self.forward else "subject"


def word_path(topic: str, steps: Sequence[WordedStep], random: Random, *, varied: bool) -> str:
    """A question that asks for what the steps reach from `topic`."""
    words, many = topic, False
    if _siblings(steps):
        shared, last = steps
        slots = _slots(last, topic, many) | {"object": shared.kind or shared.reading.object or "thing"}
        return _tidy(random.choice(SIBLING_QUESTIONS[last.reading.kind]).format_map(slots))
    if varied:
        steps = [_active(step) if random.random() < ACTIVE_SHARE else step for step in steps]
    for step in steps[:-1]:
        phrases = _phrases(step, words == topic)
        words = random.choice(phrases if varied else phrases[:PLAIN_PHRASES]).format_map(_slots(step, words, many))
        many = step.many and not words.startswith("what")  # "whatever treats it" is one
    questions = _questions(steps[-1], len(steps) == 1)
    questions = questions if varied else questions[:PLAIN_QUESTIONS]
    return _tidy(random.choice(questions).format_map(_slots(steps[-1], words, many)))


def _siblings(steps: Sequence[WordedStep]) -> bool:
    """Whether they ask for what is the same of others, as "directed_by" and back does."""
    return (
        len(steps) == 2
        and steps[0].reading == steps[1].reading
        and (steps[0].face, steps[1].face) in {("value", "holder"), ("object", "subject")}
        and (steps[0].reading.kind != "verb" or not (steps[0].reading.preposition or steps[0].reading.complement))
    )


def _phrases(step: WordedStep, simple: bool) -> tuple[str, ...]:
    fronted = step.face == "object" and step.reading.preposition
    return (FRONTED_PHRASE,) if fronted and not simple else PHRASES[step.face]


def _questions(step: WordedStep, simple: bool) -> tuple[str, ...]:
    reading, questions = step.reading, QUESTIONS[step.face]
    if step.face == "object" and reading.preposition:
        questions = (
            (FRONTED_QUESTION, *questions)
            if simple
            else (FRONTED_QUESTION, "name the {kind} {front} which {x} {verb_x}{middle}.")
        )
    if simple:
        questions = (*questions, *NAME_QUESTIONS[step.face])
    transitive = reading.kind == "verb" and reading.words != "have" and not (reading.preposition or reading.complement)
    return (*questions, PASSIVE_QUESTIONS[step.face]) if transitive else questions


def _active(step: WordedStep) -> WordedStep:
    """A passive such as "is directed by" the other way round, as "directed"; what cannot be turned as it is."""
    reading, lemma = step.reading, lemmas(step.reading.words).get("VERB")
    if reading.kind != "be" or reading.preposition != "by" or reading.complement or lemma is None:
        return step
    turned = Reading("verb", lemma, subject=reading.object, object=reading.subject, past=True)
    return replace(step, reading=turned, forward=not step.forward)


def _slots(step: WordedStep, x: str, many_x: bool) -> dict[str, str]:
    """What the templates name, for a step from `x`."""
    reading, many = step.reading, step.many
    own = reading.object if step.forward else reading.subject
    kind = step.kind or own or "thing"
    slots = {
        "x": x,
        "owner": possessive(x),
        "kind": plural(kind) if many else kind,
        "is": "are" if many else "is",
        "have": "have" if many else "has",
        "their": "their" if many else "its",
        "has": "have" if many_x else "has",
    }
    return slots | (_noun_slots(step, many_x) if reading.kind == "noun" else _verb_slots(reading, many, many_x))


def _noun_slots(step: WordedStep, many_x: bool) -> dict[str, str]:
    noun = step.reading.words
    return {
        "one": noun,
        "noun": plural(noun) if step.many else noun,
        "do_x": "do" if many_x else "does",
        "is_x": "is one of" if many_x else "is",
    }


def _verb_slots(reading: Reading, many: bool, many_x: bool) -> dict[str, str]:
    tail = [reading.complement, reading.preposition]
    if reading.kind == "be":
        tail.insert(0, reading.words)
    verbs = {name: finite(reading, number) for name, number in _numbers(many, many_x)}
    be = reading.kind == "be"
    return verbs | {
        "tail": "".join(f" {part}" for part in tail if part),
        "middle": "".join(f" {part}" for part in tail[:-1] if part),
        "front": reading.preposition,
        "base": "" if be else f"{reading.adverb} {reading.words}",
        "do_x": verbs["verb_x"] if be else "did" if reading.past else "do" if many_x else "does",
        "is_x": "are" if many_x else "is",
        "participle": "" if be else inflect(reading.words, "VBN"),
    }


def _numbers(many: bool, many_x: bool) -> tuple[tuple[str, bool], ...]:
    """Which forms of the verb agree with what: whether its subject is several."""
    return ("verb", many), ("verb_s", False), ("verb_x", many_x)


def _tidy(question: str) -> str:
    """Single spaces, and a capital at the beginning."""
    question = re.sub(" +", " ", question).replace(" ?", "?").strip()
    return question[0].upper() + question[1:]
