"""Stored results: a JSON line for each record, sorted, so that a run replaces its own record and keeps the others."""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.places import unplaced
from rog.errors import InputError, SourceError

__all__ = [
    "KEY",
    "RESULTS",
    "StoredResult",
    "asked_for",
    "find_result",
    "read_benchmark",
    "read_records",
    "read_results",
    "replace_record",
    "store",
    "stored_result",
]

RESULTS = Path("eval/results")

INTERVALS = ("hits_at_1", "f1", "exact")
"""Scores whose intervals are stored."""
BY_HOPS = ("questions", "hits_at_1", "f1", "exact")
"""Scores that are stored for each number of hops."""
KEY = ("dataset", "answerer", "topics")
"""What tells the results of a file apart."""

Shares = Mapping[str, float | None]


class StoredResult(BaseModel):
    """One answerer's scores on one set of questions, and what they rest on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    dataset: str
    answerer: str
    topics: str
    part: str
    scores: dict[str, int | float | None]
    intervals: dict[str, tuple[float, float]] = {}
    hops: str | None = None
    """The number of hops, where all questions have the same."""
    by_hops: dict[str, dict[str, int | float | None]] = {}
    """Scores by the number of hops, where it differs."""
    faults: dict[str, int] = {}
    """Questions not answered exactly, by the stage at fault, as eval.quality.errors counts them."""
    cited_edges: dict[str, int] = {}
    model: str | None = None
    """The checksum of the model."""
    configuration: dict[str, Any] = {}
    versions: dict[str, str] = {}
    machine: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """Who answered, and how topics were found where that was not given."""
        return self.kind if self.topics == "given" else f"{self.kind}, topics found"

    @property
    def kind(self) -> str:
        """Who answered, without what was given to it, such as the file of published plans."""
        return self.answerer.partition(":")[0]

    def scores_by_hops(self) -> Mapping[int, Shares]:
        """The scores of the questions of each number of hops."""
        found: Mapping[str, Shares] = {self.hops: self.scores} if self.hops else self.by_hops
        return {int(hops): scores for hops, scores in found.items()}


def stored_result(report: Mapping[str, Any]) -> StoredResult:
    """What is kept of a report of eval.quality.run: each figure once, and none that no table or plot shows by hops."""
    by_hops: Mapping[str, Shares] = report["by_hops"]
    alike = len(by_hops) == 1 and list(by_hops.values()) == [report["scores"]]
    return StoredResult.model_validate(
        {
            **report,
            "intervals": {name: report["intervals"][name] for name in INTERVALS if name in report["intervals"]},
            "hops": next(iter(by_hops)) if alike else None,
            "by_hops": {} if alike else {hops: {name: own[name] for name in BY_HOPS} for hops, own in by_hops.items()},
        }
    )


def store(path: Path, result: StoredResult) -> None:
    """Write a result into a file of results, in the place of that answerer's last one on this set."""
    replace_record(path, result.model_dump(exclude_defaults=True), KEY)


def replace_record(path: Path, record: Mapping[str, Any], key: Sequence[str]) -> None:
    """Write a record in the place of the one that has its values of `key`, if any; lines are sorted by these.

    Raises SourceError for a file that holds other things than records.
    """

    def key_of(row: Mapping[str, Any]) -> list[str]:
        return [str(row.get(name)) for name in key]

    others = [row for row in read_records(path) if key_of(row) != key_of(record)] if path.exists() else []
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in sorted([*others, record], key=key_of)]
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".partial")
    temporary.write_text("".join(lines), "utf-8")
    temporary.replace(path)


def read_records(path: Path) -> list[dict[str, Any]]:
    """The records of a file, in order. Raises SourceError for a line that is no JSON object."""
    try:
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")  # a text may hold other signs that end a line
    except (OSError, ValueError) as error:
        raise SourceError(path, None, f"cannot be read: {error}") from error
    return [_record(line, path, number) for number, line in enumerate(lines, 1)]


def read_benchmark(folder: Path, name: str) -> dict[str, Any]:
    """The report of a benchmark among the results in `folder`. Raises SourceError where there is none."""
    path = folder / "benchmarks" / f"{name}.json"
    try:
        report: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(path, None, f"is no report of a benchmark: {error}") from error
    return report


def _record(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise SourceError(path, number, f"is no stored record: {error}") from error
    if not isinstance(row, dict):
        raise SourceError(path, number, "is no stored record: a JSON object is wanted")
    return row


def read_results(paths: Iterable[Path]) -> list[StoredResult]:
    """The results of the files, in order; a record without scores is of another kind and passed over.

    Raises SourceError for a file that is malformed.
    """
    found = []
    for path in paths:
        for number, row in enumerate(read_records(path), 1):
            try:
                if "scores" in row:
                    found.append(StoredResult.model_validate(row))
            except ValidationError as error:
                first = error.errors()[0]
                raise SourceError(path, number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return found


def find_result(path: Path, answerer: str, topics: str) -> StoredResult:
    """The one result of an answerer in a file. Raises SourceError, and InputError where there is none or more."""
    results = read_results([path])
    found = [one for one in results if answerer in (one.answerer, one.kind) and one.topics == topics]
    if len(found) != 1:
        known = ", ".join(f"{one.answerer} ({one.topics})" for one in results)
        raise InputError(f"{path}: {len(found)} results of {answerer}, topics {topics}; there are {known or 'none'}")
    return found[0]


def asked_for(arguments: argparse.Namespace, *, without: Collection[str] = ()) -> dict[str, Any]:
    """What a command was asked for, as JSON, less what was left out; paths hold on another machine."""
    given = {name: _plain(value) for name, value in vars(arguments).items() if name not in without}
    return {name: value for name, value in given.items() if value is not None and value != []}


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | float) else unplaced(str(value))
