"""Which mentions a question starts from: plans of one topic, and of several that meet.

A plan's score is the probability that its mentions are topics and all others are not, times the
probability of its relation paths among those that the graph allows. The planner's chance of stopping
at once is the chance that a mention is no topic; the linker's score is the chance that it stands for
the entity at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import exp, log, prod
from typing import NamedTuple

from rog.planner.contract import PlanRequest
from rog.planner.search.beams import Finished, Start, probability
from rog.types import Branch, Plan, Topic

__all__ = ["MAX_MEETING", "join_plans", "starts_of"]

MAX_MEETING = 3
"""Most topics that one plan joins."""

PATHS_JOINED = 3
"""Paths of each topic that are tried in joint plans."""

LEAST_PRIOR = 1e-6
"""Relative score below which the linker's candidates are all alike."""

MOST_PRIOR = 0.7
"""The linker's best mention is believed this far; the rest is for the planner to say."""

PLANS = 12
"""Plans kept for a question."""


class _Mention(NamedTuple):
    """One mention with its best branches (score, branch) and the chance that it is a topic."""

    topic: Topic
    branches: list[tuple[float, Branch]]
    is_topic: float


def starts_of(request: PlanRequest, group: int, first_text: int) -> list[Start]:
    """A start for each candidate of each mention; mention i is text `first_text + i`.

    Scores are taken relative to the best one, since the linker shares 1 among all topics of a question.
    """
    best = _best_score(request)
    return [
        Start(group, first_text + index, candidate.id, log(max(candidate.score / best, LEAST_PRIOR)))
        for index, topic in enumerate(request.topics)
        for candidate in topic.candidates
    ]


def _best_score(request: PlanRequest) -> float:
    return max((candidate.score for topic in request.topics for candidate in topic.candidates), default=1.0) or 1.0


def join_plans(
    request: PlanRequest,
    starts: Sequence[Start],
    finished: Sequence[list[Finished]],
    nothing: Sequence[float],
    *,
    proper: bool = False,
) -> list[Plan]:
    """Plans of one request, best first, from the finished paths of its starts.

    With `proper`, what the paths of a start lack to a probability of one is the planner's doubt that any of them is
    right; else it was given to text that is no path of the graph, and says nothing.
    """
    mentions = _mentions(request, starts, finished, nothing, proper)
    plans: dict[tuple[Branch, ...], float] = {}
    for size in range(1, MAX_MEETING + 1):
        for chosen in combinations(range(len(mentions)), size):
            if any(_overlap(mentions[a].topic, mentions[b].topic) for a, b in combinations(chosen, 2)):
                continue
            unused = prod(
                1.0 - other.is_topic
                for index, other in enumerate(mentions)
                if index not in chosen and not any(_overlap(other.topic, mentions[used].topic) for used in chosen)
            )
            for score, branches in _products([mentions[index].branches for index in chosen]):
                if len({branch.topic for branch in branches}) < size:
                    continue  # one entity mentioned twice is one topic
                plans[branches] = max(plans.get(branches, 0.0), score * unused)
    ranked = sorted(plans.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    return [Plan(branches=branches, score=round(score, 6)) for branches, score in ranked[:PLANS] if score > 0]


def _mentions(
    request: PlanRequest,
    starts: Sequence[Start],
    finished: Sequence[list[Finished]],
    nothing: Sequence[float],
    proper: bool,
) -> list[_Mention]:
    texts = sorted({start.text for start in starts})
    mentions = []
    for topic, text in zip((topic for topic in request.topics if topic.candidates), texts, strict=True):
        own = [index for index, start in enumerate(starts) if start.text == text]
        prior = MOST_PRIOR * exp(max(starts[index].log_prior for index in own))
        is_topic = _posterior(prior, probability(nothing[own[0]]))
        weights = {
            Branch(starts[index].topic, done.path): probability(starts[index].log_prior + done.log_probability)
            for index in own
            for done in finished[index]
        }
        whole = sum(weights.values())
        found = max((sum(probability(done.log_probability) for done in finished[index]) for index in own), default=0.0)
        fits = min(1.0, found / max(1.0 - probability(nothing[own[0]]), LEAST_PRIOR)) if proper else 1.0
        branches = sorted(
            ((is_topic * fits * weight / whole, branch) for branch, weight in weights.items() if whole),
            key=lambda item: (-item[0], item[1]),
        )
        mentions.append(_Mention(topic, branches, is_topic if branches else 0.0))
    return mentions


def _posterior(prior: float, nothing: float) -> float:
    """Chance that a mention is a topic, from the linker's and the planner's, taken as independent."""
    topic, none = prior * (1.0 - nothing), (1.0 - prior) * nothing
    return topic / (topic + none) if topic + none > 0 else 0.0


def _products(lists: Sequence[list[tuple[float, Branch]]]) -> list[tuple[float, tuple[Branch, ...]]]:
    """One branch from each list: their joint score and the branches."""
    if len(lists) == 1:
        return [(score, (branch,)) for score, branch in lists[0]]
    joined: list[tuple[float, tuple[Branch, ...]]] = [(1.0, ())]
    for branches in lists:
        joined = [
            (score * other, (*chosen, branch)) for score, chosen in joined for other, branch in branches[:PATHS_JOINED]
        ]
    return joined


def _overlap(one: Topic, other: Topic) -> bool:
    """Whether two mentions share characters; a given topic that is not in the question overlaps none."""
    if one.start is None or other.start is None or one.end is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end
