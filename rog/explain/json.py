"""Results as JSON, and read back from it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from rog.errors import ResultError
from rog.outcome import RESULT_VERSION, ResultFields

__all__ = ["read_results", "to_json"]

AnyResult = TypeVar("AnyResult", bound=ResultFields)


def to_json(result: ResultFields, *, indent: int | None = None) -> str:
    """The JSON form of docs/result.md. A number that JSON lacks, as NaN in a property, is null.

    Half a surrogate pair is written as its escape, so that the text can always be encoded as UTF-8.
    """
    separators = (",", ":") if indent is None else None
    text = json.dumps(_finite(result.to_dict()), ensure_ascii=False, indent=indent, separators=separators)
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _finite(value: Any) -> Any:
    """The value with None for numbers that JSON lacks."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_results(
    content: bytes,
    path: str,
    line: int | None = None,
    kind: type[AnyResult] = ResultFields,  # type: ignore[assignment]
) -> Iterator[AnyResult]:
    """The results of a file: one JSON object over any number of lines, or one a line; or that on `line` only.

    The `id` of a line, which `rog ask --file` hands on, is ignored. `path` names the file in errors.
    The results are of this `kind`. Raises ResultError for anything else.
    """
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise ResultError(path, number, f"not UTF-8 at byte {error.start + 1}") from None
    if not text.strip():
        raise ResultError(path, None, "it is empty; `rog ask --json` writes results")
    lines = [(number, row) for number, row in enumerate(text.split("\n"), start=1) if row.strip()]
    if line is not None:
        lines = [(number, row) for number, row in lines if number == line]
        if not lines:
            raise ResultError(path, line, "there is no such line, or nothing on it")
    single = _parse_single(text) if len(lines) > 1 else None
    if single is not None:
        yield _read(single, path, None, kind)
        return
    for number, row in lines:
        yield _read(_parse(row, path, number), path, number, kind)


def _parse_single(text: str) -> Any:
    """The value of a text that is one JSON value, or None where it holds several."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _parse(line: str, path: str, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:  # malformed, or nested too deeply
        raise ResultError(path, number, f"not JSON: {error}") from None


def _read(form: Any, path: str, line: int | None, kind: type[AnyResult]) -> AnyResult:
    if not isinstance(form, dict):
        raise ResultError(path, line, "not a JSON object")
    version = form.get("version", RESULT_VERSION)
    if version not in range(1, RESULT_VERSION + 1):
        raise ResultError(path, line, f"its version is {version!r}; this rog reads versions 1 to {RESULT_VERSION}")
    fields = {key: value for key, value in form.items() if key != "id"}
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ResultError(path, line, f"{where}: {first['msg'].lower()}") from None
