"""All reasons to doubt what one plan answers: they read the question and the plan, whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rog.doubt.close_rivals import close_rivals
from rog.doubt.misspelt import misspelt
from rog.doubt.negation import negation
from rog.doubt.part_of_name import part_of_name
from rog.doubt.unsure_topic import ambiguous_topic, unlikely_topic
from rog.doubt.unused import unused_mention, unused_value
from rog.outcome import Doubt, Plan
from rog.retriever import Evidence

__all__ = ["doubts_of", "reasons"]

REASONS: tuple[Callable[[Evidence, Plan], Iterator[Doubt]], ...] = (
    negation, part_of_name, misspelt, unused_mention, unused_value, ambiguous_topic, unlikely_topic,
)  # fmt: skip


def doubts_of(item: Evidence, plan: Plan) -> tuple[Doubt, ...]:
    """The planner's own doubts, the plan's, and those of each reason; `plan` is what the answers rest on most."""
    of_plan = (doubt for found in item.retrieved if found.plan == plan for doubt in found.doubts)
    return (*item.doubts, *of_plan, *reasons(item, plan), *close_rivals(item, plan))


def reasons(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """What the question has against a plan, whatever the others are."""
    return (doubt for reason in REASONS for doubt in reason(item, plan))
