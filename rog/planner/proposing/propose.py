"""All proposals for a question, best first.

A planner proposes what is walked to. The form of the question says what is done with it, each by its probability: so a
plan that gives things is no good for a question that asks for a number, and is worth as little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rog.calibration import DOUBT_FACTOR
from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.planner.proposing.bases import bases
from rog.planner.proposing.beside import beside
from rog.planner.proposing.computed import computed
from rog.planner.proposing.context import Context
from rog.planner.proposing.counts import counts
from rog.planner.proposing.further_walks import further_walks
from rog.planner.proposing.missing import missing
from rog.planner.proposing.of_kind import of_kind
from rog.planner.proposing.readings import Readings
from rog.planner.proposing.schema import Schema
from rog.planner.proposing.sets.all_edges import all_edges
from rog.planner.proposing.sets.edges import Edges
from rog.planner.proposing.sets.of_sets import sets
from rog.planner.proposing.sets.on_edges import conditioned, edge_conditions, edge_values
from rog.planner.proposing.sets.sides import Sides
from rog.planner.proposing.sets.unions import intersections
from rog.planner.proposing.starts import starts
from rog.planner.proposing.things import things
from rog.planner.proposing.truths import truths
from rog.query import Query
from rog.types import RelationDescription

__all__ = ["propose"]

MAX_EXTENDED_PLANS = 8
"""Best plans that are extended."""


MAX_PROPOSALS = 40
"""Most plans that are given."""


def propose(
    request: PlanRequest,
    planned: Planned,
    graph: Graph,
    described: Mapping[str, RelationDescription],
    readings: Readings | None = None,
    schema: Schema | None = None,
) -> Planned:
    """The plans, and those made of them that compute something, best first; scores are those of plan and form.

    `described` is what is known of the graph's relations, `readings` what the planner thinks of each step with other
    words marked than topics.
    """
    context = Context(request, planned.plans[:MAX_EXTENDED_PLANS], graph, described, readings or Readings(), schema)
    context = replace(context, walks=(*context.walks, *further_walks(context)))
    scores: dict[Query, float] = {}
    sides = Sides(context, planned.plans)
    edges = Edges(context, sides)
    conditions = edge_conditions(context, edges)
    of_edges, of_both = tuple(edge_values(context, sides, edges)), tuple(intersections(context, sides))
    besides = (
        *sets(context, sides),
        *of_both,
        *of_edges,
        *conditioned(context, sides, conditions),
        *all_edges(context, edges),
    )
    operations = context.reading.operations
    for plan in _of_forms(context):
        share = 1.0 - operations["edge"] if of_edges or len(sides.all_mentions) > 1 else 1.0
        if of_both and len(plan.branches) == 1:
            share *= 1.0 - operations["both"]
        if any(branch in conditions for branch in plan.branches):
            share *= DOUBT_FACTOR  # the question seems to say which of the edges it means
        scores[plan.query] = max(scores.get(plan.query, 0.0), plan.score * share)
    for plan in besides:
        scores[plan.query] = max(scores.get(plan.query, 0.0), plan.score)
    made = [Plan(query=query, score=round(min(score, 1.0), 6)) for query, score in scores.items() if score > 0]
    others = (
        plan.model_copy(update={"score": plan.score * context.forms["things"] * context.unused()})
        for plan in planned.plans[MAX_EXTENDED_PLANS:]
    )
    ranked = sorted((*made, *others), key=lambda plan: -plan.score)
    return replace(planned, plans=tuple(ranked[:MAX_PROPOSALS]))


def _of_forms(context: Context) -> Iterator[Plan]:
    """What each form makes of the walks, and of the sets that the question may speak of."""
    yield from things(context)
    yield from counts(context)
    yield from truths(context)
    known = bases(context)
    for proposals in (computed, beside, starts):
        yield from proposals(context, known)
    yield from of_kind(context)
    yield from missing(context)
