"""From hypotheses to scored plans: of one topic, and of several topics whose branches meet.

A plan's score is a product of two probabilities. The first is that its mentions are topics and all others are not.
The second is that of its relation paths among those that the graph allows.

The planner's probability of stopping at once is that of a mention being no topic. The linker's score is the
probability that the mention stands for the entity at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import exp, log, prod
from typing import NamedTuple

from rog.outcome import Plan
from rog.planner.contract import PlanRequest
from rog.planner.search.beams import SearchedStart, Start, probability
from rog.types import Branch, Topic

__all__ = ["MAX_TOPICS_PER_PLAN", "make_starts", "score_plans"]

MAX_TOPICS_PER_PLAN = 3

MAX_JOINED_PATHS_PER_TOPIC = 3
"""Best paths of each topic that are tried in plans of several topics."""

MIN_RELATIVE_LINKER_SCORE = 1e-6
"""A candidate's linker score counts as at least this share of the question's best one."""

MIN_TOPIC_PROBABILITY = 1e-6
"""The planner's probability that a mention is a topic counts as at least this where it divides."""

MAX_TOPIC_PRIOR = 0.7
"""Prior probability that the linker's best mention is a topic; the rest is for the planner to say."""

MAX_PLANS_PER_QUESTION = 12


class _Mention(NamedTuple):
    """One mention with its branches and their scores, best first, and the probability that it is a topic."""

    topic: Topic
    branches: list[tuple[float, Branch]]
    topic_probability: float


def make_starts(request: PlanRequest, question: int, first_mention: int) -> list[Start]:
    """A start for each candidate of each mention; mentions are numbered from `first_mention`.

    Scores are taken relative to the best one, since the linker shares 1 among all topics of a question.
    """
    best = max((candidate.score for topic in request.topics for candidate in topic.candidates), default=1.0) or 1.0
    return [
        Start(question, mention, candidate.id, log(max(candidate.score / best, MIN_RELATIVE_LINKER_SCORE)))
        for mention, topic in enumerate(request.topics, first_mention)
        for candidate in topic.candidates
    ]


def score_plans(
    request: PlanRequest, searched: Sequence[SearchedStart], *, missing_mass_is_doubt: bool = False
) -> list[Plan]:
    """Plans of one request, best first, from what the search gave for its starts.

    The probabilities of a start's hypotheses may sum to less than one. With `missing_mass_is_doubt` the rest is the
    planner's doubt that any is right; else it went to text that is no path of the graph, and says nothing.
    """
    mentions = _mentions(request, searched, missing_mass_is_doubt)
    plans: dict[tuple[Branch, ...], float] = {}
    for size in range(1, MAX_TOPICS_PER_PLAN + 1):
        for chosen in combinations(range(len(mentions)), size):
            if any(mentions[a].topic.overlaps(mentions[b].topic) for a, b in combinations(chosen, 2)):
                continue
            others_are_no_topics = prod(
                1.0 - other.topic_probability
                for number, other in enumerate(mentions)
                if number not in chosen and not any(other.topic.overlaps(mentions[used].topic) for used in chosen)
            )
            for score, branches in _joint_branches([mentions[number].branches for number in chosen]):
                if len({branch.topic for branch in branches}) < size:
                    continue  # one entity mentioned twice is one topic
                plans[branches] = max(plans.get(branches, 0.0), score * others_are_no_topics)
    ranked = sorted(plans.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
    best = ranked[:MAX_PLANS_PER_QUESTION]
    return [Plan.of(branches, round(score, 6)) for branches, score in best if score > 0]


def _mentions(request: PlanRequest, searched: Sequence[SearchedStart], missing_mass_is_doubt: bool) -> list[_Mention]:
    by_mention: dict[int, list[SearchedStart]] = {}
    for one in searched:
        by_mention.setdefault(one.start.mention, []).append(one)
    topics = [topic for topic in request.topics if topic.candidates]
    mentions = []
    for topic, (_, candidates) in zip(topics, sorted(by_mention.items()), strict=True):
        prior = MAX_TOPIC_PRIOR * exp(max(one.start.log_prior for one in candidates))
        no_topic = probability(candidates[0].log_no_topic)
        topic_probability = _posterior(prior, no_topic)
        weights = {
            Branch(one.start.topic, hypothesis.path): probability(one.start.log_prior + hypothesis.log_probability)
            for one in candidates
            for hypothesis in one.hypotheses
        }
        total = sum(weights.values())
        mass = max(sum(probability(hypothesis.log_probability) for hypothesis in one.hypotheses) for one in candidates)
        fit = min(1.0, mass / max(1.0 - no_topic, MIN_TOPIC_PROBABILITY)) if missing_mass_is_doubt else 1.0
        branches = sorted(
            ((topic_probability * fit * weight / total, branch) for branch, weight in weights.items() if total),
            key=lambda item: (-item[0], item[1]),
        )
        mentions.append(_Mention(topic, branches, topic_probability if branches else 0.0))
    return mentions


def _posterior(prior: float, no_topic: float) -> float:
    """Probability that a mention is a topic, from the linker's and the planner's, taken as independent."""
    for_topic, against = prior * (1.0 - no_topic), (1.0 - prior) * no_topic
    return for_topic / (for_topic + against) if for_topic + against > 0 else 0.0


def _joint_branches(lists: Sequence[list[tuple[float, Branch]]]) -> list[tuple[float, tuple[Branch, ...]]]:
    """One branch from each list: their joint score and the branches."""
    if len(lists) == 1:
        return [(score, (branch,)) for score, branch in lists[0]]
    joint: list[tuple[float, tuple[Branch, ...]]] = [(1.0, ())]
    for branches in lists:
        joint = [
            (score * other, (*chosen, branch))
            for score, chosen in joint
            for other, branch in branches[:MAX_JOINED_PATHS_PER_TOPIC]
        ]
    return joint
