"""What a question says of a property of edges, as conditions: "since 2012", "over 50 million", "as the pilot"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rog.calibration import DOUBT_FACTOR
from rog.errors import IncomparableError
from rog.planner.proposing.context import Context
from rog.planner.proposing.sets.edges import MAX_ENDS, Property, is_time
from rog.planner.proposing.sets.said_values import said_values
from rog.planner.proposing.sets.sides import are_words_alike
from rog.query import EdgeTest
from rog.query.nodes import Sign
from rog.values import Value, compare, number
from rog.words.degrees import Comparison
from rog.words.english import singular_words
from rog.words.relation_names import relation_words

__all__ = ["Said", "Tested", "is_named", "said_of", "with_pairs", "with_tests"]

SAID, UNSURE = 0.9, 0.4
"""Share of a condition on a property that is named or says when, and on another that has values of the sort."""

LAST = re.compile(
    r"\b(?:current|currently|now|present|presently|today|latest|newest|most recent|last)\b", re.IGNORECASE
)
FIRST = re.compile(r"\b(?:first|original|originally|earliest|initial)\b", re.IGNORECASE)
OF_TIME = 0.8
"""Share of the condition on time that such a word says."""

SIGNS_BEFORE: tuple[tuple[re.Pattern[str], Sign], ...] = (
    (re.compile(r"\bby\s+(?:(?:the|year)\s+)*$", re.IGNORECASE), "<="),
    (re.compile(r"\bstarting\s+(?:(?:the|year)\s+)*$", re.IGNORECASE), ">="),
)
SIGNS_BEHIND: tuple[tuple[re.Pattern[str], Sign], ...] = (
    (re.compile(r"\s*on\b(?=\W*$)", re.IGNORECASE), ">="),
    (re.compile(r"\s*or longer\b", re.IGNORECASE), "<="),
)
"""What says how edges compare with a time, beside what says so of all values."""


class Said(NamedTuple):
    """What a question says of a property."""

    bounds: tuple[tuple[Sign, Value], ...]
    share: float
    """How likely it says that."""
    source: str
    """What in the question says it: two conditions of one source are not both meant."""


class Tested(NamedTuple):
    """Tests of the edges of a walk, and how likely they are meant."""

    tests: tuple[EdgeTest, ...]
    share: float
    source: str


def with_tests(condition: Said, name: str, hop: int = 1, share: float = 1.0) -> Tested:
    """A condition on a property as tests of the edges of one hop."""
    tests = (EdgeTest(hop=hop, property=name, sign=sign, value=value.id) for sign, value in condition.bounds)
    return Tested(tuple(tests), condition.share * share, condition.source)


def with_pairs(found: Sequence[Tested]) -> Iterator[Tested]:
    """All, and each two of them that the question may say both; then one alone is less likely."""
    paired: dict[Tested, None] = {}
    for one, other in combinations(found, 2):
        of_one, of_other = ({(test.hop, test.property) for test in each.tests} for each in (one, other))
        if one.source != other.source and of_one.isdisjoint(of_other):
            paired.update({one: None, other: None})
            yield Tested((*one.tests, *other.tests), min(one.share, other.share), "")
    for one in found:
        yield one._replace(share=one.share * DOUBT_FACTOR) if one in paired else one


def is_named(context: Context, one: Property) -> bool:
    """Whether a word of the question is that of the property's name."""
    own = singular_words(relation_words(one.name))
    return any(are_words_alike(word, name) for word in singular_words(context.question) for name in own)


def said_of(context: Context, one: Property, *, everywhere: bool = False) -> Iterator[Said]:
    """The conditions on a property that the question may mean; `everywhere` on that of all edges of a relation."""
    named = is_named(context, one)
    for comparison in context.compared:
        bounds = _bounds(context.question, comparison, one)
        timely = is_time(bounds[0][1])
        if timely != one.is_time or not all(_compares(value, one.values[0]) for _, value in bounds):
            continue
        share = SAID if named or timely else UNSURE
        seen = any(all(_holds(own, sign, value) for sign, value in bounds) for own in one.values)
        sign, value = bounds[0]
        if everywhere and (not seen or (sign == "=" and not named and not timely and not value.unit)):
            continue
        source = str(comparison.start)
        if seen or one.ends >= MAX_ENDS:
            yield Said(bounds, share, source)
        earlier = [own for own in one.values if timely and sign == "=" and _holds(own, "<", value)]
        if earlier and not seen and not everywhere:  # what began before then may last
            yield Said((("=", max(earlier, key=_order)),), share * DOUBT_FACTOR, source)
    if not everywhere and one.is_time and len(one.values) > 1 and one.ends > 1:
        ordered = sorted(one.values, key=_order)
        if match := LAST.search(context.question):
            yield Said(((">=", ordered[-1]),), OF_TIME, match[0])
        if match := FIRST.search(context.question):
            yield Said((("<=", ordered[0]),), OF_TIME, match[0])
    texts = {value.text: value for value in one.values if value.kind == "text"}
    for text, likely in said_values(context.question, context.names, texts):
        yield Said((("=", texts[text]),), SAID * likely, text)


def _bounds(question: str, comparison: Comparison, one: Property) -> tuple[tuple[Sign, Value], ...]:
    """Signs and values that the property is compared with; both ends of a decade, and of "between … and …"."""
    quantity, upper = comparison.quantity, comparison.upper
    first, sign = _in_unit(quantity.value, one), _sign(question, comparison)
    last = upper.value if upper else quantity.last
    if last is None:
        return ((sign, first),)
    last = _in_unit(last, one)
    if upper or sign in ("=", "!="):
        return ((">=", first), ("<=", last))
    return ((sign, last if sign in (">", "<=") else first),)


def _in_unit(value: Value, one: Property) -> Value:
    """A bare number in the one unit that the property's values have; one in the unit that its name says as bare."""
    units = {own.unit for own in one.values}
    if value.kind != "number" or len(units) > 1 or is_time(value):
        return value
    (unit,) = units
    if not value.unit:
        return number(value.text, unit) or value
    said = value.unit == "%" or value.unit in relation_words(one.name).split()
    return number(value.text) or value if not unit and said else value


def _sign(question: str, comparison: Comparison) -> Sign:
    """How the question compares with a value, by the words around it."""
    before, behind = question[: comparison.start], question[comparison.quantity.end :]
    if is_time(comparison.quantity.value):
        for pattern, sign in SIGNS_BEHIND:
            if pattern.match(behind):
                return sign
        for pattern, sign in SIGNS_BEFORE:
            if pattern.search(before):
                return sign
    return comparison.sign


def _holds(one: Value, sign: Sign, other: Value) -> bool:
    return _compares(one, other) and compare(one, sign, other)


def _compares(one: Value, other: Value) -> bool:
    try:
        compare(one, "=", other)
    except IncomparableError:
        return False
    return True


def _order(value: Value) -> float:
    return value.span.first if value.span else 0.0
