"""What is proposed for a question, where a planner walks given paths."""

from __future__ import annotations

from collections.abc import Sequence

from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.planner.proposing import propose
from rog.types import Candidate, RelationPath, Topic

Walked = tuple[str, RelationPath]


def request_of(question: str, *topics: str) -> PlanRequest:
    """The question with these topics, each mentioned by its id."""
    mentions = tuple(
        Topic(
            text=name,
            start=question.index(name),
            end=question.index(name) + len(name),
            candidates=(Candidate(id=name, name=name, score=1.0 / len(topics), kind="name"),),
        )
        for name in topics
    )
    return PlanRequest(question, mentions)


def proposed(graph: Graph, request: PlanRequest, *walks: tuple[Sequence[Walked], float]) -> list[Plan]:
    """The plans, where a planner gives these branches with these scores."""
    described = dict(zip(graph.relations(), graph.describe(graph.relations()), strict=True))
    plans = tuple(Plan.of(list(branches), score) for branches, score in walks)
    return list(propose(request, Planned(plans), graph, described).plans)


def best(graph: Graph, question: str, topics: Sequence[str], *walks: tuple[Sequence[Walked], float]) -> str:
    """The text of the best plan."""
    return str(proposed(graph, request_of(question, *topics), *walks)[0].query)
