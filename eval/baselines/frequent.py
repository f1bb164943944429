"""The relation path that answers most training questions, whatever is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eval.baselines.starts import ranked_plans, starting_topics
from eval.gold import orientations
from rog.graph import Graph
from rog.planner.contract import Planned, PlanRequest
from rog.questions import Question
from rog.training.supervision import supervise
from rog.types import RelationPath

__all__ = ["FrequentPathPlanner", "count_paths"]

PLANS = 8
"""Relation paths given for a topic."""

TOGETHER = 64
"""Paths that are tried in one call."""


def count_paths(graph: Graph, train: Sequence[Question]) -> dict[RelationPath, float]:
    """How many topics of training questions have each relation path as a gold path.

    Where questions come without gold paths, those that `rog.training.supervision.supervise` finds are counted, and
    where a gold path can only be walked with steps turned round, the orientations that lead somewhere. Several paths
    of one topic share one vote.
    """
    counts: dict[RelationPath, float] = defaultdict(float)
    whole = [row.model_copy(update={"gold_paths": tuple(path for path in row.gold_paths if path)}) for row in train]
    for found in supervise(graph, [_oriented(graph, row) for row in whole]):
        for paths in found.paths.values():
            for path in paths:
                counts[path] += 1 / len(paths)
    return counts


def _oriented(graph: Graph, row: Question) -> Question:
    """The question with its gold paths as they can be walked from its one topic, where none can as it is written."""
    if len(row.topics) != 1 or not row.gold_paths or graph.entities(row.topics)[0] is None:
        return row
    ways = [way for path in row.gold_paths for way in orientations(path)]
    reached = graph.ends([(row.topics[0], way) for way in ways], 1)
    walked = tuple(way for way, ends in zip(ways, reached, strict=True) if ends)
    written = tuple(path for path in row.gold_paths if path in walked)
    return row.model_copy(update={"gold_paths": written or walked or row.gold_paths})


class FrequentPathPlanner:
    """Plans the most frequent paths that can be walked from the topic; it does not read the question."""

    def __init__(self, counts: Mapping[RelationPath, float]) -> None:
        self.paths = sorted(counts, key=lambda path: (-counts[path], len(path), path))

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `rog.planner.contract.Planner`."""
        return [self._plan(request, graph) for request in requests]

    def _plan(self, request: PlanRequest, graph: Graph) -> Planned:
        found = []
        for topic, _ in starting_topics(request):
            walked: list[RelationPath] = []
            for first in range(0, len(self.paths), TOGETHER):
                paths = self.paths[first : first + TOGETHER]
                reached = graph.ends([(topic, path) for path in paths], 1)
                walked += (path for path, ends in zip(paths, reached, strict=True) if ends)
                if len(walked) >= PLANS:
                    break
            found.append((topic, walked[:PLANS]))
        return Planned(tuple(ranked_plans(found)))
