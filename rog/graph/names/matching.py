"""How well an entity's names match a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from rog.types import Match
from rog.values import Value, is_value, read_value
from rog.words.normal_form import normalize

__all__ = [
    "MAX_PART_SCORE",
    "NORMALISED_SCORE",
    "EntityNames",
    "NamedEntities",
    "can_be_misspelt",
    "errors_allowed",
    "exact_match",
    "fuzzy_match",
    "is_part_of",
    "names_of_value",
    "part_match",
    "similarity",
]

NORMALISED_SCORE = 0.99
"""Score of a name that differs from the text in case, diacritics or punctuation only."""
MAX_FUZZY_SCORE = 0.95
"""Highest score of a name that differs in letters."""
MAX_FUZZY_CHARACTERS = 100
"""Longer texts are only looked up exactly."""
MAX_PART_SCORE = 0.9
"""Highest score of a text that is a part of the name: of a name without what is in brackets, or of an abbreviation."""
BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
"""At the end of a name: an abbreviation of it, or what tells it from others of the same name."""


class EntityNames(NamedTuple):
    """Everything that an entity is called."""

    id: str
    name: str
    aliases: Sequence[str] = ()


def names_of_value(value: Value) -> EntityNames:
    """A value is called as it is printed, and by its plain text."""
    printed = str(value)
    return EntityNames(value.id, printed, () if value.text == printed else (value.text,))


class NamedEntities(Protocol):
    """What the index asks of the store whose entities it names, by entity number."""

    def names_of(self, entity: int) -> EntityNames:
        """What the entity is called."""
        ...

    def degree(self, entity: int) -> int:
        """How many edges the entity has."""
        ...


def similarity(wanted: str, form: str) -> float:
    """How similar two normal forms are, 0 to 1; 0 where they are equal or differ by more than `errors_allowed`."""
    errors = errors_allowed(wanted)
    distance = OSA.distance(wanted, form, score_cutoff=errors) if errors else 0
    return 1 - distance / max(len(wanted), len(form)) if 0 < distance <= errors else 0.0


def errors_allowed(form: str) -> int:
    """How many letters may be wrong in a text of this normal form."""
    length = len(form)
    if length < 4 or length > MAX_FUZZY_CHARACTERS:
        return 0
    return 1 if length <= 8 else 2 if length <= 13 else 3


def exact_match(text: str, normal_form: str, names: EntityNames) -> Match:
    """How an entity that has a name of this normal form matches a text: letter for letter if any name does."""
    kinds = [("id", names.id), ("name", names.name), *(("alias", alias) for alias in names.aliases)]
    equal = [(kind, name, 1.0) for kind, name in kinds if name == text]
    equal = equal or [(kind, name, NORMALISED_SCORE) for kind, name in kinds if normalize(name) == normal_form]
    kind, matched, score = equal[0]
    return Match.model_validate({"id": names.id, "name": names.name, "matched": matched, "kind": kind, "score": score})


def can_be_misspelt(names: EntityNames) -> bool:
    """Whether what is called almost so may be meant: a number or a date with another digit is another one."""
    value = read_value(names.id)
    return value is None or value.kind == "text"


def fuzzy_match(normal_form: str, similarity: float, names: EntityNames) -> Match:
    """How an entity matches that has a name of this normal form, which is similar to the text looked up."""
    candidates = (names.name, names.id, *names.aliases)
    matched = next((name for name in candidates if normalize(name) == normal_form), names.name)
    return Match(id=names.id, name=names.name, matched=matched, kind="fuzzy", score=similarity * MAX_FUZZY_SCORE)


def part_match(normal_form: str, names: EntityNames) -> Match | None:
    """How an entity matches whose name or alias has the words of the text among its own, in their order; or None.

    A value is not called by a part of it.
    """
    if is_value(names.id):
        return None
    shares = [(_share(normal_form, name), name) for name in (names.name, *names.aliases)]
    share, matched = max(shares, key=lambda pair: pair[0])
    if not share:
        return None
    return Match(id=names.id, name=names.name, matched=matched, kind="part", score=share * MAX_PART_SCORE)


def _share(normal_form: str, name: str) -> float:
    """The share of the name's letters that the text has, 0 if its words are not among the name's."""
    form = normalize(name)
    if not is_part_of(normal_form, form):
        return 0.0
    brackets = BRACKETS.search(name)
    is_whole = brackets and (
        normalize(name[: brackets.start()]) == normal_form
        or (brackets[1].isupper() and normalize(brackets[1]) == normal_form)
    )
    return 1.0 if is_whole else len(normal_form) / len(form)


def is_part_of(wanted: str, form: str) -> bool:
    """Whether a normal form has the words of another among its own, in their order, and more."""
    words = iter(form.split(" "))
    return len(wanted) < len(form) and all(word in words for word in wanted.split(" "))
