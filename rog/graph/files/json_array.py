"""One JSON array of objects, however long, item by item."""

# ijson 3.6 (yajl2_c) is as fast, but tells no line and keeps no limit; fed line by line it takes twice as long.

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from rog.errors import SourceError
from rog.graph.files.source import quote

__all__ = ["array_items", "begins_array"]

ARRAY_START = re.compile(rb"\s*\[\s*(?:\{\s*[\"}]|\]\s*\Z)")
NOT_SPACE = re.compile(r"[^ \t\r\n]")
MAX_ITEM_CHARACTERS = 1 << 26
"""An item with more is taken for a fault, so that memory is bounded."""

# Only where an item ends is asked here, and a number may have more digits than Python turns into an int.
_DECODER = json.JSONDecoder(parse_int=str)


def begins_array(start: bytes) -> bool:
    """Whether a file that starts so is one array of objects; a line `["a", "r", "b"]` is not."""
    return ARRAY_START.match(start) is not None


def array_items(chunks: Iterable[str], path: Path) -> Iterator[tuple[int, str]]:
    """The text of each item and the number of the line it begins on; `chunks` may be cut anywhere.

    No more is held than twice the longest item. Raises SourceError where the array is not well formed or an
    item has more than 64 million characters.
    """
    text = _Text(chunks, path)
    text.take("[")
    if text.next_sign() != "]":
        yield text.line, text.item()
        while text.next_sign() == ",":
            text.take(",")
            text.next_sign()
            yield text.line, text.item()
    text.take("]")
    if text.next_sign():
        raise SourceError(path, text.line, f"there is more behind the end of the array: {text.excerpt()}")


class _Text:
    """What has been read and not yet been taken; `line` is the line that this begins on."""

    def __init__(self, chunks: Iterable[str], path: Path) -> None:
        self._chunks, self._path = iter(chunks), path
        self._text, self._at = "", 0
        self.line = 1

    def next_sign(self) -> str:
        """The next character that is not a space; nothing at the end of the file."""
        while (match := NOT_SPACE.search(self._text, self._at)) is None:
            self._go_to(len(self._text))
            if not self._read_more():
                return ""
        self._go_to(match.start())
        return match[0]

    def take(self, sign: str) -> None:
        """Pass over this character. Raises SourceError for another."""
        if self.next_sign() != sign:
            found = self.excerpt() if self.next_sign() else "the end of the file"
            raise SourceError(self._path, self.line, f"not a JSON array: expected {sign!r}, found {found}")
        self._go_to(self._at + 1)

    def item(self) -> str:
        """Pass over the value that begins here and return its text."""
        end = self._end_of_item()
        while (end is None or end == len(self._text)) and self._read_more():  # the end of a number may be a part of it
            end = self._end_of_item()
        if end is None:
            raise SourceError(self._path, self.line, f"this item of the array is not JSON: {self.excerpt()}")
        item = self._text[self._at : end]
        self._go_to(end)
        return item

    def excerpt(self) -> str:
        """What begins here, quoted and shortened."""
        return quote(self._text[self._at : self._at + 100].partition("\n")[0])

    def _end_of_item(self) -> int | None:
        try:
            return _DECODER.raw_decode(self._text, self._at)[1]
        except RecursionError:
            raise SourceError(self._path, self.line, "nested too deeply") from None
        except json.JSONDecodeError:
            return None

    def _go_to(self, position: int) -> None:
        self.line += self._text.count("\n", self._at, position)
        self._at = position

    def _read_more(self) -> bool:
        """Read about as much again as there is, so that a long item is tried a few times only."""
        rest = self._text[self._at :]
        if len(rest) > MAX_ITEM_CHARACTERS:
            raise SourceError(self._path, self.line, f"an item of more than 64 MiB, or not JSON: {self.excerpt()}")
        pieces, size = [rest], 0
        for chunk in self._chunks:
            pieces.append(chunk)
            size += len(chunk)
            if size > len(rest):
                break
        self._text, self._at = "".join(pieces), 0
        return size > 0
