"""Two mentions that the question speaks of together: how they are connected, and which of them is first by a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rog.forms import Form
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, ORDERED_KINDS, Context
from rog.planner.proposing.sets.sides import Sides
from rog.query import Between, Count, Ids, Measure, Most, Same
from rog.query.nodes import Sign

__all__ = ["choices", "connections"]

MORE = re.compile(r"\b(?:(?P<more>more)|fewer|less)\b.*\bthan\b", re.IGNORECASE)
"""Where two numbers are compared."""

SUPERLATIVES: tuple[tuple[Form, bool], ...] = (("most", False), ("least", True))


def connections(context: Context) -> Iterator[Plan]:
    """What lies between two mentions, each by its likeliest reading."""
    chance = context.reading.operations["between"]
    if chance < LEAST_FORM:
        return
    for one, other in combinations([topic for topic in context.request.topics if topic.candidates], 2):
        if one.start is not None and other.start is not None and one.start > other.start:
            one, other = other, one
        left, right = one.candidates[0], other.candidates[0]
        if left.id != right.id:
            ends = Ids(ids=(left.id,)), Ids(ids=(right.id,))
            score = chance * min(1.0, left.score + right.score)  # the linker shares 1 among a question's topics
            yield Plan(query=Between(left=ends[0], right=ends[1]), score=score)


def choices(context: Context, sides: Sides) -> Iterator[Plan]:
    """Which of two mentions is first by a value that is walked to from either, or by how many; whether one has more."""
    forms = context.reading.forms
    for left, right in sides.pairs():
        if left.branch.path != right.branch.path:
            continue
        whole = Ids(ids=(left.branch.topic, right.branch.topic))
        by = Measure(path=left.branch.path, counted=not context.tails(left.branch) & ORDERED_KINDS)
        if by.counted and forms["truth"] >= LEAST_FORM and (more := MORE.search(context.question)):
            first, second = (Count(of=context.walk(*side.branch)) for side in (left, right))
            sign: Sign = ">" if more["more"] else "<"
            score = sides.belief * max(left.share, right.share) * forms["truth"]
            yield Plan(query=Same(left=first, sign=sign, right=second), score=score)
        for form, least in SUPERLATIVES:
            if forms[form] >= LEAST_FORM:
                score = sides.belief * max(left.share, right.share) * forms[form]
                yield Plan(query=Most(whole=whole, by=by, least=least), score=score)
