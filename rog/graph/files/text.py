"""A source file as blocks of whole lines in UTF-8, whatever its compression and encoding, and their lines."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from rog.errors import SourceError
from rog.graph.files.source import Skipped, SourceFile, quote

__all__ = ["ENCODING_ADVICE", "Block", "read_blocks", "read_lines", "read_start", "read_text", "split_block"]

BLOCK_BYTES = 1 << 20
"""Bytes read at once."""
MAX_LINE_BYTES = 1 << 26
"""A longer line is taken for a fault, so that memory is bounded."""
BYTE_ORDER_MARK = codecs.BOM_UTF8
ENCODING_ADVICE = "if the file is in another encoding, name it, such as encoding='cp1252' or 'latin-1'"


Binary = IO[bytes] | gzip.GzipFile


class Block(NamedTuple):
    """Whole lines. `line` is the number of the first one, `offset` its place in the (unpacked) file in bytes."""

    data: bytes
    line: int
    offset: int


def read_blocks(source: SourceFile) -> Iterator[Block]:
    """The file in blocks of about a megabyte, without a byte order mark; bytes are not yet known to be UTF-8.

    Raises SourceError where the file cannot be opened, unpacked or recoded, or has a line of over 64 MiB.
    """
    line, offset, reported = 1, 0, 0
    with _open(source.path) as raw:
        file = _recode(_unpack(raw, source.path), source)
        while data := _whole_lines(file, source, line):
            if source.on_bytes is not None:
                source.on_bytes(raw.tell() - reported)
                reported = raw.tell()
            if line == 1 and offset == 0:
                data, offset = _without_mark(data, source)
            yield Block(data, line, offset)
            line += data.count(b"\n")
            offset += len(data)


def _whole_lines(file: Binary, source: SourceFile, line: int) -> bytes:
    """The next block, which begins at this line; nothing at the end of the file."""
    with _naming_damage(source, line):
        data = file.read(BLOCK_BYTES)
        if not data.endswith(b"\n"):
            data += file.readline(MAX_LINE_BYTES)
    if len(data) >= MAX_LINE_BYTES:
        raise SourceError(source.path, line, "a line of more than 64 MiB; is this a text file?")
    return data


def read_start(source: SourceFile) -> bytes:
    """The first megabyte or less, without a byte order mark; the bytes are not yet known to be UTF-8."""
    with _open(source.path) as raw:
        file = _recode(_unpack(raw, source.path), source)
        with _naming_damage(source, 1):
            return file.read(BLOCK_BYTES).removeprefix(BYTE_ORDER_MARK)


def read_text(source: SourceFile) -> Iterator[str]:
    """The file in pieces of about a megabyte that are cut anywhere, for a format that has no lines.

    Raises SourceError where the file cannot be opened, unpacked or decoded.
    """
    decoder, line, reported = codecs.getincrementaldecoder("utf-8-sig")(), 1, 0
    with _open(source.path) as raw:
        file = _recode(_unpack(raw, source.path), source)
        data = b" "
        while data:
            with _naming_damage(source, line):
                data = file.read(BLOCK_BYTES)
                text = decoder.decode(data, final=not data)
            if source.on_bytes is not None:
                source.on_bytes(raw.tell() - reported)
                reported = raw.tell()
            line += text.count("\n")
            yield text


def read_lines(source: SourceFile, skipped: Skipped) -> Iterator[tuple[int, str]]:
    """Each line and its number, without its line feed. A line that is not UTF-8 is a bad line."""
    for block in read_blocks(source):
        yield from split_block(block, source.path, skipped)


def split_block(block: Block, path: Path, skipped: Skipped) -> Iterator[tuple[int, str]]:
    """The lines of one block."""
    data = block.data.removesuffix(b"\n")
    try:
        yield from enumerate(data.decode().split("\n"), block.line)
    except UnicodeDecodeError:
        yield from _decode_each(data, block, path, skipped)


def _decode_each(data: bytes, block: Block, path: Path, skipped: Skipped) -> Iterator[tuple[int, str]]:
    offset = block.offset
    for number, line in enumerate(data.split(b"\n"), block.line):
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            where = f"byte {offset + error.start + 1} of the file, column {error.start + 1} of the line"
            reason = f"not UTF-8: 0x{line[error.start]:02x} at {where}, in {quote(line.decode(errors='replace'))}"
            skipped.add(SourceError(path, number, f"{reason}; {ENCODING_ADVICE}"))
        else:
            yield number, text
        offset += len(line) + 1


@contextmanager
def _open(path: Path) -> Iterator[io.BufferedReader]:
    try:
        raw = path.open("rb")
    except FileNotFoundError:
        raise SourceError(path, None, "no such file") from None
    except IsADirectoryError:
        raise SourceError(path, None, "this is a folder; name the files in it") from None
    except OSError as error:
        raise SourceError(path, None, f"cannot be opened: {error.strerror}") from error
    with raw:
        yield raw


def _unpack(raw: io.BufferedReader, path: Path) -> Binary:
    """By its first bytes, since files lose and gain the suffix .gz on their way."""
    start = raw.peek(2)[:2]
    if start == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=raw)
    if path.suffix == ".gz" and start:
        raise SourceError(path, None, "not a gzip file, though its name ends in .gz; rename it or pack it")
    return raw


def _recode(file: Binary, source: SourceFile) -> Binary:
    encoding = codecs.lookup(source.options.encoding).name
    if encoding in ("utf-8", "utf-8-sig"):
        return file
    return _Recoder(io.TextIOWrapper(file, encoding=encoding, newline="\n"))


class _Recoder(io.BytesIO):
    """Text of another encoding as UTF-8 bytes; a size is in characters."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        super().__init__()
        self._text = text

    def read(self, size: int | None = -1, /) -> bytes:
        return self._text.read(size).encode()

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._text.readline(-1 if size is None else size).encode()


@contextmanager
def _naming_damage(source: SourceFile, line: int) -> Iterator[None]:
    """Errors of reading as SourceError; `line` is the first of the block being read."""
    path, last_good = source.path, line - 1
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = f"the gzip data is damaged or cut short ({error}), somewhere after line {last_good}"
        raise SourceError(path, None, f"{reason}; get the file anew") from error
    except UnicodeError as error:
        reason = f"not {source.options.encoding} ({error}), somewhere after line {last_good}"
        raise SourceError(path, None, f"{reason}; name its own encoding with encoding=…") from error
    except OSError as error:
        raise SourceError(path, None, f"cannot be read: {error.strerror or error}") from error


def _without_mark(data: bytes, source: SourceFile) -> tuple[bytes, int]:
    """The first block without a byte order mark, and how many bytes that took."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(source.path, 1, "begins with the byte order mark of UTF-16; give encoding='utf-16'")
    if data.startswith(BYTE_ORDER_MARK):
        return data[len(BYTE_ORDER_MARK) :], len(BYTE_ORDER_MARK)
    return data, 0
