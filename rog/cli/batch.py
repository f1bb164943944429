"""Many questions as lines in, their results as JSON lines out, in the same order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, JsonValue, ValidationError

from rog.result import Result

__all__ = ["AskMany", "Question", "QuestionRow", "answer_lines"]

Question = str | Mapping[str, object]
"""A question alone, or one with the ids of its topics: `{"question": …, "topics": […]}`."""

AskMany = Callable[[Iterable[Question]], Iterator[Result]]
"""Answers the questions in order, one result for each; a failure gives a result with its error."""


class QuestionRow(BaseModel):
    """One line of the input. Other fields of a JSON line (answers, hops, …) are ignored."""

    question: str
    id: JsonValue = None
    topics: tuple[str, ...] | None = None


def answer_lines(
    lines: Iterable[bytes], ask_many: AskMany, topics: Sequence[str] | None = None
) -> Iterator[dict[str, object]]:
    """The JSON form of a result for each line: first the line's `id` if it has one, then Result's own fields.

    A line is a question, or a JSON object with a `question` (and `id`, `topics`) if it begins with a brace.
    Blank lines are skipped. `topics` are the default for lines that name none. A line that cannot be read
    gives a result with its error, in its place.
    """
    pending: deque[QuestionRow | Result] = deque()  # lines without an output yet: ask_many may read ahead

    def questions() -> Iterator[Question]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            row = _read_line(line, number)
            pending.append(row)
            if isinstance(row, QuestionRow):
                chosen = row.topics if row.topics is not None else topics
                yield {"question": row.question, "topics": list(chosen)} if chosen else row.question

    for result in ask_many(questions()):
        yield from _take_errors(pending)
        row = pending.popleft()
        id_field = {"id": row.id} if isinstance(row, QuestionRow) and row.id is not None else {}
        yield id_field | _json_form(result)
    yield from _take_errors(pending)


def _take_errors(pending: deque[QuestionRow | Result]) -> Iterator[dict[str, object]]:
    """Take the errors of unreadable lines off the front."""
    while pending and isinstance(first := pending[0], Result):
        pending.popleft()
        yield _json_form(first)


def _json_form(result: Result) -> dict[str, object]:
    """As `Result.to_dict`, with null for a number that JSON lacks (a property may be NaN)."""
    form: dict[str, object] = json.loads(result.model_dump_json())
    return form


def _read_line(line: bytes, number: int) -> QuestionRow | Result:
    """The line's question, or a result that says why there is none."""
    text = line.decode("utf-8", errors="replace").strip().removeprefix("\ufeff")
    try:
        line.decode("utf-8")
        if not text.startswith("{"):
            return QuestionRow(question=text)
        row = json.loads(text)
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()  # raises for what cannot be written again
        return QuestionRow.model_validate(row)
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start + 1}"
    except UnicodeEncodeError:
        reason = "half a surrogate pair is no character"
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg'].lower()}"
    except (ValueError, RecursionError) as error:  # malformed JSON, or nested too deeply
        reason = f"not a JSON object: {error}"
    return Result(question=text, error=f"line {number}: {reason}")
