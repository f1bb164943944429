"""Predictions beside the scores: a gzipped JSON line for each question asked, so that a run cut short goes on."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rog.errors import InputError, SourceError
from rog.questions import Question
from rog.result import Result

__all__ = ["Prediction", "keep", "predictions_path", "read_kept", "read_predictions"]


class Prediction(BaseModel):
    """One line: a question and what was answered."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    question: Question
    result: Result


def predictions_path(results: Path, answerer: str, topics: str) -> Path:
    """Where the predictions are that a result of this file rests on."""
    name = "-".join([*re.findall(r"[a-z0-9]+", answerer.lower()), topics])
    return results.with_name(f"{results.stem}.{name}.predictions.jsonl.gz")


def read_predictions(path: Path) -> Iterator[Prediction]:
    """The lines of a predictions file; a last line that was cut off ends it. Raises SourceError."""
    number = 0
    try:
        with gzip.open(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    return
                yield _prediction(line, path, number)
    except EOFError:
        return
    except (OSError, zlib.error) as error:
        raise SourceError(path, number or None, f"cannot be read: {error}") from error


def _prediction(line: bytes, path: Path, number: int) -> Prediction:
    try:
        return Prediction.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise SourceError(path, number, f"{where}: {first['msg']}") from error


def read_kept(path: Path, questions: Sequence[Question], identity: Mapping[str, Any]) -> list[Result]:
    """The results that an earlier run kept for the first of `questions`; the file is left with whole lines only.

    `identity` is who answers from what, and stands in a file beside. Raises InputError where the predictions are
    of other questions or of another answerer, or do not say whose they are.
    """
    kept: list[Prediction] = list(read_predictions(path)) if path.is_file() else []
    beside, own = path.with_suffix("").with_suffix(".run.json"), json.dumps(identity, sort_keys=True)
    if kept and (not beside.is_file() or beside.read_text("utf-8") != own):
        raise InputError(f"{path}: was answered by another run than this one; --again asks anew")
    beside.write_text(own, "utf-8")
    for prediction, question in zip(kept, questions, strict=False):
        if prediction.question != question:
            raise InputError(f"{path}: holds answers to other questions ({prediction.id}); --again asks anew")
    if len(kept) > len(questions):
        raise InputError(f"{path}: holds answers to more questions than are asked; --again asks anew")
    _rewrite(path, kept)
    return [prediction.result for prediction in kept]


def _rewrite(path: Path, kept: Sequence[Prediction]) -> None:
    """Write whole lines anew: what was cut off in the middle could not be appended to."""
    temporary = path.with_suffix(".part")
    with gzip.open(temporary, "wb") as lines:
        for prediction in kept:
            lines.write(prediction.model_dump_json().encode() + b"\n")
    temporary.replace(path)


def keep(path: Path, question: Question, result: Result) -> None:
    """Append a line: a gzip member of its own, so that it is whole or not there."""
    row = {"id": question.id, "question": question.model_dump(), "result": result.to_dict()}
    with gzip.open(path, "ab") as lines:
        lines.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
