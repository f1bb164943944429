"""What is to be read and how, what is wrong with a line, and the bad lines that were left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rog.errors import InputError, SourceError
from rog.graph.facts import ALL_FACTS, FactRules
from rog.values import VALUE_KINDS

__all__ = ["TYPE_NAMES", "Malformed", "ReadOptions", "Skipped", "SourceFile", "quote"]

TYPE_NAMES = ("entity", *VALUE_KINDS)
"""What the user may say that the tails of a relation, or the cells of a column, are."""


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
    types: Mapping[str, str] = field(default_factory=dict)
    """What relations and columns hold, by their names: one of TYPE_NAMES. For others the texts themselves tell."""
    symmetric: tuple[str, ...] = ()
    """Relations that hold both ways."""
    properties: str | tuple[str, ...] = "all"
    """Which columns of node tables and fields of nodes are properties: `all`, `none`, or their names."""

    @property
    def facts(self) -> FactRules:
        """The option `properties` as rules."""
        if isinstance(self.properties, str):
            return ALL_FACTS if self.properties == "all" else FactRules(only=())
        return FactRules(only=self.properties)

    def __post_init__(self) -> None:
        """Values that come from a command line or a list are made equal to those that do not."""
        object.__setattr__(self, "types", dict(sorted((self.types or {}).items())))
        for name, type in self.types.items():
            if type not in TYPE_NAMES:
                raise InputError(f"types: {type!r}, said of {name!r}, is none of {', '.join(TYPE_NAMES)}")
        object.__setattr__(self, "symmetric", tuple(_names("symmetric", self.symmetric)))
        names = tuple(_names("properties", self.properties))
        object.__setattr__(self, "properties", names[0] if names in (("all",), ("none",)) else names)
        if self.columns is not None:
            object.__setattr__(self, "columns", tuple(self.columns))
            _check_columns(self.columns, self.header)
        if self.delimiter is not None and (len(self.delimiter) != 1 or not self.delimiter.isascii()):
            raise InputError(f"delimiter={self.delimiter!r}: it must be one ASCII character")
        try:
            "".encode(self.encoding)
        except LookupError:
            raise InputError(f"encoding={self.encoding!r} is not an encoding Python knows") from None


def _names(option: str, given: str | tuple[str, ...]) -> list[str]:
    """The names, or the one name, in their order."""
    names = [given] if isinstance(given, str) else list(given)
    if not all(isinstance(name, str) and name for name in names):
        raise InputError(f"{option}={given!r}: it must be names")
    return list(dict.fromkeys(names))


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
    _known: set[str] = field(default_factory=set, repr=False)

    def __len__(self) -> int:
        return len(self.errors)

    def add(self, error: SourceError) -> None:
        """Leave this line out, or raise `error` if enough of them have been left out.

        Files are read twice: a line that was left out already is left out again and counts once.
        """
        if str(error) in self._known:
            return
        if len(self.errors) >= self.limit:
            if self.limit:
                tolerated = f"{error.reason} (bad line {self.limit + 1}; {self.limit} were tolerated)"
                raise SourceError(error.path, error.line, tolerated) from error
            raise error
        self.errors.append(error)
        self._known.add(str(error))
        if self.on_skip is not None:
            self.on_skip(error)


def quote(text: str, limit: int = 60) -> str:
    """What was found, quoted and shortened for a message."""
    return repr(text) if len(text) <= limit else repr(text[: limit - 1] + "…")
