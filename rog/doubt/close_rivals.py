"""Doubt where another plan, with other answers, is nearly as probable."""

from __future__ import annotations

from collections.abc import Iterator

from rog.doubt.confidence import doubted
from rog.outcome import Doubt, Plan
from rog.retriever import Evidence

__all__ = ["close_rivals"]

NEARLY_AS_PROBABLE = 0.5
"""Share of the plan's score."""


def close_rivals(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """Where what another reading of the question finds differs."""
    own = next((one.ends for one in item.retrieved if one.plan == plan), None)
    rivals = [
        one.plan
        for one in item.retrieved
        if one.ends and one.ends != own and one.plan.score >= NEARLY_AS_PROBABLE * plan.score
    ]
    if rivals:
        yield doubted("close rivals", "another reading of the question is nearly as probable, and has other answers")
