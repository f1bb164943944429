"""Whether it is so: another topic among what a walk reaches, or anything at all; two topics compared by a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, ORDERED_KINDS, Context
from rog.query import Both, Exists, Ids, Same
from rog.values import is_value

__all__ = ["truth_chance", "truths"]

VERBS = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)"

WHETHER = re.compile(
    rf"^\W*(?:{VERBS}(?:n['’]?t)?\b|(?:tell me |say )?(?:whether|if)\b)"
    rf"|[-–—,:;.]\s+{VERBS}(?:n['’]?t)?\s+(?:it|he|she|they|there|these|those|this|that)\b",
    re.IGNORECASE,
)
"""How a question for a yes or no begins."""

ASKS_MORE = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b|\byou (?:please )?(?:tell|give|show|list|name|find|know)\b",
    re.IGNORECASE,
)
"""What such a beginning may lead to that asks for more than yes or no: "can you tell me who"."""

HEARD = 0.5
"""Least probability that yes or no is asked for where a question so begins."""

COMPARES = re.compile(
    r"\b(?:than|before|after|earlier|later|sooner|same|equal|as|or|more|less|fewer|first|compared)\b", re.IGNORECASE
)
"""What compares two values in a question that names none of them."""


def truth_chance(context: Context) -> float:
    """How likely the question asks for yes or no."""
    asks = WHETHER.search(context.question) and not ASKS_MORE.search(context.question)
    return max(context.forms["truth"], HEARD if asks else 0.0)


def truths(context: Context) -> Iterator[Plan]:
    """Whether what a branch reaches holds another topic of the question, or anything at all."""
    chance = truth_chance(context)
    if chance < LEAST_FORM:
        return
    compares = 1.0 if COMPARES.search(context.question) else DOUBT_FACTOR**2
    for plan in context.walks:
        score, fitting = plan.score * chance * context.unused(), False
        for branch in plan.branches:
            tails = context.tails(branch)
            walk = context.walk(*branch)
            for ids in context.others(branch):
                fitting = True
                if tails & ORDERED_KINDS and not is_value(ids[0]):
                    right, sign = context.walk(ids[0], branch.path), context.sign(branch, ids[0])
                    yield Plan(query=Same(left=walk, sign=sign, right=right), score=score * compares)
                elif (one := context.of_kind(ids, tails)) is not None:
                    yield Plan(query=Exists(of=Both(parts=(Ids(ids=(one,)), walk))), score=score)
        if not fitting and plan.branches and not context.quantities and not context.is_truth(plan):
            # "is X a doctor" reaches something as well: whether anything is there is seldom all that is asked
            yield Plan(query=Exists(of=plan.query), score=score * DOUBT_FACTOR)
