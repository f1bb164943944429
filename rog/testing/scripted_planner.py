"""A planner that says what it was told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rog.graph import Graph
from rog.outcome import Plan, Usage
from rog.planner.contract import Planned, PlanRequest
from rog.query import read_query
from rog.types import Branch, RelationPath

__all__ = ["Script", "ScriptedPlanner"]

Script = Mapping[str, Sequence[tuple[float, Sequence[tuple[str, RelationPath]] | str]]]
"""For each question, its plans: a score, and the (topic, relation path) of each branch or a query as text."""


class ScriptedPlanner:
    """Gives each question the plans of its script, where their topics were linked; one may raise instead."""

    def __init__(self, script: Script, failing: Mapping[str, Exception] | None = None) -> None:
        self.script, self.failing = script, failing or {}
        self.asked: list[list[PlanRequest]] = []

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        self.asked.append(list(requests))
        return [self._plan(request) for request in requests]

    def _plan(self, request: PlanRequest) -> Planned:
        if request.question in self.failing:
            raise self.failing[request.question]
        linked = {candidate.id for topic in request.topics for candidate in topic.candidates}
        plans = (_plan(score, asked) for score, asked in self.script.get(request.question, ()))
        plans = (plan for plan in plans if linked.issuperset(branch.topic for branch in plan.branches))
        return Planned(tuple(plans), Usage(model_calls=1, input_tokens=len(request.question.split())))


def _plan(score: float, asked: Sequence[tuple[str, RelationPath]] | str) -> Plan:
    if isinstance(asked, str):
        return Plan(query=read_query(asked), score=score)
    return Plan.of([Branch(*branch) for branch in asked], score)
