"""The beam search that all planners share: at every hop the graph says which steps exist.

No plan can come out that the graph does not hold, or that ends at nodes without a name (but where the constraint is
taken off, to measure its worth).
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

__all__ = ["BeamSettings", "Finished", "Start", "StepScorer", "beam_search", "probability"]

LEAST_LEFT = 1e-3
"""What a model that is sure to stop is taken to leave to going on."""


@dataclass(frozen=True)
class BeamSettings:
    """How wide and how deep to search."""

    width: int = 8  # prefixes kept for a question at each hop, over all its starts
    max_hops: int = MAX_HOPS  # longest relation path
    prune: float = 1e-3  # a prefix is dropped when it is this much less probable than the question's best plan
    plans: int = 8  # plans kept for a start
    constrained: bool = True  # whether only steps that the graph offers are scored, or all that it has anywhere


class Start(NamedTuple):
    """Where a plan may start: `group` is the question, `text` the question with one mention marked."""

    group: int
    text: int
    topic: str
    log_prior: float


class Finished(NamedTuple):
    """A relation path and its log probability, given that the plan starts at its start."""

    path: RelationPath
    log_probability: float


class StepScorer(Protocol):
    """What a model must be able to do: say how probable each step is."""

    def score(self, texts: Sequence[int], prefixes: Sequence[RelationPath],
              candidates: Sequence[Sequence[Step]]) -> list[list[float]]:  # fmt: skip
        """For each text and prefix, log probabilities: of stopping, then of each candidate step."""
        ...


class _Row(NamedTuple):
    start: int
    prefix: RelationPath
    log_probability: float


def beam_search(
    scorer: StepScorer, starts: Sequence[Start], graph: Graph, settings: BeamSettings
) -> tuple[list[list[Finished]], list[float], int]:
    """Search from all starts.

    Gives for each start its finished paths (best first) and its log probability of stopping at
    once, which means that the mention is no topic of the question; and the number of model calls.
    """
    finished: list[list[Finished]] = [[] for _ in starts]
    nothing = [0.0] * len(starts)
    best: dict[int, float] = defaultdict(lambda: float("-inf"))
    rows = [_Row(index, (), 0.0) for index in range(len(starts))]
    calls = 0
    for hop in range(settings.max_hops + 1):
        if not rows:
            break
        following = _following if settings.constrained else _anywhere
        candidates = following(rows, starts, graph) if hop < settings.max_hops else [[] for _ in rows]
        scores = scorer.score([starts[row.start].text for row in rows], [row.prefix for row in rows], candidates)
        calls += 1
        passing = _passing(rows, starts, graph) if hop and settings.constrained else [False] * len(rows)
        grown: list[_Row] = []
        for row, steps, passes, (stop, *follow) in zip(rows, candidates, passing, scores, strict=True):
            before = row.log_probability
            if hop == 0:
                nothing[row.start] = stop
            elif passes and (steps or hop == settings.max_hops):
                # There may be something behind: what was given to stopping is shared out among the rest.
                before -= log(max(1.0 - exp(stop), LEAST_LEFT))
            else:
                finished[row.start].append(Finished(row.prefix, before + stop))
                start = starts[row.start]
                best[start.group] = max(best[start.group], start.log_prior + before + stop)
            grown += (
                _Row(row.start, (*row.prefix, step), before + value) for step, value in zip(steps, follow, strict=True)
            )
        rows = _prune(grown, starts, best, settings)
    for paths in finished:
        paths.sort(key=lambda done: (-done.log_probability, done.path))
        del paths[settings.plans :]
    return finished, nothing, calls


def _passing(rows: Sequence[_Row], starts: Sequence[Start], graph: Graph) -> list[bool]:
    """Whether each row must go on, since it ends at nodes that have no name."""
    return all_unnamed([Branch(starts[row.start].topic, row.prefix) for row in rows], graph)


def _following(rows: Sequence[_Row], starts: Sequence[Start], graph: Graph) -> list[list[Step]]:
    """The steps that can follow each row: one call to the graph for all."""
    branches = [Branch(starts[row.start].topic, row.prefix) for row in rows]
    distinct = list(dict.fromkeys(branches))
    following = dict(zip(distinct, map(list, graph.next_steps(distinct, cap=1)), strict=True))
    return [following[branch] for branch in branches]


def _anywhere(rows: Sequence[_Row], starts: Sequence[Start], graph: Graph) -> list[list[Step]]:
    """Every step of the graph for each row, whether it can follow there or not."""
    every = [make_step(relation, forward) for relation in graph.relations() for forward in (True, False)]
    return [every for _ in rows]


def _prune(rows: list[_Row], starts: Sequence[Start], best: dict[int, float], settings: BeamSettings) -> list[_Row]:
    """The most probable rows of each question, without those that can no longer matter."""
    groups: dict[int, list[tuple[float, _Row]]] = defaultdict(list)
    for row in rows:
        start = starts[row.start]
        groups[start.group].append((start.log_prior + row.log_probability, row))
    kept: list[_Row] = []
    for group, scored in groups.items():
        scored.sort(key=lambda item: (-item[0], item[1].prefix, item[1].start))
        floor = max(best[group], scored[0][0]) + log(settings.prune)
        kept += (row for value, row in scored[: settings.width] if value >= floor)
    return kept


def probability(log_probability: float) -> float:
    """From a log probability, never above 1 for rounding."""
    return min(1.0, exp(log_probability))
