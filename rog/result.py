"""`Result`: everything that one question gave, which prints and draws itself; and results read back from JSON."""

from __future__ import annotations

from collections.abc import Iterator

from rog.explain import to_notebook, to_text
from rog.explain.json import read_results as read_fields
from rog.outcome import ResultFields

__all__ = ["Result", "read_results"]


class Result(ResultFields):
    """Everything that one question gave. Its JSON form is described in docs/result.md."""

    def __str__(self) -> str:
        return to_text(self)

    def _repr_html_(self) -> str:
        """HTML for a notebook."""
        return to_notebook(self)


def read_results(content: bytes, path: str, line: int | None = None) -> Iterator[Result]:
    """The results of a file that `rog ask --json` wrote. Raises as `rog.explain.read_results`."""
    return read_fields(content, path, line, Result)
