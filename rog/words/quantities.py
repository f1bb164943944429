"""Numbers, dates and years in a question, with their units: "10 million", "60k euros", "1.5 km", "March 2024"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rog.units import plain_unit, scale_of
from rog.values import CURRENCIES, MONTHS, Value, number, value_from_text

__all__ = ["Quantity", "quantities"]

MAGNITUDES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "trillion": 1e12}
CURRENCY_NAMES = {
    "dollar": "$", "dollars": "$", "usd": "$", "bucks": "$", "euro": "€", "euros": "€", "eur": "€", "pounds": "£",
    "gbp": "£", "yen": "¥", "rupees": "₹",
}  # fmt: skip

MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|{DAY} (?:{MONTH}),? \d{{4}}|(?:{MONTH})(?: {DAY},?)? \d{{4}})\b", re.IGNORECASE
)
NUMBER = re.compile(
    rf"(?P<before>[{re.escape(CURRENCIES)}] ?)?(?<![\w.])"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<times>(?:k|m|bn)\b| (?:thousand|million|billion|trillion)\b)?"
    r"(?P<behind> ?(?:square |cubic )?[^\W\d_][\w²³/°]*|[%€$£]| ?°[CF])?"
)


class Quantity(NamedTuple):
    """A value in a text, and its offsets there."""

    value: Value
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """The values that a text names, in their order. A word behind a number is its unit where it is one."""
    dates = [
        Quantity(value, match.start(), match.end())
        for match in DATE.finditer(text)
        if (value := value_from_text(match[0], "date")) is not None
    ]
    numbers = (one for one in _numbers(text) if not any(date.start <= one.start < date.end for date in dates))
    return sorted([*dates, *numbers], key=lambda one: one.start)


def _numbers(text: str) -> Iterator[Quantity]:
    for match in NUMBER.finditer(text):
        times, behind = (match["times"] or "").strip().lower(), (match["behind"] or "").strip()
        currency = CURRENCY_NAMES.get(behind.lower()) or (behind if behind in CURRENCIES and behind else "")
        unit = (match["before"] or "").strip() or currency
        known = plain_unit(behind) if behind and not unit else ""
        if known and scale_of(known) is not None:
            unit = known
        digits = match["digits"].replace(",", "")
        amount = repr(float(digits) * MAGNITUDES[times]) if times else digits
        value = number(amount, unit)
        if value is not None:
            yield Quantity(value, match.start(), match.end())
