"""Questions that start from no topic: all of a kind, those of it that have something, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rog.outcome import Plan
from rog.planner.proposing.bases import Base
from rog.planner.proposing.computed import finished
from rog.planner.proposing.context import Context
from rog.planner.proposing.measures import leaving, offer
from rog.query import Compares, Has, Having, Ids, Kind, Measure, Query, Walk, Where
from rog.types import Step
from rog.values import value_from_python
from rog.words.english import is_common
from rog.words.normal_form import normalize, word_spans

__all__ = ["starts"]

MAX_STEPS = 4
"""Best steps that are tried from a kind."""

LEAST_PROBABILITY = 0.03
"""Probability of a step below which it is not tried."""

WHOLE_KIND, KIND_AND_MORE = 0.95, 0.1
"""Probability that all of a kind are asked for: where the question says nothing else, and where it does."""

UNEXPLAINED, SOMEWHAT_ALIKE = 0.3, 0.4
"""What a plan from no name is worth where it leaves a word unexplained, and the likeness from which a word is not."""

TRUE = 0.7
"""Probability that a thing named as a property has it, and not that it lacks it: "remote employees"."""


def starts(context: Context, known: Sequence[Base]) -> Iterator[Plan]:
    """All of each kind; those that have something; what they lead to; those of which something is true, or not."""
    unused = context.unused()
    for base in known:
        if isinstance(base.query, Kind) or base.query is None:
            yield from _of_kind(context, base, unused)
        yield from _true(context, base, unused)


def _of_kind(context: Context, base: Base, unused: float) -> Iterator[Plan]:
    whole = 0.0
    if base.query is not None:
        whole = KIND_AND_MORE if _says_more(context) else WHOLE_KIND
        yield from finished(context, base.query, base.score * whole * unused)
    for step, probability in _likely_steps(context, base):
        score = base.score * (1.0 - whole) * probability * unused * offer(context, base)
        if base.query is None and not _explains(context, step):
            score *= UNEXPLAINED
        for query, share in _held(context, base, step):
            yield from finished(context, query, score * share)


def _explains(context: Context, step: Step) -> bool:
    """Whether each further word of the question is somewhat like the step: another may name what the graph lacks."""
    words = (context.question[start:end] for start, end in _further_words(context))
    return all(context.readings.likeness([word], [step])[0] >= SOMEWHAT_ALIKE for word in words)


def _held(context: Context, base: Base, step: Step) -> Iterator[tuple[Query, float]]:
    """Those of the set that have something by the step, and what they have."""
    asked = next((one.kind for one in context.named_kinds if one.asked), None)
    reaches_asked = asked is not None and asked in context.reached(step) and {asked} != base.kinds
    share = 0.9 if reaches_asked else 0.3 if context.schema.reaches_values(step) else 0.2
    has = Having(path=(step,)) if base.query is None else Where(whole=base.query, test=Has(path=(step,)))
    yield has, 1.0 - share
    yield Walk(start=base.query or Having(path=(step,)), path=(step,)), share


def _true(context: Context, base: Base, unused: float) -> Iterator[Plan]:
    """Those of a set for which a yes or no that the graph has is yes, or no."""
    steps = [step for step in leaving(context, base) if "truth" in context.reached(step)]
    words = [context.question[start:end] for start, end in _further_words(context)]
    likenesses = context.readings.likeness(words, steps).tolist()
    read = dict(_likely_steps(context, base))
    for step, likeness in zip(steps, likenesses, strict=True):
        probability = max(read.get(step, 0.0), likeness**2)
        if probability >= LEAST_PROBABILITY:
            whole = base.query or Having(path=(step,))
            for truth, share in ((True, TRUE), (False, 1.0 - TRUE)):
                value = value_from_python(truth)
                assert value is not None
                test = Compares(by=Measure(path=(step,)), sign="=", right=Ids(ids=(value.id,)))
                score = base.score * probability * share * unused * offer(context, base)
                yield from finished(context, Where(whole=whole, test=test), score)


def _likely_steps(context: Context, base: Base) -> list[tuple[Step, float]]:
    marks = [None, base.mark] if base.mark else [None]
    read = context.readings.probabilities(leaving(context, base), marks)
    ranked = sorted(read.items(), key=lambda item: -item[1])[:MAX_STEPS]
    return [(step, probability) for step, probability in ranked if probability >= LEAST_PROBABILITY]


def _says_more(context: Context) -> bool:
    """Whether the question has words beside its kinds that tell something."""
    return any(not is_common(normalize(context.question[start:end])) for start, end in _further_words(context))


def _further_words(context: Context) -> list[tuple[int, int]]:
    """The words of the question that name neither a kind nor a thing, but for words of grammar."""
    named = [(one.start, one.end) for one in context.named_kinds] + context.mentions
    return [
        (start, end)
        for start, end in word_spans(context.question)
        if not any(one <= start < other for one, other in named)
        if len(word := normalize(context.question[start:end])) > 1 and not is_common(word)
    ]
