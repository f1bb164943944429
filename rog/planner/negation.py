"""Doubt where a plan denies what a question says, or says what it denies.

Embeddings of texts hardly tell "is effective against" from "is not effective against" (Kassner and Schütze 2020,
"Negated and Misprimed Probes for Pretrained Language Models"), so that a graph which has only one of the two would be
asked for it in place of the other. A plan may be right all the same, as "what is immune to" is by "not affected by":
its answers stay, and are doubted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rog.graph.names import normalize
from rog.planner import PlanRequest
from rog.types import Plan, read_step

__all__ = ["is_negated", "share_as_negated"]

NEGATIONS = frozenset("not never without cannot non nor neither".split())
WORTH = 0.5
"""What a plan that is negated otherwise than the question counts for: less than any that is sure (rog.calibration)."""


def is_negated(text: str) -> bool:
    """Whether an English text denies something. A last "no", as in `phone_no`, and one before digits is a number."""
    words = normalize(text).split()
    pairs = list(pairwise(words))
    return (
        not NEGATIONS.isdisjoint(words)
        or any(one == "no" and not other.isdigit() for one, other in pairs)
        or any(one.endswith("n") and other == "t" for one, other in pairs)  # what `normalize` makes of "doesn't"
    )


def share_as_negated(request: PlanRequest, plans: Sequence[Plan], negated: frozenset[str]) -> float:
    """How far plans deny as the question does, from WORTH to 1: the mean by their scores.

    `negated` are the relations whose names deny something.
    """
    asked = is_negated(_without_topics(request))
    worth = [1.0 if asked == _denies(plan, negated) else WORTH for plan in plans]
    return float(np.average(worth, weights=[plan.score for plan in plans])) if plans else 1.0


def _denies(plan: Plan, negated: frozenset[str]) -> bool:
    return any(read_step(step)[0] in negated for branch in plan.branches for step in branch.path)


def _without_topics(request: PlanRequest) -> str:
    """The question with spaces in place of all mentions: names deny nothing."""
    letters = list(request.question)
    for topic in request.topics:
        if topic.start is not None and topic.end is not None:
            letters[topic.start : topic.end] = " " * (topic.end - topic.start)
    return "".join(letters)
