"""Questions with their topics and answers, read from files of several formats, and split by template."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from rog.errors import SourceError
from rog.types import RelationPath

__all__ = ["PLACE", "Question", "question_template", "read_questions", "split_by_template"]

ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?:\{|\]|$)")
"""How a JSON array of records begins; a question of MetaQA may begin with a bracket too."""

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
    """Read questions from a file, gzipped where the name ends in .gz; blank lines are passed over.

    What a line holds says its format:

    - an object: one of ours (`Question`'s fields), or a record as RoG (Luo et al. 2024) publishes WebQSP and CWQ, known
      by its `q_entity`: topics are `q_entity`, and answers `a_entity`, the ones by which they stand in the graph,
      or `answer` where there is none. Such records may also be one JSON array.
    - text, a tab and answers with `|` between them: MetaQA (Zhang et al., AAAI 2018). The topic is in brackets.

    Raises SourceError with the file and the line of a malformed row.
    """
    path = Path(path)
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if number == 1 and ARRAY.match(line):
                    yield from _array(line + lines.read(), path)
                    return
                if line.strip():
                    yield _question(line, path, number)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(path, number or None, f"cannot be read: {error}") from error


def _array(text: bytes, path: Path) -> Iterator[Question]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise SourceError(path, getattr(error, "lineno", None), f"not a JSON array: {error}") from error
    for number, row in enumerate(rows, 1):
        yield _validated(row, path, None, f"record {number}: ")


def _question(line: bytes, path: Path, number: int) -> Question:
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
        if not text.lstrip().startswith("{") and "\t" in text:
            return _metaqa(text)
        row = json.loads(text)
    except ValueError as error:  # JSON, or an encoding that is not UTF-8
        raise SourceError(path, number, f"not a JSON object: {error}") from error
    return _validated(row, path, number)


def _metaqa(text: str) -> Question:
    """`what films did [Joe Thomas] act in<TAB>one|another`; a name may hold brackets itself."""
    question, _, answers = text.rstrip("\r\n").partition("\t")
    start, end = question.find("["), question.rfind("]")
    topics = (question[start + 1 : end],) if 0 <= start < end else ()
    plain = question[:start] + topics[0] + question[end + 1 :] if topics else question
    return Question(question=plain, topics=topics, answers=tuple(dict.fromkeys(filter(None, answers.split("|")))))


def _validated(row: object, path: Path, number: int | None, place: str = "") -> Question:
    try:
        return Question.model_validate(_from_record(row) if isinstance(row, dict) and "q_entity" in row else row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the row"
        raise SourceError(path, number, f"{place}{where}: {first['msg']}") from error


def _from_record(row: dict[str, object]) -> dict[str, object]:
    """A record of RoG's with our names of its fields."""
    return {
        "id": row.get("id", ""),
        "question": row.get("question"),
        "topics": row["q_entity"],
        "answers": row.get("a_entity") or row.get("answer") or (),
    }


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
