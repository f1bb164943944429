"""An inverted index of byte trigrams: which of many keys are spelled somewhat like a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["TrigramIndex"]

LONGEST_KEY = 150
"""Keys of more bytes are not indexed: nobody types them with one letter wrong."""
POSTINGS_READ = 300_000
"""Trigrams are looked up from the rarest on, until so many postings were read."""
CANDIDATES = 400
BLOCK_KEYS = 1 << 16
_PAD = b"\x00\x00"


class TrigramIndex:
    """For each trigram of UTF-8 bytes the keys that have it, by number.

    `codes` (U, ascending), `offsets` (U + 1), `keys` (postings, ascending for each code) and `sizes`
    (distinct trigrams of each key; 0: not indexed). Two zero bytes pad a key at either side, so that
    first and last letters count.
    """

    def __init__(self, codes: NDArray[Any], offsets: NDArray[Any], keys: NDArray[Any], sizes: NDArray[Any]) -> None:
        self._codes, self._offsets, self._keys, self._sizes = codes, offsets, keys, sizes

    @classmethod
    def build(cls, keys: Iterable[str], count: int) -> TrigramIndex:
        """From `count` keys in the order of their numbers."""
        sizes = np.zeros(count, np.uint8)
        blocks = []
        for first, block in _blocks(keys):
            code, key = _trigrams(block)
            sizes[first : first + len(block)] = np.bincount(key, minlength=len(block))
            order = np.argsort(code, kind="stable")
            blocks.append((code[order], (key[order] + first).astype(np.int32)))
        codes, offsets, postings = _merge(blocks)
        return cls(codes, offsets, postings, sizes)

    def sections(self) -> dict[str, NDArray[Any]]:
        """The arrays to store, by name."""
        return {"codes": self._codes, "offsets": self._offsets, "keys": self._keys, "sizes": self._sizes}

    @classmethod
    def from_sections(cls, sections: Mapping[str, NDArray[Any]]) -> TrigramIndex:
        """The index over stored arrays."""
        return cls(sections["codes"], sections["offsets"], sections["keys"], sections["sizes"])

    def candidates(self, text: str) -> list[int]:
        """Numbers of the keys that share most trigrams with `text`, best first."""
        wanted, _ = _trigrams([text.encode("utf-8", "surrogatepass")])
        at = np.searchsorted(self._codes, wanted)
        at = at[at < len(self._codes)]
        at = at[np.isin(self._codes[at], wanted)]
        starts, ends = self._offsets[at], self._offsets[at + 1]
        rarest = np.argsort(ends - starts, kind="stable")
        total = 0
        parts: list[NDArray[Any]] = []
        for start, end in zip(starts[rarest].tolist(), ends[rarest].tolist(), strict=True):
            if parts and total + end - start > POSTINGS_READ:
                break
            parts.append(self._keys[start:end])
            total += end - start
        if not parts:
            return []
        keys, shared = np.unique(np.concatenate(parts), return_counts=True)
        likeness = 2 * shared / (len(wanted) + self._sizes[keys])
        if len(keys) > CANDIDATES:
            best = np.argpartition(-likeness, CANDIDATES)[:CANDIDATES]
            keys, likeness = keys[best], likeness[best]
        best_first: list[int] = keys[np.argsort(-likeness, kind="stable")].tolist()
        return best_first


def _blocks(keys: Iterable[str]) -> Iterator[tuple[int, list[bytes]]]:
    iterator, first = iter(keys), 0
    while block := [key.encode() for key in islice(iterator, BLOCK_KEYS)]:
        yield first, block
        first += len(block)


def _trigrams(keys: list[bytes]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The distinct pairs of trigram code and position in `keys`, by position, then code."""
    kept = [key if len(key) <= LONGEST_KEY else b"" for key in keys]
    text = np.frombuffer(_PAD + _PAD.join(kept) + _PAD, np.uint8).astype(np.uint32)
    code = (text[:-2] << 16) | (text[1:-1] << 8) | text[2:]
    lengths = np.fromiter(map(len, kept), np.int64, len(kept)) + 2
    key = np.repeat(np.arange(len(kept)), lengths)
    pairs = np.sort((key << 24) | code[: len(key)])
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    position = pairs >> 24
    present = lengths[position] > 2
    return (pairs[present] & 0xFFFFFF).astype(np.uint32), position[present]


def _merge(
    blocks: list[tuple[NDArray[np.uint32], NDArray[np.int32]]],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int32]]:
    """One list of postings of blocks that are sorted by code, written to their places block by block."""
    counted = [np.unique(code, return_counts=True) for code, _ in blocks]
    codes = np.unique(np.concatenate([np.empty(0, np.uint32), *(code for code, _ in counted)]))
    counts = np.zeros(len(codes), np.int64)
    for code, count in counted:
        counts[np.searchsorted(codes, code)] += count
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    filled, postings = offsets[:-1].copy(), np.empty(int(offsets[-1]), np.int32)
    for (_, key), (code, count) in zip(blocks, counted, strict=True):
        at = np.searchsorted(codes, code)
        postings[np.repeat(filled[at] - np.cumsum(count) + count, count) + np.arange(len(key))] = key
        filled[at] += count
    return codes, offsets, postings
