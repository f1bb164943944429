"""The steps near the topics of a question: what a prompt shows a planner that cannot be steered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.planner.contract import PlanRequest
from rog.prompts.step_texts import StepTexts
from rog.types import Branch, Candidate, Step, read_step
from rog.words.likeness import WordLikeness

__all__ = ["Nearby", "PromptRelations", "StartingPoint", "find_nearby"]

CANDIDATES = 2
"""Entities that one mention is read as, at most."""

RIVAL = 0.3
"""A reading of a mention is shown if it has this share of the best one's score."""

BEHIND = 0.5
"""What the likeness of the best step behind a first step counts for it."""

EXPANDED = 24
"""First steps of a topic, those most like the question, behind which is looked."""


@dataclass(frozen=True)
class PromptRelations:
    """What is known of a set of relations: their texts in prompts, and their likeness to questions."""

    texts: StepTexts
    likeness: WordLikeness


@dataclass(frozen=True)
class StartingPoint:
    """An entity that a question may start from, and the steps from it, most like the question first."""

    id: str
    name: str
    steps: dict[Step, float]
    """What each is worth, by its words and those of the steps behind it."""


@dataclass(frozen=True)
class Nearby:
    """The starting points of a question, and the steps that can follow theirs, most like the question first."""

    starts: tuple[StartingPoint, ...]
    later: dict[Step, float]

    def worth(self, step: Step) -> float:
        """What a step is worth wherever it is best; 0 for one that is not near."""
        return max(
            (steps.get(step, 0.0) for steps in (self.later, *(start.steps for start in self.starts))), default=0.0
        )


def find_nearby(requests: Sequence[PlanRequest], graph: Graph, relations: PromptRelations) -> list[Nearby]:
    """For each request the steps one and two hops from its topics: two calls to the graph for all.

    Raises UnknownEntityError where the graph lost a topic.
    """
    topics = [_candidates(request) for request in requests]
    first = _following([Branch(one.id, ()) for own in topics for one in own], graph, relations.texts)
    likeness = [
        _likeness(request, relations, [step for one in own for step in first[Branch(one.id, ())]])
        for request, own in zip(requests, topics, strict=True)
    ]
    prefixes = [
        [Branch(one.id, (step,)) for one in own for step in _ranked(first[Branch(one.id, ())], scores)[:EXPANDED]]
        for own, scores in zip(topics, likeness, strict=True)
    ]
    second = _following([prefix for own in prefixes for prefix in own], graph, relations.texts)
    return [
        _nearby(request, relations, own, first, {prefix: second[prefix] for prefix in behind})
        for request, own, behind in zip(requests, topics, prefixes, strict=True)
    ]


def _candidates(request: PlanRequest) -> list[Candidate]:
    """The readings of each mention that are about as good as its best, each entity once."""
    found: dict[str, Candidate] = {}
    for topic in request.topics:
        for one in topic.candidates[:CANDIDATES]:
            if one.score >= RIVAL * topic.candidates[0].score:
                found.setdefault(one.id, one)
    return list(found.values())


def _following(prefixes: Sequence[Branch], graph: Graph, texts: StepTexts) -> dict[Branch, list[Step]]:
    """The steps after each prefix, of those that can be said in a prompt."""
    distinct = list(dict.fromkeys(prefixes))
    if not distinct:
        return {}
    found = zip(distinct, graph.next_steps(distinct, cap=1), strict=True)
    return {prefix: [step for step in steps if step in texts] for prefix, steps in found}


def _nearby(
    request: PlanRequest,
    relations: PromptRelations,
    topics: Sequence[Candidate],
    first: Mapping[Branch, Sequence[Step]],
    second: Mapping[Branch, Sequence[Step]],
) -> Nearby:
    """The steps of one request; a first step is worth something for what lies behind it, too."""
    later = list(dict.fromkeys(step for steps in second.values() for step in steps))
    later_scores = _likeness(request, relations, later)
    starts = []
    for one in topics:
        steps = first[Branch(one.id, ())]
        scores = _likeness(request, relations, steps)
        for step in steps:
            behind = second.get(Branch(one.id, (step,)), ())
            scores[step] += BEHIND * max((later_scores[other] for other in behind), default=0.0)
        starts.append(StartingPoint(one.id, one.name, {step: scores[step] for step in _ranked(steps, scores)}))
    return Nearby(tuple(starts), {step: later_scores[step] for step in _ranked(later, later_scores)})


def _likeness(request: PlanRequest, relations: PromptRelations, steps: Sequence[Step]) -> dict[Step, float]:
    """How like the question each step is; both directions of a relation alike."""
    called = {step: read_step(step)[0] for step in steps}
    scores = relations.likeness.scores(request.question, set(called.values()))
    return {step: scores[relation] for step, relation in called.items()}


def _ranked(steps: Sequence[Step], scores: Mapping[Step, float]) -> list[Step]:
    return sorted(steps, key=lambda step: (-scores[step], step))
