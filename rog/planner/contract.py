"""What every planner gives: scored plans that the graph holds, from a question and its possible topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rog.calibration import IDENTITY, Calibration
from rog.graph import Graph
from rog.outcome import Doubt, Plan, Usage
from rog.types import Topic

__all__ = ["PlanRequest", "Planned", "Planner"]


@dataclass(frozen=True)
class PlanRequest:
    """A question and the mentions it may start from, best first."""

    question: str
    topics: tuple[Topic, ...]
    today: date | None = None
    """The day from which "last year" and "now" are counted; None for the day on which it is asked."""


@dataclass(frozen=True)
class Planned:
    """Plans for one question, best first, and what they cost."""

    plans: tuple[Plan, ...]
    usage: Usage = Usage()
    warnings: tuple[str, ...] = ()
    counts_for_budget: bool = True
    """Whether the usage counts towards the question's budget for language models."""
    instructions: int = 0
    """Prompt tokens of instructions that are the same for every question; they do not count towards the budget."""
    calibration: Calibration | None = IDENTITY
    """From the scores of this question's plans to probabilities; None where scores are no more than an order."""
    ranked: bool = True
    """Whether the plans are in their final order; others are ranked by what they find (`rog.ranking`)."""
    doubts: tuple[Doubt, ...] = ()
    """What the planner itself has against its plans; see `rog.doubt.reasons` for doubts of every planner's."""

    @property
    def spent(self) -> Usage:
        """The usage that counts towards the budget."""
        if not self.counts_for_budget:
            return Usage()
        own = max(0, self.usage.input_tokens - self.instructions)
        return self.usage.model_copy(update={"input_tokens": own})


class Planner(Protocol):
    """Anything that plans. Every plan it gives can be executed in the graph."""

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """Plans for each request, in the same order."""
        ...
