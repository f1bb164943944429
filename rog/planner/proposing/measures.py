"""What the members of a set are measured by: a value that they have, or how many things a step reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rog.planner.proposing.bases import Base
from rog.planner.proposing.context import Context
from rog.query import Having, Measure, Query
from rog.query.nodes import Sign
from rog.types import Step
from rog.values import Value, number, value_from_text
from rog.words.degrees import Comparison, Superlative

__all__ = ["Condition", "ScoredMeasure", "conditions", "directions", "leaving", "measures", "members", "offer"]

LEAST_PROBABILITY = 0.03
"""Probability of a measure below which nothing is made of it."""

MAX_MEASURES = 3

COUNTED, NAMED_COUNT = 0.5, 4.0
"""What counting is worth beside a value that is there, and where the question names the kind that is counted."""

LIKE_RELATION = 0.6
"""Likeness of a noun and a relation that may be called by it."""

SAID_DIRECTION = 0.9
"""Probability that an adjective names the end of its scale that it usually names."""

YEARS = (1000, 2100)
"""Whole numbers that may be years."""

MAX_COUNT = 1000
"""Greatest number that is compared with a count."""


class ScoredMeasure(NamedTuple):
    """A measure and its probability among those that the set has."""

    by: Measure
    probability: float


class Condition(NamedTuple):
    """A measure beside values of the question, and its probability."""

    by: Measure
    compared: tuple[tuple[Sign, Value], ...]
    probability: float


def members(base: Base, by: Measure) -> Query:
    """The set that is measured."""
    return base.query or Having(path=by.path)


def offer(context: Context, base: Base) -> float:
    """How far the graph offers what is asked of a set that is walked to from no topic, of which the walk tells."""
    return 1.0 if base.topic is not None else context.readings.offer([None, base.mark])


def leaving(context: Context, base: Base) -> list[Step]:
    """The steps that leave members of the set, as far as kinds are known."""
    schema = context.schema
    return [step for step in schema.steps if not base.kinds or not (left := schema.left(step)) or left & base.kinds]


def measures(context: Context, base: Base, degree: Superlative | None = None) -> list[ScoredMeasure]:
    """What the set may be measured by, for a superlative or for a sum, the likeliest first."""
    schema, steps = context.schema, leaving(context, base)
    weights: dict[Measure, float] = {}
    plain = _probabilities(context, base, steps)
    said = _probabilities(context, base, steps, degree.texts) if degree else plain
    for step, probability in said.items():
        if schema.is_ordered(step):
            if not (degree and degree.timely) or schema.reached(step) & {"date", "year", "time"}:
                weights[Measure(path=(step,))] = probability
        elif not schema.reaches_values(step) and degree and not degree.timely:
            weights[Measure(path=(step,), counted=True)] = plain[step] * _counts(context, step, degree)
    return _scored(weights)


def conditions(context: Context, base: Base, comparison: Comparison) -> list[Condition]:
    """Measures of the set that can be compared with a value of the question, the likeliest first."""
    schema, steps = context.schema, leaving(context, base)
    weights: dict[Measure, float] = {}
    compared: dict[Measure, tuple[tuple[Sign, Value], ...]] = {}
    for step, probability in _probabilities(context, base, steps).items():
        counted = not schema.reaches_values(step)
        if not counted and not schema.is_ordered(step):
            continue
        by = Measure(path=(step,), counted=counted)
        bounds = _counted(comparison) if counted else _bounds(context, step, comparison)
        if bounds:
            compared[by] = bounds
            weights[by] = probability * (COUNTED if counted else 1.0)
    return [Condition(by, compared[by], probability) for by, probability in _scored(weights)]


def _scored(weights: dict[Measure, float]) -> list[ScoredMeasure]:
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda item: -item[1])[:MAX_MEASURES]
    return [ScoredMeasure(by, weight / total) for by, weight in ranked if weight >= LEAST_PROBABILITY * total]


def _probabilities(context: Context, base: Base, steps: Sequence[Step], said: Sequence[str] = ()) -> dict[Step, float]:
    """How probable each step is behind the set: by the readings of the question, and by the walks that go on so."""
    read = context.readings.probabilities(steps, [None, base.mark] if base.mark else [None], said)
    if not base.path:
        return read
    walked = {
        plan.branches[0].path[len(base.path)]: plan.score
        for plan in reversed(context.walks)
        if len(plan.branches) == 1 and plan.branches[0].topic == base.topic
        if len(plan.branches[0].path) == len(base.path) + 1 and plan.branches[0].path[:-1] == base.path
    }
    total = sum(walked.values())
    if total == 0:
        return read
    return {step: (probability + walked.get(step, 0.0) / total) / 2 for step, probability in read.items()}


def _counts(context: Context, step: Step, degree: Superlative) -> float:
    """What counting along a step is worth: "the most films" counts films."""
    word, *things = degree.texts[0].split()
    if word not in ("most", "fewest", "least"):
        return COUNTED**3
    if not things:
        return 1.0  # "ordered most"
    named = [one.kind for one in context.named_kinds if degree.end <= one.start <= degree.end + 2]
    if named:
        return NAMED_COUNT if context.reached(step) & set(named) else COUNTED**2
    alike = context.readings.likeness(things, [step])[0]
    return 1.0 if alike >= LIKE_RELATION else COUNTED


def _counted(comparison: Comparison) -> tuple[tuple[Sign, Value], ...]:
    values = [one.value for one in (comparison.quantity, comparison.upper) if one is not None]
    if comparison.quantity.last or not all(value.kind == "number" and not value.unit for value in values):
        return ()
    if not all(value.text.isdigit() and int(value.text) <= MAX_COUNT for value in values):
        return ()
    return tuple(zip((comparison.sign, "<="), values, strict=False))


def _bounds(context: Context, step: Step, comparison: Comparison) -> tuple[tuple[Sign, Value], ...]:
    """Signs and values that the values of a step are compared with; none where they cannot be."""
    quantity, upper, sign = comparison.quantity, comparison.upper, comparison.sign
    first, last = quantity.value, upper.value if upper else quantity.last
    bounds: list[tuple[Sign, Value]]
    if last is None:
        bounds = [(sign, first)]
    elif upper or sign in ("=", "!="):
        bounds = [(">=", first), ("<=", last)]
    else:
        bounds = [(sign, last if sign in (">", "<=") else first)]
    if upper and not first.unit and last and last.unit:
        bounds[0] = (">=", number(first.text, last.unit) or first)
    fitting = [(own, _fitting(context, step, value)) for own, value in bounds]
    return tuple((own, value) for own, value in fitting if value) if all(value for _, value in fitting) else ()


def _fitting(context: Context, step: Step, value: Value) -> Value | None:
    """The value in the form and the unit of those that a step reaches; None where it cannot be compared with them."""
    samples = context.schema.samples(step, context.graph)
    kinds = {sample.kind for sample in samples}
    if value.kind != "number":
        return value if value.kind in kinds or (value.kind in ("date", "year") and kinds & {"date", "year"}) else None
    if kinds & {"date", "year"}:
        is_year = not value.unit and value.text.isdigit() and YEARS[0] <= int(value.text) <= YEARS[1]
        return value_from_text(value.text, "year") if is_year else None
    units = {sample.unit for sample in samples if sample.kind == "number"}
    if value.unit:
        span = value.span
        same = any(sample.span and span and sample.span.dimension == span.dimension for sample in samples)
        return value if same else None
    return (number(value.text, next(iter(units))) or value) if len(units) == 1 else value if units else None


def directions(context: Context, degree: Superlative, by: Measure) -> Iterator[tuple[bool, float]]:
    """Whether the least is meant, and how probably: of dates the earliest is."""
    dated = bool(context.reached(by.path[-1]) & {"date", "year"}) and not by.counted
    least = degree.early if dated else degree.least
    yield least, SAID_DIRECTION
    yield not least, 1.0 - SAID_DIRECTION
