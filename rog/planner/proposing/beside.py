"""Those of a set that are more or less than a thing that is named: "towns larger than Oria"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rog.outcome import Plan
from rog.planner.proposing.bases import Base
from rog.planner.proposing.computed import finished
from rog.planner.proposing.context import Context
from rog.planner.proposing.measures import directions, measures, members
from rog.query import Compares, Count, Ids, Kind, Measure, Query, Walk, Where
from rog.types import Topic
from rog.words.degrees import Superlative, comparative

__all__ = ["beside"]

THAN = re.compile(r"\bthan(?: that of| those of)?(?: the)?\W*$", re.IGNORECASE)
"""What stands before a thing that others are compared with."""

SAID = 0.9
"""Probability that such words ask for those of a set that are more, or less."""

OWN_KIND = 0.5
"""Probability that things of the kind of what is named are asked for, where the question names none."""

MAX_SETS = 3
"""Best sets of which some are compared."""


def beside(context: Context, known: Sequence[Base]) -> Iterator[Plan]:
    """Of each set that the question may speak of, those that are more, or less, than what stands behind "than"."""
    for topic in context.request.topics:
        before = context.question[: topic.start or 0]
        if topic.start is None or not topic.candidates or not (than := THAN.search(before)):
            continue
        if degree := comparative(before[: than.start()]):
            for base in _sets(context, known, topic):
                yield from _compared(context, base, topic, degree)


def _sets(context: Context, known: Sequence[Base], topic: Topic) -> list[Base]:
    """The sets that are not walked to from the thing itself, or else all of its own kind."""
    ids = {one.id for one in topic.candidates}
    sets = [_as_asked(context, base) for base in known if base.topic not in ids and base.query is not None]
    if not any(isinstance(base.query, Kind) for base in sets):
        own = sorted(kind for kind in context.kinds.get(topic.candidates[0].id, ()) if kind in context.schema.kinds)
        sets += [Base(Kind(kind=kind), OWN_KIND, frozenset((kind,))) for kind in own[:1]]
    return sorted(sets, key=lambda base: -base.score)[:MAX_SETS]


def _as_asked(context: Context, base: Base) -> Base:
    """A kind that is named is asked for, though the question has a name as well."""
    score = next((one.probability for one in context.named_kinds if base.query == Kind(kind=one.kind)), base.score)
    return replace(base, score=score)


def _compared(context: Context, base: Base, topic: Topic, degree: Superlative) -> Iterator[Plan]:
    for by, probability in measures(context, base, degree):
        kinds = context.schema.left(by.path[0])
        thing = context.of_kind([one.id for one in topic.candidates], kinds)
        if thing is None:
            continue
        for least, direction in directions(context, degree, by):
            test = Compares(by=by, sign="<" if least else ">", right=_measured(thing, by))
            query = Where(whole=members(base, by), test=test)
            yield from finished(context, query, SAID * base.score * probability * direction)


def _measured(thing: str, by: Measure) -> Query:
    walk = Walk(start=Ids(ids=(thing,)), path=by.path)
    return Count(of=walk) if by.counted else walk
