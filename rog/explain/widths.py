"""How wide a text is drawn, about: a file that is drawn elsewhere cannot ask the font."""

from __future__ import annotations

import unicodedata

__all__ = ["cut", "text_width"]

NARROW, WIDE = 7.2, 13.0
"""Pixels of a letter at 13 pixels: Latin and the like on average, and East Asian."""


def text_width(text: str) -> float:
    """Pixels at a font size of 13 pixels."""
    return sum(WIDE if unicodedata.east_asian_width(one) in "WF" else NARROW for one in text)


def cut(text: str, most: int) -> str:
    """At most `most` characters, the last one an ellipsis where there were more."""
    return text if len(text) <= most else text[: most - 1] + "…"
