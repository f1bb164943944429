"""The plans that a question's answers come from: its gold paths, or the relation paths that fit the answers best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from rog.graph import Graph
from rog.metrics import precision_recall_f1
from rog.outcome import Plan
from rog.questions import Question
from rog.training.supervision import find_paths
from rog.types import MAX_HOPS, Branch, RelationPath, inverse_step

__all__ = ["GoldPlan", "gold_plans", "known_topics", "orientations"]

MAX_GOLD_ENDS = 10_000
"""Most ends of a branch that are looked at."""

MAX_JOINED_PATHS = 5
"""Relation paths of a topic that are joined with those of the question's other topics."""

DEFAULT_MAX_HOPS = 3
"""Longest path that is searched for, where the question does not say how many hops it has."""


@dataclass(frozen=True)
class GoldPlan:
    """A plan, what it reaches, and the F1 of that with the question's answers."""

    plan: Plan
    ends: tuple[str, ...]
    f1: float


def orientations(path: RelationPath) -> list[RelationPath]:
    """The relation path as it is written, then with its steps turned round in every other way.

    WebQSP's paths, as RoG (Luo et al. 2024) publishes them, name relations and not the direction they are
    walked in. A path that walks any relation backwards says its directions, and stays as it is.
    """
    if not 1 <= len(path) <= MAX_HOPS:
        return []
    if any(step.startswith("^") for step in path):
        return [path]
    return list(product(*((step, inverse_step(step)) for step in path)))


def known_topics(graph: Graph, question: Question) -> list[str]:
    """The question's topics that the graph has, each once."""
    topics = list(dict.fromkeys(question.topics))
    return [topic for topic, entity in zip(topics, graph.entities(topics), strict=True) if entity is not None]


def gold_plans(graph: Graph, question: Question, *, search: bool = True) -> list[GoldPlan]:
    """Plans whose ends share something with the answers, best F1 first, then with more topics, then shorter.

    They walk the question's gold paths: one for each topic, or all of them from the one topic there is. Each is walked
    in the orientation that fits the answers best. Without gold paths, those found by
    `rog.training.supervision.find_paths` are taken, unless `search` is false. Topics are joined where they meet.
    """
    topics = known_topics(graph, question)
    choices = [[Branch(topic, path) for path in _paths(graph, question, topic, search)] for topic in topics]
    plans: list[tuple[Branch, ...]] = [(branch,) for branches in choices for branch in branches]
    if len(choices) > 1:
        plans += product(*(branches[:MAX_JOINED_PATHS] for branches in choices))
    found = [gold for plan in plans if (gold := _judged(graph, question, plan)).f1]
    return sorted(found, key=lambda gold: (-gold.f1, -len(gold.plan.branches), _steps(gold.plan)))


def _paths(graph: Graph, question: Question, topic: str, search: bool) -> list[RelationPath]:
    if question.gold_paths:
        return list(dict.fromkeys(_walkable(graph, question, topic)))
    if not search:
        return []
    hops = question.hops or DEFAULT_MAX_HOPS
    return [found.path for found in find_paths(graph, topic, question.answers, max_hops=hops)]


def _walkable(graph: Graph, question: Question, topic: str) -> Iterator[RelationPath]:
    """The topic's gold paths that reach an answer, each in its best orientation: as it is written, of equals."""
    gold = question.gold_paths
    if len(question.topics) > 1:
        place = question.topics.index(topic)
        gold = gold[place : place + 1]
    for path in gold:
        ways = orientations(path)
        reached = graph.ends([(topic, way) for way in ways], MAX_GOLD_ENDS)
        fits = [precision_recall_f1(ends, question.answers)[2] if ends else 0.0 for ends in reached]
        if best := max(fits, default=0.0):
            yield ways[fits.index(best)]


def _judged(graph: Graph, question: Question, branches: Sequence[Branch]) -> GoldPlan:
    reached = graph.ends(branches, MAX_GOLD_ENDS)
    common = set(reached[0]).intersection(*reached[1:])
    f1 = precision_recall_f1(common, question.answers)[2] if common else 0.0
    return GoldPlan(Plan.of(tuple(branches), round(f1, 6)), tuple(sorted(common)), f1)


def _steps(plan: Plan) -> tuple[int, tuple[Branch, ...]]:
    return sum(len(branch.path) for branch in plan.branches), plan.branches
