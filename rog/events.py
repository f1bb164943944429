"""The events of `RoG.stream`: the result of each stage, and each answer as it comes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rog.outcome import Answer, Doubt, Plan, Verdict
from rog.result import Result
from rog.types import Entity, FrozenModel, Topic

__all__ = ["AnswerEvent", "DoubtedEvent", "LinkedEvent", "PlannedEvent", "StreamEvent", "WalkedEvent", "answer_event"]


class LinkedEvent(FrozenModel):
    """The mentions in the question; which of them the answers start from is not known yet."""

    event: Literal["linked"] = "linked"
    topics: tuple[Topic, ...]


class PlannedEvent(FrozenModel):
    """The plans, best first, before they are walked."""

    event: Literal["planned"] = "planned"
    plans: tuple[Plan, ...]


class WalkedEvent(FrozenModel):
    """The plans that were walked, each with how many entities it reached.

    Kept are those that reached any; on which of them the answers rest is not known yet.
    """

    event: Literal["walked"] = "walked"
    plans: tuple[Verdict, ...]


class DoubtedEvent(FrozenModel):
    """The answers that follow have low confidence, and why.

    Answers that are told one by one, before the next is known, have it in the result only.
    """

    event: Literal["doubted"] = "doubted"
    confidence: float | None
    doubts: tuple[Doubt, ...]


class AnswerEvent(FrozenModel):
    """One answer with the paths it rests on, each edge of which was checked, and the entities they speak of."""

    event: Literal["answer"] = "answer"
    answer: Answer
    entities: dict[str, Entity] = Field(default_factory=dict)


StreamEvent = LinkedEvent | PlannedEvent | WalkedEvent | DoubtedEvent | AnswerEvent | Result
"""In this order; the last one is the `Result`."""


def answer_event(answer: Answer, entities: dict[str, Entity]) -> AnswerEvent:
    """The event of an answer, with the entities of the answer and its paths."""
    ids = [answer.id, *(key for path in answer.paths for key in (path.topic, *(hop.target for hop in path.hops)))]
    return AnswerEvent(answer=answer, entities={key: entities[key] for key in dict.fromkeys(ids)})
