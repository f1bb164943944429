"""Two mentions that the question speaks of together: how or whether they are connected, which is first by a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rog.calibration import DOUBT_FACTOR
from rog.forms import Form
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, ORDERED_KINDS, Context
from rog.planner.proposing.sets.sides import Sides
from rog.planner.proposing.truths import truth_chance
from rog.query import Between, Both, Count, Exists, Ids, Measure, Most, Same
from rog.query.nodes import Sign
from rog.types import Branch, inverse_step

__all__ = ["choices", "connections", "whether_connected"]

MORE = re.compile(r"\b(?:(?P<more>more)|fewer|less)\b.*\bthan\b", re.IGNORECASE)
"""Where two numbers are compared."""

THAN = re.compile(r"\bthan\b", re.IGNORECASE)

THROUGH = re.compile(r"\b(?:through|via|by way of|indirectly|by means of)\b", re.IGNORECASE)
"""Where something lies between what is connected."""

CONNECTED, OVER, UNCONNECTED = 0.6, 0.15, 0.4
"""Share of a step that connects two mentions, of two steps that do, and of a likely step that does not."""

KNOWN = 0.1
"""Share of a step that connects two mentions, however the question is read: few do."""

MAX_LONGER = 3
"""Connections of two steps that are tried."""

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
    for left, right in sides.pairs:
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


def whether_connected(context: Context, sides: Sides) -> Iterator[Plan]:
    """Whether one mention leads to another: by the relations that do so in the graph, and by the likeliest that do not.

    Two steps are tried where the question says that something lies between, or where no single step connects them.
    """
    chance = truth_chance(context)
    compares = THAN.search(context.question) is not None
    if compares:
        chance *= DOUBT_FACTOR**2  # "is A older than B" compares what they have
    if chance < LEAST_FORM:
        return
    for one, other in combinations(sides.spoken, 2):
        if sides.end(one) > sides.at(other):
            continue
        found = list(_joined_by_a_step(sides, one, other))
        believed = _believed(context, sides, one, other)
        longer = 1.0 if THROUGH.search(context.question) else OVER if not found else 0.0
        for branch, entity, share in (
            *((branch, entity, CONNECTED * share) for branch, entity, share in found),
            *(
                (branch, entity, longer * share)
                for branch, entity, share in (_joined_by_two(sides, one, other) if longer else ())
            ),
            *(() if compares else _unconnected(context, sides, one, other)),
        ):
            query = Exists(of=Both(parts=(Ids(ids=(entity,)), context.walk(*branch))))
            others = max((score for walked, score in believed.items() if walked != branch), default=0.0)
            yield Plan(query=query, score=chance * share * max(0.0, 1.0 - others) * context.unused())


def _believed(context: Context, sides: Sides, one: int, other: int) -> dict[Branch, float]:
    """The walks of the planner from one of two mentions to things of the other's kind, each with its score."""
    ends = {sides.topic(one): sides.topic(other), sides.topic(other): sides.topic(one)}
    return {
        plan.branches[0]: plan.score
        for plan in reversed(context.walks)
        if len(plan.branches) == 1 and plan.branches[0].topic in ends
        if context.of_kind([ends[plan.branches[0].topic]], context.tails(plan.branches[0])) is not None
    }


def _joined_by_a_step(sides: Sides, one: int, other: int) -> Iterator[tuple[Branch, str, float]]:
    """The steps that lead from one mention to the other, from the side that the planner rather walks from."""
    for left in sides.single(one):
        back = Branch(sides.topic(other), tuple(map(inverse_step, left.branch.path)))
        if sides.reaches(left.branch, back.topic):
            likely, turned = sides.likelihood(one, left.branch), sides.likelihood(other, back)
            branch, entity = (left.branch, back.topic) if likely >= turned else (back, left.branch.topic)
            yield branch, entity, KNOWN + (1.0 - KNOWN) * max(likely, turned)


def _joined_by_two(sides: Sides, one: int, other: int) -> list[tuple[Branch, str, float]]:
    """The likeliest two steps that lead from one mention to the other."""
    found = []
    for left in sides.single(one):
        for right in sides.single(other):
            if sides.meet(left.branch, right.branch):
                path = (*left.branch.path, inverse_step(right.branch.path[0]))
                share = max(sides.likelihood(one, left.branch), sides.likelihood(other, right.branch))
                found.append((Branch(left.branch.topic, path), right.branch.topic, share))
    return sorted(found, key=lambda item: -item[2])[:MAX_LONGER]


def _unconnected(context: Context, sides: Sides, one: int, other: int) -> Iterator[tuple[Branch, str, float]]:
    """The likeliest steps from either mention to things of the other's kind that do not reach it."""
    for mention, end in ((one, other), (other, one)):
        entity = sides.topic(end)
        for side in sides.tried(mention):
            fits = context.of_kind([entity], context.tails(side.branch)) is not None
            if fits and len(side.branch.path) == 1 and not sides.reaches(side.branch, entity):
                yield side.branch, entity, UNCONNECTED * side.share
