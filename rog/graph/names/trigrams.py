"""An inverted index of byte trigrams: which of many keys are spelled somewhat like a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_KEY_BYTES", "TrigramIndex"]

MAX_KEY_BYTES = 150
"""Longer keys are not indexed: nobody types them with one letter wrong."""
MAX_POSTING_BYTES = 300_000
"""Trigrams are looked up from the rarest on, until so many bytes of postings are read."""
EXTRA_TRIGRAMS = 6
"""Trigrams looked up beyond those that a key may lack. A key within reach has as many of them, and most others do not.

So the frequent trigrams, which have nearly all bytes of postings, are read only where too many keys are left.
"""
MAX_CANDIDATES = 400
"""Most keys given for a text."""
MAX_TABLE_RATIO = 32
"""Keys are counted in a table of all keys where that has at most so many times more rows than there are to count."""
KEYS_PER_BLOCK = 1 << 16
POSTINGS_PER_BATCH = 1 << 20
KEY_BITS = 31
"""Bits of a key's number; above them stands the trigram's code, so that one sort orders pairs by both."""
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

    `codes` (U, ascending) are the trigrams. `postings[offsets[i] : offsets[i + 1]]` (U + 1 offsets) are the keys
    that have code i, ascending, as `_pack` writes them. `sizes` are the distinct trigrams of each key, 0 for one
    that is not indexed. Two zero bytes pad a key at either side, so that first and last letters count.
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
        codes, offsets, postings = _merge(blocks)
        return cls(codes, offsets, postings, sizes)

    def sections(self) -> dict[str, NDArray[Any]]:
        """The arrays to store, by name."""
        return {"codes": self._codes, "offsets": self._offsets, "postings": self._postings, "sizes": self._sizes}

    @classmethod
    def from_sections(cls, sections: Mapping[str, NDArray[Any]]) -> TrigramIndex:
        """The index over stored arrays."""
        return cls(sections["codes"], sections["offsets"], sections["postings"], sections["sizes"])

    def candidates(self, text: str, missing: int = MAX_KEY_BYTES) -> list[int]:
        """Numbers of the keys that share most trigrams with `text`, best first; they lack at most `missing` of its."""
        return self._sharing(_codes(_PAD + text.encode("utf-8", "surrogatepass") + _PAD), missing)

    def holding(self, word: str) -> NDArray[np.int64]:
        """Numbers of keys that have this word among others, those with least else first; of very many only some."""
        text = word.encode("utf-8", "surrogatepass")
        places = ((_PAD, b" "), (b" ", _PAD), (b" ", b" "))
        found = [self._sharing(_codes(before + text + after), 0) for before, after in places]
        keys = np.unique(np.concatenate([np.asarray(some, np.int64) for some in found]))
        return keys[np.argsort(self._sizes[keys], kind="stable")]

    def _sharing(self, wanted: NDArray[np.uint32], missing: int) -> list[int]:
        """Numbers of the keys that share most of the wanted trigrams, best first; they lack at most `missing`."""
        at = np.searchsorted(self._codes, wanted)
        at = at[at < len(self._codes)]
        at = at[np.isin(self._codes[at], wanted)]
        may_lack = missing - (len(wanted) - len(at))  # trigrams that no key has are lacking already
        if may_lack < 0 or not len(at):
            return []
        starts, ends = self._offsets[at], self._offsets[at + 1]
        shortest = np.argsort(ends - starts, kind="stable")
        lists = list(zip(starts[shortest].tolist(), ends[shortest].tolist(), strict=True))
        keys, shared = self._in_most(lists[: may_lack + EXTRA_TRIGRAMS], may_lack)
        if len(keys) > MAX_CANDIDATES:  # the frequent trigrams have to tell them apart
            keys, shared = self._in_most(lists, may_lack)
        similarity = 2 * shared / (len(wanted) + self._sizes[keys])
        if len(keys) > MAX_CANDIDATES:
            best = np.argpartition(-similarity, MAX_CANDIDATES)[:MAX_CANDIDATES]
            keys, similarity = keys[best], similarity[best]
        best_first: list[int] = keys[np.argsort(-similarity, kind="stable")].tolist()
        return best_first

    def _in_most(self, lists: Sequence[tuple[int, int]], may_lack: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The keys that are in all but `may_lack` of the lists of postings, and in how many.

        Lists are read until MAX_POSTING_BYTES; one that is not read may have any key.
        """
        total = 0
        parts: list[NDArray[Any]] = []
        for start, end in lists:
            if parts and total + end - start > MAX_POSTING_BYTES:
                break
            parts.append(self._postings[start:end])
            total += end - start
        keys, shared = _count(_unpack(parts), len(self._sizes))
        enough = shared >= len(parts) - may_lack
        return keys[enough], shared[enough]


def _blocks(keys: Iterable[str]) -> Iterator[tuple[int, list[bytes]]]:
    iterator, first = iter(keys), 0
    while block := [key.encode() for key in islice(iterator, KEYS_PER_BLOCK)]:
        yield first, block
        first += len(block)


def _codes(text: bytes) -> NDArray[np.uint32]:
    """The codes of the distinct trigrams of some bytes, in ascending order."""
    return np.unique(_code_at_each(text))


def _code_at_each(text: bytes) -> NDArray[np.uint32]:
    letters = np.frombuffer(text, np.uint8).astype(np.uint32)
    return ((letters[:-2] << 16) | (letters[1:-1] << 8) | letters[2:]).astype(np.uint32, copy=False)


def _trigrams(keys: list[bytes]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The distinct pairs of trigram code and position in `keys`, by position, then code."""
    indexed = [key if len(key) <= MAX_KEY_BYTES else b"" for key in keys]
    code = _code_at_each(_PAD + _PAD.join(indexed) + _PAD)
    lengths = np.fromiter(map(len, indexed), np.int64, len(indexed)) + 2
    key = np.repeat(np.arange(len(indexed)), lengths)
    pairs = np.sort((key << 24) | code[: len(key)])
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    position = pairs >> 24
    present = lengths[position] > 2
    return (pairs[present] & 0xFFFFFF).astype(np.uint32), position[present]


def _merge(blocks: Sequence[_Block]) -> tuple[NDArray[np.uint32], NDArray[Any], NDArray[np.uint8]]:
    """The codes of all blocks, where the packed list of each begins and the last ends, and the lists."""
    codes = np.unique(np.concatenate([np.empty(0, np.uint32), *(block.codes for block in blocks)]))
    counts = np.zeros(len(codes), np.int64)
    for block in blocks:
        counts[codes.searchsorted(block.codes)] += np.diff(block.starts)
    cuts = np.diff(counts.cumsum() // POSTINGS_PER_BATCH, prepend=-1).nonzero()[0].tolist()
    sizes, parts = [np.zeros(1, np.int64)], [np.empty(0, np.uint8)]
    for start, stop in pairwise([*cuts, len(codes)]):
        pairs = np.concatenate([block.pairs(codes[start], codes[stop - 1]) for block in blocks])
        pairs.sort()
        packed, bytes_per_code = _pack(pairs)
        parts.append(packed)
        sizes.append(bytes_per_code)
    offsets = np.concatenate(sizes).cumsum()
    return codes, offsets.astype(np.int32 if offsets[-1] < 2**31 else np.int64), np.concatenate(parts)


def _pack(pairs: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The keys of ascending pairs `code << KEY_BITS | key` as bytes, and how many bytes each code has.

    A key is written as its distance from the key before, the first of a code as its distance from -1:
    seven bits in a byte, highest first, with the eighth bit set in all bytes but the last.
    """
    code, key = pairs >> KEY_BITS, pairs & ((1 << KEY_BITS) - 1)
    first_of_code = np.diff(code, prepend=-1).nonzero()[0]
    gaps = np.diff(key, prepend=-1)
    gaps[first_of_code] = key[first_of_code] + 1
    sizes = np.ones(len(gaps), np.int64)
    for place in range(1, 5):
        sizes += gaps >> 7 * place > 0
    stops = sizes.cumsum()
    packed = np.empty(int(stops[-1]), np.uint8)
    for place in range(int(sizes.max())):  # all last bytes at once, then all bytes before them, and so on
        long = sizes > place
        packed[stops[long] - 1 - place] = (gaps[long] >> 7 * place) & 0x7F | (0x80 if place else 0)
    return packed, np.add.reduceat(sizes, first_of_code)


def _count(keys: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct keys, all below `most`, in ascending order, and how often each is there."""
    if most > MAX_TABLE_RATIO * len(keys):
        return np.unique(keys, return_counts=True)
    counts = np.bincount(keys)
    present = counts.nonzero()[0]
    return present, counts[present]


def _unpack(lists: list[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """The keys of some packed lists, one list after the other."""
    packed = np.concatenate(lists)
    stops = (packed < 0x80).nonzero()[0]  # the last byte of each posting
    sizes = np.diff(stops, prepend=-1)
    gaps = packed[stops].astype(np.int64)
    for place in range(1, int(sizes.max())):
        long = (sizes > place).nonzero()[0]
        gaps[long] |= (packed[stops[long] - place] & 0x7F).astype(np.int64) << 7 * place
    # One sum runs over all lists; what it came to before a list is taken off again, and 1 as a list begins at -1.
    keys: NDArray[np.int64] = gaps.cumsum()
    first = stops.searchsorted(np.cumsum([0, *map(len, lists[:-1])]))  # the first posting of each list
    before = np.append(0, keys)[first]
    keys -= 1 + np.repeat(before, np.diff(first, append=len(keys)))
    return keys
