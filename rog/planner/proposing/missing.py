"""What a topic might have and has not, so that the answer is no, or none at all: no walk of the planner goes there."""

from __future__ import annotations

from collections.abc import Iterator

from rog.outcome import Plan
from rog.planner.proposing.bases import Base
from rog.planner.proposing.context import Context
from rog.planner.proposing.measures import leaving
from rog.query import Count, Exists, Ids

__all__ = ["missing"]

MAX_STEPS = 2
"""Best steps of a topic that are tried."""

LEAST_PROBABILITY = 0.1
"""Probability of a step below which it is not tried."""

MAX_TOPICS = 2


def missing(context: Context) -> Iterator[Plan]:
    """Whether there is anything, and how many, by the likeliest steps that leave a topic's kind and not the topic."""
    if not context.likely("truth") and not context.likely("count"):
        return
    named = [
        (topic.candidates[0].id, topic.span)
        for topic in context.request.topics
        if topic.candidates and topic.span in context.mentions and context.kinds.get(topic.candidates[0].id)
    ][:MAX_TOPICS]
    offered = context.graph.next_steps([(topic, ()) for topic, _ in named], cap=1)
    for (topic, mark), has in zip(named, offered, strict=True):
        base = Base(Ids(ids=(topic,)), 1.0, context.kinds[topic], topic=topic)
        steps = [step for step in leaving(context, base) if context.left(step)]
        read = context.readings.probabilities(steps, [mark])
        for step, probability in sorted(read.items(), key=lambda item: -item[1])[:MAX_STEPS]:
            if step not in has and probability >= LEAST_PROBABILITY:
                walk, score = context.walk(topic, (step,)), probability * context.unused() / len(named)
                yield Plan(query=Exists(of=walk), score=score * context.forms["truth"])
                yield Plan(query=Count(of=walk), score=score * context.forms["count"])
