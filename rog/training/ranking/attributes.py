"""Values that entities of made-up graphs have, and how people speak of them: largest, taller than, how old."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import get_args

from rog.values import Value, ValueKind, number

__all__ = ["Attribute", "draw_value", "read_attributes"]

DATES = (1930, 2023)
"""Years between which dates lie."""


@dataclass(frozen=True)
class Attribute:
    """A relation to values, in the words for it."""

    type: ValueKind
    kinds: tuple[str, ...]
    """Kinds, or styles of naming (`rog.training.ranking.names.style_of`), of what has it."""
    names: tuple[str, ...]
    """What graphs call it."""
    nouns: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    """Questions for it, with "{}" for what has it; of truth, whether it is so."""
    most: tuple[str, ...] = ()
    least: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    """What stands before a value that is exceeded, or before another thing: "taller than"."""
    less: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    """Of dates, what stands before one: "founded"; of truth, what those are of which it is so."""
    units: tuple[str, ...] = ("",)
    texts: tuple[str, ...] = ()
    low: int = DATES[0]
    high: int = DATES[1]


def draw_value(attribute: Attribute, unit: str, random: Random) -> str:
    """The id of a value of an attribute."""
    low, high = attribute.low, attribute.high
    match attribute.type:
        case "date":
            day = f"{random.randint(low, high)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
            return Value("date", day).id
        case "truth":
            return Value("truth", random.choice(("true", "false"))).id
        case "text":
            return Value("text", random.choice(attribute.texts)).id
    amount = round(low * (high / low) ** random.random())
    digits = len(str(amount))
    if digits > 2 and random.random() < 0.7:
        amount = round(amount, 2 - digits)
    value = number(str(amount), unit)
    assert value is not None
    return value.id


@lru_cache(maxsize=1)
def read_attributes() -> tuple[Attribute, ...]:
    """The attributes of `attributes.txt`, which says how it is written."""
    text = files(__package__).joinpath("attributes.txt").read_text("utf-8")
    blocks = [[line for line in block.splitlines() if line[0] != "#"] for block in text.split("\n\n")]
    return tuple(_attribute(block) for block in blocks if block)


def _attribute(block: list[str]) -> Attribute:
    type_, _, kinds = block[0].partition(":")
    found = {field: values for field, _, values in (line.partition(":") for line in block[1:])}
    low, high = map(int, found["range"].split()) if "range" in found else DATES
    said = {field: tuple(part.strip() for part in values.split("|")) for field, values in found.items()}
    assert type_ in get_args(ValueKind)
    return Attribute(
        type_,  # type: ignore[arg-type]
        tuple(kind.strip() for kind in kinds.split(",")),
        said["names"],
        said.get("noun", ()),
        said["ask"],
        said.get("most", ()),
        said.get("least", ()),
        said.get("more", ()),
        said.get("less", ()),
        said.get("of", ()),
        said.get("units", ("",)),
        said.get("values", ()),
        low,
        high,
    )
