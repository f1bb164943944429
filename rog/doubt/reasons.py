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

__all__ = ["doubts_of"]

REASONS: tuple[Callable[[Evidence, Plan], Iterator[Doubt]], ...] = (
    negation, part_of_name, misspelt, unused_mention, unused_value, ambiguous_topic, unlikely_topic, close_rivals,
)  # fmt: skip


def doubts_of(item: Evidence, plan: Plan) -> tuple[Doubt, ...]:
    """The planner's own doubts, and those of each reason; `plan` is the one that the answers rest on most."""
    return (*item.doubts, *(doubt for reason in REASONS for doubt in reason(item, plan)))
