"""Sorting more than memory holds: sorted runs in temporary files, merged block by block."""

from __future__ import annotations

import heapq
import pickle
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = ["ItemRuns", "RowSorter", "Spool", "TextSorter"]

ROWS_PER_BLOCK = 1 << 20
"""Rows sorted in memory at once."""
ITEMS_PER_BLOCK = 1 << 12
"""Items pickled together."""
ROWS_PER_SAMPLE = 1 << 9
"""One key in so many is looked at to cut the runs into blocks."""

Item = TypeVar("Item")


class Spool:
    """Arrays of one type appended to a temporary file and read back as one mapped array."""

    def __init__(self, path: Path, dtype: DTypeLike) -> None:
        self._path, self._dtype = path, np.dtype(dtype)
        self.length = 0

    def append(self, values: NDArray[Any]) -> None:
        """Append one array."""
        with open(self._path, "ab") as file:
            file.write(np.ascontiguousarray(values, self._dtype).data)
        self.length += len(values)

    def read(self) -> NDArray[Any]:
        """All that was appended so far."""
        if not self.length:
            return np.empty(0, self._dtype)
        return np.memmap(self._path, self._dtype, mode="r")


class ItemRuns:
    """Runs of sorted Python values in temporary files of our own, pickled in blocks."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name, self.count = folder, name, 0

    def add(self, items: Iterable[Any]) -> None:
        """Store one sorted run."""
        iterator = iter(items)
        with open(self._path(self.count), "wb") as file:
            while block := list(islice(iterator, ITEMS_PER_BLOCK)):
                pickle.dump(block, file, pickle.HIGHEST_PROTOCOL)
        self.count += 1

    def read(self, run: int) -> Iterator[Any]:
        """The items of one run."""
        with open(self._path(run), "rb") as file:
            while True:
                try:
                    yield from pickle.load(file)
                except EOFError:
                    return

    def _path(self, run: int) -> Path:
        return self._folder / f"{self._name}-{run}"


class TextSorter:
    """Numbers distinct texts in code point order. Runs are numbered in the order they were added."""

    def __init__(self, folder: Path, name: str) -> None:
        self._runs = ItemRuns(folder, name)
        self._folder, self._name = folder, name

    def add(self, ascending: Sequence[str]) -> None:
        """Add one run of distinct texts, sorted."""
        self._runs.add(ascending)

    def merge(self) -> Iterator[str]:
        """All distinct texts in order; afterwards `numbers` can be asked."""
        streams = [zip(self._runs.read(run), repeat(run), strict=False) for run in range(self._runs.count)]
        spools = [Spool(self._path(run), np.int32) for run in range(self._runs.count)]
        numbers = [array("i") for _ in spools]
        last, number = None, -1
        for text, run in heapq.merge(*streams):
            if text != last:
                last, number = text, number + 1
                yield text
            numbers[run].append(number)
            if len(numbers[run]) >= ITEMS_PER_BLOCK:
                _flush(numbers[run], spools[run])
        for pending, spool in zip(numbers, spools, strict=True):
            _flush(pending, spool)

    def numbers(self, run: int) -> NDArray[np.int32]:
        """For each text of the run its number among all."""
        path = self._path(run)
        return np.fromfile(path, np.int32)

    def _path(self, run: int) -> Path:
        return self._folder / f"{self._name}-numbers-{run}"


def _flush(pending: array[int], spool: Spool) -> None:
    spool.append(np.frombuffer(pending, np.int32))
    del pending[:]


class RowSorter:
    """Rows of an int64 key and columns of the types given, sorted by the key and then by the columns in turn."""

    def __init__(self, folder: Path, name: str, columns: Sequence[DTypeLike]) -> None:
        self._folder, self._name = folder, name
        self._types: list[DTypeLike] = [np.int64, *columns]
        self._pending: list[tuple[NDArray[Any], ...]] = []
        self._pending_rows, self._runs = 0, 0

    def add(self, key: NDArray[Any], *columns: NDArray[Any]) -> None:
        """Add rows, in any order."""
        self._pending.append((key, *columns))
        self._pending_rows += len(key)
        if self._pending_rows >= ROWS_PER_BLOCK:
            self._write_run()

    def blocks(self) -> Iterator[tuple[NDArray[Any], ...]]:
        """Key and columns in order, a block at a time. Rows of one key are never in two blocks."""
        self._write_run()
        runs = [self._read_run(run) for run in range(self._runs)]
        sample = np.sort(np.concatenate([np.empty(0, np.int64), *(run[0][::ROWS_PER_SAMPLE] for run in runs)]))
        cuts = np.unique(sample[ROWS_PER_BLOCK // ROWS_PER_SAMPLE :: ROWS_PER_BLOCK // ROWS_PER_SAMPLE])
        bounds = [np.concatenate([[0], np.searchsorted(run[0], cuts), [len(run[0])]]) for run in runs]
        for block in range(len(cuts) + 1):
            parts = [
                [column[bound[block] : bound[block + 1]] for column in run]
                for run, bound in zip(runs, bounds, strict=True)
            ]
            if parts:
                yield _sorted_rows([np.concatenate(column) for column in zip(*parts, strict=True)])

    def _write_run(self) -> None:
        if self._pending_rows:
            rows = _sorted_rows([np.concatenate(column) for column in zip(*self._pending, strict=True)])
            for at, (column, dtype) in enumerate(zip(rows, self._types, strict=True)):
                column.astype(dtype).tofile(self._path(self._runs, at))
            self._runs += 1
        self._pending, self._pending_rows = [], 0

    def _read_run(self, run: int) -> list[NDArray[Any]]:
        return [np.memmap(self._path(run, at), dtype, mode="r") for at, dtype in enumerate(self._types)]

    def _path(self, run: int, column: int) -> Path:
        return self._folder / f"{self._name}-{run}-{column}"


def _sorted_rows(columns: Sequence[NDArray[Any]]) -> tuple[NDArray[Any], ...]:
    order = np.lexsort(tuple(reversed(columns)))
    return tuple(column[order] for column in columns)
