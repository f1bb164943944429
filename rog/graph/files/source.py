"""What is to be read and how, what is wrong with a line, and the bad lines that were left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rog.errors import InputError, SourceError

__all__ = ["Malformed", "ReadOptions", "Skipped", "SourceFile", "quote"]


@dataclass(frozen=True)
class ReadOptions:
    """How source files are read. What does not apply to a format is not looked at.

    Raises InputError for values that cannot be.
    """

    header: bool | None = None
    """Whether the first line of a table names its columns; None recognises the usual names."""
    columns: tuple[str | int, ...] | None = None
    """The columns that hold head, relation and tail, by name or by position (from 0)."""
    delimiter: str | None = None
    """What separates columns, one ASCII character; None recognises it."""
    encoding: str = "utf-8"
    language: str = "en"
    """RDF: labels in this language become names; an untagged label is second choice."""

    def __post_init__(self) -> None:
        """Values that come from a command line or a list are made equal to those that do not."""
        if self.columns is not None:
            object.__setattr__(self, "columns", tuple(self.columns))
            _check_columns(self.columns, self.header)
        if self.delimiter is not None and (len(self.delimiter) != 1 or not self.delimiter.isascii()):
            raise InputError(f"delimiter={self.delimiter!r}: it must be one ASCII character")
        try:
            "".encode(self.encoding)
        except LookupError:
            raise InputError(f"encoding={self.encoding!r} is not an encoding Python knows") from None


def _check_columns(columns: tuple[str | int, ...], header: bool | None) -> None:
    """Three different columns, all by name or all by position."""
    kinds = {type(column) for column in columns}
    if len(columns) != 3 or len(set(columns)) != 3 or kinds not in ({str}, {int}):
        raise InputError(f"columns={columns!r}: name three different columns (head, relation, tail) or give positions")
    if kinds == {str} and header is False:
        raise InputError("columns by name need a header; with header=False give positions, such as columns=(0, 1, 2)")
    if any(isinstance(column, int) and column < 0 for column in columns):
        raise InputError(f"columns={columns!r}: positions count from 0")


@dataclass(frozen=True)
class SourceFile:
    """One file to read. `on_bytes` is told how many more bytes of it have been read."""

    path: Path
    format: str
    options: ReadOptions = ReadOptions()
    on_bytes: Callable[[int], None] | None = None
    scope: str = ""
    """RDF: what keeps the blank nodes of this file apart from those of others read with it."""


class Malformed(ValueError):
    """A line is not what it should be; the reader of the file knows which line it is."""


@dataclass
class Skipped:
    """The bad lines that were left out, at most `limit` of them; one more is raised instead."""

    limit: int = 0
    errors: list[SourceError] = field(default_factory=list)
    on_skip: Callable[[SourceError], None] | None = None

    def __len__(self) -> int:
        return len(self.errors)

    def add(self, error: SourceError) -> None:
        """Leave this line out, or raise `error` if enough of them have been left out."""
        if len(self.errors) >= self.limit:
            if self.limit:
                tolerated = f"{error.reason} (bad line {self.limit + 1}; {self.limit} were tolerated)"
                raise SourceError(error.path, error.line, tolerated) from error
            raise error
        self.errors.append(error)
        if self.on_skip is not None:
            self.on_skip(error)


def quote(text: str, limit: int = 60) -> str:
    """What was found, quoted and shortened for a message."""
    return repr(text) if len(text) <= limit else repr(text[: limit - 1] + "…")
