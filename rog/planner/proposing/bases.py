"""The sets of entities that a question may speak of: from a topic, of a kind, or whatever has what is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rog.planner.proposing.context import Context
from rog.planner.proposing.readings import Mark
from rog.query import IsA, Kind, Query, Where
from rog.types import Branch, RelationPath

__all__ = ["Base", "bases"]

MAX_BASES = 8
"""Best sets of which something is computed."""

MAX_TOPICS = 2
"""Topics from which a step to the kind that is asked for is tried."""

OTHER_KIND = 0.15
"""What a set is worth that is of none of the kinds that the question asks for, as far as they are known."""

UNSAID_KIND = 0.1
"""What a set of any kind is worth where the question names a kind."""

LEAST_PROBABILITY = 0.1
"""Least probability of a step to the kind that is asked for, among all such steps."""

TOO_FEW = 0.1
"""What a set is worth that has fewer things than are asked for, the first of which are to be told."""

TO_KIND = 0.3
"""What a step to the kind that is asked for is worth, where the planner prefers paths to other kinds."""


@dataclass(frozen=True)
class Base:
    """A set of entities that a question may speak of, before anything is computed of it."""

    query: Query | None
    """None for whatever has what it is measured or tested by."""
    score: float
    """Probability that the question speaks of it."""
    kinds: frozenset[str]
    """Kinds of its members, as far as they are known."""
    path: RelationPath = ()
    """The path that was walked to it from a topic."""
    topic: str | None = None
    """The topic that it was walked from."""
    mark: Mark = None
    """Where the question names its kind."""


def bases(context: Context) -> list[Base]:
    """The sets that a question may speak of, best first."""
    found: dict[Query | None, Base] = {}
    for base in (*_walked(context), *_to_asked_kind(context), *_of_kinds(context)):
        other = found.get(base.query)
        if other is None or other.score < base.score:
            found[base.query] = base
    return sorted(found.values(), key=lambda base: -base.score)[:MAX_BASES]


def _walked(context: Context) -> Iterator[Base]:
    """What the planner's walks reach, and what each passes on its way; those of the kind asked for among them."""
    scores: dict[Branch, float] = defaultdict(float)
    for plan in context.walks:
        if len(plan.branches) == 1:
            topic, path = plan.branches[0]
            for length in range(1, len(path) + 1):
                scores[Branch(topic, path[:length])] += plan.score
    for branch, score in scores.items():
        kinds = context.tails(branch)
        if not context.schema.reaches_values(branch.path[-1]):
            yield from _of_asked_kind(context, branch, score, kinds)


def _of_asked_kind(context: Context, branch: Branch, score: float, kinds: frozenset[str]) -> Iterator[Base]:
    asked = next((one for one in context.named_kinds if one.asked), None)
    walk = context.walk(*branch)
    if asked is None or not kinds or kinds == {asked.kind}:
        mark = (asked.start, asked.end) if asked else None
        yield Base(walk, score, kinds, branch.path, branch.topic, mark)
        return
    fits, mark = asked.kind in kinds, (asked.start, asked.end)
    if fits:
        of_kind = Where(whole=walk, test=IsA(kind=asked.kind))
        yield Base(of_kind, score, frozenset((asked.kind,)), branch.path, branch.topic, mark)
    yield Base(walk, score * OTHER_KIND, kinds, branch.path, branch.topic)


def _to_asked_kind(context: Context) -> Iterator[Base]:
    """What is of the kind asked for and one step from a topic."""
    asked = next((one for one in context.named_kinds if one.asked), None)
    topics = list(dict.fromkeys(branch.topic for plan in context.walks for branch in plan.branches))[:MAX_TOPICS]
    if asked is None or not topics:
        return
    needed = _needed(context)
    following = context.graph.next_steps([(topic, ()) for topic in topics], cap=needed)
    for topic, offered in zip(topics, following, strict=True):
        share = sum(plan.score for plan in context.walks if any(branch.topic == topic for branch in plan.branches))
        steps = [step for step in offered if asked.kind in context.reached(step)]
        mark = next((one.span for one in context.request.topics if one.may_be((topic,))), None)
        for step, probability in context.readings.probabilities(steps, [mark]).items():
            enough = 1.0 if offered[step] >= needed else TOO_FEW
            score = TO_KIND * min(share, 1.0) * max(probability, LEAST_PROBABILITY) * enough
            yield from _of_asked_kind(context, Branch(topic, (step,)), score, context.reached(step))


def _needed(context: Context) -> int:
    """How many things at least a set has of which the first are asked for."""
    degree = context.superlative
    return 1 if degree is None else degree.first + degree.places


def _of_kinds(context: Context) -> Iterator[Base]:
    """All of each kind that the question names, and whatever has what is asked where none is asked for."""
    start, named = context.start_probability, context.named_kinds
    for one in named:
        yield Base(Kind(kind=one.kind), start * one.probability, frozenset((one.kind,)), mark=(one.start, one.end))
    rest = max(UNSAID_KIND, 1.0 - max((one.probability for one in named), default=0.0))
    yield Base(None, start * rest, frozenset())
