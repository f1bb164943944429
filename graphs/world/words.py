"""Languages, currencies and values of the world graph, with their names from CLDR and common usage."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name

from graphs.world.names import CURRENCY_ALIASES, LANGUAGE_ALIASES, LANGUAGE_NAMES
from rog.graph.records import NodeRecord
from rog.values import Value, number

__all__ = ["currency_name", "currency_records", "language_name", "language_records", "number_id", "text_id"]

_ENGLISH = Locale("en")


def language_name(code: str) -> str | None:
    """English name of a CLDR language; None where neither CLDR nor we have one, which varies by CLDR's version."""
    return LANGUAGE_NAMES.get(code) or _ENGLISH.languages.get(code)


def currency_name(code: str) -> str:
    """English name of an ISO 4217 currency, such as "Swiss Franc"."""
    name = get_currency_name(code, locale=_ENGLISH).replace("ʻ", "'")
    return (
        name[0].upper() + name[1:]
        if name[-1].isupper()
        else " ".join(word[0].upper() + word[1:] for word in name.split())
    )


def _native_name(code: str) -> str | None:
    """Name of the language in the language itself, where CLDR has it."""
    try:
        return Locale(code).languages.get(code)
    except UnknownLocaleError:
        return None


def language_records(codes: Iterable[str]) -> Iterator[NodeRecord]:
    """The languages, each with its native name as an alias."""
    for code in sorted(set(codes)):
        name = language_name(code)
        if name is None:
            logging.warning(
                "language %s is left out: CLDR has no English name for it, and graphs.world.names none", code
            )
            continue
        names = [_ENGLISH.languages.get(code), _native_name(code), *LANGUAGE_ALIASES.get(code, "").split("|")]
        yield NodeRecord(name, None, _distinct(names, name), ("language",))


def currency_records(codes: Iterable[str]) -> Iterator[NodeRecord]:
    """The currencies, each with its code, and with the common noun ("franc") as an alias that many share."""
    for code in sorted(set(codes)):
        name, plural = currency_name(code), get_currency_name(code, count=2, locale=_ENGLISH)
        names = [code, plural, name.split()[-1].lower(), plural.split()[-1].lower()]
        names += CURRENCY_ALIASES.get(code, "").split("|")
        yield NodeRecord(name, None, _distinct(names, name), ("currency",))


def _distinct(names: Iterable[str | None], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for other in names if other and other != name))


def text_id(text: str) -> str:
    """The id of a text."""
    return Value("text", text).id


def number_id(amount: float, unit: str = "") -> str:
    """The id of a number. Raises ValueError for one that is not finite."""
    value = number(str(amount), unit)
    if value is None:
        raise ValueError(f"{amount} is no finite number")
    return value.id
