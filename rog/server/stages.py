"""The stages of an answer as events that clients read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from rog.pipeline import Linked, PlansMade, PlansWalked, RoG, StageEvent
from rog.types import Result

__all__ = ["EVENTS", "ServerEvent", "staged"]

EVENTS = {Linked: "linked", PlansMade: "planned", PlansWalked: "walked", Result: "answered"}
"""Names of the events, in the order they come; `error` may come in place of any but the first."""


class ServerEvent(NamedTuple):
    """One event: its name, and its data as JSON."""

    name: str
    data: str

    def encode(self) -> bytes:
        """As server-sent events are written (WHATWG HTML, 9.2): JSON has no line break in it."""
        return f"event: {self.name}\ndata: {self.data}\n\n".encode()


def staged(
    kg: RoG, question: str, topics: Sequence[str] | None, limit: int | None, paths: int | None
) -> Iterator[ServerEvent]:
    """Ask, and say how far the answer is; the last event's data is the Result. Raises as `RoG.ask`."""
    for event in kg.stream(question, topics, limit=limit, paths=paths):
        yield ServerEvent(EVENTS[type(event)], _data(event))


def _data(event: StageEvent) -> str:
    if isinstance(event, Result):
        return event.model_dump_json()
    fields: dict[str, Any] = {
        name: [part.model_dump(mode="json") if isinstance(part, BaseModel) else part for part in value]
        for name, value in vars(event).items()
    }
    return json.dumps(fields, ensure_ascii=False)
