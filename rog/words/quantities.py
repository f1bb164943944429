"""Numbers, dates, years and decades in a question, with their units: "10 million", "60k euros", "March 2024"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from rog.units import plain_unit, scale_of
from rog.values import CURRENCIES, MONTHS, Value, number, value_from_text

__all__ = ["SMALL_NUMBERS", "Quantity", "quantities"]

MAGNITUDES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "b": 1e9, "billion": 1e9,
    "trillion": 1e12, "hundred": 1e2, "dozen": 12.0,
}  # fmt: skip
SMALL_NUMBERS = {
    word: number
    for number, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty
        """.split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
CURRENCY_NAMES = {
    "dollar": "$", "dollars": "$", "usd": "$", "bucks": "$", "euro": "€", "euros": "€", "eur": "€", "pounds": "£",
    "gbp": "£", "yen": "¥", "rupees": "₹",
}  # fmt: skip

MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b(?:\d{{4}}-\d\d-\d\d|{DAY} (?:{MONTH}),? \d{{4}}|(?:{MONTH})(?: {DAY},?)? \d{{4}})\b", re.IGNORECASE
)
DECADE = re.compile(
    rf"\b(?:(?P<full>1\d\d0|20\d0)['’]?s|['’]?(?P<short>[2-9]0)['’]?s|(?P<word>{'|'.join(TENS)}))\b",
    re.IGNORECASE,
)
CENTURY = re.compile(r"\b(?P<century>1\d|20|21)(?:st|nd|rd|th)[ -]century\b", re.IGNORECASE)
TIMES = {"once": 1, "twice": 2}
OFTEN = re.compile(r"\b(?:than|exactly|least|most|only|just) (?P<often>once|twice)\b", re.IGNORECASE)
"""How often something was, where that is compared with."""
RELATIVE = re.compile(
    r"\b(?:(?P<shift>last|this|next) (?P<unit>year|month|week)|(?P<day>today|now|yesterday|currently|nowadays))\b",
    re.IGNORECASE,
)
WORDS = "|".join(SMALL_NUMBERS)
NUMBER = re.compile(
    rf"(?P<before>[{re.escape(CURRENCIES)}] ?)?(?<![\w.])"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|"
    rf"(?P<half>half an? )|(?P<words>\b(?:{WORDS})\b)|(?P<one>\ban? ))"
    r"(?P<times>(?:k|m|mio|bn|b)\b| ?(?:hundred|thousand|million|billion|trillion|dozen)\b)?"
    r"(?P<behind> ?(?:square |cubic )?[^\W\d_][\w²³/°]*|[%€$£]| ?°[CF])?",
    re.IGNORECASE,
)

GOES_ON = re.compile(r"\s+(?!(?:in|or|and|high|tall|wide|long|deep|thick|across)\b)\w", re.IGNORECASE)
"""Behind "in" what makes it no inch: "above 90 in any course"."""


class Quantity(NamedTuple):
    """A value in a text, and its offsets there; `last` is the end of a decade, century or week that begins with it."""

    value: Value
    start: int
    end: int
    last: Value | None = None


def quantities(text: str, today: date | None = None) -> list[Quantity]:
    """The values that a text names, in their order. A word behind a number is its unit where it is one.

    "Last year" and "now" are counted from `today`, by default the day on which this is called.
    """
    found = [*_dates(text), *_decades(text), *_relative(text, today or date.today()), *_often(text)]
    numbers = (one for one in _numbers(text) if not any(other.start <= one.start < other.end for other in found))
    return sorted([*found, *numbers], key=lambda one: one.start)


def _dates(text: str) -> Iterator[Quantity]:
    for match in DATE.finditer(text):
        value = value_from_text(match[0], "date")
        if value is not None:
            yield Quantity(value, match.start(), match.end())


def _decades(text: str) -> Iterator[Quantity]:
    """Decades and centuries; a decade without its century is of the twentieth, but for the first two of this one."""
    for match in DECADE.finditer(text):
        if match["full"]:
            first = int(match["full"])
        else:
            first = 1900 + (int(match["short"]) if match["short"] else 20 + 10 * TENS.index(match["word"].lower()))
        yield from _years(first, first + (99 if first % 100 == 0 and match["full"] and first < 1900 else 9), match)
    for match in CENTURY.finditer(text):
        last = 100 * int(match["century"])
        yield from _years(last - 99, last, match)


def _years(first: int, last: int, match: re.Match[str]) -> Iterator[Quantity]:
    begin, end = value_from_text(str(first), "year"), value_from_text(str(last), "year")
    if begin is not None:
        yield Quantity(begin, match.start(), match.end(), end)


def _relative(text: str, today: date) -> Iterator[Quantity]:
    for match in RELATIVE.finditer(text):
        shift = {"last": -1, "this": 0, "next": 1}.get((match["shift"] or "").lower(), 0)
        unit = (match["unit"] or "").lower()
        last = None
        if unit == "year":
            value = value_from_text(str(today.year + shift), "year")
        elif unit == "month":
            months = 12 * today.year + today.month - 1 + shift
            value = value_from_text(f"{months // 12:04}-{months % 12 + 1:02}", "date")
        elif unit == "week":
            monday = today - timedelta(days=today.weekday() - 7 * shift)
            value, last = (value_from_text(day.isoformat(), "date") for day in (monday, monday + timedelta(days=6)))
        else:
            day = today - timedelta(days=1) if match["day"].lower() == "yesterday" else today
            value = value_from_text(day.isoformat(), "date")
        if value is not None:
            yield Quantity(value, match.start(), match.end(), last)


def _numbers(text: str) -> Iterator[Quantity]:
    for match in NUMBER.finditer(text):
        times, behind = (match["times"] or "").strip().lower(), (match["behind"] or "").strip()
        if (match["one"] or match["half"]) and not times:
            continue
        currency = CURRENCY_NAMES.get(behind.lower()) or (behind if behind in CURRENCIES and behind else "")
        unit = (match["before"] or "").strip() or currency
        is_unit = behind and not unit and not (behind == "in" and GOES_ON.match(text, match.end()))
        known = plain_unit(behind) if is_unit else ""
        if known and scale_of(known) is not None:
            unit = known
        value = number(_amount(match, times), unit)
        if value is not None:
            yield Quantity(value, match.start(), match.end() if unit or not behind else match.start("behind"))


def _often(text: str) -> Iterator[Quantity]:
    for match in OFTEN.finditer(text):
        value = number(str(TIMES[match["often"].lower()]), "")
        if value is not None:
            yield Quantity(value, match.start("often"), match.end())


def _amount(match: re.Match[str], times: str) -> str:
    digits = (match["digits"] or "").replace(",", "")
    if digits and not times:
        return digits
    if match["words"]:
        amount = float(SMALL_NUMBERS[match["words"].lower()])
    else:
        amount = float(digits) if digits else 0.5 if match["half"] else 1.0
    return repr(amount * MAGNITUDES.get(times, 1.0))
