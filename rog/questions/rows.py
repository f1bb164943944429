"""What may be asked: texts that are questions, and the rows of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rog.errors import InputError, QuestionError
from rog.questions.question import Question

__all__ = ["MAX_QUESTION_CHARACTERS", "AnyQuestion", "check_question", "question_and_topics"]

MAX_QUESTION_CHARACTERS = 4000
"""Characters of the longest question."""

AnyQuestion = str | Question | Mapping[str, Any]


def check_question(question: str) -> None:
    """Raises QuestionError for what is no question."""
    if not isinstance(question, str):
        raise QuestionError(f"a question is a text, not {type(question).__name__}")
    if not question.strip():
        raise QuestionError("the question is empty")
    if len(question) > MAX_QUESTION_CHARACTERS:
        length, most = len(question), MAX_QUESTION_CHARACTERS
        raise QuestionError(f"the question has {length:,} characters; at most {most:,} are read")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionError("the question has half a surrogate pair, which is no character; was it decoded as UTF-8?")


def question_and_topics(row: AnyQuestion) -> tuple[str, Sequence[str] | None]:
    """The text of a row and the topics it gives, if any. Raises InputError for what is no row."""
    if isinstance(row, str):
        return row, None
    if isinstance(row, Question):
        return row.question, row.topics or None
    if not isinstance(row, Mapping):
        raise InputError(f"a row is a text, a Question or a mapping, not {type(row).__name__}")
    question, topics = row.get("question", ""), row.get("topics")
    if not isinstance(question, str):
        raise InputError(f"a row's question is a text, not {type(question).__name__}")
    return question, topics or None
