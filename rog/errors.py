"""The errors rog raises.

RogError
├── InputError              an invalid request (also a ValueError)
│   ├── QuestionError       empty, too long
│   ├── UnknownEntityError  no entity has this id
│   ├── PathError           not a relation path of 1 to 4 steps
│   ├── QuerySyntaxError    not a query: text, position and reason
│   ├── IncomparableError   two values that have no order, or units that do not go together
│   └── ResultError         not the JSON of a result: file, line and reason
├── GraphError              a graph cannot be read
│   ├── SourceError         malformed source file: path, line and reason
│   ├── IndexFileError      not an index, damaged, or of another version
│   └── DatabaseError       a graph database refuses access or a query
│       ├── DatabaseUnavailableError   it cannot be reached, or went away; it may be back later
│       └── DatabaseTimeoutError       it did not answer within the time given (also a TimeoutError)
├── ModelError              a model cannot be loaded or run, or does not fit
│   ├── ModelUnavailableError   a model's server cannot be reached, is overloaded or fails; it may be back later
│   ├── ModelTimeoutError       it did not reply within the time given (also a TimeoutError)
│   └── ModelReplyError         its response is no valid reply
└── MissingExtraError       an optional dependency is not installed (also an ImportError)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = [
    "DatabaseError",
    "DatabaseTimeoutError",
    "DatabaseUnavailableError",
    "GraphError",
    "IncomparableError",
    "IndexFileError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "ModelReplyError",
    "ModelTimeoutError",
    "ModelUnavailableError",
    "PathError",
    "QuerySyntaxError",
    "QuestionError",
    "ResultError",
    "RogError",
    "SourceError",
    "UnknownEntityError",
]


class RogError(Exception):
    """The base class of all errors that rog raises on purpose."""


class InputError(RogError, ValueError):
    """An invalid request: the question, its topics or a setting."""


class QuestionError(InputError):
    """The question is empty or longer than the limit."""


class UnknownEntityError(InputError):
    """No entity has this id."""

    def __init__(self, entity_id: str, near: Sequence[str] = ()) -> None:
        hint = f"; did you mean {', '.join(map(repr, near))}?" if near else ""
        super().__init__(f"the graph has no entity with the id {entity_id!r}{hint}")
        self.entity_id, self.near = entity_id, tuple(near)


class PathError(InputError):
    """Not a relation path of 1 to 4 steps."""


class QuerySyntaxError(InputError):
    """A text is no query. `at` is the offset where reading stopped, in characters."""

    def __init__(self, text: str, at: int, reason: str) -> None:
        before, here = text[max(0, at - 30) : at], text[at : at + 30]
        super().__init__(f"{reason}, at character {at + 1} of the query: {before}▸{here}")
        self.text, self.at, self.reason = text, at, reason


class IncomparableError(InputError):
    """Two values have no order between them, or are measured in units that do not go together."""


class ResultError(InputError):
    """A text is not the JSON of a result. `line` counts from 1; None where the text as a whole is at fault."""

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        super().__init__(f"{path}: {reason}" if line is None else f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class GraphError(RogError):
    """A graph cannot be read."""


class SourceError(GraphError):
    """A source file is malformed. `line` counts from 1; None where the file as a whole is at fault."""

    def __init__(self, path: str | Path, line: int | None, reason: str) -> None:
        where = f"{path}:{line}" if line is not None else f"{path}"
        super().__init__(f"{where}: {reason}")
        self.path, self.line, self.reason = path, line, reason


class IndexFileError(GraphError):
    """A file is not an index of ours, is damaged, or is of another version."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class DatabaseError(GraphError):
    """A graph database refuses access or a query."""


class DatabaseUnavailableError(DatabaseError):
    """The database cannot be reached, or went away during a query; it may be back later."""


class DatabaseTimeoutError(DatabaseError, TimeoutError):
    """The database did not answer within the time given."""


class ModelError(RogError):
    """A model cannot be loaded or run, or does not fit."""


class ModelUnavailableError(ModelError):
    """A model's server cannot be reached, is overloaded or fails; it may be back later."""


class ModelTimeoutError(ModelError, TimeoutError):
    """A model's server did not reply within the time given."""


class ModelReplyError(ModelError):
    """The response of a model's server is no reply to a chat."""


class MissingExtraError(RogError, ImportError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; pip install 'rog[{extra}]'")
        self.package, self.extra = package, extra
