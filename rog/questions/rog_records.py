"""WebQSP and CWQ as the authors of *Reasoning on Graphs* (Luo et al., ICLR 2024) publish them.

Each record has `id`, `question`, `answer`, `q_entity`, `a_entity` and `graph`, the triples around the topics;
`rog.graph.files` reads the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict, JsonValue

from rog.questions.question import Question

__all__ = ["is_record", "read_record"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = ""
    question: str
    answer: tuple[str, ...] = ()
    q_entity: tuple[str, ...] = ()
    a_entity: tuple[str, ...] = ()


def is_record(row: Mapping[str, JsonValue]) -> bool:
    """Whether a row names its entities as these records do, and not as ours."""
    return not row.keys().isdisjoint(("q_entity", "a_entity")) and row.keys().isdisjoint(("topics", "answers"))


def read_record(row: Mapping[str, JsonValue]) -> Question:
    """The question of a record.

    The answers are those of `a_entity`: the graph has them under this name. Where there are none they are the texts of
    `answer`, with which RoG's own script compares. Raises pydantic's ValidationError.
    """
    record = _Record.model_validate(row)
    answers = _distinct(record.a_entity) or _distinct(record.answer)
    return Question(id=record.id, question=record.question, topics=_distinct(record.q_entity), answers=answers)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once; one that is blank names nothing."""
    return tuple(dict.fromkeys(name for name in names if name.strip()))
