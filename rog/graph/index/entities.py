"""Ids and what is known of the entities, read from an index: sorted texts with offsets, and a hash to find them by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rog.graph.facts import shown_properties
from rog.graph.index.edges import Integers, distinct
from rog.types import Entity
from rog.values import read_value

__all__ = ["EntityTable", "SortedTexts", "hash_sections"]

MAX_CACHED_TEXTS = 1 << 17
"""Decoded texts that are kept, since the same entities are asked for again and again."""
TEXTS_PER_BUCKET = 4
"""Most texts of a bucket, as a rule."""
MIN_DEDUPLICATED_TEXTS = 64
"""Texts asked for at once from which on one that is asked for twice is decoded once."""


class SortedTexts:
    """Texts in code point order, numbered from 0, in a `blob` of UTF-8 with `offsets` (texts + 1)."""

    def __init__(self, blob: NDArray[np.uint8], offsets: Integers) -> None:
        self._blob, self._offsets, self._bounds = blob.data, offsets, offsets.data
        self._cache: dict[int, str] = {}
        self.count = len(offsets) - 1

    def __getitem__(self, number: int) -> str:
        text = self._cache.get(number)
        if text is None:
            text = self._raw(number).tobytes().decode()
            self._room(1)[number] = text
        return text

    def all(self) -> list[str]:
        """Every text, in order."""
        return self.many(np.arange(self.count))

    def many(self, numbers: Integers) -> list[str]:
        """The texts of some numbers."""
        wanted = numbers.tolist()
        try:
            return list(map(self._cache.__getitem__, wanted))
        except KeyError:
            some = distinct(numbers, self.count) if len(wanted) >= MIN_DEDUPLICATED_TEXTS else numbers
        bounds = zip(self._offsets.take(some).tolist(), self._offsets.take(some + 1).tolist(), strict=True)
        blob, cache = self._blob, self._room(len(some))
        texts = [blob[start:stop].tobytes().decode() for start, stop in bounds]
        cache.update(zip(some.tolist(), texts, strict=True))
        return list(map(cache.__getitem__, wanted))

    def _raw(self, number: int) -> memoryview:
        return self._blob[self._bounds[number] : self._bounds[number + 1]]

    def _room(self, count: int) -> dict[int, str]:
        """Where to put so many texts: the cache, unless it would become too large."""
        if len(self._cache) + count > MAX_CACHED_TEXTS:
            self._cache = {}  # not cleared, since another thread may be reading it
        return self._cache if count <= MAX_CACHED_TEXTS else {}


class Ids(SortedTexts):
    """Sorted texts and, by a hash, the number of each.

    There are B = `len(buckets) - 1` buckets, a power of two, of a few texts each. A text is in bucket b if the CRC-32
    of its UTF-8 bytes is b modulo B. The texts of bucket b have the numbers `by_bucket[buckets[b] : buckets[b + 1]]`.
    """

    def __init__(self, sections: Mapping[str, NDArray[Any]]) -> None:
        super().__init__(sections["ids.blob"], sections["ids.offsets"])
        self._buckets, self._by_bucket = sections["ids.buckets"].data, sections["ids.by_bucket"].data
        self._mask = len(self._buckets) - 2

    def number(self, text: str) -> int:
        """The number of `text`, -1 if it is not there."""
        try:
            wanted = text.encode()
        except UnicodeEncodeError:  # lone surrogates are in no text of an index
            return -1
        bucket, bounds = crc32(wanted) & self._mask, self._bounds
        for number in self._by_bucket[self._buckets[bucket] : self._buckets[bucket + 1]]:
            if self._blob[bounds[number] : bounds[number + 1]] == wanted:
                return number
        return -1


def hash_sections(hashes: NDArray[np.uint32]) -> dict[str, NDArray[np.int32]]:
    """The arrays of the buckets, from the CRC-32 of each text in order of their numbers."""
    count = 1 << max(0, len(hashes) // TEXTS_PER_BUCKET - 1).bit_length()
    bucket = hashes & np.uint32(count - 1)
    buckets = np.zeros(count + 1, np.int32)
    np.bincount(bucket, minlength=count).cumsum(out=buckets[1:])
    return {"buckets": buckets, "by_bucket": np.argsort(bucket, kind="stable").astype(np.int32)}


class EntityTable:
    """The entities of an index by number.

    What is known beside the id is JSON: `about.entities` (ascending numbers), `about.offsets`,
    `about.blob`, an object with name, aliases, types, properties where there are any.
    """

    def __init__(self, sections: Mapping[str, NDArray[Any]]) -> None:
        self.ids = Ids(sections)
        self._about, self._offsets, self._blob = (sections[f"about.{part}"] for part in ("entities", "offsets", "blob"))

    def about(self, number: int) -> dict[str, Any]:
        """What is known of the entity beside its id."""
        at = int(self._about.searchsorted(np.asarray(number, self._about.dtype)))
        if at == len(self._about) or self._about[at] != number:
            return {}
        fields: dict[str, Any] = json.loads(self._blob[self._offsets[at] : self._offsets[at + 1]].tobytes())
        return fields

    def entity(self, number: int) -> Entity:
        """The entity itself, or the value."""
        entity_id = self.ids[number]
        value = read_value(entity_id)
        if value is not None:
            return Entity(id=entity_id, name=str(value), types=(value.kind,))
        fields = {"id": entity_id, "name": entity_id, **self.about(number)}
        return Entity.model_validate({**fields, "properties": shown_properties(fields.get("properties", {}))})
