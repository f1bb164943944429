"""Doubt where another plan, with other answers, is nearly as probable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rog.doubt.confidence import doubted
from rog.outcome import Doubt, Plan
from rog.retriever import Evidence
from rog.types import Ends

__all__ = ["close_rivals"]

NEARLY_AS_PROBABLE = 0.5
"""Share of the probability of the answers."""


def close_rivals(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """Where what another reading of the question finds differs. Plans that find the same count together."""
    found: dict[Ends, float] = defaultdict(float)
    for one in item.retrieved:
        found[one.ends] += one.plan.score
    own = next((one.ends for one in item.retrieved if one.plan == plan), Ends())
    least = NEARLY_AS_PROBABLE * found[own]
    if any(ends and ends != own and probability >= least for ends, probability in found.items()):
        yield doubted("close rivals", "another reading of the question is nearly as probable, and has other answers")
