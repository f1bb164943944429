"""What a node knows as facts: which of its properties are walked like relations, and to which values.

A property is a relation from the node to its value, or to each value of a list. Left out is what answers no
question: bookkeeping, embeddings, nested data and long texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from rog.errors import InputError
from rog.values import read_value, value_from_python

__all__ = [
    "ALL_FACTS", "MAX_LIST_LENGTH", "MAX_TEXT_LENGTH", "FactRules", "fact_rules", "fact_values", "facts_of",
    "shown_properties", "why_left_out",
]  # fmt: skip

MAX_TEXT_LENGTH = 300
"""Longest text that is a value, in characters."""

MAX_LIST_LENGTH = 50
"""Most values of one property of one node."""

MIN_EMBEDDING_LENGTH = 8
"""Numbers with a fraction from which on a list of them is an embedding."""

BOOKKEEPING = re.compile(
    r"_.*|rog_.*|(?:.*_)?(?:uuid|guid|hash|checksum|md5|sha1|sha256|embedding|embeddings|vector)"
    r"|(?:created|updated|modified|inserted|imported)_?(?:at|on|by)|etl_.*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FactRules:
    """Which properties are facts: those named, or where none are named all but what no question asks for."""

    only: tuple[str, ...] | None = None
    """Names of the properties that are facts, whatever they hold; None for the rules of this module."""
    but: tuple[str, ...] = ()
    """Names of properties that are none."""


ALL_FACTS = FactRules()
"""The rules that hold where nothing is said."""


def fact_rules(properties: str | Sequence[str]) -> FactRules:
    """The rules that an option says: "all" for those of this module, "none", or names, one text with commas between.

    Raises InputError.
    """
    if properties in ("all", "none"):
        return ALL_FACTS if properties == "all" else FactRules(only=())
    names = list(map(str.strip, properties.split(","))) if isinstance(properties, str) else list(properties)
    if not all(names):
        raise InputError(f"properties={properties!r} is none of: all, none, names of properties")
    return FactRules(only=tuple(names))


def facts_of(properties: Mapping[str, object] | None, rules: FactRules = ALL_FACTS) -> dict[str, tuple[str, ...]]:
    """For each property that is a fact the ids of its values, in order of the properties."""
    found = {name: fact_values(name, content, rules) for name, content in (properties or {}).items()}
    return {name: values for name, values in found.items() if values}


def fact_values(name: str, content: object, rules: FactRules = ALL_FACTS) -> tuple[str, ...]:
    """The ids of the values of a property; none for one that is left out."""
    if content is None or why_left_out(name, content, rules) is not None:
        return ()
    return tuple(dict.fromkeys(value for one in _each(content) if (value := _value_id(one)) is not None))


def shown_properties(properties: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Properties as people see them: in place of the id of a value its content, of a number with a unit its print."""
    return {name: _shown(content) for name, content in properties.items()}


def _shown(content: JsonValue) -> JsonValue:
    if isinstance(content, list):
        return [_shown(one) for one in content]
    value = read_value(content) if isinstance(content, str) else None
    if value is None:
        return content
    return str(value) if value.unit else value.content


def why_left_out(name: str, content: object, rules: FactRules = ALL_FACTS) -> str | None:
    """Why a property is no fact, in words; None for one that is."""
    if name in rules.but or (rules.only is not None and name not in rules.only):
        return "not asked for"
    contents = _each(content)
    if all(_value_id(one) is None for one in contents):
        return "nothing in it is a value"
    if rules.only is not None:
        return None
    if BOOKKEEPING.fullmatch(name):
        return "bookkeeping, by its name"
    if len(contents) >= MIN_EMBEDDING_LENGTH and all(isinstance(one, float) for one in contents):
        return "an embedding"
    if len(contents) > MAX_LIST_LENGTH:
        return f"more than {MAX_LIST_LENGTH} values"
    if any(isinstance(one, str) and len(one) > MAX_TEXT_LENGTH for one in contents):
        return f"a text of more than {MAX_TEXT_LENGTH} characters"
    return None


def _each(content: object) -> tuple[object, ...]:
    return tuple(content) if isinstance(content, list | tuple | set | frozenset) else (content,)


def _value_id(content: object) -> str | None:
    """The id of a scalar, or of the typed literal that a text is the id of."""
    if content is None or (isinstance(content, str) and not content.strip()):
        return None
    written = read_value(content) if isinstance(content, str) else None
    value = value_from_python(content) if written is None else written
    return None if value is None else value.id
