"""The steps near the topics of a question: what a prompt shows a planner that cannot be steered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.planner.contract import PlanRequest
from rog.prompts.step_texts import StepTexts
from rog.types import Branch, Candidate, Step, make_step, read_step
from rog.words.similarity import WordSimilarity

__all__ = ["Nearby", "PromptRelations", "StartingPoint", "find_nearby"]

MAX_CANDIDATES_PER_MENTION = 2

MIN_RELATIVE_CANDIDATE_SCORE = 0.3
"""A further candidate of a mention is shown if it has this share of the best one's score."""

SECOND_STEP_WEIGHT = 0.5
"""Weight of the best step behind a first step in the score of the first step."""

MAX_EXPANDED_STEPS = 24
"""First steps of a topic, the most similar to the question, behind which second steps are looked up."""


@dataclass(frozen=True)
class PromptRelations:
    """A set of relations: their texts in prompts, and their similarity to questions."""

    names: tuple[str, ...]
    texts: StepTexts
    similarity: WordSimilarity


@dataclass(frozen=True)
class StartingPoint:
    """An entity that a question may start from, and the first steps from it, best first."""

    id: str
    name: str
    steps: dict[Step, float]
    """The score of each: its similarity to the question, and in part that of the steps behind it."""


@dataclass(frozen=True)
class Nearby:
    """The starting points of a question, and the steps that can follow their first steps, best first."""

    starts: tuple[StartingPoint, ...]
    later: dict[Step, float]

    def score(self, step: Step) -> float:
        """The best score of a step anywhere; 0 for one that is not near."""
        return max(
            (steps.get(step, 0.0) for steps in (self.later, *(start.steps for start in self.starts))), default=0.0
        )


def find_nearby(requests: Sequence[PlanRequest], graph: Graph, relations: PromptRelations) -> list[Nearby]:
    """For each request the steps one and two hops from its topics: two calls to the graph for all.

    Raises UnknownEntityError where the graph lost a topic.
    """
    topics = [_candidates(request) for request in requests]
    first = _next_steps([Branch(one.id, ()) for candidates in topics for one in candidates], graph, relations.texts)
    expanded = [
        _expanded(candidates, first, _similarity(request, relations, _steps(candidates, first)))
        for request, candidates in zip(requests, topics, strict=True)
    ]
    second = _next_steps([prefix for prefixes in expanded for prefix in prefixes], graph, relations.texts)
    return [
        _nearby(request, relations, candidates, first, {prefix: second[prefix] for prefix in prefixes})
        for request, candidates, prefixes in zip(requests, topics, expanded, strict=True)
    ]


def _candidates(request: PlanRequest) -> list[Candidate]:
    """The candidates of each mention that are about as good as its best, each entity once."""
    kept: dict[str, Candidate] = {}
    for topic in request.topics:
        for one in topic.candidates[:MAX_CANDIDATES_PER_MENTION]:
            if one.score >= MIN_RELATIVE_CANDIDATE_SCORE * topic.candidates[0].score:
                kept.setdefault(one.id, one)
    return list(kept.values())


def _next_steps(prefixes: Sequence[Branch], graph: Graph, texts: StepTexts) -> dict[Branch, list[Step]]:
    """The steps after each prefix, of those that have a text in prompts."""
    distinct = list(dict.fromkeys(prefixes))
    if not distinct:
        return {}
    following = zip(distinct, graph.next_steps(distinct, cap=1), strict=True)
    return {prefix: [step for step in steps if step in texts] for prefix, steps in following}


def _steps(topics: Sequence[Candidate], first: Mapping[Branch, Sequence[Step]]) -> list[Step]:
    return [step for one in topics for step in first[Branch(one.id, ())]]


def _expanded(
    topics: Sequence[Candidate], first: Mapping[Branch, Sequence[Step]], scores: Mapping[Step, float]
) -> list[Branch]:
    """The best first steps of each topic, as prefixes."""
    return [
        Branch(one.id, (step,))
        for one in topics
        for step in _ranked(first[Branch(one.id, ())], scores)[:MAX_EXPANDED_STEPS]
    ]


def _nearby(
    request: PlanRequest,
    relations: PromptRelations,
    topics: Sequence[Candidate],
    first: Mapping[Branch, Sequence[Step]],
    second: Mapping[Branch, Sequence[Step]],
) -> Nearby:
    """The steps of one request. What lies behind a first step adds to its score.

    Where no step leads on from a topic, the steps like the question are the later ones, wherever they start.
    """
    later = list(dict.fromkeys(step for steps in second.values() for step in steps))
    if not any(first[Branch(one.id, ())] for one in topics):
        scores = relations.similarity.scores(request.question, relations.names)
        later = [make_step(relation) for relation in relations.names if scores[relation] > 0]
    later_scores = _similarity(request, relations, later)
    starts = []
    for one in topics:
        steps = first[Branch(one.id, ())]
        scores = _similarity(request, relations, steps)
        for step in steps:
            behind = second.get(Branch(one.id, (step,)), ())
            scores[step] += SECOND_STEP_WEIGHT * max((later_scores[other] for other in behind), default=0.0)
        starts.append(StartingPoint(one.id, one.name, {step: scores[step] for step in _ranked(steps, scores)}))
    return Nearby(tuple(starts), {step: later_scores[step] for step in _ranked(later, later_scores)})


def _similarity(request: PlanRequest, relations: PromptRelations, steps: Sequence[Step]) -> dict[Step, float]:
    """How similar each step is to the question, whatever the direction of its relation."""
    relation_of = {step: read_step(step)[0] for step in steps}
    scores = relations.similarity.scores(request.question, set(relation_of.values()))
    return {step: scores[relation] for step, relation in relation_of.items()}


def _ranked(steps: Sequence[Step], scores: Mapping[Step, float]) -> list[Step]:
    return sorted(steps, key=lambda step: (-scores[step], step))
