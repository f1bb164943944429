"""The form in which names are compared, and the words of a question."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["normalize", "word_spans"]


class _CharacterTable(dict[int, str | None]):
    """The replacement of each decomposed character, None to drop it. It fills as characters are met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        if 0x300 <= code <= 0x36F:
            result = None
        elif unicodedata.category(character)[0] in "LNM":
            result = character.casefold()
        else:
            result = " "
        self[code] = result
        return result


_CHARACTERS = _CharacterTable()
_ASCII_TABLE = {code: _CHARACTERS[code] for code in range(128)}


def normalize(text: str) -> str:
    """The form in which names are compared: without case, Latin diacritics, punctuation and double spaces.

    Combining marks of other scripts stay. A text of punctuation only, such as "!!!", stays as it is.
    Normalising twice changes nothing more.
    """
    if text.isascii():
        return " ".join(text.translate(_ASCII_TABLE).split()) or _signs(text)
    decomposed = unicodedata.normalize("NFKD", text).translate(_CHARACTERS)
    # Case folding can compose anew what the first pass took apart.
    twice = unicodedata.normalize("NFKD", decomposed).translate(_CHARACTERS)
    return unicodedata.normalize("NFC", " ".join(twice.split())) or _signs(text)


def _signs(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold().replace("\0", " ")).strip()


_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff]"
)
"""Scripts written without spaces: Thai, Lao, Myanmar, Khmer, Han, kana."""


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of `text`, in characters.

    The normal forms of the words, joined by spaces, are that of the text. In scripts without spaces each character,
    with its marks, is a word.
    """
    if text.isascii():
        return [match.span() for match in _ASCII_WORD.finditer(text)]
    spans: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        kept = unicodedata.normalize("NFKD", character).translate(_CHARACTERS).strip()
        mark = unicodedata.category(character).startswith("M")
        adjacent = bool(spans) and spans[-1][1] == at
        if adjacent and (mark or (kept and not _is_whole_word(character) and not _is_whole_word(text[spans[-1][0]]))):
            spans[-1] = (spans[-1][0], at + 1)
        elif kept:
            spans.append((at, at + 1))
    return spans


def _is_whole_word(character: str) -> bool:
    return _UNSPACED.match(character) is not None
