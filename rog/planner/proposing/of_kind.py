"""Whether something is of a kind: "is Northlight a studio"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.query import Exists, Ids, IsA, Where

__all__ = ["of_kind"]

DESCRIBED = re.compile(
    r"\W*(?:is |are |was |were )?(?:really |actually |also |still )?(?:an?|one of the|some)\W+", re.IGNORECASE
)
"""What stands between a name and the kind that it is said to be of."""


def of_kind(context: Context) -> Iterator[Plan]:
    """Whether each topic is of each kind that the question names behind it."""
    if not context.likely("truth"):
        return
    for topic in context.request.topics:
        for one in context.named_kinds:
            between = context.question[topic.end or 0 : one.start]
            if (topic.end or 0) <= one.start and DESCRIBED.fullmatch(between) and topic.candidates:
                is_a = Exists(of=Where(whole=Ids(ids=(topic.candidates[0].id,)), test=IsA(kind=one.kind)))
                yield Plan(query=is_a, score=context.forms["truth"])
