"""Where baselines start from, and how the paths they choose for each topic become plans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rog.outcome import Plan
from rog.planner.contract import PlanRequest
from rog.types import Branch, RelationPath, Topic

__all__ = ["ranked_plans", "starting_topics"]


def starting_topics(request: PlanRequest) -> list[tuple[str, Topic]]:
    """The topics that were given, each with its mention, or the best candidate of the best mention that was linked."""
    given = [topic for topic in request.topics if topic.candidates and topic.candidates[0].kind == "given"]
    chosen = given or [topic for topic in request.topics if topic.candidates][:1]
    return [(topic.candidates[0].id, topic) for topic in chosen]


def ranked_plans(paths: Sequence[tuple[str, Sequence[RelationPath]]]) -> list[Plan]:
    """Plans from each topic's relation paths, best first, scored by 1 / rank, which is no probability.

    Several topics meet in the first plan, by the best path of each; then come the paths of each alone. By the
    default reasoner's rule only the first plan that reaches anything is trusted.
    """
    branches = [[Branch(topic, path) for path in own] for topic, own in paths]
    together = [tuple(own[0] for own in branches)] if len(branches) > 1 and all(branches) else []
    alone = [(branch,) for rank in zip_longest(*branches) for branch in rank if branch is not None]
    plans = dict.fromkeys([*together, *alone])
    return [Plan.of(plan, round(1 / rank, 6)) for rank, plan in enumerate(plans, 1)]
