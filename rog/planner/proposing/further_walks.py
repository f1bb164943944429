"""Walks beside those that the planner lists: in the other direction, and its next best single steps."""

from __future__ import annotations

from collections.abc import Iterator

from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.query import Query
from rog.types import Branch, inverse_step, read_step
from rog.values import is_value

__all__ = ["further_walks"]

MAX_TURNED = 3
"""Best walks that are turned."""

MAX_FURTHER = 6
"""Best such walks that are proposed."""

LEAST_SHARE = 0.02
"""Least that a turned walk is worth beside the one that the planner found."""


MAX_TOPICS = 2
"""Topics from which single steps are tried."""

MAX_STEPS = 4
"""Best single steps of a topic that are tried."""

UNLISTED = 0.2
"""What a walk is worth that the planner does not list, beside its probability among single steps."""


def further_walks(context: Context) -> list[Plan]:
    """Turned walks and single steps that the planner does not list, best first."""
    listed = {plan.query for plan in context.walks}
    scores: dict[Query, float] = {}
    for plan in (*_turned_walks(context), *_single_steps(context)):
        if plan.query not in listed:
            scores[plan.query] = max(scores.get(plan.query, 0.0), plan.score)
    plans = (Plan(query=query, score=score) for query, score in scores.items())
    return sorted(plans, key=lambda plan: -plan.score)[:MAX_FURTHER]


def _single_steps(context: Context) -> Iterator[Plan]:
    """The single steps from the likeliest topics, by the readings of the question with that marked and with nothing."""
    left = 1.0 - sum(plan.score for plan in context.walks)
    topics = {
        topic.candidates[0].id: topic.span
        for topic in context.request.topics
        if topic.candidates and topic.span in context.mentions and not is_value(topic.candidates[0].id)
    }
    chosen = list(topics)[:MAX_TOPICS]
    for topic, offered in zip(chosen, context.graph.next_steps([(one, ()) for one in chosen], cap=1), strict=True):
        read = context.readings.probabilities(list(offered), [None, topics[topic]])
        for step, probability in sorted(read.items(), key=lambda item: -item[1])[:MAX_STEPS]:
            score = UNLISTED * max(left, UNLISTED) * probability / len(chosen)
            yield Plan.of([Branch(topic, (step,))], score)


def _turned_walks(context: Context) -> Iterator[Plan]:
    """The best walks with each step turned, where the graph has such a walk."""
    turned: dict[tuple[Branch, ...], float] = {}
    for plan in context.walks[:MAX_TURNED]:
        for at, (topic, path) in enumerate(plan.branches):
            for place, step in enumerate(path):
                other = inverse_step(step)
                if context.described[read_step(step)[0]].symmetric or context.schema.reaches_values(step):
                    continue
                share = _share(context, topic, step, other) if place == 0 else LEAST_SHARE
                branch = Branch(topic, (*path[:place], other, *path[place + 1 :]))
                branches = (*plan.branches[:at], branch, *plan.branches[at + 1 :])
                turned[branches] = max(turned.get(branches, 0.0), plan.score * share)
    checked = list(dict.fromkeys(branch for branches in turned for branch in branches))
    walked = dict(zip(checked, context.graph.ends(checked, 1), strict=True)) if checked else {}
    for branches, score in turned.items():
        if all(walked[branch] for branch in branches):
            yield Plan.of(branches, score)


def _share(context: Context, topic: str, step: str, other: str) -> float:
    """How probable the planner holds the other direction beside the step's."""
    for one in context.request.topics:
        if one.span is not None and one.may_be((topic,)):
            both = context.readings.probabilities([step, other], [one.span])
            return max(LEAST_SHARE, both[other] / both[step])
    return LEAST_SHARE
