"""How well an entity's names match a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from rog.types import Match
from rog.values import Value, read_value
from rog.words.normal_form import normalize

__all__ = [
    "NORMALISED_SCORE",
    "EntityNames",
    "NamedEntities",
    "can_be_misspelt",
    "errors_allowed",
    "exact_match",
    "fuzzy_match",
    "names_of_value",
    "similarity",
]

NORMALISED_SCORE = 0.99
"""Score of a name that differs from the text in case, diacritics or punctuation only."""
MAX_FUZZY_SCORE = 0.95
"""Highest score of a name that differs in letters."""
MAX_FUZZY_CHARACTERS = 100
"""Longer texts are only looked up exactly."""


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
