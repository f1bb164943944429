"""Compares many values of an index with the right side of a comparison at once; see `rog.values.compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rog.errors import IncomparableError
from rog.graph.evaluate import Comparison
from rog.graph.index.edges import Integers
from rog.graph.index.values import Values
from rog.values import VALUE_KINDS, Span, Value, compare, read_value, year_of

__all__ = ["Outcomes", "compared", "compared_texts", "passing"]

RELATIVE_TOLERANCE = 1e-9
"""How much two equal amounts may differ, as in `rog.values.compare`."""


class Outcomes(NamedTuple):
    """For each id on the left whether it stands so to any on the right, and with how many it could not be compared."""

    holds: NDArray[np.bool_]
    failed: NDArray[np.int64]
    tried: NDArray[np.int64]
    """With how many it was compared, or could not be."""

    def at(self, places: Integers) -> Outcomes:
        """The outcomes at these places."""
        return Outcomes(self.holds[places], self.failed[places], self.tried[places])


def compared(
    ends: Integers, sign: str, right: Sequence[str], values: Values, ids_of: Callable[[Integers], Sequence[str]]
) -> Outcomes:
    """The outcomes for nodes, as `Comparison` has them."""
    is_value = values.mask[ends]
    outcomes = _none_hold(len(ends))
    if not is_value.all():
        entities = (~is_value).nonzero()[0]
        _take(outcomes, entities, ends[entities], lambda nodes: compared_texts(ids_of(nodes), sign, right))
    rest = is_value.nonzero()[0] if len(ends) and not is_value.all() else np.arange(len(ends))
    others = [value for value in map(read_value, right) if value is not None]
    by_text = np.zeros(len(rest), np.bool_)
    places = values.places(ends[rest])
    for value in others:
        by_text |= _only_by_text(values, places, value)
    for value in others:
        holds, fails = _one(values, places, sign, value)
        outcomes.holds[rest] |= holds
        outcomes.failed[rest] += fails
    outcomes.tried[rest] = len(others)
    if by_text.any():
        at = rest[by_text]
        _take(outcomes, at, ends[at], lambda nodes: compared_texts(ids_of(nodes), sign, right))
    return outcomes


def compared_texts(left: Sequence[str], sign: str, right: Sequence[str]) -> Outcomes:
    """The outcomes for ids, one by one."""
    outcomes = _none_hold(len(left))
    for at, one in enumerate(left):
        comparison = Comparison(sign, right)
        outcomes.holds[at] = comparison(one)
        outcomes.failed[at], outcomes.tried[at] = comparison.failed, comparison.failed + comparison.compared
    return outcomes


def passing(
    rows: Integers, outcomes: Outcomes, sign: str, right: Sequence[str], id_at: Callable[[int], str]
) -> tuple[Integers, tuple[str, ...]]:
    """The rows of which any id stands so, ascending, and what could not be compared, in sentences.

    `rows` ascends; of each row's ids those behind the first that stands so are not looked at. `id_at` gives the id
    at a place of the outcomes. Raises IncomparableError where none could be compared.
    """
    hits = outcomes.holds.nonzero()[0]
    passed = np.unique(rows[hits])
    if not outcomes.failed.any():
        return passed, ()
    first_hit = np.full(int(rows[-1]) + 1, len(rows))
    np.minimum.at(first_hit, rows[hits], hits)
    looked_at = np.arange(len(rows)) <= first_hit[rows]
    failed = outcomes.failed[looked_at]
    comparison = Comparison(sign, right)
    comparison.failed = int(failed.sum())
    comparison.compared = int(outcomes.tried[looked_at].sum()) - comparison.failed
    if comparison.failed:
        at = int((looked_at & (outcomes.failed > 0)).nonzero()[0][0])
        comparison.error = _error(id_at(at), sign, right)
    return passed, comparison.notes(True)


def _none_hold(count: int) -> Outcomes:
    return Outcomes(np.zeros(count, np.bool_), np.zeros(count, np.int64), np.zeros(count, np.int64))


def _take(outcomes: Outcomes, at: Integers, nodes: Integers, compare_nodes: Callable[[Integers], Outcomes]) -> None:
    """Put in the outcomes of some places, each distinct node compared once."""
    distinct, inverse = np.unique(nodes, return_inverse=True)
    for column, found in zip(outcomes, compare_nodes(distinct).at(inverse), strict=True):
        column[at] = found


def _only_by_text(values: Values, places: Integers, other: Value) -> NDArray[np.bool_]:
    """Which values need more than their columns: a number beside a date may be a year, and a text has no span."""
    if other.span is None:
        return np.ones(len(places), np.bool_)
    by_text: NDArray[np.bool_] = values.dimensions[places] == 0
    if other.kind in ("date", "year"):
        by_text |= values.kinds[places] == VALUE_KINDS.index("number")
    return by_text


def _one(values: Values, places: Integers, sign: str, other: Value) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each value whether it stands so to the other one, and whether it cannot be compared with it."""
    if other.span is None:
        return np.zeros(len(places), np.bool_), np.zeros(len(places), np.bool_)
    holds, comparable = _beside(values, places, sign, other.span)
    if other.kind == "number" and (year := year_of(other)).span is not None and year.kind == "year":
        as_year, is_date = _beside(values, places, sign, year.span)
        is_date &= values.kinds[places] != VALUE_KINDS.index("number")
        holds, comparable = np.where(is_date, as_year, holds), comparable | is_date
    return holds, ~comparable


def _beside(values: Values, places: Integers, sign: str, other: Span) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    known = other.dimension in values.dimension_names
    dimension = values.dimension_names.index(other.dimension) if known else -1
    comparable = (values.dimensions[places] == dimension) & known
    first, last = values.first[places], values.last[places]
    return _stands(first, last, sign, other) & comparable, comparable


def _stands(first: NDArray[np.float64], last: NDArray[np.float64], sign: str, other: Span) -> NDArray[np.bool_]:
    """As `rog.values.compare` has it, for spans of one dimension."""
    match sign:
        case "<":
            return last < other.first
        case ">":
            return first > other.last
        case "<=":
            return first <= other.last
        case ">=":
            return last >= other.first
    equal = _close(first, other.first) & _close(last, other.last)
    equal |= (first >= other.first) & (last <= other.last)
    equal |= (first <= other.first) & (last >= other.last)
    return equal if sign == "=" else ~equal


def _close(numbers: NDArray[np.float64], other: float) -> NDArray[np.bool_]:
    tolerance = RELATIVE_TOLERANCE * np.maximum(np.abs(numbers), abs(other))
    close: NDArray[np.bool_] = (numbers == other) | (np.abs(numbers - other) <= tolerance)
    return close


def _error(left: str, sign: str, right: Sequence[str]) -> IncomparableError | None:
    """Why the id cannot be compared with the first on the right with which it cannot."""
    value = read_value(left)
    for other in map(read_value, right):
        try:
            if value is not None and other is not None:
                compare(value, sign, other)
        except IncomparableError as error:
            return error
    return None
