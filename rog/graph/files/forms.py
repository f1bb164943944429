"""What the texts of a relation or of a column have in common: years, dates, numbers and so on, or nothing.

Texts are values where every one of them is written as a value is. Numbers that are ids of entities are none: such
that are heads themselves, or stand beside heads of the same form, or begin with a zero.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from rog.units import scale_of
from rog.values import ADDRESS, CURRENCIES, Value, ValueKind, value_from_text

__all__ = ["Column", "TextSample", "form_of", "is_like_address", "value_of"]

MAX_SAMPLED_TEXTS = 1 << 17
"""Most texts that are remembered of one column; of more, a part that is drawn by their checksums."""
MAX_DIGITS = 15
"""A longer row of digits is the number of an account or a thing, and no amount."""
EARLIEST_YEAR, LATEST_YEAR = 1000, 2100
LEAST_YEARS = 0.9
"""Share of a column's distinct years that lie between these."""
LEAST_IDS = 1 / 3
"""Share of the distinct tails that are heads or nodes, or of the edges with a head of that form, from which on the
tails are ids."""

NUMBERS = frozenset(("year", "whole", "number"))
BARE = frozenset(("year", "whole"))
COMBINATIONS = (
    NUMBERS, frozenset(("year", "date", "era")), frozenset(("time",)), frozenset(("truth",)), frozenset(("address",)),
)  # fmt: skip
"""Forms that one column may have."""

CURRENCY_CODES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF INR JPY KRW MXN NOK NZD PLN RUB SEK SGD TRY USD ZAR".split()
)
"""Currencies of ISO 4217 that are often seen."""
CODE_WORDS = frozenset(
    "code doi ean fax iban id identifier isbn issn phone plz postal postcode sku telephone tel version zip".split()
)
"""Words in the name of a column whose numbers are no amounts."""
TIME_WORDS = frozenset(
    "began begin born built created date dated death debut dissolved ended established founded inception launched "
    "opened published release released since started until year years".split()
)
MEASURE_WORDS = frozenset(
    "age altitude amount area budget capacity cost count depth distance duration elevation employees height income "
    "inhabitants length mass population price rating revenue runtime salary score size speed temperature votes weight "
    "width".split()
)
"""Words in the name of a column whose whole numbers are amounts, also where they look like years or ids."""

GLUED = re.compile(r"[\d,.]*\d(?:s|st|nd|rd|th|[A-Za-z])")
"""A decade, an ordinal, or a number with one letter (`3D`, `100m`): names of things."""
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=1 << 16)
def value_of(text: str, kind: ValueKind) -> Value | None:
    """The value that a text is, in a column of that kind; a column of dates may have years."""
    value = value_from_text(text, kind)
    return value_from_text(text, "year") if value is None and kind == "date" else value


def form_of(text: str) -> tuple[str, str]:
    """How a text is written, and what a number measures: its dimension, `money` or nothing.

    The form is `year` (3 or 4 digits), `whole`, `number` (with a sign, marks, a fraction or a unit), `date`, `era`
    (44 BC), `time`, `truth`, `address`, or empty for what is no value.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        if len(text) > MAX_DIGITS or (text[0] == "0" and len(text) > 1):
            return "", ""
        return ("year" if len(text) in (3, 4) else "whole"), ""
    if text.casefold() in ("true", "false", "yes", "no"):
        return "truth", ""
    if ADDRESS.fullmatch(text):
        return "address", ""
    if not any(map(str.isdigit, text)):
        return "", ""
    if value_from_text(text, "date") is not None:
        return "date", ""
    if value_from_text(text, "time") is not None:
        return "time", ""
    if value_from_text(text, "year") is not None and text[0].isdigit():
        return "era", ""
    return _form_of_number(text)


def _form_of_number(text: str) -> tuple[str, str]:
    if re.match(r"\+|-?0\d", text) or ("e" in text.lower() and re.fullmatch(r"\d+[eE][+-]?\d+", text)):
        return "", ""
    value = value_from_text(text, "number")
    if value is None or (value.unit and GLUED.fullmatch(text) and "." not in text):
        return "", ""
    if not value.unit:
        return "number", ""
    if value.unit in CURRENCIES or value.unit in CURRENCY_CODES:
        return "number", "money"
    scale = scale_of(value.unit)
    return ("number", scale.dimension) if scale is not None else ("", "")


def is_like_address(text: str) -> bool:
    """Whether a text may be an address of the web or of mail, by a first look."""
    return "://" in text or "@" in text or text.startswith("www.")


class TextSample:
    """Distinct texts: all, or a part that is the same for each sample, so that two of them can be compared."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.one_of = 1
        """Of so many checksums one is kept."""

    def __contains__(self, text: str) -> bool:
        return text in self.texts

    def add(self, text: str) -> None:
        """Add one text."""
        if self.one_of == 1 or not crc32(text.encode()) % self.one_of:
            self.texts.add(text)
            if len(self.texts) > MAX_SAMPLED_TEXTS:
                self.one_of *= 2
                self.texts = self._part(self.one_of)

    def share_in(self, other: TextSample) -> float:
        """Which share of the texts are in the other one too, from 0 to 1."""
        one_of = max(self.one_of, other.one_of)
        own = self._part(one_of)
        return len(own & other.texts) / len(own) if own else 0.0

    def _part(self, one_of: int) -> set[str]:
        return {text for text in self.texts if not crc32(text.encode()) % one_of}


class Column:
    """The texts of one relation's tails, or of one column of a table. Takes them one by one."""

    def __init__(self) -> None:
        self.may_be_values = True
        """Whether all texts so far are values of forms that go together."""
        self._forms: set[str] = set()
        self._dimensions: set[str] = set()
        self._texts = TextSample()
        self._count = self._bare_heads = self._address_heads = self._years = self._recent_years = 0

    def take(self, text: str, head: str = "") -> None:
        """Look at one more text, and at the head of its edge where it is a tail."""
        self._count += 1
        if head.isdigit():
            self._bare_heads += 1
        elif is_like_address(head):
            self._address_heads += 1
        if text in self._texts:
            return
        form, dimension = form_of(text)
        self._forms.add(form)
        if dimension not in ("", "1"):
            self._dimensions.add(dimension)
        if form == "year":
            self._years += 1
            self._recent_years += EARLIEST_YEAR <= int(text) <= LATEST_YEAR
        self.may_be_values = len(self._dimensions) < 2 and any(self._forms <= forms for forms in COMBINATIONS)
        self._texts.add(text)

    def kind(self, name: str, ids: TextSample | None = None) -> ValueKind | None:
        """What the texts are, in a column or relation of this name; None for names of entities, or plain texts.

        `ids` are those of the entities, where the texts might be such.
        """
        if not self._forms or not self.may_be_values:
            return None
        words = {word.lower() for word in WORD.findall(name)}
        kind = self._kind(words)
        if kind in ("year", "number") and words & CODE_WORDS:
            return None
        if ids is None or words & {"year": TIME_WORDS, "number": MEASURE_WORDS}.get(kind, frozenset()):
            return kind
        heads_alike = self._address_heads if kind == "address" else self._bare_heads if self._forms <= BARE else 0
        return None if max(heads_alike / self._count, self._texts.share_in(ids)) >= LEAST_IDS else kind

    def _kind(self, words: set[str]) -> ValueKind:
        if self._forms <= {"year", "era"}:
            recent = "era" in self._forms or self._recent_years >= LEAST_YEARS * self._years
            return "year" if recent and not words & MEASURE_WORDS else "number"
        if self._forms <= NUMBERS:
            return "number"
        if "date" in self._forms:
            return "date"
        (form,) = self._forms
        kinds: dict[str, ValueKind] = {"time": "time", "truth": "truth", "address": "address"}
        return kinds[form]
