"""Whether it is so: another topic among what a walk reaches, or anything at all; two topics compared by a value."""

from __future__ import annotations

from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import ORDERED_KINDS, Context
from rog.query import Both, Exists, Ids, Same
from rog.values import is_value

__all__ = ["truths"]


def truths(context: Context) -> Iterator[Plan]:
    """Whether what a branch reaches holds another topic of the question, or anything at all."""
    if not context.likely("truth"):
        return
    for plan in context.walks:
        score, fitting = plan.score * context.forms["truth"] * context.unused(), False
        for branch in plan.branches:
            tails = context.tails(branch)
            walk = context.walk(*branch)
            for ids in context.others(branch):
                fitting = True
                if tails & ORDERED_KINDS and not is_value(ids[0]):
                    right, sign = context.walk(ids[0], branch.path), context.sign(branch, ids[0])
                    yield Plan(query=Same(left=walk, sign=sign, right=right), score=score)
                elif (one := context.of_kind(ids, tails)) is not None:
                    yield Plan(query=Exists(of=Both(parts=(Ids(ids=(one,)), walk))), score=score)
        if not fitting and plan.branches and not context.quantities and not context.is_truth(plan):
            # "is X a doctor" reaches something as well: whether anything is there is seldom all that is asked
            yield Plan(query=Exists(of=plan.query), score=score * DOUBT_FACTOR)
