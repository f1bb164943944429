"""The question that every format is read into."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from rog.types import RelationPath

__all__ = ["Question"]


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
