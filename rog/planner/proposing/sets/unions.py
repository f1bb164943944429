"""One or the other, and one and the other: "A or B", "both A and B", "both wrote and directed"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, Context
from rog.planner.proposing.sets.sides import Side, Sides, Whole, are_alike, asked_of
from rog.query import Both, Either, Ids, Query, Walk

__all__ = ["intersections", "unions"]

ALTERNATIVE = re.compile(r"\bor\b", re.IGNORECASE)

JOINT = re.compile(r"\b(?:and|together with|along with|as well as|plus|also|both|with|while|too)\b|&", re.IGNORECASE)
"""What joins two mentions that are spoken of together."""

HEARD = 0.2
"""Least probability that one and the other is asked for, where that stands between them."""

OTHER_PATHS = 0.3
"""Share of two paths that differ, where one relation is said of both mentions."""


def unions(context: Context, sides: Sides) -> Iterator[Plan]:
    """What any of two mentions leads to, where an "or" stands between them."""
    chance = context.reading.operations["either"]
    if chance < LEAST_FORM:
        return
    for left, right in sides.pairs:
        between = context.question[sides.end(left.mention) : sides.at(right.mention)]
        if not ALTERNATIVE.search(between):
            continue
        if left.branch.path == right.branch.path:
            starts = Ids(ids=tuple(sorted((left.branch.topic, right.branch.topic))))
            whole: Query = Walk(start=starts, path=left.branch.path)
            share = max(left.share, right.share)
        else:
            whole = Either(parts=(context.walk(*left.branch), context.walk(*right.branch)))
            share = left.share * right.share * OTHER_PATHS
        kinds = context.tails(left.branch)
        yield from asked_of(
            context, Whole(context.of_asked_kind(whole, [left.branch]), sides.belief * share * chance, kinds)
        )
    for left, right in _paths_of_one(context, sides):
        if ALTERNATIVE.search(context.question):
            either = Either(parts=(context.walk(*left.branch), context.walk(*right.branch)))
            score = sides.belief * min(1.0, 2 * min(left.share, right.share)) * chance
            yield from asked_of(context, Whole(either, score, context.tails(left.branch)))


def intersections(context: Context, sides: Sides) -> Iterator[Plan]:
    """What two mentions lead to, and what two paths from one mention lead to."""
    chance = context.reading.operations["both"]
    for left, right in sides.pairs:
        joint = JOINT.search(context.question[sides.end(left.mention) : sides.at(right.mention)])
        heard = max(chance, HEARD if joint else 0.0)
        if heard < LEAST_FORM:
            continue
        share = left.share * right.share
        if left.branch.path == right.branch.path:
            share = max(share, min(left.share, right.share))
        if not sides.meet(left.branch, right.branch):
            share *= DOUBT_FACTOR**2  # nothing is both
        both = Both(parts=(context.walk(*left.branch), context.walk(*right.branch)))
        kinds = context.tails(left.branch)
        yield from asked_of(
            context, Whole(context.of_asked_kind(both, [left.branch]), sides.belief * share * heard, kinds)
        )
    if chance < LEAST_FORM:
        return
    for left, right in _paths_of_one(context, sides):
        both = Both(parts=(context.walk(*left.branch), context.walk(*right.branch)))
        score = sides.belief * min(1.0, 2 * min(left.share, right.share)) * chance
        yield from asked_of(context, Whole(both, score, context.tails(left.branch)))


def _paths_of_one(context: Context, sides: Sides) -> Iterator[tuple[Side, Side]]:
    """Two paths from the question's one mention that lead to the same kind: walked by the planner, or named."""
    if len(sides.mentions) != 1 or len(sides.spoken) > 1:
        return
    mention = sides.mentions[0]
    best = sides.of(mention)[0]
    others = {side.branch: side for side, _ in sides.named[mention]}
    for side in sides.of(mention)[1:]:
        if side.branch not in others or others[side.branch].share < side.share:
            others[side.branch] = side
    for branch, side in others.items():
        alike = are_alike(context.tails(best.branch), context.tails(branch))
        if branch != best.branch and len(branch.path) == len(best.branch.path) and alike:
            yield best, side
