"""The plans of a chat model's reply, as it wrote them: their shape is read strictly here, and nothing is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

__all__ = ["WrittenBranch", "WrittenPaths", "WrittenPlan", "WrittenQuery", "read_plans"]

MAX_DEPTH = 60
"""Most lists and objects within each other in a reply."""

MAX_PARTS = 4_000
"""Most values in a reply, those within others included."""


@dataclass(frozen=True)
class WrittenBranch:
    """A branch as it was written: the number of a topic and the texts of steps."""

    topic: int
    steps: tuple[str, ...]


WrittenPaths = tuple[WrittenBranch, ...]
"""The short form of a plan: branches, whose common ends are meant."""


@dataclass(frozen=True)
class WrittenQuery:
    """A query as it was written: a JSON object."""

    form: dict[str, Any]


WrittenPlan = WrittenPaths | WrittenQuery


class _Branch(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    topic: int
    steps: list[str]


class _Plans(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    plans: list[Annotated[list[_Branch], Field(min_length=1)] | _Branch | dict[str, Any]]


def read_plans(parsed: Any) -> tuple[WrittenPlan, ...] | None:
    """The plans of a reply, in its order. None for a value of another shape, or one too large to be a reply.

    A model says by an empty list that no plan fits. A single branch may stand without its list.
    """
    if not _is_small(parsed):
        return None
    try:
        reply = _Plans.model_validate(parsed)
    except ValidationError:
        return None
    return tuple(map(_written, reply.plans))


def _written(plan: list[_Branch] | _Branch | dict[str, Any]) -> WrittenPlan:
    if isinstance(plan, dict):
        return WrittenQuery(plan)
    branches = plan if isinstance(plan, list) else [plan]
    return tuple(WrittenBranch(one.topic, tuple(one.steps)) for one in branches)


def _is_small(value: Any) -> bool:
    """Whether a JSON value is no deeper and no larger than a reply may be."""
    waiting, parts = [(value, 1)], 0
    while waiting:
        one, depth = waiting.pop()
        parts += 1
        if depth > MAX_DEPTH or parts > MAX_PARTS:
            return False
        if isinstance(one, dict | list):
            within = one.values() if isinstance(one, dict) else one
            waiting += ((inner, depth + 1) for inner in within)
    return True
