"""The beam search that all planners share: at every hop the graph says which steps exist.

Every plan can be walked in the graph, and none ends at nodes without a name. `constrained=False` lifts both rules, to
measure what they contribute.
Beams of all starts of all questions advance together, so that a model is called once a hop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple, Protocol

from rog.graph import Graph
from rog.planner.search.unnamed_ends import all_unnamed
from rog.types import MAX_HOPS, Branch, RelationPath, Step, make_step

__all__ = ["BeamSettings", "Hypothesis", "SearchedStart", "Start", "StepScorer", "beam_search", "probability"]

MIN_CONTINUE_PROBABILITY = 1e-3
"""Probability that a path goes on is taken to be at least this, where the model is sure that it stops."""


@dataclass(frozen=True)
class BeamSettings:
    """How wide and how deep to search."""

    width: int = 8  # prefixes kept for a question at each hop, over all its starts
    max_hops: int = MAX_HOPS  # longest relation path
    prune: float = 1e-3  # a prefix is dropped when it is this much less probable than the question's best plan
    plans: int = 8  # hypotheses kept for a start
    constrained: bool = True  # whether only steps that the graph offers are scored, or all that it has anywhere


class Start(NamedTuple):
    """Where a plan may start: an entity that a mention of a question may stand for."""

    question: int
    """Number of the question in its batch."""
    mention: int
    """Number of the mention in the batch. A model reads the question once for each, with the mention marked."""
    topic: str
    log_prior: float


class Hypothesis(NamedTuple):
    """A relation path and its log probability, given that the plan starts at its start."""

    path: RelationPath
    log_probability: float


class SearchedStart(NamedTuple):
    """What the search gives for one start."""

    start: Start
    hypotheses: list[Hypothesis]
    """Best first."""
    log_no_topic: float
    """Log probability of stopping before the first step: the mention is no topic of the question."""


class StepScorer(Protocol):
    """What a model must be able to do: say how probable each step is."""

    def score(self, starts: Sequence[int], prefixes: Sequence[RelationPath],
              candidates: Sequence[Sequence[Step]]) -> list[list[float]]:  # fmt: skip
        """For each start, by its number, and prefix: log probabilities of stopping, then of each candidate step."""
        ...


class _Prefix(NamedTuple):
    """An unfinished path from one start, and its log probability."""

    start: int
    path: RelationPath
    log_probability: float


def beam_search(
    scorer: StepScorer, starts: Sequence[Start], graph: Graph, settings: BeamSettings
) -> tuple[list[SearchedStart], int]:
    """Search from all starts. Gives the result for each, in their order, and the number of model calls."""
    hypotheses: list[list[Hypothesis]] = [[] for _ in starts]
    log_no_topic = [0.0] * len(starts)
    best: dict[int, float] = defaultdict(lambda: float("-inf"))
    prefixes = [_Prefix(number, (), 0.0) for number in range(len(starts))]
    calls = 0
    for hop in range(settings.max_hops + 1):
        if not prefixes:
            break
        next_steps = _next_steps if settings.constrained else _all_steps
        candidates = next_steps(prefixes, starts, graph) if hop < settings.max_hops else [[] for _ in prefixes]
        scores = scorer.score([prefix.start for prefix in prefixes], [prefix.path for prefix in prefixes], candidates)
        calls += 1
        unnamed = _are_unnamed(prefixes, starts, graph) if hop and settings.constrained else [False] * len(prefixes)
        extended: list[_Prefix] = []
        for prefix, steps, must_continue, (stop, *step_scores) in zip(
            prefixes, candidates, unnamed, scores, strict=True
        ):
            total = prefix.log_probability
            if hop == 0:
                log_no_topic[prefix.start] = stop
            elif must_continue and (steps or hop == settings.max_hops):
                # Nobody asks for a node without a name: the probability of stopping is shared out among the steps.
                total -= log(max(1.0 - exp(stop), MIN_CONTINUE_PROBABILITY))
            else:
                hypotheses[prefix.start].append(Hypothesis(prefix.path, total + stop))
                start = starts[prefix.start]
                best[start.question] = max(best[start.question], start.log_prior + total + stop)
            extended += (
                _Prefix(prefix.start, (*prefix.path, step), total + score)
                for step, score in zip(steps, step_scores, strict=True)
            )
        prefixes = _prune(extended, starts, best, settings)
    for of_start in hypotheses:
        of_start.sort(key=lambda one: (-one.log_probability, one.path))
        del of_start[settings.plans :]
    return list(map(SearchedStart, starts, hypotheses, log_no_topic)), calls


def _are_unnamed(prefixes: Sequence[_Prefix], starts: Sequence[Start], graph: Graph) -> list[bool]:
    """Whether each prefix ends at nodes without a name only, so that it must go on."""
    return all_unnamed([Branch(starts[prefix.start].topic, prefix.path) for prefix in prefixes], graph)


def _next_steps(prefixes: Sequence[_Prefix], starts: Sequence[Start], graph: Graph) -> list[list[Step]]:
    """The steps that can follow each prefix: one call to the graph for all."""
    branches = [Branch(starts[prefix.start].topic, prefix.path) for prefix in prefixes]
    distinct = list(dict.fromkeys(branches))
    following = dict(zip(distinct, map(list, graph.next_steps(distinct, cap=1)), strict=True))
    return [following[branch] for branch in branches]


def _all_steps(prefixes: Sequence[_Prefix], starts: Sequence[Start], graph: Graph) -> list[list[Step]]:
    """Every step of the graph for each prefix, whether it can follow there or not."""
    steps = [make_step(relation, forward) for relation in graph.relations() for forward in (True, False)]
    return [steps for _ in prefixes]


def _prune(
    prefixes: list[_Prefix], starts: Sequence[Start], best: dict[int, float], settings: BeamSettings
) -> list[_Prefix]:
    """The most probable prefixes of each question.

    A path only gets less probable as it grows. So a prefix far below the best finished path can no longer matter.
    """
    by_question: dict[int, list[tuple[float, _Prefix]]] = defaultdict(list)
    for prefix in prefixes:
        start = starts[prefix.start]
        by_question[start.question].append((start.log_prior + prefix.log_probability, prefix))
    kept: list[_Prefix] = []
    for question, scored in by_question.items():
        scored.sort(key=lambda item: (-item[0], item[1].path, item[1].start))
        threshold = max(best[question], scored[0][0]) + log(settings.prune)
        kept += (prefix for score, prefix in scored[: settings.width] if score >= threshold)
    return kept


def probability(log_probability: float) -> float:
    """From a log probability, never above 1 for rounding."""
    return min(1.0, exp(log_probability))
