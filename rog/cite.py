"""From scored ends to answers that cite what they rest on, every edge of which was checked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.graph.evaluate import Evaluator
from rog.outcome import Answer, Plan, Proof, in_order
from rog.prove import Support, entities_shown, held_edges, supports
from rog.reasoner.contract import Reasoned
from rog.retriever import reasoning_paths
from rog.types import Entity, ReasoningPath, Triple

__all__ = ["Cited", "cite", "symmetric_relations"]


@dataclass(frozen=True)
class Cited:
    """Answers with verified paths and proofs, the entities that they speak of, and what could not be shown."""

    answers: tuple[Answer, ...]
    entities: dict[str, Entity]
    warnings: tuple[str, ...]


def cite(reasoned: Reasoned, graph: Graph, limit: int) -> Cited:
    """Give each answer the proof of each plan that reaches it, with at most `limit` reasoning paths of each walk.

    A path with an edge that no longer exists is left out, and so is a plan that a branch has no path
    for or whose proof is gone, and an answer that no plan is left for: nothing is shown that the graph does not hold.
    """
    if not reasoned.answers:
        return Cited((), {}, ())
    plans = list({plan.query: plan for answer in reasoned.answers for plan in answer.plans}.values())
    shown = {plan.query: _shown(plan, reasoned, graph, limit) for plan in plans}
    every = [part for own in shown.values() for parts in own.values() for part in parts]
    hold = held_edges(every, graph)
    names = entities_shown((answer.id for answer in reasoned.answers), every, graph)
    answers, unproven = [], 0
    for scored in reasoned.answers:
        parts = [part for plan in scored.plans for part in _proven(plan, shown[plan.query][scored.id], hold)]
        paths = tuple(path for part in parts for path in part.paths)
        proofs: list[Proof] = []
        for part in parts:
            proofs += (proof for proof in part.proofs if proof not in proofs)
        if not paths and not proofs:
            unproven += 1
            continue
        answers.append(Answer.of(scored.id, names[scored.id], scored.score, paths, tuple(proofs)))
    warnings = (f"{unproven} answers left out: the graph changed and no longer holds their paths",) if unproven else ()
    return Cited(in_order(answers), names, warnings)


def symmetric_relations(answers: Iterable[Answer], graph: Graph) -> tuple[str, ...]:
    """The relations on the paths of answers that were declared to hold both ways: one call to the graph."""
    cited = sorted({hop.relation for answer in answers for path in answer.paths for hop in path.hops})
    described = zip(cited, graph.describe(cited) if cited else [], strict=True)
    return tuple(relation for relation, one in described if one.symmetric)


Shown = dict[str, list[Support]]
"""For each answer what speaks for it: for each branch of a plan, or all in one for any other query."""


def _shown(plan: Plan, reasoned: Reasoned, graph: Graph, limit: int) -> Shown:
    ends = [answer.id for answer in reasoned.answers if any(plan.query == own.query for own in answer.plans)]
    if plan.branches:
        walked = reasoning_paths(plan, ends, graph, limit)
        return {end: [Support(list(paths)) for paths in branches] for end, branches in walked.items()}
    return {end: [support] for end, support in supports(plan.query, ends, Evaluator(graph), limit).items()}


def _proven(plan: Plan, parts: Sequence[Support], hold: set[Triple]) -> list[Support]:
    """What of it the graph holds now; nothing where that does not prove the answer any more."""
    if plan.branches:
        held = [Support([path for path in part.paths if _holds(path, hold)]) for part in parts]
        return held if all(part.paths for part in held) else []
    return [part for part in parts if hold.issuperset(part.edges())]


def _holds(path: ReasoningPath, hold: set[Triple]) -> bool:
    return all(hop.triple in hold for hop in path.hops)
