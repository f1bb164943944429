"""The container of an index: named arrays in one file, mapped into memory, with checksums.

preamble (64 bytes)   magic 8 · format version u32 · table crc32 u32 · table offset u64 · table
                      length u64 · file length u64 · crc32 of the 40 bytes before u32 · zeros
sections              raw little-endian arrays, each at a multiple of 64 bytes
table                 JSON: {"meta": {...}, "sections": {name: {offset, dtype, shape, crc32}}}
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import secrets
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rog.errors import IndexFileError

__all__ = ["FORMAT_VERSION", "MAX_BYTES_VERIFIED_ON_OPEN", "IndexFile", "IndexFileWriter"]

MAGIC = b"\x89rog\r\n\x1a\n"
FORMAT_VERSION = 4
ALIGNMENT = 64
MAX_BYTES_VERIFIED_ON_OPEN = 1 << 30
"""Larger files are not checked as a whole when opened; `verify` does that."""
_PREAMBLE = struct.Struct("<8sIIQQQ")
_CHECK = struct.Struct("<I")
CHECKSUM_BLOCK_BYTES = 1 << 24
"""Bytes written, or summed up, at once."""
_REBUILD_ADVICE = "rebuild it with `rog graph build`"


class IndexFile:
    """An open index file: `meta` and the `sections`, read-only arrays over the mapped file.

    Raises IndexFileError, saying why, for a file that is no index, is damaged, or has another format version.
    FileNotFoundError and the like stay what they are.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with open(self.path, "rb") as file:
            preamble = file.read(ALIGNMENT)
            size = os.fstat(file.fileno()).st_size
            offset, length, check = self._read_preamble(preamble, size)
            self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = self.map[offset : offset + length]
        if zlib.crc32(table) != check:
            raise self._damaged("the table of sections does not match its checksum")
        self.checksum = hashlib.sha256(table).hexdigest()[:16]
        """Identifies the content: the table holds the checksum of every section."""
        parsed = json.loads(table)
        self.meta: dict[str, Any] = parsed["meta"]
        self._table: dict[str, dict[str, Any]] = parsed["sections"]
        self.sections: dict[str, NDArray[Any]] = {name: self._section(entry) for name, entry in self._table.items()}
        if size <= MAX_BYTES_VERIFIED_ON_OPEN:
            self.verify()

    def verify(self) -> None:
        """Compare every section with its checksum. Raises IndexFileError for the first that differs."""
        for name, entry in self._table.items():
            if _crc32(self.sections[name]) != entry["crc32"]:
                raise self._damaged(f"section {name!r} does not match its checksum")

    def bytes_of(self, prefix: str = "") -> dict[str, int]:
        """Size in bytes of each section whose name begins with `prefix`."""
        return {name: array.nbytes for name, array in self.sections.items() if name.startswith(prefix)}

    def close(self) -> None:
        """Let the file go. Arrays that are still in use elsewhere keep it mapped until they go."""
        self.sections = {}
        with suppress(BufferError):  # then the map closes with the last array over it
            self.map.close()

    def _section(self, entry: Mapping[str, Any]) -> NDArray[Any]:
        shape, dtype = tuple(entry["shape"]), np.dtype(entry["dtype"])
        count = int(np.prod(shape, dtype=np.int64))
        if count == 0:
            return np.empty(shape, dtype)
        return np.frombuffer(self.map, dtype, count, entry["offset"]).reshape(shape)

    def _read_preamble(self, preamble: bytes, size: int) -> tuple[int, int, int]:
        if size == 0:
            raise IndexFileError(self.path, f"the file is empty; {_REBUILD_ADVICE}")
        if not preamble.startswith(MAGIC):
            raise IndexFileError(self.path, "this is not a rog index; make one with `rog graph build SOURCE OUT.rog`")
        if len(preamble) < ALIGNMENT:
            raise self._damaged(f"the file is cut short: {size} bytes are not even its first block")
        _, version, check, offset, length, expected = _PREAMBLE.unpack_from(preamble)
        if zlib.crc32(preamble[: _PREAMBLE.size]) != _CHECK.unpack_from(preamble, _PREAMBLE.size)[0]:
            raise self._damaged("its first block does not match its checksum")
        if version != FORMAT_VERSION:
            which = "a newer" if version > FORMAT_VERSION else "an older"
            reason = f"written by {which} rog, format {version}; this rog reads {FORMAT_VERSION}: {_REBUILD_ADVICE}"
            raise IndexFileError(self.path, reason)
        if size != expected:
            raise self._damaged(
                f"the file has {size} bytes and should have {expected}, so it was cut short or added to"
            )
        if any(preamble[_PREAMBLE.size + _CHECK.size :]):
            raise self._damaged("its first block is not as it was written")
        return offset, length, check

    def _damaged(self, what: str) -> IndexFileError:
        return IndexFileError(self.path, f"damaged: {what}; copy it again or {_REBUILD_ADVICE}")


class IndexFileWriter:
    """Writes an index file section by section; the file appears under its name, whole, at `commit`.

    A context manager: left without `commit`, as by an error or Ctrl-C, it leaves nothing behind.
    Raises IndexFileError if the folder cannot be written to.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._unfinished = self.path.with_name(f".{self.path.name[:100]}.{secrets.token_hex(6)}.tmp")
        self._sections: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> IndexFileWriter:
        if self.path.is_dir():
            raise IndexFileError(self.path, "this is a folder; give the name of a file to write")
        try:
            self._file: IO[bytes] = open(self._unfinished, "xb")
        except OSError as error:
            raise IndexFileError(self.path, f"cannot be written: {error.strerror}") from error
        self._file.write(bytes(ALIGNMENT))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._unfinished.unlink(missing_ok=True)

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write one array, which may be a memory map, as the section `name`."""
        with self.stream(name, array.dtype, array.shape) as write:
            for block in _in_blocks(array):
                write(block)

    @contextmanager
    def stream(self, name: str, dtype: DTypeLike, shape: tuple[int, ...]) -> Iterator[Any]:
        """A function that appends an array to the section `name`; one section at a time."""
        stored = np.dtype(dtype).newbyteorder("<")
        self._pad()
        offset, check = self._file.tell(), 0

        def write(array: NDArray[Any]) -> None:
            nonlocal check
            raw = np.ascontiguousarray(array, stored).reshape(-1).view(np.uint8).data
            check = zlib.crc32(raw, check)
            self._file.write(raw)

        yield write
        written = self._file.tell() - offset
        if written != int(np.prod(shape, dtype=np.int64)) * stored.itemsize:
            raise AssertionError(f"section {name!r} was announced as {shape} and got {written} bytes")
        self._sections[name] = {"offset": offset, "dtype": stored.str, "shape": list(shape), "crc32": check}

    def commit(self, meta: Mapping[str, Any]) -> None:
        """Write the table, make all of it durable and give the file its name."""
        table = json.dumps({"meta": dict(meta), "sections": self._sections}, sort_keys=True).encode()
        self._pad()
        offset = self._file.tell()
        self._file.write(table)
        head = _PREAMBLE.pack(MAGIC, FORMAT_VERSION, zlib.crc32(table), offset, len(table), offset + len(table))
        self._file.seek(0)
        self._file.write(head + _CHECK.pack(zlib.crc32(head)))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._unfinished, self.path)
        _sync_folder(self.path.parent)

    def _pad(self) -> None:
        self._file.write(bytes(-self._file.tell() % ALIGNMENT))


def _in_blocks(array: NDArray[Any]) -> Iterable[NDArray[Any]]:
    flat = array.reshape(-1)
    rows = max(1, CHECKSUM_BLOCK_BYTES // max(1, array.dtype.itemsize))
    return (flat[start : start + rows] for start in range(0, len(flat), rows))


def _crc32(array: NDArray[Any]) -> int:
    check = 0
    for block in _in_blocks(array):
        check = zlib.crc32(block.view(np.uint8).data, check)
    return check


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
