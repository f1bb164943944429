"""Typed literals: numbers with their unit, dates, times, years, truth, texts with their language, addresses.

In a graph a value is the tail of an edge, and no entity. Its id is its form in Turtle with the usual prefixes,
such as `"1941"^^xsd:gYear`, so that the year 1941 and the film called "1941" are two things. Equal values have
equal ids. A number with a unit is written as UCUM data types do (cdt:ucum, Lefrançois and Zimmermann 2018).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, get_args

from rog.errors import IncomparableError
from rog.units import plain_unit, scale_of

__all__ = [
    "CURRENCIES", "MONTHS", "RELATIVE_TOLERANCE", "SIGNS", "VALUE_KINDS", "Span", "Value", "ValueKind", "compare",
    "is_value", "number", "read_value", "value_from_literal", "value_from_python", "value_from_text", "year_of",
]  # fmt: skip

ValueKind = Literal["number", "date", "time", "year", "truth", "text", "address"]
VALUE_KINDS: tuple[ValueKind, ...] = get_args(ValueKind)

SIGNS = ("=", "!=", "<", "<=", ">", ">=")

XSD = "http://www.w3.org/2001/XMLSchema#"
UCUM = "https://w3id.org/cdt/ucum"
LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

ID = re.compile(
    r'"((?:[^"\\\n\r]|\\[tbnrf"\\])*)"(?:\^\^(?:xsd:(\w+)|(cdt:ucum)|<([^<>"{}|^`\\\s]*)>)|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))'
)
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
ESCAPED = str.maketrans(ESCAPES)
UNESCAPES = {written[1]: character for character, written in ESCAPES.items()}

INTEGERS = frozenset(
    "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger unsignedInt "
    "unsignedLong unsignedShort unsignedByte".split()
)
DECIMALS = frozenset(("decimal", "double", "float"))

DATE = re.compile(r"([+-]?\d{4,})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?)?(Z|[+-]\d\d:?\d\d)?")
YEAR = re.compile(r"([+-]?\d{4,})(?:Z|[+-]\d\d:\d\d)?")
TIME = re.compile(r"(\d\d?):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[,  ']\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SPOKEN_DATES = (
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\.? (?P<m>[A-Za-z]{3,9})\.?,? (?P<y>\d{3,4})"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{3,4})"),
    re.compile(r"(?P<m>[A-Za-z]{3,9})\.?,? (?P<y>\d{4})"),
)
CURRENCIES = "$€£¥₹₽₩₺"
ADDRESS = re.compile(r"(?:https?|ftp)://\S+|(?:mailto|tel):\S+|www\.\S+\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}

RELATIVE_TOLERANCE = 1e-14
"""How much two equal amounts may differ: what converting a unit loses, and less than the next whole number."""

WHOLE_DAY = 1 - 1e-6
"""From the first to the last moment of a day, in days."""

MAX_YEAR_DIGITS = 4
"""Digits of a number that may be a year beside a date: a population is none."""

MIN_GROUPED = 10_000
"""Least number that is printed with thousands marks: of four digits it may be a year, and is read as well without."""


@dataclass(frozen=True, slots=True)
class Span:
    """What two values are compared by: where a value begins and ends on the line of its dimension.

    A number is a point. A date, a month or a year is the days that it covers, so that 3 May 1999 is in 1999.
    """

    dimension: str
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Value:
    """A typed literal. `text` is the one way of writing it: see `id`; use the functions here to make one."""

    kind: ValueKind
    text: str
    """A number's digits, an ISO 8601 date, time or year, `true` or `false`, or the text or address itself."""
    unit: str = ""
    """Unit or currency of a number."""
    language: str = ""
    """Language tag of a text."""
    datatype: str = ""
    """Address of the datatype of a text that is of none known here."""

    @property
    def id(self) -> str:
        """The id of the value in a graph."""
        text = f"{self.text} {self.unit}" if self.unit else self.text
        return f'"{text.translate(ESCAPED)}"{self._suffix}'

    @property
    def _suffix(self) -> str:
        match self.kind:
            case "number":
                whole = self.text.lstrip("+-").isdigit()
                return "^^cdt:ucum" if self.unit else "^^xsd:integer" if whole else "^^xsd:decimal"
            case "date":
                if "T" in self.text:
                    return "^^xsd:dateTime"
                return "^^xsd:date" if self.text.count("-", 1) == 2 else "^^xsd:gYearMonth"
            case "time":
                return "^^xsd:time"
            case "year":
                return "^^xsd:gYear"
            case "truth":
                return "^^xsd:boolean"
            case "address":
                return "^^xsd:anyURI"
        if self.language:
            return f"@{self.language}"
        return f"^^<{self.datatype}>" if self.datatype else "^^xsd:string"

    @property
    def content(self) -> int | float | bool | str:
        """As a JSON value: a number's amount, truth, and the text of all others."""
        if self.kind == "truth":
            return self.text == "true"
        if self.kind != "number":
            return int(self.text) if self.kind == "year" else self.text
        return int(self.text) if self.text.lstrip("-").isdigit() else float(self.text)

    def __str__(self) -> str:
        match self.kind:
            case "number":
                return _printed_number(self.text, self.unit)
            case "date":
                return _printed_date(self.text)
            case "year":
                return self.text.lstrip("-").lstrip("0") + (" BC" if self.text.startswith("-") else "")
            case "time":
                return self.text.removeprefix("0").removesuffix(":00")
            case "truth":
                return "yes" if self.text == "true" else "no"
        return self.text

    @property
    def span(self) -> Span | None:
        """Where it lies among values that it can be ordered with; None for a text or an address."""
        match self.kind:
            case "number":
                amount = float(self.text)
                scale = scale_of(self.unit)
                if scale is None:
                    return Span(self.unit, amount, amount)
                in_base = amount * scale.factor + scale.offset
                return Span(scale.dimension, in_base, in_base)
            case "date" | "year":
                return Span("day", *_days(self.text))
            case "time":
                seconds = _seconds(self.text)
                return Span("second", seconds, seconds)
            case "truth":
                return Span("truth", float(self.text == "true"), float(self.text == "true"))
        return None


def is_value(entity_id: str) -> bool:
    """Whether an id is that of a value and not an entity's."""
    return entity_id.startswith('"') and ID.fullmatch(entity_id) is not None


@lru_cache(maxsize=1 << 16)
def read_value(entity_id: str) -> Value | None:
    """The value that has this id; None for an entity's id."""
    match = ID.fullmatch(entity_id) if entity_id.startswith('"') else None
    if match is None:
        return None
    written, xsd, ucum, datatype, language = match.groups()
    text = re.sub(r"\\(.)", lambda escape: UNESCAPES[escape[1]], written)
    return value_from_literal(text, XSD + xsd if xsd else UCUM if ucum else datatype or "", language or "")


def value_from_literal(text: str, datatype: str, language: str = "") -> Value:
    """The value of an RDF literal. One that its datatype does not allow is a text of that datatype."""
    if language or datatype in ("", XSD + "string", LANGUAGE_STRING):
        return Value("text", text, language=language.lower())
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    stripped = text.strip()
    if name in INTEGERS or name in DECIMALS:
        return number(stripped) or Value("text", text, datatype=datatype)
    if datatype == UCUM:
        amount, _, unit = stripped.partition(" ")
        return number(amount, unit) or Value("text", text, datatype=datatype)
    if name == "boolean" and stripped in ("true", "false", "1", "0"):
        return Value("truth", "true" if stripped in ("true", "1") else "false")
    if name == "anyURI":
        return Value("address", stripped)
    if name in ("date", "dateTime", "gYearMonth", "dateTimeStamp") and (written := _iso_date(stripped)):
        return Value("date", written)
    if name == "gYear" and (year := YEAR.fullmatch(stripped)):
        return Value("year", _year(year[1]))
    if name == "time" and (clock := _iso_time(stripped)):
        return Value("time", clock)
    return Value("text", text, datatype=datatype)


def value_from_python(content: object, unit: str = "") -> Value | None:
    """The value of a Python or JSON scalar, or of a date or time of any library that writes ISO 8601; else None."""
    if isinstance(content, bool):
        return Value("truth", "true" if content else "false")
    if isinstance(content, int | float | Decimal):
        return number(str(content), unit)
    if isinstance(content, str):
        return Value("text", content)
    if isinstance(content, datetime | date) or hasattr(content, "isoformat"):
        written = content.isoformat()
        iso = None if isinstance(content, time) else _iso_date(written)
        clock = _iso_time(written)
        return Value("date", iso) if iso else Value("time", clock) if clock else None
    as_python = getattr(content, "item", None)  # a scalar of numpy
    if callable(as_python) and getattr(content, "shape", None) == ():
        return value_from_python(as_python(), unit)
    return None


def value_from_text(text: str, kind: ValueKind, unit: str = "") -> Value | None:
    """The value of that kind that people write so ("9,984,670 km²", "$1.5", "3 May 1999"); None where it is none."""
    stripped = " ".join(text.split())
    match kind:
        case "number":
            return _spoken_number(stripped, unit)
        case "date":
            iso = _iso_date(stripped) or _spoken_date(stripped)
            return Value("date", iso) if iso else None
        case "year":
            bc = re.fullmatch(r"(\d{1,4}) (?:BC|BCE)", stripped)
            if bc:
                return Value("year", _year("-" + bc[1]))
            return Value("year", _year(stripped)) if re.fullmatch(r"[+-]?\d{3,5}", stripped) else None
        case "time":
            clock = _iso_time(stripped)
            return Value("time", clock) if clock else None
        case "truth":
            truth = TRUTHS.get(stripped.casefold())
            return None if truth is None else Value("truth", "true" if truth else "false")
        case "address":
            return Value("address", stripped) if ADDRESS.fullmatch(stripped) else None
    return Value("text", text)


@lru_cache(maxsize=1 << 12)
def number(text: str, unit: str = "") -> Value | None:
    """The number that the digits say, in its one way of writing; None for what is no finite number."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount.adjusted()) > 300:
        return None
    written = f"{amount.normalize():f}" if amount else "0"
    return Value("number", written, plain_unit(unit) if unit else "")


def compare(left: Value, sign: str, right: Value) -> bool:
    """Whether `left sign right` holds, for one of SIGNS.

    Of dates and years that cover different times: one is equal to another that it is a part of, and less than
    another that it ends before. Raises IncomparableError for values without order, or units that do not go together.
    """
    if sign not in SIGNS:
        raise ValueError(f"{sign!r} is none of {', '.join(SIGNS)}")
    one, other = _comparable(left, right)
    if one is None or other is None:
        if left.kind in ("text", "address") and right.kind in ("text", "address") and sign in ("=", "!="):
            return (left.text == right.text) == (sign == "=")
        raise IncomparableError(f"{_described(left)} and {_described(right)} cannot be compared by {sign}")
    if one.dimension != other.dimension:
        raise IncomparableError(
            f"{_described(left)} and {_described(right)} do not compare: they measure different things"
        )
    match sign:
        case "<":
            return one.last < other.first
        case ">":
            return one.first > other.last
        case "<=":
            return not one.first > other.last
        case ">=":
            return not one.last < other.first
    equal = _close(one.first, other.first) and _close(one.last, other.last)
    inside = one.first >= other.first and one.last <= other.last
    around = one.first <= other.first and one.last >= other.last
    return (equal or inside or around) == (sign == "=")


def _comparable(left: Value, right: Value) -> tuple[Span | None, Span | None]:
    """The spans of both; a bare whole number beside a date or a year is a year."""
    if left.kind == "number" and right.kind in ("date", "year"):
        left = year_of(left)
    elif right.kind == "number" and left.kind in ("date", "year"):
        right = year_of(right)
    return left.span, right.span


def year_of(value: Value) -> Value:
    """The year that a bare whole number may be; any other value as it is."""
    digits = value.text.lstrip("-")
    whole = value.kind == "number" and not value.unit and digits.isdigit() and len(digits) <= MAX_YEAR_DIGITS
    return Value("year", _year(value.text)) if whole else value


def _close(left: float, right: float) -> bool:
    return left == right or math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE)


def _described(value: Value) -> str:
    return f"the {value.kind} {str(value)[:80]!r}"


def _year(text: str) -> str:
    amount = int(text)
    return f"{'-' if amount < 0 else ''}{abs(amount):04d}"


def _iso_date(text: str) -> str | None:
    match = DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    if not 1 <= int(month) <= 12 or (day is not None and not 1 <= int(day) <= _month_days(int(year), int(month))):
        return None
    written = f"{_year(year)}-{month}" + (f"-{day}" if day else "")
    if hour is None:
        return written
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
        return None
    return f"{written}T{hour}:{minute}:{second or '00'}{(fraction or '').rstrip('0').rstrip('.')}{zone or ''}"


def _iso_time(text: str) -> str | None:
    match = TIME.fullmatch(text)
    if match is None or int(match[1]) > 24 or int(match[2]) > 59 or int(match[3] or 0) > 60:
        return None
    return (
        f"{int(match[1]):02d}:{match[2]}:{match[3] or '00'}{(match[4] or '').rstrip('0').rstrip('.')}{match[5] or ''}"
    )


def _spoken_date(text: str) -> str | None:
    for pattern in SPOKEN_DATES:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        name = match["m"].casefold()
        months = [at for at, month in enumerate(MONTHS, 1) if name in (month.casefold(), month[:3].casefold())]
        if not months:
            return None
        day = match.groupdict().get("d")
        return _iso_date(f"{int(match['y']):04d}-{months[0]:02d}" + (f"-{int(day):02d}" if day else ""))
    return None


def _spoken_number(text: str, unit: str) -> Value | None:
    """A number with what stands before or behind it as its unit."""
    sign = "-" if text[:1] in "-−" and text[1:2] in CURRENCIES and len(text) > 1 else ""
    body = text[1:] if sign else text
    before = body[0] if body and body[0] in CURRENCIES else ""
    body = body[len(before) :].strip().replace("−", "-")
    match = NUMBER.match(body)
    if match is None:
        return None
    behind = body[match.end() :].strip()
    if len(behind) > 20 or any(character.isdigit() and character not in "23²³" for character in behind):
        return None
    digits = re.sub(r"[,  ']", "", match[0])
    return number(sign + digits, behind or before or unit)


def _printed_number(text: str, unit: str) -> str:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, rest = digits.partition(".")
    if int(whole) >= MIN_GROUPED:
        whole = f"{int(whole):,}"
    written = f"{whole}{point}{rest}"
    if unit in CURRENCIES and unit:
        return f"{sign}{unit}{written}"
    return f"{sign}{written}{'' if unit in ('', '%') else ' '}{unit}"


def _printed_date(text: str) -> str:
    day, _, clock = text.partition("T")
    negative = day.startswith("-")
    parts = day.lstrip("-").split("-")
    year = parts[0].lstrip("0") + (" BC" if negative else "")
    written = f"{MONTHS[int(parts[1]) - 1]} {year}"
    if len(parts) > 2:
        written = f"{int(parts[2])} {written}"
    if not clock:
        return written
    return f"{written}, {clock.removesuffix('Z').removesuffix(':00')}{' UTC' if clock.endswith('Z') else ''}"


def _days(text: str) -> tuple[float, float]:
    """The first and the last day that an ISO year, month, date or moment covers, counted from 1970."""
    day, _, clock = text.partition("T")
    sign = -1 if day.startswith("-") else 1
    parts = [int(part) for part in day.lstrip("-").split("-")]
    year = sign * parts[0]
    if len(parts) == 1:
        return _day_number(year, 1, 1), _day_number(year, 12, 31) + WHOLE_DAY
    if len(parts) == 2:
        return _day_number(year, parts[1], 1), _day_number(year, parts[1], _month_days(year, parts[1])) + WHOLE_DAY
    first = _day_number(year, parts[1], parts[2])
    if not clock:
        return first, first + WHOLE_DAY
    moment = first + _seconds(clock) / 86400
    return moment, moment


def _seconds(text: str) -> float:
    match = TIME.fullmatch(text)
    assert match is not None
    seconds = 3600 * int(match[1]) + 60 * int(match[2]) + int(match[3] or 0) + float(match[4] or 0)
    zone = match[5]
    if zone and zone != "Z":
        offset = 3600 * int(zone[1:3]) + 60 * int(zone[-2:])
        seconds -= offset if zone[0] == "+" else -offset
    return seconds


def _month_days(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _day_number(year: int, month: int, day: int) -> float:
    """Days since 1 January 1970 in the proleptic Gregorian calendar, for any year (H. Hinnant, chrono algorithms)."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return float(era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468)
