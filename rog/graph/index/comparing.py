"""Compares many values of an index with the right side of a comparison at once; see `rog.values.compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rog.errors import IncomparableError
from rog.graph.evaluate import Comparison
from rog.graph.index.edges import Integers
from rog.graph.index.values import Columns, ValueTable
from rog.values import RELATIVE_TOLERANCE, VALUE_KINDS, Span, Value, read_value, year_of

__all__ = ["Outcomes", "compared", "compared_texts", "passing"]


class Outcomes(NamedTuple):
    """For each id on the left whether it stands so to any on the right, and with how many it could not be compared."""

    holds: NDArray[np.bool_]
    failed: NDArray[np.int64]
    tried: NDArray[np.int64]
    """With how many it was compared, or could not be."""

    def at(self, places: Integers) -> Outcomes:
        """The outcomes at these places."""
        return Outcomes(self.holds[places], self.failed[places], self.tried[places])

    def put(self, places: Integers, outcomes: Outcomes) -> Outcomes:
        """These outcomes with others at some places."""
        for column, other in zip(self, outcomes, strict=True):
            column[places] = other
        return self


def compared(
    ends: Integers, sign: str, right: Sequence[str], values: ValueTable, ids_of: Callable[[Integers], Sequence[str]]
) -> Outcomes:
    """The outcomes for nodes, as `Comparison` has them."""
    is_value = values.mask[ends]
    if not is_value.all():
        outcomes, at = _none_hold(len(ends)), is_value.nonzero()[0]
        _take(outcomes, ~is_value, ends, lambda nodes: compared_texts(ids_of(nodes), sign, right))
        return outcomes.put(at, compared(ends[at], sign, right, values, ids_of))
    others = [value for value in map(read_value, right) if value is not None]
    if len(others) < len(right) and sign not in ("=", "!="):  # an entity has no order, which is told of each
        return compared_texts(ids_of(ends), sign, right)
    columns = values.columns(values.places(ends))
    outcomes = _none_hold(len(ends), len(others))
    by_text = np.zeros(len(ends), np.bool_)
    for value in others:
        if value.span is None:
            by_text[:] = True
            continue
        holds, comparable = _one(columns, sign, value, value.span)
        np.logical_or(outcomes.holds, holds, out=outcomes.holds)
        if not comparable.all():
            outcomes.failed[~comparable] += 1
            by_text |= _may_compare_still(columns, value) & ~comparable
    if by_text.any():
        _take(outcomes, by_text, ends, lambda nodes: compared_texts(ids_of(nodes), sign, right))
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
    passed = rows[hits]
    passed = passed[np.diff(passed, prepend=-1) > 0]
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


def _none_hold(count: int, tried: int = 0) -> Outcomes:
    return Outcomes(np.zeros(count, np.bool_), np.zeros(count, np.int64), np.full(count, tried))


def _take(
    outcomes: Outcomes, which: NDArray[np.bool_], nodes: Integers, outcomes_of: Callable[[Integers], Outcomes]
) -> None:
    """Put in the outcomes of some nodes, each distinct one compared once."""
    distinct, inverse = np.unique(nodes[which], return_inverse=True)
    outcomes.put(which.nonzero()[0], outcomes_of(distinct).at(inverse))


def _may_compare_still(columns: Columns, other: Value) -> NDArray[np.bool_]:
    """Which values need more than their columns: a number beside a date may be a year, and texts may be equal."""
    of_text: NDArray[np.bool_] = columns.dimensions == 0
    if other.kind in ("date", "year"):
        of_text |= columns.kinds == VALUE_KINDS.index("number")
    return of_text


def _one(columns: Columns, sign: str, other: Value, span: Span) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each value whether it stands so to the other one, and whether it can be compared with it."""
    comparable = columns.dimensions == columns.number_of(span.dimension)
    holds = _stands(columns.first, columns.last, sign, span)
    year = year_of(other)
    day = columns.number_of("day")
    if year.kind == "year" and other.kind == "number" and year.span is not None:
        is_date = (columns.dimensions == day) & (columns.kinds != VALUE_KINDS.index("number"))
        if is_date.any():
            holds = np.where(is_date, _stands(columns.first, columns.last, sign, year.span), holds)
            comparable |= is_date
    holds &= comparable
    return holds, comparable


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
    comparison = Comparison(sign, right)
    comparison(left)
    return comparison.error
