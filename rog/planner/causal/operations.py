"""Plans that compute something: behind a path, the model chooses between its end and the operations possible there."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from rog.graph import Graph
from rog.lm.contract import SteerableLM
from rog.outcome import Plan
from rog.planner.causal.reading import PathReader, PromptedPath
from rog.planner.contract import PlanRequest
from rog.planner.search.beams import Start
from rog.prompts.operation_texts import operation_options, operation_pieces
from rog.query import Query
from rog.types import Branch, Entity
from rog.values import Value
from rog.words.quantities import quantities

__all__ = ["with_operations"]

LEAST_OPERATION = 0.02
"""Share of what the model writes behind a path below which no operation is read there."""

LEAST_SHARE = 0.005
"""Share of a plan's score below which an operation on it is no plan."""

MAX_EXTENDED_PLANS = 8
"""Best plans of a question that are extended."""

MAX_OTHERS = 4
"""Further entities of a question that an operation may name."""


class _Extended(NamedTuple):
    """A plan behind whose path operations may be written."""

    question: int
    place: int
    """Of the plan among those of its question."""
    branch: Branch
    path: PromptedPath


def with_operations(
    requests: Sequence[PlanRequest],
    plans: Sequence[tuple[Plan, ...]],
    starts: Sequence[Start],
    reader: PathReader,
    lm: SteerableLM,
    graph: Graph,
) -> list[tuple[Plan, ...]]:
    """The plans of each request, and those that compute something of what they reach, best first.

    A plan's score is shared out among the end of its text and the operations. A model that writes none costs no run.
    """
    extended = _extended(plans, starts, reader)
    if not extended:
        return list(plans)
    others = [_others(requests[one.question]) for one in extended]
    values = [_values(requests[one.question]) for one in extended]
    options = operation_options([one.branch for one in extended], graph, others, values)
    chosen = [(one, list(made.items())) for one, made in zip(extended, options, strict=True) if made]
    tokens = [lm.encode_next([operation_pieces(text)[-1] for text, _ in made]) for _, made in chosen]
    scores = reader.read_operations([one.path for one, _ in chosen], tokens)
    shared: dict[tuple[int, int], list[Plan]] = {}
    for (one, made), log_probabilities in zip(chosen, scores, strict=True):
        plan = plans[one.question][one.place]
        queries = [query for _, query in made]
        shared[one.question, one.place] = _shared(plan, queries, reader.paths[one.path].stop, log_probabilities)
    return [
        tuple(
            sorted(
                (made for place, plan in enumerate(own) for made in shared.get((question, place), [plan])),
                key=lambda plan: -plan.score,
            )
        )
        for question, own in enumerate(plans)
    ]


def _extended(plans: Sequence[tuple[Plan, ...]], starts: Sequence[Start], reader: PathReader) -> list[_Extended]:
    """The plans of one branch behind which the model may write an operation."""
    mentions: dict[tuple[int, str], int] = {}
    for start in starts:
        mentions.setdefault((start.question, start.topic), start.mention)
    extended = []
    for question, own in enumerate(plans):
        for place, plan in enumerate(own[:MAX_EXTENDED_PLANS]):
            if len(plan.branches) != 1:
                continue
            (branch,) = plan.branches
            path = mentions[question, branch.topic], branch.path
            read = reader.paths.get(path)
            if read is not None and exp(read.operate - read.complete) >= LEAST_OPERATION:
                extended.append(_Extended(question, place, branch, path))
    return extended


def _shared(plan: Plan, queries: Sequence[Query], stop: float, operations: Sequence[float]) -> list[Plan]:
    """A plan and those that compute something of it, which share its score as they share the model's probability."""
    highest = max(stop, *operations)
    weights = [exp(one - highest) for one in (stop, *operations)]
    total = sum(weights)
    pairs = zip((plan.query, *queries), weights, strict=True)
    return [
        Plan(query=query, score=plan.score * weight / total)
        for query, weight in pairs
        if weight / total >= LEAST_SHARE or query is plan.query
    ]


def _others(request: PlanRequest) -> list[Entity]:
    """The best reading of each mention."""
    best = [topic.candidates[0] for topic in request.topics if topic.candidates]
    return [Entity(id=one.id, name=one.name) for one in best[:MAX_OTHERS]]


def _values(request: PlanRequest) -> list[Value]:
    """The values that the question names outside its mentions."""
    spans = [topic.span for topic in request.topics if topic.span is not None]
    found = quantities(request.question)
    return [one.value for one in found if not any(start < one.end and one.start < end for start, end in spans)]
