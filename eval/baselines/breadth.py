"""Breadth-first: every entity within so many hops, the nearest first; it does not read the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from eval.baselines.starts import starting_topics
from rog.graph import Graph
from rog.outcome import Plan, Verdict
from rog.planner.contract import Planned, PlanRequest
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence
from rog.types import Branch, RelationPath

__all__ = ["AllPathsPlanner", "BreadthReasoner", "paths_within"]

MAX_PATHS = 1000
"""Relation paths from one topic; around a hub of a graph with many relations there are far more."""

TRUNCATED_WARNING = "more relation paths lead on than were walked"
"""Warning of a plan list that is not complete."""


def paths_within(graph: Graph, topic: str, hops: int, most: int = MAX_PATHS) -> tuple[list[RelationPath], bool]:
    """The relation paths of at most `hops` steps from a topic, shorter first, and whether `most` cut them."""
    paths: list[RelationPath] = []
    prefixes: list[RelationPath] = [()]
    for _ in range(hops):
        following = graph.steps(topic, prefixes, cap=1)
        prefixes = [(*prefix, step) for prefix, steps in zip(prefixes, following, strict=True) for step in steps]
        paths += prefixes
        if len(paths) > most:
            return paths[:most], True
    return paths, False


class AllPathsPlanner:
    """Plans every relation path within `hops`, shorter ones first; scored by 1 / its hops, which is no probability."""

    def __init__(self, hops: int, most_paths: int = MAX_PATHS) -> None:
        self.hops, self.most_paths = hops, most_paths

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `rog.planner.contract.Planner`."""
        return [self._plan(request, graph) for request in requests]

    def _plan(self, request: PlanRequest, graph: Graph) -> Planned:
        plans: list[Plan] = []
        cut = False
        topics = starting_topics(request)
        for topic, _ in topics:
            paths, more = paths_within(graph, topic, self.hops, self.most_paths // len(topics))
            plans += (Plan.of((Branch(topic, path),), round(1 / len(path), 6)) for path in paths)
            cut = cut or more
        plans.sort(key=lambda plan: len(plan.branches[0].path))
        return Planned(tuple(plans), warnings=(TRUNCATED_WARNING,) if cut else ())


class BreadthReasoner:
    """Answers with all that was reached: nearer first, then what more plans reach, at most `limit` entities.

    Each answer rests on the first plan that reaches it; the other plans are left out of the result.
    """

    def __init__(self, most_paths: int = MAX_PATHS, limit: int = 1000) -> None:
        self.most_paths, self.limit = most_paths, limit

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `rog.reasoner.contract.Reasoner`."""
        return [self._reason(item) for item in evidence]

    def _reason(self, item: Evidence) -> Reasoned:
        first: dict[str, Plan] = {}
        times: Counter[str] = Counter()
        for found in item.retrieved:
            times.update(found.ends)
            for end in found.ends:
                first.setdefault(end, found.plan)
        order = sorted(first, key=lambda end: (len(first[end].branches[0].path), -times[end], end))[: self.limit]
        cut = len(order) < len(first) or any(found.ends.truncated for found in item.retrieved)
        cut = cut or len(item.retrieved) >= self.most_paths
        # Any of the entities may be meant, so each has the same share of 1.
        score = round(1 / len(order), 6) if order else 0.0
        answers = tuple(ScoredEnd(end, score, (first[end],)) for end in order)
        plans = tuple(_plans_of(answers))
        return Reasoned(answers, plans, None if order else "nothing is within reach of the topic", truncated=cut)


def _plans_of(answers: Sequence[ScoredEnd]) -> Iterator[Verdict]:
    """Each plan that an answer rests on, once."""
    seen = set()
    for answer in answers:
        for plan in answer.plans:
            if plan.branches not in seen:
                seen.add(plan.branches)
                yield Verdict(plan=plan, kept=True)
