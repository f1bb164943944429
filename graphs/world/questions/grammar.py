"""The pattern language of the world graph's phrases: reads patterns and puts them into words.

`graphs.world.questions.moves` describes the language. A pattern is read once into a tree and then expanded many times.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

__all__ = ["Noun", "PatternError", "expand", "pattern_id", "plural_of", "tidy"]

_BEFORE_MARK = re.compile(r" ([,.?:;]+)(?= |$)")
_CLOSING = {"(": ")", "[": "]", "<": ">"}


class PatternError(ValueError):
    """A pattern whose brackets do not match. The message has the pattern."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The noun for `{x}`: a topic as people write it, or a noun phrase made from another move."""

    text: str
    plural: bool = False
    """Whether verbs agree with it in the plural."""
    possessive: str | None = None
    """None where a possessive would be too clumsy to say."""
    adjective: str | None = None
    many: str | None = None
    """Its plural: "euros". None where there is none."""
    region: str | None = None
    """The word for a region in its country: "canton", "state"."""
    nested: Literal["", "phrase", "clause"] = ""
    """Whether it is a phrase made from another move, and whether that ends in a clause of its own."""


Tree = tuple["str | tuple[str, tuple[Tree, ...]]", ...]
"""Literal texts and (opening bracket, alternatives)."""


@cache
def _read(pattern: str) -> Tree:
    options, at = _options(pattern, 0, "")
    if at != len(pattern) or len(options) != 1:
        raise PatternError(f"unmatched bracket, or | outside brackets, at character {at} of {pattern!r}")
    return options[0]


def _options(pattern: str, at: int, closing: str) -> tuple[tuple[Tree, ...], int]:
    """The alternatives from `at` to the closing bracket, and where that is."""
    options: list[Tree] = []
    parts: list[str | tuple[str, tuple[Tree, ...]]] = []
    text = ""
    while at < len(pattern) and pattern[at] != closing:
        character = pattern[at]
        if character in _CLOSING.values():
            raise PatternError(f"{character!r} closes nothing at character {at} of {pattern!r}")
        if character in _CLOSING or character == "|":
            parts, text = [*parts, text] if text else parts, ""
        if character in _CLOSING:
            inner, at = _options(pattern, at + 1, _CLOSING[character])
            if at >= len(pattern):
                raise PatternError(f"{character!r} is not closed in {pattern!r}")
            parts.append((character, inner))
        elif character == "|":
            options.append(tuple(parts))
            parts = []
        else:
            text += character
        at += 1
    options.append(tuple([*parts, text] if text else parts))
    return tuple(options), at


def _expand_tree(tree: Tree, random: Random, source_plural: bool, target_plural: bool) -> str:
    texts = []
    for part in tree:
        if isinstance(part, str):
            texts.append(part)
            continue
        bracket, options = part
        if bracket == "(":
            chosen = random.choice(options)
        else:
            chosen = options[min(int(source_plural if bracket == "[" else target_plural), len(options) - 1)]
        texts.append(_expand_tree(chosen, random, source_plural, target_plural))
    return "".join(texts)


def expand(pattern: str, random: Random, noun: Noun, *, target_plural: bool = False) -> str | None:
    """One wording of the pattern; None where it needs a form that the noun does not have.

    Raises PatternError for a pattern whose brackets do not match.
    """
    text = _expand_tree(_read(pattern), random, noun.plural, target_plural)
    forms = {"{x's}": noun.possessive, "{adj}": noun.adjective, "{many}": noun.many, "{region}": noun.region}
    forms["{x}"] = noun.text
    for slot, form in forms.items():
        if slot in text:
            if form is None:
                return None
            text = text.replace(slot, form)
    return tidy(text)


def tidy(text: str) -> str:
    """The text with single blanks, none before punctuation, and no doubled article."""
    words = text.split()
    distinct = [word for at, word in enumerate(words) if not (at and word == "the" == words[at - 1])]
    return _BEFORE_MARK.sub(r"\1", " ".join(distinct))


def plural_of(noun: str) -> str:
    """The plural of a regular English noun."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def pattern_id(*patterns: str) -> str:
    """A short name for a combination of patterns that stays the same while the patterns do."""
    return hashlib.sha256("\n".join(patterns).encode()).hexdigest()[:12]
