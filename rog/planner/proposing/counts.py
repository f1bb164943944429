"""How many a walk reaches."""

from __future__ import annotations

from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.query import Count
from rog.values import VALUE_KINDS

__all__ = ["counts"]


def counts(context: Context) -> Iterator[Plan]:
    """How many each walk reaches; of values, how many things have them."""
    if not context.likely("count"):
        return
    for plan in context.walks:
        steps = [step for branch in plan.branches for step in branch.path]
        score = plan.score * context.forms["count"] * context.unused(steps)
        if not plan.branches:
            continue
        if not any(context.tails(branch) & set(VALUE_KINDS) for branch in plan.branches):
            yield Plan(query=Count(of=context.of_asked_kind(plan.query, plan.branches)), score=score)
        elif len(plan.branches) == 1 and len(plan.branches[0].path) > 1:
            # Several numbers may be what is asked for, or those that have them are to be counted.
            topic, path = plan.branches[0]
            if (numbers := context.whole_numbers(plan)) != 1:
                score *= DOUBT_FACTOR if numbers else 1.0
                yield Plan(query=Count(of=context.walk(topic, path[:-1])), score=score)
