"""The sections of a result: its answers, or those of each part where several questions were asked in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rog.explain.printable import printable
from rog.outcome import Answer, ResultFields, ResultPart

__all__ = ["CUT", "Section", "sections"]

CUT = "Not all: a limit cut the answers."


@dataclass(frozen=True)
class Section:
    """Answers under one heading, which only a part has, and the notes on them."""

    question: str | None
    answers: tuple[Answer, ...]
    notes: tuple[str, ...] = ()


def sections(result: ResultFields) -> list[Section]:
    """One for each part, or one of all."""
    if not result.parts:
        return [Section(None, result.answers)]
    return [Section(printable(part.question, 4000), part.answers, tuple(_notes(part))) for part in result.parts]


def _notes(part: ResultPart) -> Iterator[str]:
    if not part.answers:
        yield f"No answer: {printable(part.reason or 'nothing was found')}"
    if part.truncated:
        yield CUT
    for warning in part.warnings:
        yield f"Warning: {printable(warning)}"
