"""What every operation needs to ask: the graph, chance, and which patterns of wording it may use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from rog.graph.contract import Graph
from rog.lexicon.lexicon import Lexicon
from rog.query import Ids, Kind, Query, Walk
from rog.training.ranking.asking.clauses import many
from rog.training.ranking.domain import Domain, Use, Values
from rog.values import read_value

__all__ = ["Asker", "Draft", "one_of", "said_value"]

HELD_OUT_SHARE = 6
"""One pattern of wording in so many is kept for validation."""


class Draft(NamedTuple):
    """A question with its gold query, before its answers are known."""

    question: str
    query: Query | None
    template: str = ""
    topics: tuple[str, ...] = ()


@dataclass(eq=False)
class Asker:
    """Draws material for questions from a made-up graph."""

    domain: Domain
    graph: Graph
    lexicon: Lexicon
    random: Random
    held_out: bool = False
    used: set[str] = field(default_factory=set)

    def pattern(self, patterns: Sequence[str]) -> str:
        """One of the patterns of wording: of those for training, or mostly of those kept for validation."""
        kept = [one for one in patterns if _is_held_out(one)]
        others = [one for one in patterns if not _is_held_out(one)]
        if self.held_out:
            return self.random.choice(kept if kept and self.random.random() < 0.7 else list(patterns))
        return self.random.choice(others or list(patterns))

    def use(self, *, alike: bool | None = None, kept: bool = False) -> tuple[int, Use] | None:
        """A relation and its number: whose ends are of one kind or not, or whose edges know something."""
        fit = [
            (number, use)
            for number, use in enumerate(self.domain.uses)
            if (alike is None or use.alike == alike) and (not kept or use.kept is not None)
        ]
        return self.random.choice(fit) if fit else None

    def topic(self, number: int, forward: bool, least: int = 1) -> str | None:
        """An entity that a relation leads on from, to at least so many."""
        reached = self.domain.reached[number, forward]
        fit = [one for one, ends in reached.items() if len(ends) >= least]
        return self.random.choice(fit) if fit else None

    def drawn(self, least: int = 1) -> tuple[int, Use, bool, str] | None:
        """A relation, a direction, and something it leads on from."""
        found = self.use()
        if found is None:
            return None
        number, use = found
        forward = self.random.random() < 0.5
        topic = self.topic(number, forward, least)
        return None if topic is None else (number, use, forward, topic)

    def values(self, *types: str, worded: bool = False) -> Values | None:
        """An attribute of these types."""
        fit = [one for one in self.domain.values if one.attribute.type in types and (not worded or one.attribute.most)]
        return self.random.choice(fit) if fit else None

    def kind(self) -> str:
        """A kind of the graph."""
        return self.random.choice(list(self.domain.members))

    def filled(self, pattern: str, **parts: str) -> str:
        """The pattern with its parts; "{K}" is the plural of "k"."""
        if "k" in parts:
            parts.setdefault("K", many(parts["k"]))
        return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], pattern)


def one_of(entity: str) -> Ids:
    """One entity or value."""
    return Ids(ids=(entity,))


def all_of(kind: str) -> Kind:
    """All of a kind."""
    return Kind(kind=kind)


def walk(start: str | Query, *path: str) -> Walk:
    """What a path leads to."""
    return Walk(start=one_of(start) if isinstance(start, str) else start, path=path)


def said_value(value: str, random: Random) -> str:
    """A value as people write it."""
    read = read_value(value)
    assert read is not None
    if read.kind == "number":
        amount, unit = read.content, read.unit
        assert isinstance(amount, int | float)
        words = (
            f"{amount:,}"
            if amount >= 10_000 and random.random() < 0.5
            else f"{amount:g}"
            if isinstance(amount, float)
            else str(amount)
        )
        if isinstance(amount, int) and amount >= 1_000_000 and amount % 100_000 == 0:
            words = f"{amount / 1_000_000:g} million"
        if unit in ("€", "$", "£"):
            return random.choice((f"{unit}{words}", f"{words} {CURRENCY_WORDS[unit]}", f"{words} {unit}"))
        spoken = UNIT_WORDS.get(unit, unit)
        return f"{words} {random.choice((unit, spoken))}".strip()
    return str(read)


CURRENCY_WORDS = {"€": "euros", "$": "dollars", "£": "pounds"}
UNIT_WORDS = {
    "km": "kilometres", "m": "metres", "cm": "centimetres", "kg": "kilos", "g": "grams", "lb": "pounds",
    "min": "minutes", "ft": "feet", "km/h": "kilometres per hour", "kW": "kilowatts", "W": "watts", "mg": "milligrams",
    "°C": "degrees Celsius", "km²": "square kilometres", "m²": "square metres", "K": "kelvin",
}  # fmt: skip


def _is_held_out(pattern: str) -> bool:
    return int(hashlib.sha256(pattern.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0
