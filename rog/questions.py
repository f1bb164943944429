"""Questions with their topics and answers, read from JSON lines, and split by template."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rog.errors import SourceError
from rog.types import RelationPath

__all__ = ["PLACE", "Question", "question_template", "read_questions", "split_by_template"]

PLACE = "[topic]"
"""Stands for a topic in a template."""


class Question(BaseModel):
    """One question; `topics` and `answers` are entity ids. Fields of a row that are not named here are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = ""
    question: str
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    hops: int | None = None
    gold_paths: tuple[RelationPath, ...] = ()
    template: str | None = None
    """Which wording it was made from, where that is known."""


def read_questions(path: str | Path) -> Iterator[Question]:
    """Read JSON lines, gzipped where the name ends in .gz; blank lines are passed over.

    Raises SourceError with the file and the line of a malformed row.
    """
    path = Path(path)
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _question(line, path, number)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(path, number or None, f"cannot be read: {error}") from error


def _question(line: bytes, path: Path, number: int) -> Question:
    try:
        return Question.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        raise SourceError(path, number, f"{where}: {first['msg']}") from error
    except ValueError as error:  # JSON, or an encoding that is not UTF-8
        raise SourceError(path, number, f"not a JSON object: {error}") from error


def question_template(question: Question) -> str:
    """The template it says it was made from, or the question with each topic's mention replaced.

    A topic that is not in the question to the letter leaves it as it is.
    """
    if question.template is not None:
        return question.template
    text = question.question
    for topic in sorted(question.topics, key=len, reverse=True):
        text = text.replace(topic, PLACE, 1)
    return text


def split_by_template(
    questions: Iterable[Question], share: float = 0.2, seed: int = 0
) -> tuple[list[Question], list[Question]]:
    """Training and validation questions; all of one template are on one side, and order is kept.

    About `share` of the templates of each number of hops are held out, chosen by a hash of their text.
    """
    rows = list(questions)
    templates: dict[int | None, dict[str, str]] = defaultdict(dict)
    for row in rows:
        text = question_template(row)
        templates[row.hops][text] = hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()
    held_out = {
        (hops, text)
        for hops, digests in templates.items()
        for text in sorted(digests, key=digests.__getitem__)[: round(len(digests) * share)]
    }
    sides: tuple[list[Question], list[Question]] = ([], [])
    for row in rows:
        sides[(row.hops, question_template(row)) in held_out].append(row)
    return sides
