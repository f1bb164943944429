"""Ids and what is known of the entities, read from an index: sorted texts with offsets, decoded one by one."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rog.types import Entity

__all__ = ["EntityTable", "SortedTexts"]

KEPT_TEXTS = 1 << 17
"""So many decoded texts are kept, since the same entities are asked for again and again."""


class SortedTexts(dict[int, str]):
    """Texts in code point order, numbered from 0, in a `blob` of UTF-8 with `offsets` (texts + 1).

    `texts[number]` decodes; `number(text)` is the inverse, by binary search.
    """

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        super().__init__()
        self._blob, self._offsets = blob.data, offsets.data
        self.count = len(offsets) - 1
        self.number = lru_cache(KEPT_TEXTS >> 3)(self._number)

    def __missing__(self, number: int) -> str:
        text = str(self._raw(number), "utf-8")
        if len(self) >= KEPT_TEXTS:
            self.clear()
        self[number] = text
        return text

    def all(self) -> list[str]:
        """Every text, in order."""
        return [self[number] for number in range(self.count)]

    def _raw(self, number: int) -> bytes:
        return self._blob[self._offsets[number] : self._offsets[number + 1]].tobytes()

    def _number(self, text: str) -> int:
        """The number of `text`, -1 if it is not there."""
        try:
            wanted = text.encode()
        except UnicodeEncodeError:  # lone surrogates are in no text of an index
            return -1
        at = bisect_left(range(self.count), wanted, key=self._raw)
        return at if at < self.count and self._raw(at) == wanted else -1


class EntityTable:
    """The entities of an index by number.

    What is known beside the id is JSON: `about.entities` (ascending numbers), `about.offsets`,
    `about.blob`, an object with name, aliases, types, properties where there are any.
    """

    def __init__(self, sections: Mapping[str, NDArray[Any]]) -> None:
        self.ids = SortedTexts(sections["ids.blob"], sections["ids.offsets"])
        self._about, self._offsets, self._blob = (sections[f"about.{part}"] for part in ("entities", "offsets", "blob"))

    def about(self, number: int) -> dict[str, Any]:
        """What is known of the entity beside its id."""
        at = int(self._about.searchsorted(np.asarray(number, self._about.dtype)))
        if at == len(self._about) or self._about[at] != number:
            return {}
        known: dict[str, Any] = json.loads(self._blob[self._offsets[at] : self._offsets[at + 1]].tobytes())
        return known

    def entity(self, number: int) -> Entity:
        """The entity itself."""
        known = {"id": self.ids[number], "name": self.ids[number], **self.about(number)}
        return Entity.model_validate(known)
