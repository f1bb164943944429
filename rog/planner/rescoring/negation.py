"""Doubt where a plan denies what the question affirms, or affirms what it denies.

Embeddings hardly tell "is effective against" from "is not effective against" (Kassner and Schütze 2020, "Negated and
Misprimed Probes for Pretrained Language Models"). A graph that has only one of the two is asked for it in place of
the other. Such a plan may be right all the same: "what is immune to" by "not affected by". So its answers stay, with
less confidence.

This reads English, and looks for single words: it takes "isn't it" for a denial as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.contract import PlanRequest
from rog.types import read_step
from rog.words.normal_form import normalize
from rog.words.relation_names import first_name

__all__ = ["is_negated", "negated_relations", "negation_factor"]

NEGATIONS = frozenset("not never without cannot nor neither".split())


def is_negated(text: str) -> bool:
    """Whether a text denies something. "no" at the end, as in `phone_no`, or before "of" or digits means number."""
    words = normalize(text).split()
    return (
        not NEGATIONS.isdisjoint(words)
        or any(word == "no" and after != "of" and not after.isdigit() for word, after in pairwise(words))
        or re.search(r"n['’]t\b", text, re.IGNORECASE) is not None
    )


def negated_relations(texts: Mapping[str, str]) -> frozenset[str]:
    """The relations whose name denies something, given the text of each. Kinds and further names do not count."""
    return frozenset(relation for relation, text in texts.items() if is_negated(first_name(text)))


def negation_factor(request: PlanRequest, plans: Sequence[Plan], negated: frozenset[str]) -> float:
    """What the confidence is multiplied by: DOUBT_FACTOR where the best plan, the first, and the question differ in
    negation, else 1.

    `negated` are the relations that deny something (`negated_relations`).
    """
    if not plans:
        return 1.0
    steps = (step for branch in plans[0].branches for step in branch.path)
    plan_is_negated = any(read_step(step)[0] in negated for step in steps)
    return 1.0 if plan_is_negated == is_negated(_without_topics(request, plans[0])) else DOUBT_FACTOR


def _without_topics(request: PlanRequest, plan: Plan) -> str:
    """The question with spaces in place of the mentions that the plan starts from: names deny nothing."""
    letters, plan_topics = list(request.question), {branch.topic for branch in plan.branches}
    for topic in request.topics:
        is_start = any(candidate.id in plan_topics for candidate in topic.candidates)
        if is_start and topic.start is not None and topic.end is not None:
            letters[topic.start : topic.end] = " " * (topic.end - topic.start)
    return "".join(letters)
