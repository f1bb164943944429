"""Two questions in one: each half is a question of its own, and the plans of both are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from rog.forms import load_forms
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.query import Several
from rog.types import Topic
from rog.words.english import DETERMINERS, is_function

__all__ = ["Halves", "joined", "split"]

LEAST_CHANCE = 0.1
"""Probability of two questions in one below which a question is not split: each half is a question to plan."""

MAX_PLANS_PER_HALF = 3
"""Best plans of a half that are joined with those of the other."""

ASKS = (
    r"(?:(?:in|on|at|to|for|from|by|with|of|since|until)\s+)?"
    r"(?:who|whom|whose|what|which|when|where|how|why)(?:['’]s|['’]re)?\b"
    r"|(?:is|are|was|were|does|do|did|has|have|can)\b"
)
"""How the second question begins."""

JOINT = re.compile(r"\s*[?;.]\s+(?:and\s+)?|,?\s+(?:and|plus)\s+(?:also\s+|then\s+)?|,\s+", re.IGNORECASE)
"""Where a question may be split."""

STARTS_QUESTION = re.compile(rf"(?:{ASKS})", re.IGNORECASE)

PRONOUN = re.compile(
    r"\b(?P<own>its|his|their|her(?=\s+\w)(?!\s+(?:and|or|in|on|at|from|to|with)\b))\b"
    r"|\b(?P<self>it|he|she|they|him|them|her|there|that|this)\b",
    re.IGNORECASE,
)
"""What stands for the first question's topic in the second."""


@dataclass(frozen=True)
class Halves:
    """The two questions that one may be."""

    first: PlanRequest
    second: PlanRequest
    chance: float
    """Probability that there are two questions."""


def split(request: PlanRequest) -> Halves | None:
    """The two questions in one, where the form model hears them and both can speak of a topic."""
    mentions = [topic.span for topic in request.topics if topic.span is not None]
    chance = load_forms().read(request.question, mentions).operations["several"]
    if chance < LEAST_CHANCE:
        return None
    for joint in JOINT.finditer(request.question):
        if any(start <= joint.start() < end for start, end in mentions):
            continue
        places = joint.start(), joint.end()
        halves = _of_two_questions(request, *places) or _of_two_nouns(request, *places)
        if halves is not None:
            return replace(halves, chance=chance)
    return None


def _of_two_questions(request: PlanRequest, end: int, begin: int) -> Halves | None:
    """Where a question word stands behind the joint: the second half's pronoun is the first half's topic."""
    question = request.question
    if not STARTS_QUESTION.match(question, begin):
        return None
    first = _part(request, [(0, end)])
    second = _part(request, [(begin, len(question))])
    if not first.topics:
        return None
    return Halves(first, second if second.topics else _spoken_of(second, first.topics), 0.0)


def _spoken_of(request: PlanRequest, topics: Sequence[Topic]) -> PlanRequest:
    """The question with the first of the topics for its pronoun, or said at its end."""
    question, topic = request.question, min(topics, key=lambda topic: topic.start or 0)
    pronoun = PRONOUN.search(question)
    if pronoun is None:
        before, behind, own = question.rstrip("?. ") + " ", "", ""
    else:
        before, behind = question[: pronoun.start()], question[pronoun.end() :]
        own = "'s" if pronoun["own"] else ""
    moved = topic.model_copy(update={"start": len(before), "end": len(before) + len(topic.text)})
    return PlanRequest(before + topic.text + own + behind, (moved,), request.today)


def _of_two_nouns(request: PlanRequest, end: int, begin: int) -> Halves | None:
    """Where one word stands on each side: "the capital and the currency of Japan", "when and where"."""
    question = request.question
    left = re.search(r"(?:\b(?:the|a|an)\s+)?[^\W_]+$", question[:end], re.IGNORECASE)
    right = re.match(r"(?:(?:the|a|an)\s+)?[^\W_]+", question[begin:], re.IGNORECASE)
    if left is None or right is None or any(map(_is_bare, (left[0], right[0]))):
        return None
    first = _part(request, [(0, end), (begin + right.end(), len(question))])
    second = _part(request, [(0, left.start()), (begin, len(question))])
    both_speak = first.topics and len(first.topics) == len(second.topics) == len(request.topics)
    return Halves(first, second, 0.0) if both_speak else None


def _is_bare(words: str) -> bool:
    """Whether this names nothing that can be asked for."""
    last = words.lower().split()[-1]
    return last in DETERMINERS or (is_function(last) and not STARTS_QUESTION.fullmatch(last))


def _part(request: PlanRequest, spans: Sequence[tuple[int, int]]) -> PlanRequest:
    """The question of these spans of the question, and the topics that are in it."""
    topics, text = [], ""
    for start, end in spans:
        piece = request.question[start:end]
        offset = len(text) - start
        topics += [
            topic.model_copy(update={"start": topic.start + offset, "end": topic.end + offset})
            for topic in request.topics
            if topic.start is not None and topic.end is not None and start <= topic.start and topic.end <= end
        ]
        text += piece
    return PlanRequest(text, tuple(topics), request.today)


def joined(whole: Planned, halves: Halves, first: Planned, second: Planned) -> Planned:
    """The plans of a question as one, and those of its halves side by side, best first."""
    plans = (*whole.plans, *_joint_plans(halves, first.plans, second.plans))
    usage = whole.usage.model_copy(
        update={"input_tokens": sum(one.usage.input_tokens for one in (whole, first, second))}
    )
    return replace(whole, plans=tuple(sorted(plans, key=lambda plan: -plan.score)), usage=usage)


def _joint_plans(halves: Halves, firsts: Sequence[Plan], seconds: Sequence[Plan]) -> Iterator[Plan]:
    for first, second in product(*(islice(plans, MAX_PLANS_PER_HALF) for plans in (firsts, seconds))):
        if not any(isinstance(plan.query, Several) for plan in (first, second)) and first.query != second.query:
            score = halves.chance * first.score * second.score
            yield Plan(query=Several(parts=(first.query, second.query)), score=score)
