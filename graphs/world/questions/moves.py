"""A move: one to two steps of the world graph that people put into words as one thing, and the words for it.

Patterns are a small language. `(a|b|)` is one of the alternatives. `{x}` is what the move starts from, `{x's}` its
possessive, `{adj}` its adjective ("Swiss"), `{many}` its plural ("euros"). `[is|are]` agrees with the number of
what the move starts from, `<is|are>` with the number of what it leads to.
"""

from __future__ import annotations

from dataclasses import dataclass

from rog.types import RelationPath

__all__ = ["HEAD_NOUNS", "Move"]

HEAD_NOUNS = {
    "country": ("country", "country", "country", "nation", "state", "place"),
    "city": ("city", "city", "city", "town", "place"),
    "language": ("language", "language", "language", "tongue"),
}
"""Nouns for the target of a move, by kind; the usual ones are listed more often."""


@dataclass(frozen=True, slots=True)
class Move:
    """The words for walking `path` from an entity of kind `source` to those of kind `target`."""

    path: RelationPath
    source: str
    """country, city, language, currency, continent, time zone, region, calling code, or internet domain."""
    target: str
    """As `source`, or a kind of number or code that nothing starts from."""
    many_targets: bool
    """Whether it usually leads to several entities."""
    asks: tuple[str, ...] = ()
    """Whole questions, without the mark at the end."""
    phrases: tuple[str, ...] = ()
    """Noun phrases for what the move leads to, with their article."""
    verbs: tuple[str, ...] = ()
    """What the entities it leads to do: "<borders|border> {x}". Makes questions and noun phrases."""
    modifiers: tuple[str, ...] = ()
    """What follows a noun: "bordering {x}". Makes questions and noun phrases."""
    weight: float = 1.0
    """How often people ask so."""
    final: bool = False
    """Whether no move may follow it."""
    topic_only: bool = False
    """Whether it starts from the topic of a question only."""
