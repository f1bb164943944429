"""Evaluates queries over an index by operations on arrays of numbers; what arrays cannot do is left to the contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rog.errors import IncomparableError
from rog.graph.contract import Found, Graph
from rog.graph.evaluate import NO_ORDER, Evaluator, left_out
from rog.graph.index.comparing import compared, compared_texts, passing
from rog.graph.index.edges import Integers, distinct, member
from rog.graph.index.opened import OpenIndex
from rog.graph.kinds import is_kind
from rog.query import (
    Both,
    Compares,
    Either,
    Has,
    Having,
    Ids,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Total,
    Walk,
    Where,
    Without,
)
from rog.types import RelationPath
from rog.values import VALUE_KINDS, number

__all__ = ["ArrayEvaluator"]


class NumberSet(NamedTuple):
    """What a query stands for, in numbers: ascending, but by places for a superlative."""

    numbers: Integers
    truncated: bool = False
    notes: tuple[str, ...] = ()


class Measured(NamedTuple):
    """What some nodes are measured by: rows are places of the nodes, ascending, and ends those of each row."""

    rows: Integers
    ends: Integers
    truncated: bool


class ArrayEvaluator(Evaluator):
    """Evaluates queries over an index; equal to `Evaluator`, by sets of numbers where all ids are in the graph."""

    def __init__(self, graph: Graph, index: OpenIndex, limit: int) -> None:
        super().__init__(graph, limit)
        self._index, self._edges, self._values = index, index.edges, index.values
        self._by_arrays: dict[Query, NumberSet | None] = {}
        self._sets: dict[Query, NumberSet | None] = {}

    def find(self, query: Query) -> Found:
        """What the query stands for; see `rog.graph.evaluate.evaluate`."""
        if query not in self._found:
            numbers = self._computed(query)
            self._found[query] = self._find(query) if numbers is None else self._in_ids(numbers)
        return self._found[query]

    def _in_ids(self, found: NumberSet) -> Found:
        return Found(tuple(self._index.entities.ids.many(found.numbers)), found.truncated, found.notes)

    def _set(self, query: Query) -> NumberSet | None:
        """What the query stands for, in numbers; None where some ids are not in the graph."""
        if query not in self._sets:
            computed = self._computed(query)
            self._sets[query] = self._in_numbers(self.find(query)) if computed is None else computed
        return self._sets[query]

    def _in_numbers(self, found: Found) -> NumberSet | None:
        numbers = self._edges.numbers([self._index.entities.ids.number(one) for one in found.ids])
        return None if (numbers < 0).any() else NumberSet(numbers, found.truncated, found.notes)

    def _computed(self, query: Query) -> NumberSet | None:
        if query not in self._by_arrays:
            self._by_arrays[query] = self._compute(query)
        return self._by_arrays[query]

    def _compute(self, query: Query) -> NumberSet | None:
        """The query by arrays; None where they cannot do it."""
        match query:
            case Ids(ids=ids):
                found = self._in_numbers(Found(tuple(self._known(ids))))
                return None if found is None else self._first(found.numbers, [found])
            case Kind(kind=kind):
                return self._first(self._index.kinds.members(kind))
            case Having(path=path):
                return self._leaving(path)
            case Walk(start=start, path=path, tests=()):
                whole = self._set(start)
                return None if whole is None else self._first(self._reached(whole.numbers, path), [whole])
            case Both(parts=parts) | Either(parts=parts):
                sets = [found for found in map(self._set, parts) if found is not None]
                return self._joined(sets, every=isinstance(query, Both)) if len(sets) == len(parts) else None
            case Without(whole=whole_query, part=part_query):
                whole, part = self._set(whole_query), self._set(part_query)
                return None if whole is None or part is None else self._without_part(whole, part)
            case Where(whole=whole_query):
                whole = self._set(whole_query)
                return None if whole is None else self._passing(whole, query)
            case Most(whole=whole_query):
                whole = self._set(whole_query)
                return None if whole is None else self._ranked(whole, query)
        return None

    def _size(self, query: Query) -> tuple[int, Found]:
        """See `Evaluator`: nothing is said by its id to be counted."""
        found = self._set(query)
        return super()._size(query) if found is None else (len(found.numbers), Found((), found.truncated, found.notes))

    def _to_total(self, query: Total) -> tuple[Found, Sequence[str], bool]:
        """See `Evaluator`."""
        of = self._set(query.of) if query.path else None
        if of is None:
            return super()._to_total(query)
        measured = self._measured(of.numbers, query.path)
        ids = self._index.entities.ids.many(measured.ends)
        return Found((), of.truncated, of.notes), ids, measured.truncated

    def _first(self, numbers: Integers, parts: Sequence[NumberSet] = ()) -> NumberSet:
        """The distinct numbers in order, at most `limit` of them."""
        is_ordered = bool((numbers[1:] > numbers[:-1]).all())
        ordered = numbers if is_ordered else distinct(numbers, self._edges.node_count)
        truncated = len(ordered) > self.limit or any(part.truncated for part in parts)
        return NumberSet(ordered[: self.limit], truncated, _notes(parts))

    def _joined(self, sets: Sequence[NumberSet], *, every: bool) -> NumberSet:
        if not every:
            return self._first(np.concatenate([found.numbers for found in sets]), sets)
        common = np.sort(sets[0].numbers)
        for other in sets[1:]:
            common = common[member(common, np.sort(other.numbers))]
        return self._first(common, sets)

    def _without_part(self, whole: NumberSet, part: NumberSet) -> NumberSet:
        if part.truncated:
            return self._abstained([whole, part])
        return self._first(whole.numbers[~member(whole.numbers, np.sort(part.numbers))], [whole, part])

    def _abstained(self, parts: Sequence[NumberSet]) -> NumberSet:
        return NumberSet(self._edges.numbers([]), True, _notes(parts))

    def _leaving(self, path: RelationPath) -> NumberSet:
        steps = self._index.path(path[:1])
        first = self._first(self._edges.leaving_to_others(steps[0]) if steps else self._edges.numbers([]))
        if len(path) == 1:
            return first
        return NumberSet(first.numbers[self._leads_on(first.numbers, path)], first.truncated)

    def _leads_on(self, nodes: Integers, path: RelationPath) -> NDArray[np.bool_]:
        """For each node whether the path reaches anything from it."""
        leads = np.zeros(len(nodes), np.bool_)
        leads[self._pairs(nodes, path)[0]] = True
        return leads

    def _reached(self, nodes: Integers, path: RelationPath) -> Integers:
        steps = self._index.path(path)
        if len(steps) == 1 and not self._edges.loops[steps[0] >> 1]:
            return self._edges.reached(steps[0], nodes)
        return self._pairs(nodes, path)[1]

    def _pairs(self, nodes: Integers, path: RelationPath) -> tuple[Integers, Integers]:
        """For each node the distinct ends of the path from it: the place of the node, ascending, and an end."""
        steps = self._index.path(path)
        if not steps:
            return np.empty(0, np.int64), self._edges.numbers([])
        if len(steps) > 1:
            sets = self._index.frontiers.all_ends([(node, steps) for node in nodes.tolist()])
            return np.repeat(np.arange(len(nodes)), sets.sizes), sets.numbers
        rows, half = self._edges.expand(steps[0], nodes)
        ends = self._edges.neighbours[half]
        new = np.ones(len(rows), np.bool_)
        new[1:] = (rows[1:] != rows[:-1]) | (ends[1:] != ends[:-1])
        if self._edges.loops[steps[0] >> 1]:
            new &= ends != nodes[rows]
        return (rows, ends) if new.all() else (rows[new], ends[new])

    def _measured(self, nodes: Integers, path: RelationPath) -> Measured:
        """The ends of the path from each node, at most `limit` of each."""
        rows, ends = self._pairs(nodes, path)
        if len(rows) <= self.limit:
            return Measured(rows, ends, False)
        sizes = np.bincount(rows)
        kept = np.arange(len(rows)) - np.repeat(sizes.cumsum() - sizes, sizes) < self.limit
        return Measured(rows[kept], ends[kept], not kept.all())

    def _counted(self, nodes: Integers, by: Measure) -> tuple[Integers, NDArray[np.int64], bool]:
        """The places of the nodes whose ends can be counted, how many ends each has, and whether a limit cut any."""
        counts = np.bincount(self._pairs(nodes, by.path)[0], minlength=len(nodes))
        rows = (counts <= self.limit).nonzero()[0]
        return rows, counts[rows], len(rows) < len(nodes)

    def _passing(self, whole: NumberSet, query: Where) -> NumberSet | None:
        match query.test:
            case IsA(kind=kind):
                return self._first(whole.numbers[self._is_a(whole.numbers, kind)], [whole]) if is_kind(kind) else None
            case Has(path=path):
                return self._first(whole.numbers[self._leads_on(whole.numbers, path)], [whole])
            case Compares():
                return self._standing(whole, query.test)
        return None

    def _is_a(self, nodes: Integers, kind: str) -> NDArray[np.bool_]:
        found = member(nodes, self._index.kinds.members(kind))
        if kind in VALUE_KINDS and len(self._values):
            is_value = self._values.mask[nodes]
            places = self._values.places(nodes[is_value])
            found[is_value] = self._values.kinds[places] == VALUE_KINDS.index(kind)
        return found

    def _standing(self, whole: NumberSet, test: Compares) -> NumberSet:
        right, ids = self.find(test.right), self._index.entities.ids
        if test.by.counted:
            rows, counts, truncated = self._counted(whole.numbers, test.by)
            sizes = np.bincount(counts).nonzero()[0]
            of_sizes = compared_texts([*map(_integer, sizes.tolist())], test.sign, right.ids)
            outcomes = of_sizes.at(sizes.searchsorted(counts))
            passed, notes = passing(rows, outcomes, test.sign, right.ids, lambda at: _integer(int(counts[at])))
        else:
            rows, ends, truncated = self._measured(whole.numbers, test.by.path)
            outcomes = compared(ends, test.sign, right.ids, self._values, ids.many)
            passed, notes = passing(rows, outcomes, test.sign, right.ids, lambda at: ids[int(ends[at])])
        parts = [whole, NumberSet(self._edges.numbers([]), right.truncated, right.notes)]
        found = self._first(whole.numbers[passed], parts)
        return NumberSet(found.numbers, found.truncated or truncated, (*found.notes, *notes))

    def _ranked(self, whole: NumberSet, query: Most) -> NumberSet:
        notes: tuple[str, ...] = ()
        if query.by.counted:
            rows, counts, truncated = self._counted(whole.numbers, query.by)
            keys = counts.astype(np.float64)
        else:
            rows, ends, truncated = self._measured(whole.numbers, query.by.path)
            if not (truncated or whole.truncated):
                rows, keys, notes = self._keys(rows, ends, least=query.least)
        if truncated or whole.truncated:
            return self._abstained([whole])
        nodes = whole.numbers[rows]
        places = _places(keys if query.least else -keys, nodes, query.first - 1, query.first - 1 + query.count)
        return NumberSet(nodes[places][: self.limit], len(places) > self.limit, (*whole.notes, *notes))

    def _keys(
        self, rows: Integers, ends: Integers, *, least: bool
    ) -> tuple[Integers, NDArray[np.float64], tuple[str, ...]]:
        """The rows that have values of the dimension that most values have, and the least or greatest of each."""
        is_value = self._values.mask[ends]
        places = self._values.places(ends[is_value])
        dimensions = self._values.dimensions[places]
        counts = np.bincount(dimensions, minlength=2)
        counts[0] = 0  # what has no order
        if len(rows) and not counts.any():
            raise IncomparableError(NO_ORDER)
        common = dimensions == counts.argmax()
        with_key, keys = rows[is_value][common], self._values.first[places[common]]
        starts = np.diff(with_key, prepend=-1).nonzero()[0]
        best = (np.minimum if least else np.maximum).reduceat(keys, starts) if len(starts) else keys
        without = int(np.count_nonzero(np.diff(rows, prepend=-1))) - len(starts)
        return with_key[starts], best, left_out(without)


def _places(keys: NDArray[np.float64], nodes: Integers, first: int, last: int) -> Integers:
    """The places in the arrays of those ranked from `first` to before `last`, least keys first, equal ones by node."""
    last = min(last, len(keys))
    if first >= last:
        return np.empty(0, np.int64)
    candidates = (keys <= np.partition(keys, last - 1)[last - 1]).nonzero()[0]
    ordered: Integers = candidates[np.lexsort((nodes[candidates], keys[candidates]))]
    rank = keys[ordered].searchsorted(keys[ordered])  # equal ones share the place of the first of them
    return ordered[(rank >= first) & (rank < last)]


def _notes(parts: Sequence[NumberSet]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for part in parts for note in part.notes))


def _integer(amount: int) -> str:
    value = number(str(amount))
    assert value is not None
    return value.id
