"""The things that a walk reaches, of the kind asked for."""

from __future__ import annotations

from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.query import IsA, Where

__all__ = ["things"]


def things(context: Context) -> Iterator[Plan]:
    """Each walk by the probability that things are asked for; those of the kind asked for among what it reaches."""
    for plan in context.walks:
        share = context.forms["things"]
        if numbers := context.whole_numbers(plan):
            # "how many people live in …" asks for a number that the graph has; of several it may ask for the sum
            share += context.forms["count"] * (1.0 if numbers == 1 else DOUBT_FACTOR**2)
        if context.is_truth(plan):
            share += context.forms["truth"]  # and "is … in stock" for a yes or no that it has
        share *= context.unused([step for branch in plan.branches for step in branch.path])
        kind, tails = context.asked_kind, [context.tails(branch) for branch in plan.branches]
        for named in context.named_kinds:
            if not named.asked and all(named.kind in own and own != {named.kind} for own in tails):
                # "the requirements of X that are skills"
                own_kind = Where(whole=plan.query, test=IsA(kind=named.kind))
                yield Plan(query=own_kind, score=plan.score * share * named.probability)
        if kind is None or not all(tails) or all(own == {kind} for own in tails):
            yield Plan(query=plan.query, score=plan.score * share)
            continue
        yield Plan(query=plan.query, score=plan.score * share * DOUBT_FACTOR)
        if all(kind in own for own in tails):
            yield Plan(query=Where(whole=plan.query, test=IsA(kind=kind)), score=plan.score * share)
