"""An inverted index of byte trigrams: which of many keys are spelled somewhat like a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["TrigramIndex"]

LONGEST_KEY = 150
"""Keys of more bytes are not indexed: nobody types them with one letter wrong."""
BYTES_READ = 300_000
"""Trigrams are looked up from the rarest on, until so many bytes of postings were read."""
BEYOND_MISSING = 6
"""So many more trigrams are looked up than a key may lack of a text's: it has as many of those, and most of others lack
them. The frequent trigrams, whose postings are nearly all bytes, then need not be read, unless too many keys are left.
"""
CANDIDATES = 400
DENSE = 32
"""Keys are counted by a table of all of them where it is at most so many times longer than what is counted."""
BLOCK_KEYS = 1 << 16
PACKED_AT_ONCE = 1 << 20
KEY_BITS = 31
_PAD = b"\x00\x00"


class _Block(NamedTuple):
    """The postings of some keys: those of code i are `keys[starts[i] : starts[i + 1]]`."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    keys: NDArray[np.int32]

    def pairs(self, first: np.uint32, last: np.uint32) -> NDArray[np.int64]:
        """`code << KEY_BITS | key` for each posting of the codes from first to last."""
        start, stop = self.codes.searchsorted(first), self.codes.searchsorted(last, side="right")
        codes = np.repeat(self.codes[start:stop].astype(np.int64), np.diff(self.starts[start : stop + 1]))
        return codes << KEY_BITS | self.keys[self.starts[start] : self.starts[stop]]


class TrigramIndex:
    """For each trigram of UTF-8 bytes the keys that have it, by number.

    `codes` (U, ascending), `offsets` (U + 1), `postings` (bytes: from offset to offset the keys of a code,
    ascending, each as its distance from the one before; see `_packed`) and `sizes` (distinct trigrams of
    each key; 0: not indexed). Two zero bytes pad a key at either side, so that first and last letters count.
    """

    def __init__(self, codes: NDArray[Any], offsets: NDArray[Any], postings: NDArray[Any], sizes: NDArray[Any]) -> None:
        self._codes, self._offsets, self._postings, self._sizes = codes, offsets, postings, sizes

    @classmethod
    def build(cls, keys: Iterable[str], count: int) -> TrigramIndex:
        """From `count` keys in the order of their numbers."""
        sizes = np.zeros(count, np.uint8)
        blocks = []
        for first, block in _blocks(keys):
            code, key = _trigrams(block)
            sizes[first : first + len(block)] = np.bincount(key, minlength=len(block))
            order = np.argsort(code, kind="stable")
            codes, counts = np.unique(code, return_counts=True)
            starts = np.concatenate([np.zeros(1, np.int64), counts.cumsum()])
            blocks.append(_Block(codes, starts, (key[order] + first).astype(np.int32)))
        codes, offsets, packed = _lists(blocks)
        return cls(codes, offsets, packed, sizes)

    def sections(self) -> dict[str, NDArray[Any]]:
        """The arrays to store, by name."""
        return {"codes": self._codes, "offsets": self._offsets, "postings": self._postings, "sizes": self._sizes}

    @classmethod
    def from_sections(cls, sections: Mapping[str, NDArray[Any]]) -> TrigramIndex:
        """The index over stored arrays."""
        return cls(sections["codes"], sections["offsets"], sections["postings"], sections["sizes"])

    def candidates(self, text: str, missing: int = LONGEST_KEY) -> list[int]:
        """Numbers of the keys that share most trigrams with `text`, best first; they lack at most `missing` of its."""
        wanted, _ = _trigrams([text.encode("utf-8", "surrogatepass")])
        at = np.searchsorted(self._codes, wanted)
        at = at[at < len(self._codes)]
        at = at[np.isin(self._codes[at], wanted)]
        left = missing - (len(wanted) - len(at))
        if left < 0 or not len(at):
            return []  # no key has enough of them
        starts, ends = self._offsets[at], self._offsets[at + 1]
        shortest = np.argsort(ends - starts, kind="stable")
        lists = list(zip(starts[shortest].tolist(), ends[shortest].tolist(), strict=True))
        keys, shared = self._having(lists[: left + BEYOND_MISSING], left)
        if len(keys) > CANDIDATES:  # all that can be told of them says which are likest
            keys, shared = self._having(lists, left)
        likeness = 2 * shared / (len(wanted) + self._sizes[keys])
        if len(keys) > CANDIDATES:
            best = np.argpartition(-likeness, CANDIDATES)[:CANDIDATES]
            keys, likeness = keys[best], likeness[best]
        best_first: list[int] = keys[np.argsort(-likeness, kind="stable")].tolist()
        return best_first

    def _having(self, lists: Sequence[tuple[int, int]], left: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The keys that are in all but `left` of the lists of postings, and in how many: lists are read until
        BYTES_READ, and one that was not may have any key.
        """
        total = 0
        parts: list[NDArray[Any]] = []
        for start, end in lists:
            if parts and total + end - start > BYTES_READ:
                break
            parts.append(self._postings[start:end])
            total += end - start
        keys, shared = _counted(_unpacked(parts), len(self._sizes))
        enough = shared >= len(parts) - left
        return keys[enough], shared[enough]


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


def _lists(blocks: Sequence[_Block]) -> tuple[NDArray[np.uint32], NDArray[Any], NDArray[np.uint8]]:
    """The codes of all blocks, where the packed list of each begins and the last ends, and the lists."""
    codes = np.unique(np.concatenate([np.empty(0, np.uint32), *(block.codes for block in blocks)]))
    counts = np.zeros(len(codes), np.int64)
    for block in blocks:
        counts[codes.searchsorted(block.codes)] += np.diff(block.starts)
    cuts = np.diff(counts.cumsum() // PACKED_AT_ONCE, prepend=-1).nonzero()[0].tolist()
    sizes, parts = [np.zeros(1, np.int64)], [np.empty(0, np.uint8)]
    for start, stop in pairwise([*cuts, len(codes)]):
        pairs = np.concatenate([block.pairs(codes[start], codes[stop - 1]) for block in blocks])
        pairs.sort()
        packed, bytes_of = _packed(pairs)
        parts.append(packed)
        sizes.append(bytes_of)
    offsets = np.concatenate(sizes).cumsum()
    return codes, offsets.astype(np.int32 if offsets[-1] < 2**31 else np.int64), np.concatenate(parts)


def _packed(pairs: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The keys of ascending pairs `code << KEY_BITS | key` as bytes, and how many bytes each code has.

    A key is written as its distance from the key before, the first of a code as its distance from -1:
    seven bits in a byte, highest first, with the eighth bit set in all bytes but the last.
    """
    code, key = pairs >> KEY_BITS, pairs & ((1 << KEY_BITS) - 1)
    begun = np.diff(code, prepend=-1).nonzero()[0]
    gaps = np.diff(key, prepend=-1)
    gaps[begun] = key[begun] + 1
    sizes = np.ones(len(gaps), np.int64)
    for place in range(1, 5):
        sizes += gaps >> 7 * place > 0
    stops = sizes.cumsum()
    packed = np.empty(int(stops[-1]), np.uint8)
    for place in range(int(sizes.max())):
        long = sizes > place
        packed[stops[long] - 1 - place] = (gaps[long] >> 7 * place) & 0x7F | (0x80 if place else 0)
    return packed, np.add.reduceat(sizes, begun)


def _counted(keys: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys, all below `most`, in ascending order, and how often each is there."""
    if most > DENSE * len(keys):
        return np.unique(keys, return_counts=True)
    counts = np.bincount(keys)
    found = counts.nonzero()[0]
    return found, counts[found]


def _unpacked(lists: list[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """The keys of some packed lists, one list after the other."""
    packed = np.concatenate(lists)
    stops = (packed < 0x80).nonzero()[0]
    sizes = np.diff(stops, prepend=-1)
    gaps = packed[stops].astype(np.int64)
    for place in range(1, int(sizes.max())):
        long = (sizes > place).nonzero()[0]
        gaps[long] |= (packed[stops[long] - place] & 0x7F).astype(np.int64) << 7 * place
    keys: NDArray[np.int64] = gaps.cumsum()
    first = stops.searchsorted(np.cumsum([0, *map(len, lists[:-1])]))  # the first posting of each list
    before = np.append(0, keys)[first]
    keys -= 1 + np.repeat(before, np.diff(first, append=len(keys)))
    return keys
