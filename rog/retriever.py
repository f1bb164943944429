"""Executes plans in the graph: what they find, and the reasoning paths that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rog.calibration import IDENTITY, Calibration
from rog.errors import IncomparableError
from rog.graph import Graph
from rog.graph.evaluate import Evaluator
from rog.outcome import Doubt, Plan, Usage, Verdict
from rog.query import COMPUTED, Query, Several, normal_form
from rog.types import Branch, Ends, ReasoningPath, Topic

__all__ = ["Evidence", "Retrieved", "reasoning_paths", "retrieve"]


@dataclass(frozen=True)
class Retrieved:
    """A plan and what its query finds: entities, or values."""

    plan: Plan
    ends: Ends
    error: str | None = None
    """Why the query could not be executed, where it could not."""
    doubts: tuple[Doubt, ...] = ()
    """What speaks against this plan in particular."""

    @property
    def answer(self) -> tuple[Ends, Query | None]:
        """What plans that give one answer have in common: what they find, and for what is computed its query as well.

        That two queries give the same number or truth says nothing for it.
        """
        query = self.plan.query
        return self.ends, normal_form(query) if isinstance(query, COMPUTED) else None

    @property
    def why_nothing(self) -> str | None:
        """Why the plan reaches nothing, where it does not."""
        if self.ends:
            return None
        if self.error is not None:
            return self.error
        if not self.plan.branches:
            return "a limit cut what it is computed from" if self.ends.truncated else "it finds nothing"
        why = "its branches reach nothing in common" if len(self.plan.branches) > 1 else "it reaches nothing"
        return why + (" within the limit" if self.ends.truncated else "")

    def verdict(self, dropped_because: str | None) -> Verdict:
        """What became of the plan, which is kept where there is no reason to drop it."""
        return Verdict(
            plan=self.plan, kept=dropped_because is None, reason=dropped_because, found=len(self.ends),
            truncated=self.ends.truncated,
        )  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """What a reasoner answers from."""

    question: str
    graph: Graph
    retrieved: tuple[Retrieved, ...]
    """Best plan first."""
    spent: Usage = Usage()
    """What the question has cost in language models so far, which counts towards its budget."""
    calibration: Calibration | None = IDENTITY
    """What the plans' scores are worth; None where they say nothing but which plan is better."""
    topics: tuple[Topic, ...] = ()
    """The mentions that the plans may start from."""
    doubts: tuple[Doubt, ...] = ()
    """What the planner has against its plans."""


def retrieve(plans: Sequence[Plan], graph: Graph, limit: int) -> list[Retrieved]:
    """What each plan finds, at most `limit` ids a branch or set: one call to the graph for all plans of branches."""
    branches = list(dict.fromkeys(branch for plan in plans for branch in plan.branches))
    reached = dict(zip(branches, graph.ends(branches, limit), strict=True))
    evaluator = Evaluator(graph, limit)
    return [
        Retrieved(plan, _common([reached[branch] for branch in plan.branches]))
        if plan.branches
        else _evaluated(plan, evaluator)
        for plan in plans
    ]


def _evaluated(plan: Plan, evaluator: Evaluator) -> Retrieved:
    """What the query finds; of several questions in one what all of them find, where each finds something."""
    parts = plan.query.parts if isinstance(plan.query, Several) else (plan.query,)
    try:
        found = [evaluator.find(part) for part in parts]
    except IncomparableError as error:
        return Retrieved(plan, Ends(), str(error))
    ids = dict.fromkeys(one for part in found for one in part.ids) if all(part.ids for part in found) else ()
    return Retrieved(plan, Ends(ids, any(part.truncated for part in found)))


def _common(reached: Sequence[Ends]) -> Ends:
    if len(reached) == 1:
        return reached[0]
    others = [set(ends) for ends in reached[1:]]
    common = (end for end in reached[0] if all(end in other for other in others))
    return Ends(common, truncated=any(ends.truncated for ends in reached))


def reasoning_paths(
    plan: Plan, ends: Sequence[str], graph: Graph, limit: int
) -> dict[str, tuple[tuple[ReasoningPath, ...], ...]]:
    """For each end, for each branch of the plan, at most `limit` reasoning paths to it."""
    found: dict[str, list[tuple[ReasoningPath, ...]]] = {end: [] for end in ends}
    for branch in plan.branches:
        walked = _by_end(branch, ends, graph, limit)
        for end in ends:
            found[end].append(tuple(walked.get(end, ())))
    return {end: tuple(branches) for end, branches in found.items()}


def _by_end(branch: Branch, ends: Sequence[str], graph: Graph, limit: int) -> dict[str, list[ReasoningPath]]:
    walked: dict[str, list[ReasoningPath]] = {}
    for path in graph.walk(branch, ends, limit):
        walked.setdefault(path.end, []).append(path)
    return walked
