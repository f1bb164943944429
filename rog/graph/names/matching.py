"""How well an entity's names match a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from rog.types import Match
from rog.words.normal_form import normalize

__all__ = ["NORMALISED_SCORE", "Forms", "Named", "errors_allowed", "exact_match", "fuzzy_match", "likeness"]

NORMALISED_SCORE = 0.99
"""Score of a name that differs from the text in case, diacritics or punctuation only."""
FUZZY_SCORE = 0.95
"""Highest score of a name that differs in letters."""
LONGEST_FUZZY = 100
"""Texts of more characters are not looked up by likeness."""


class Forms(NamedTuple):
    """Everything that an entity is called."""

    id: str
    name: str
    aliases: Sequence[str] = ()


class Named(Protocol):
    """What the index asks of the store whose entities it names, by entity number."""

    def forms(self, entity: int) -> Forms:
        """What the entity is called."""
        ...

    def degree(self, entity: int) -> int:
        """How many edges the entity has."""
        ...


def likeness(wanted: str, form: str) -> float:
    """How like two normal forms are, 0 to 1: 0 where they are equal, or differ by more than `errors_allowed`."""
    errors = errors_allowed(wanted)
    distance = OSA.distance(wanted, form, score_cutoff=errors) if errors else 0
    return 1 - distance / max(len(wanted), len(form)) if 0 < distance <= errors else 0.0


def errors_allowed(form: str) -> int:
    """How many letters may be wrong in a text of this normal form."""
    length = len(form)
    if length < 4 or length > LONGEST_FUZZY:
        return 0
    return 1 if length <= 8 else 2 if length <= 13 else 3


def exact_match(text: str, wanted: str, forms: Forms) -> Match:
    """How an entity known to have this normal form matches: letter for letter if any of its names does."""
    written = [("id", forms.id), ("name", forms.name), *(("alias", alias) for alias in forms.aliases)]
    same = [(kind, form, 1.0) for kind, form in written if form == text]
    alike = same or [(kind, form, NORMALISED_SCORE) for kind, form in written if normalize(form) == wanted]
    kind, form, score = alike[0]
    return Match.model_validate({"id": forms.id, "name": forms.name, "matched": form, "kind": kind, "score": score})


def fuzzy_match(form: str, alike: float, forms: Forms) -> Match:
    """How an entity matches of which some name has the normal form `form`, which is `alike` to what was asked for."""
    written = (forms.name, forms.id, *forms.aliases)
    matched = next((name for name in written if normalize(name) == form), forms.name)
    return Match(id=forms.id, name=forms.name, matched=matched, kind="fuzzy", score=alike * FUZZY_SCORE)
