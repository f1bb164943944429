"""Doubt where a plan denies what a question says, or says what it denies.

Embeddings of texts hardly tell "is effective against" from "is not effective against" (Kassner and Schütze 2020,
"Negated and Misprimed Probes for Pretrained Language Models"), so that a graph which has only one of the two would be
asked for it in place of the other. A plan may be right all the same, as "what is immune to" is by "not affected by":
its answers stay, and are doubted. This reads English, and its words only: "nothing but" and "isn't it" are not seen
through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from rog.calibration import DOUBTED
from rog.planner.contract import PlanRequest
from rog.types import Plan, read_step
from rog.words.normal_form import normalize
from rog.words.relation_names import first_name

__all__ = ["denying", "is_negated", "share_as_negated"]

NEGATIONS = frozenset("not never without cannot nor neither".split())


def is_negated(text: str) -> bool:
    """Whether a text denies something. A last "no", as in `phone_no`, and one before "of" or digits is a number."""
    words = normalize(text).split()
    return (
        not NEGATIONS.isdisjoint(words)
        or any(one == "no" and other != "of" and not other.isdigit() for one, other in pairwise(words))
        or re.search(r"n['’]t\b", text, re.IGNORECASE) is not None
    )


def denying(texts: Mapping[str, str]) -> frozenset[str]:
    """Of relations and their texts those whose name denies something; kinds and further names do not count."""
    return frozenset(relation for relation, text in texts.items() if is_negated(first_name(text)))


def share_as_negated(request: PlanRequest, plans: Sequence[Plan], negated: frozenset[str]) -> float:
    """1 where the best plan, the first, denies as the question does, or there is none; else DOUBTED.

    `negated` are the relations that deny something (`denying`).
    """
    if not plans:
        return 1.0
    steps = (step for branch in plans[0].branches for step in branch.path)
    denies = any(read_step(step)[0] in negated for step in steps)
    return 1.0 if denies == is_negated(_without_topics(request, plans[0])) else DOUBTED


def _without_topics(request: PlanRequest, plan: Plan) -> str:
    """The question with spaces in place of the mentions that the plan starts from: names deny nothing."""
    letters, starts = list(request.question), {branch.topic for branch in plan.branches}
    for topic in request.topics:
        named = any(candidate.id in starts for candidate in topic.candidates)
        if named and topic.start is not None and topic.end is not None:
            letters[topic.start : topic.end] = " " * (topic.end - topic.start)
    return "".join(letters)
