"""The stages of an answer as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rog.events import StreamEvent
from rog.pipeline import RoG
from rog.result import Result

__all__ = ["ANSWERED", "ServerEvent", "final_event", "stage_events"]

ANSWERED = "answered"
"""Name of the last event, whose data is the Result. The others have their names from `rog.events`."""


class ServerEvent(NamedTuple):
    """One event: its name, and its data as JSON."""

    name: str
    data: str

    def encode(self) -> bytes:
        """As server-sent events are written (WHATWG HTML, 9.2): JSON has no line break in it."""
        return f"event: {self.name}\ndata: {self.data}\n\n".encode()


def stage_events(
    kg: RoG, question: str, topics: Sequence[str] | None, limit: int | None, paths: int | None
) -> Iterator[ServerEvent]:
    """The events of a question, stage by stage; the data of the last one is the Result. Raises as `RoG.ask`."""
    for event in kg.stream(question, topics, limit=limit, paths=paths):
        yield _encoded(event)


def final_event(
    kg: RoG, question: str, topics: Sequence[str] | None, limit: int | None, paths: int | None
) -> Iterator[ServerEvent | None]:
    """As `stage_events`, with None for each event but the last: at each the work can be cancelled."""
    for event in kg.stream(question, topics, limit=limit, paths=paths):
        yield _encoded(event) if isinstance(event, Result) else None


def _encoded(event: StreamEvent) -> ServerEvent:
    if isinstance(event, Result):
        return ServerEvent(ANSWERED, event.model_dump_json())
    return ServerEvent(event.event, event.model_dump_json(exclude={"event"}))
