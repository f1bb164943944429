"""What all edges of a relation say, where nothing is named: "the head chefs", "loans of over 50 million"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, Context
from rog.planner.proposing.sets.conditions import Tested, said_of, with_pairs, with_tests
from rog.planner.proposing.sets.edges import Edges, Property
from rog.planner.proposing.sets.sides import Whole, asked_of
from rog.query import Having, Kind, Query, Walk
from rog.types import Branch, Step, make_step

__all__ = ["all_edges"]

OTHER_KIND, UNSAID_KIND = 0.1, 0.6
"""What edges are worth that lead to another kind than is asked for; and from none that the question names."""

MAX_PLANS = 6
"""Best conditions that are proposed."""

MAX_STARTS, MAX_EDGES = 300, 600
"""Most things and most edges that are looked at, one by one: no store evaluates conditions on edges itself."""


def all_edges(context: Context, edges: Edges) -> Iterator[Plan]:
    """What the edges of a relation lead to that say what the question says, in both directions."""
    start = context.start_probability
    if start < LEAST_FORM:
        return
    found = [
        (step, one.tests, one.share * _of_kinds(context, step))
        for relation, properties in edges.of_relations.items()
        for one in with_pairs([*_tested(context, properties)])
        for step in (make_step(relation), make_step(relation, forward=False))
        if _are_few(context, step)
    ]
    marks = [None, *((one.start, one.end) for one in context.named_kinds)]
    read = context.readings.probabilities(list(dict.fromkeys(step for step, _, _ in found)), marks)
    ranked = sorted(found, key=lambda one: -one[2] * read[one[0]])[:MAX_PLANS]
    for step, tests, share in ranked:
        walk = Walk(start=_all_leaving(context, step), path=(step,), tests=tests)
        whole = context.of_asked_kind(walk, [Branch("", (step,))])
        yield from asked_of(context, Whole(whole, start * read[step] * share, context.reached(step)))


def _tested(context: Context, properties: Sequence[Property]) -> Iterator[Tested]:
    for one in properties:
        for condition in said_of(context, one, everywhere=True):
            yield with_tests(condition, one.name)


def _are_few(context: Context, step: Step) -> bool:
    """Whether so few things have the step, and lead to so few, that all their edges may be looked at."""
    (starts,) = context.graph.having([step], MAX_STARTS + 1)
    if len(starts) > MAX_STARTS:
        return False
    return sum(map(len, context.graph.ends([(one, (step,)) for one in starts], MAX_EDGES))) <= MAX_EDGES


def _all_leaving(context: Context, step: Step) -> Query:
    """All that a step leaves: of their kind, where they have one only."""
    kinds = context.left(step)
    if len(kinds) == 1 and context.schema.kinds.get(kind := next(iter(kinds)), 0) <= MAX_STARTS:
        return Kind(kind=kind)
    return Having(path=(step,))


def _of_kinds(context: Context, step: Step) -> float:
    """How well the kinds that a step leads from and to are those that the question names."""
    asked = next((one.kind for one in context.named_kinds if one.asked), None)
    others = {one.kind for one in context.named_kinds if not one.asked}
    reached = context.reached(step)
    share = OTHER_KIND if asked is not None and reached and asked not in reached else 1.0
    return share * (UNSAID_KIND if others and not others & context.left(step) else 1.0)
