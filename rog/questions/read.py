"""A file of questions, in whichever format its first line is."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import ValidationError

from rog.errors import SourceError
from rog.graph.files.json_array import array_items, begins_array
from rog.graph.files.source import Malformed
from rog.questions import metaqa, rog_records
from rog.questions.question import Question

__all__ = ["read_questions"]

PEEKED_BYTES = 1 << 16
"""How much of a file is looked at to tell its format."""

Binary = io.BufferedReader | gzip.GzipFile


def read_questions(path: str | Path, *, hops: int | None = None) -> Iterator[Question]:
    """Read questions in order, gzipped where the name ends in .gz; blank lines are passed over.

    The format is told from the content:

    - JSON lines with the fields of `Question`;
    - MetaQA's text, `what films did [Joe Thomas] act in<TAB>answer|answer`: the brackets are taken away, and a
      question's id is the file's name and the line;
    - RoG's records of WebQSP and CWQ (`q_entity`, `a_entity`), as JSON lines or as one JSON array.

    `hops` stands where neither a row says how many it takes nor, for MetaQA, the name of the file or its folders.

    Raises SourceError with the file and the line of a malformed row.
    """
    path = Path(path)
    number = 0
    try:
        with _opened(path) as file:
            start = file.peek(PEEKED_BYTES).removeprefix(codecs.BOM_UTF8)
            read = _metaqa_reader(path) if _is_metaqa(start) else _json_row
            for number, row in _array(file, path) if begins_array(start) else enumerate(file, 1):
                if row.strip():
                    question = _read_row(read, row, path, number)
                    yield question if question.hops is not None else question.model_copy(update={"hops": hops})
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(path, number or None, f"cannot be read: {error}") from error


def _opened(path: Path) -> Binary:
    return gzip.open(path, "rb") if path.suffix == ".gz" else io.BufferedReader(io.FileIO(path), PEEKED_BYTES)


def _is_metaqa(start: bytes) -> bool:
    """Whether the first line that is not blank has a tab and is neither an object nor an array of objects."""
    first = next((line for line in start.splitlines() if line.strip()), b"")
    return b"\t" in first and not first.lstrip().startswith(b"{") and not begins_array(start)


def _array(file: Binary, path: Path) -> Iterator[tuple[int, bytes]]:
    """The items of a JSON array, each with the number of the line it begins on."""
    chunks = iter(lambda: file.read(1 << 20), b"")
    try:
        for line, text in array_items(codecs.iterdecode(chunks, "utf-8-sig"), path):
            yield line, text.encode()
    except UnicodeDecodeError as error:
        raise SourceError(path, None, f"not UTF-8: {error}") from error


def _read_row(read: Callable[[bytes, int], Question], row: bytes, path: Path, number: int) -> Question:
    try:
        return read(row, number)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        raise SourceError(path, number, f"{where}: {first['msg']}") from error
    except Malformed as error:
        raise SourceError(path, number, str(error)) from None
    except UnicodeDecodeError as error:
        form = "a JSON object" if read is _json_row else "UTF-8"
        raise SourceError(path, number, f"not {form}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(path, number, f"not a JSON object: {error}") from error


def _json_row(row: bytes, number: int) -> Question:
    value = json.loads(row)
    if isinstance(value, dict) and rog_records.is_record(value):
        return rog_records.read_record(value)
    return Question.model_validate(value)


def _metaqa_reader(path: Path) -> Callable[[bytes, int], Question]:
    name, hops = path.name.removesuffix(".gz").removesuffix(".txt"), metaqa.hops_of(path.absolute())

    def read(row: bytes, number: int) -> Question:
        text = row.decode("utf-8-sig" if number == 1 else "utf-8")
        return metaqa.read_row(text).model_copy(update={"id": f"{name}:{number}", "hops": hops})

    return read
