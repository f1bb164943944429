"""The result files that eval.quality.run writes, read again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rog.errors import SourceError

__all__ = ["RESULTS", "StoredResult", "read_results"]

RESULTS = Path("eval/results")


class StoredResult(BaseModel):
    """One answerer's scores on one set of questions."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    dataset: str
    answerer: str
    topics: str
    part: str
    scores: dict[str, float | None]
    intervals: dict[str, tuple[float, float]] = {}
    by_hops: dict[str, dict[str, float | None]] = {}

    @property
    def name(self) -> str:
        """Who answered, and how topics were found where that was not given."""
        kind = self.answerer.partition(":")[0]
        return kind if self.topics == "given" else f"{kind}, topics found"


def read_results(paths: Iterable[Path]) -> list[StoredResult]:
    """The results of the files, in order; a report without scores is of another kind and passed over.

    Raises SourceError for a file that is malformed.
    """
    found = []
    for path in paths:
        try:
            row = json.loads(path.read_text("utf-8"))
            if isinstance(row, dict) and "scores" in row:
                found.append(StoredResult.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            raise SourceError(path, None, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        except (OSError, ValueError) as error:
            raise SourceError(path, None, f"is no stored result: {error}") from error
    return found
