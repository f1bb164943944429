"""Text of unknown origin made safe to display: nothing invisible in it, and not too long."""

from __future__ import annotations

import unicodedata

__all__ = ["MAX_SHOWN_CHARACTERS", "printable"]

MAX_SHOWN_CHARACTERS = 200
"""Longest name that appears whole; a node may hold a text of any length."""

JOINERS_AND_MARKS = frozenset("\u200c\u200d\u200e\u200f")
"""Invisible characters that scripts need inside names; other invisible ones are escaped."""

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that can drive a terminal, break a line or hide text (UAX #44)."""


def printable(text: str, limit: int | None = None) -> str:
    """The text with control, bidirectional and other invisible characters escaped, cut at `limit` characters.

    So no text of a graph can drive the terminal that displays it.
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():  # nearly every text, and fast
        return text
    return "".join(_escape(character) if _is_unsafe(character) else character for character in text)


def _is_unsafe(character: str) -> bool:
    if character in JOINERS_AND_MARKS:
        return False
    return unicodedata.category(character) in UNSAFE or _is_noncharacter(ord(character))


def _is_noncharacter(code: int) -> bool:
    """Code points that are never characters, which XML refuses in part."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
