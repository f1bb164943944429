"""How people write a question: polite starts, casing, marks and slips."""

from __future__ import annotations

from random import Random

from graphs.world.questions.compose import ORDERS, Wording
from graphs.world.questions.grammar import tidy

__all__ = ["style"]

_POLITE = (
    "can you tell me {q}", "could you tell me {q}", "please tell me {q}", "tell me {q}", "I want to know {q}",
    "I'd like to know {q}", "do you know {q}", "do you happen to know {q}", "I was wondering {q}", "any idea {q}",
    "would you know {q}", "I need to know {q}", "so {q}", "and {q}", "ok, {q}", "remind me, {q}",
)  # fmt: skip
_POLITE_ORDERS = ("please {q}", "can you {q}", "could you {q}", "could you please {q}", "I'd like you to {q}")
_OPENERS = (
    "quick question: {q}", "hi, {q}", "hey, {q}", "hello! {q}", "just curious, {q}", "out of curiosity, {q}",
    "one for the pub quiz: {q}", "geography question: {q}", "homework: {q}", "for a school project: {q}",
    "I keep forgetting, {q}", "my son asked me this: {q}", "we had an argument about this: {q}", "{q} - do you know",
    "{q}, please", "{q} thanks", "{q}, anyone", "trivia: {q}", "not sure about this one: {q}", "question: {q}",
)  # fmt: skip
_NOT_REPORTED = frozenset("do does did is are can could".split())
"""What begins a question that does not follow "tell me"."""

_KEYBOARD = {"a": "s", "e": "r", "i": "o", "n": "m", "o": "p", "r": "t", "s": "d", "t": "y", "u": "i", "l": "k"}


def style(wording: Wording, mentions: tuple[str, ...], random: Random) -> str:
    """The question as somebody might type it. No slip touches a word of `mentions`, the topics as written."""
    text = wording.text
    first = text.split(" ", 1)[0].lower()
    is_order = first in ORDERS
    chance = random.random()
    if chance < 0.17 and is_order:
        text = random.choice(_POLITE_ORDERS).format(q=text)
    elif chance < 0.17 and wording.form == "question" and first.split("'")[0] not in _NOT_REPORTED:
        text = random.choice(_POLITE).format(q=text)
    elif chance < 0.22 and wording.form != "statement":
        text = random.choice(_OPENERS).format(q=text)
    if random.random() < 0.05:
        text = _with_slip(text, mentions, random)
    return _with_case_and_mark(tidy(text), is_order, wording.form == "short", random)


def _with_case_and_mark(text: str, is_order: bool, telegraphic: bool, random: Random) -> str:
    lower = random.random() < 0.4
    text = text.lower() if lower else text
    if not lower and random.random() < 0.88:
        text = text[0].upper() + text[1:]
    if is_order:
        mark = random.choices(("", ".", "?"), (5, 4, 1))[0]
    else:
        mark = "?" if random.random() < (0.25 if telegraphic else 0.45 if lower else 0.88) else ""
    return text + mark


def _with_slip(text: str, mentions: tuple[str, ...], random: Random) -> str:
    """The text with one word of at least five letters misspelt."""
    protected = {word.strip(".,?:'").lower() for mention in mentions for word in mention.replace("-", " ").split()}
    words = text.split(" ")
    at = [
        place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha() and word.lower() not in protected
    ]
    if at:
        place = random.choice(at)
        words[place] = _misspell(words[place], random)
    return " ".join(words)


def _misspell(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    kind = random.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _KEYBOARD.get(word[at], word[at]) + word[at + 1 :]
