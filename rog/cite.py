"""From scored ends to answers that cite reasoning paths, every edge of which was checked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.outcome import Answer, Plan, entity_of, in_order
from rog.reasoner.contract import Reasoned
from rog.retriever import reasoning_paths
from rog.types import Entity, ReasoningPath, Triple

__all__ = ["Cited", "cite"]


@dataclass(frozen=True)
class Cited:
    """Answers with verified paths, the entities that they speak of, and what could not be shown."""

    answers: tuple[Answer, ...]
    entities: dict[str, Entity]
    warnings: tuple[str, ...]


def cite(reasoned: Reasoned, graph: Graph, limit: int) -> Cited:
    """Give each answer at most `limit` reasoning paths for each branch of each plan that reaches it.

    A path with an edge that no longer exists is left out, and so is a plan that a branch has no path
    for, and an answer that no plan is left for: nothing is shown that the graph does not hold.
    """
    if not reasoned.answers:
        return Cited((), {}, ())
    plans = list({plan.branches: plan for answer in reasoned.answers for plan in answer.plans}.values())
    walked = {plan.branches: _walk(plan, reasoned, graph, limit) for plan in plans}
    hold = _holding(walked.values(), graph)
    names = _entities(reasoned, walked.values(), graph)
    answers, unproven = [], 0
    for scored in reasoned.answers:
        proven = [[_proven(branch, hold) for branch in walked[plan.branches][scored.id]] for plan in scored.plans]
        paths = tuple(path for branches in proven if all(branches) for branch in branches for path in branch)
        if not paths:
            unproven += 1
            continue
        answers.append(Answer.of(scored.id, names[scored.id], scored.score, paths))
    warnings = (f"{unproven} answers left out: the graph changed and no longer holds their paths",) if unproven else ()
    return Cited(in_order(answers), names, warnings)


Walked = dict[str, tuple[tuple[ReasoningPath, ...], ...]]
"""For each answer, for each branch of one plan, its reasoning paths."""


def _walk(plan: Plan, reasoned: Reasoned, graph: Graph, limit: int) -> Walked:
    ends = [answer.id for answer in reasoned.answers if any(plan.branches == own.branches for own in answer.plans)]
    return reasoning_paths(plan, ends, graph, limit)


def _paths(walked: Iterable[Walked]) -> Iterable[ReasoningPath]:
    return (path for plan in walked for branches in plan.values() for branch in branches for path in branch)


def _holding(walked: Iterable[Walked], graph: Graph) -> set[Triple]:
    """Which of the cited edges the graph holds now: one call for all of them."""
    triples = list({hop.triple for path in _paths(walked) for hop in path.hops})
    return {triple for triple, held in zip(triples, graph.holds(triples), strict=True) if held}


def _proven(branch: Sequence[ReasoningPath], hold: set[Triple]) -> list[ReasoningPath]:
    return [path for path in branch if all(hop.triple in hold for hop in path.hops)]


def _entities(reasoned: Reasoned, walked: Iterable[Walked], graph: Graph) -> dict[str, Entity]:
    """The answers and all that their paths visit, by id."""
    ids = dict.fromkeys(answer.id for answer in reasoned.answers)
    for path in _paths(walked):
        ids[path.topic] = None
        ids.update((hop.target, None) for hop in path.hops)
    found = zip(ids, graph.entities(list(ids)), strict=True)
    return {key: entity_of(key, entity) for key, entity in found}
