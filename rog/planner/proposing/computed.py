"""What is computed of a set: those that pass the conditions, the first by a measure, how many, sums and means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rog.forms import Form
from rog.outcome import Plan
from rog.planner.proposing.bases import Base
from rog.planner.proposing.context import Context
from rog.planner.proposing.measures import conditions, directions, measures, members, offer
from rog.query import Compares, Count, Exists, Ids, Measure, Most, Query, Total, Where
from rog.query.nodes import How, Sign
from rog.values import Value
from rog.words.english import is_function
from rog.words.normal_form import normalize
from rog.words.relation_names import relation_words

__all__ = ["computed", "finished"]

MAX_COMPARISONS = 2
"""Values of a question that are compared with."""

LEAST_SCORE = 1e-3
"""Score below which a plan is not made."""

ASKS_VALUE, MAY_ASK_VALUE = 0.7, 0.3
"""Probability that "the earliest" or "the highest" asks for the date or the height and not for what has it: where the
question begins as one for a value does, and elsewhere."""

SUM_FOR_COUNT = 0.6
"""Probability that "how many beds are there" asks for the sum of numbers that the graph has."""

VALUE_WORDS = frozenset(("when", "how"))

TOTALS: tuple[tuple[Form, How], ...] = (("sum", "sum"), ("mean", "mean"))


def computed(context: Context, known: Sequence[Base]) -> Iterator[Plan]:
    """What is computed of each set that the question may speak of."""
    for base in known:
        for part in _narrowed(context, replace(base, score=base.score * offer(context, base))):
            if part.score >= LEAST_SCORE:
                yield from _firsts(context, part)
                yield from _totals(context, part)
                if part.query is not None and part.query != base.query:
                    left = 1.0 - context.superlative_probability
                    yield from finished(context, part.query, part.score * left)


def finished(context: Context, query: Query, score: float) -> Iterator[Plan]:
    """A set by the probability that things are asked for, how many they are, and whether there are any."""
    forms = context.forms
    others = sum(forms[one] for one in ("count", "truth", "sum", "mean"))
    yield Plan(query=query, score=score * max(0.0, context.reading.none - others))
    if context.likely("count"):
        yield Plan(query=Count(of=query), score=score * forms["count"])
    if context.likely("truth"):
        yield Plan(query=Exists(of=query), score=score * forms["truth"])


def _narrowed(context: Context, base: Base) -> list[Base]:
    """The set, and those of it that pass the conditions of the question, each by its probability."""
    parts = [base]
    for comparison in context.comparisons[:MAX_COMPARISONS]:
        compared = context.comparison_probability(comparison)
        passing = [
            replace(part, query=_where(members(part, by), by, values), score=part.score * compared * probability)
            for part in parts
            for by, values, probability in conditions(context, part, comparison)
        ]
        parts = [*(replace(part, score=part.score * (1.0 - compared)) for part in parts), *passing]
    return parts


def _where(whole: Query, by: Measure, values: tuple[tuple[Sign, Value], ...]) -> Query:
    for sign, value in values:
        whole = Where(whole=whole, test=Compares(by=by, sign=sign, right=Ids(ids=(value.id,))))
    return whole


def _firsts(context: Context, part: Base) -> Iterator[Plan]:
    """The first of the set by what the superlative measures, or the value that the first has."""
    degree = context.superlative
    if degree is None or context.in_relation(degree, part.path):
        return
    for by, probability in measures(context, part, degree):
        asks_value = _asks_value(context, by)
        whole = members(part, by)
        for least, direction in directions(context, degree, by):
            score = part.score * context.superlative_probability * probability * direction
            first = Most(whole=whole, by=by, least=least, first=degree.first, count=degree.places)
            yield Plan(query=first, score=score * (1.0 - asks_value))
            if not by.counted and degree.first == degree.places == 1:
                extreme = Total(of=whole, how="least" if least else "most", path=by.path)
                yield Plan(query=extreme, score=score * asks_value)


def _asks_value(context: Context, by: Measure) -> float:
    """Probability that the value is asked for: "the highest price", "size of the smallest room"."""
    words = normalize(context.question).split()
    if words[0] in VALUE_WORDS:
        return ASKS_VALUE
    asked = next((word for word in words if not is_function(word) and not word.endswith("est")), "")
    named = asked in relation_words(by.path[-1]).split()
    return ASKS_VALUE if named and context.asked_kind is None else MAY_ASK_VALUE


def _totals(context: Context, part: Base) -> Iterator[Plan]:
    """Sum and mean of the values of the set, and how many there are where the values are numbers of things."""
    forms = context.forms
    for form, how in TOTALS:
        counted = form == "sum" and context.likely("count")
        if context.likely(form) or counted:
            for by, probability in measures(context, part):
                share = forms[form]
                if counted and all(not one.unit and one.text.isdigit() for one in _samples(context, by)):
                    share += forms["count"] * SUM_FOR_COUNT
                total = Total(of=members(part, by), how=how, path=by.path)
                yield Plan(query=total, score=part.score * probability * share)


def _samples(context: Context, by: Measure) -> tuple[Value, ...]:
    return context.schema.samples(by.path[0], context.graph)
