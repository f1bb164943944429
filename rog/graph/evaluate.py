"""Executes queries over any graph that keeps the contract.

Everything found is exact, or says that a limit cut it. A count, a "no", a difference, a superlative and a sum of
what was cut are not given: a part would pass for the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import groupby

from rog.errors import IncomparableError, InputError, UnknownEntityError
from rog.graph.contract import EvaluatingGraph, Found, Graph, store_of
from rog.graph.facts import FactRules, fact_values
from rog.graph.paths_between import MAX_PATHS, paths_between
from rog.query import (
    Between,
    Both,
    Compares,
    Count,
    EdgeTest,
    EdgeValues,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    Is,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Same,
    Says,
    Several,
    Total,
    Walk,
    Where,
    Without,
)
from rog.types import Entity, ReasoningPath, RelationPath
from rog.units import scale_of
from rog.values import Value, compare, number, read_value

__all__ = ["MAX_IDS", "NO_ORDER", "Comparison", "Evaluator", "evaluate", "left_out", "passes", "property_values"]

MAX_IDS = 1_000_000
"""Most ids of any set on the way, unless another limit is given."""

MAX_WALKS = 10_000
"""Most paths from one id that conditions on edges are looked up on."""

NO_ORDER = "these values have no order: they are no numbers, dates, times or years"

NUMBER_OF = "how many they are is written count(…)"

MEAN_DIGITS = 12
"""Digits of a mean."""


def evaluate(query: Query, graph: Graph, limit: int = MAX_IDS) -> Found:
    """What the query stands for in the graph, with at most `limit` ids in any set.

    Raises UnknownEntityError for an id that the graph does not have; IncomparableError where no two values that are
    to be compared can be; InputError for a query of several questions: evaluate each of its parts.
    """
    return Evaluator(graph, limit).find(query)


class Evaluator:
    """Evaluates queries over one graph, each part once."""

    def __init__(self, graph: Graph, limit: int = MAX_IDS) -> None:
        self.graph, self.limit = graph, limit
        self._found: dict[Query, Found] = {}
        self._ways: dict[tuple[str, str], tuple[list[ReasoningPath], bool]] = {}
        store = store_of(graph)
        self._store = store if isinstance(store, EvaluatingGraph) else None

    def find(self, query: Query) -> Found:
        """What the query stands for; see `evaluate`."""
        found = self._found.get(query)
        if found is None:
            found = self._store.evaluate(query, self.limit) if self._store is not None else None
            self._found[query] = found = self._find(query) if found is None else found
        return found

    def _find(self, query: Query) -> Found:
        match query:
            case Ids(ids=ids):
                return self._cut(self._known(ids))
            case Kind(kind=kind):
                ends = self.graph.members([kind], self.limit)[0]
                return Found(tuple(ends), ends.truncated)
            case Having(path=path):
                return self._having(path)
            case Walk():
                return self._walk(query)
            case EdgeValues():
                return self._edge_values(query)
            case Both(parts=parts):
                return self._both([self.find(part) for part in parts])
            case Either(parts=parts):
                united = [self.find(part) for part in parts]
                return self._cut((one for part in united for one in part.ids), united)
            case Without(whole=whole, part=part):
                return self._without(self.find(whole), self.find(part))
            case Where():
                return self._where(query)
            case Most():
                return self._most(query)
            case Count(of=of):
                size, found = self._size(of)
                return _computed(number(str(size)), [found]) if not found.truncated else _abstained([found])
            case Exists(of=of):
                size, found = self._size(of)
                return _truth(bool(size), [found])
            case Total():
                return self._total(query)
            case Same():
                return self._same(query)
            case Between(left=left, right=right):
                return self._between(self.find(left), self.find(right))
            case Several():
                raise InputError("several questions in one are evaluated one by one")

    def measured(self, ids: Sequence[str], by: Measure) -> tuple[dict[str, tuple[str, ...]], bool]:
        """For each id that has any the ids of its values, and whether a limit cut them.

        A count is a value of each id, also where it is 0.
        """
        ends = self.graph.ends([(one, by.path) for one in ids], self.limit)
        truncated = any(reached.truncated for reached in ends)
        pairs = zip(ids, ends, strict=True)
        if by.counted:
            counts = ((one, number(str(len(reached)))) for one, reached in pairs if not reached.truncated)
            return {one: (count.id,) for one, count in counts if count is not None}, truncated
        return {one: tuple(reached) for one, reached in pairs if reached}, truncated

    def paths(
        self, walk: Walk, start: str, ends: Sequence[str] | None = None, limit: int = MAX_WALKS
    ) -> tuple[list[ReasoningPath], bool]:
        """The paths from one id of the start that pass the walk's tests, and whether a limit cut them.

        Of each end at most `limit` are looked at where nothing is tested, and MAX_WALKS where something is.
        """
        if ends is None:
            reached = self.graph.ends([(start, walk.path)], self.limit)[0]
            ends, truncated = tuple(reached), reached.truncated
        else:
            truncated = False
        paths: list[ReasoningPath] = []
        most = MAX_WALKS if walk.tests else limit
        for _, walked in groupby(self.graph.walk((start, walk.path), ends, most), key=lambda path: path.end):
            ways = list(walked)
            truncated = truncated or len(ways) >= most
            paths += (path for path in ways if passes(path, walk.tests))
        return paths, truncated

    def ways(self, source: str, target: str) -> tuple[list[ReasoningPath], bool]:
        """The shortest paths from one id to another, and whether a limit cut them; looked for once."""
        if (source, target) not in self._ways:
            paths, cut = paths_between(self.graph, source, target, self.limit)
            self._ways[source, target] = paths, cut or len(paths) >= MAX_PATHS
        return self._ways[source, target]

    def _size(self, query: Query) -> tuple[int, Found]:
        """How many ids a query stands for, and what else there is to say of them."""
        found = self.find(query)
        return len(found.ids), found

    def _known(self, ids: Sequence[str]) -> Sequence[str]:
        """The ids. Raises UnknownEntityError for an entity that the graph does not have; any value may be named."""
        entities = [one for one in ids if read_value(one) is None]
        for one, entity in zip(entities, self.graph.entities(entities), strict=True):
            if entity is None:
                raise UnknownEntityError(one)
        return ids

    def _cut(self, ids: Iterable[str], parts: Sequence[Found] = (), *, truncated: bool = False) -> Found:
        """The ids in order, at most `limit` of them."""
        ordered = sorted(set(ids))
        cut = truncated or len(ordered) > self.limit or any(part.truncated for part in parts)
        return Found(tuple(ordered[: self.limit]), cut, _notes(parts))

    def _having(self, path: RelationPath) -> Found:
        first = self.graph.having([path[0]], self.limit)[0]
        if len(path) == 1:
            return Found(tuple(first), first.truncated)
        reached = self.graph.ends([(one, path) for one in first], 1)
        return Found(tuple(one for one, ends in zip(first, reached, strict=True) if ends), first.truncated)

    def _walk(self, walk: Walk) -> Found:
        start = self.find(walk.start)
        starts = self.in_graph(start.ids)
        if not walk.tests:
            reached = self.graph.ends([(one, walk.path) for one in starts], self.limit)
            truncated = any(ends.truncated for ends in reached)
            return self._cut((end for ends in reached for end in ends), [start], truncated=truncated)
        found: set[str] = set()
        truncated = False
        for one in starts:
            paths, cut = self.paths(walk, one)
            found.update(path.end for path in paths)
            truncated = truncated or cut
        return self._cut(found, [start], truncated=truncated)

    def in_graph(self, ids: Sequence[str]) -> list[str]:
        """Those that the graph has: a value that nothing has leads nowhere."""
        if not any(read_value(one) for one in ids):
            return list(ids)
        return [one for one, entity in zip(ids, self.graph.entities(ids), strict=True) if entity is not None]

    def _edge_values(self, query: EdgeValues) -> Found:
        start = self.find(query.walk.start)
        values: set[str] = set()
        truncated = False
        for one in self.in_graph(start.ids):
            paths, cut = self.paths(query.walk, one)
            truncated = truncated or cut
            for path in paths:
                values.update(property_values(path, len(query.walk.path), query.property))
        return self._cut(values, [start], truncated=truncated)

    def _both(self, parts: Sequence[Found]) -> Found:
        common = set(parts[0].ids).intersection(*(part.ids for part in parts[1:]))
        return self._cut(common, parts)

    def _without(self, whole: Found, part: Found) -> Found:
        if part.truncated:
            return _abstained([whole, part])
        return self._cut(set(whole.ids).difference(part.ids), [whole, part])

    def _where(self, query: Where) -> Found:
        whole, test = self.find(query.whole), query.test
        if isinstance(test, IsA):
            entities = zip(whole.ids, self.graph.entities(whole.ids), strict=True)
            return self._cut((one for one, entity in entities if entity and test.kind in entity.types), [whole])
        if isinstance(test, Is):
            return self._compared({one: (one,) for one in whole.ids}, whole, test)
        starts = self.in_graph(whole.ids)
        if isinstance(test, Says):
            return self._saying(starts, whole, test)
        if isinstance(test, Has):
            reached = self.graph.ends([(one, test.path) for one in starts], 1)
            return self._cut((one for one, ends in zip(starts, reached, strict=True) if ends), [whole])
        values, truncated = self.measured(starts, test.by)
        return self._compared(values, whole, test, truncated=truncated)

    def _saying(self, starts: Sequence[str], whole: Found, test: Says) -> Found:
        texts: Mapping[str, Sequence[str]] = {one: (one,) for one in starts}
        truncated = False
        if test.path:
            texts, truncated = self.measured(starts, Measure(path=test.path))
        said = test.text.casefold()
        passed = []
        for one, own in texts.items():
            written = [text.casefold() for entity in self.graph.entities(own) if entity for text in _names(entity)]
            if any(text.startswith(said) if test.how == "begins" else said in text for text in written):
                passed.append(one)
        return self._cut(passed, [whole], truncated=truncated)

    def _compared(
        self, values: Mapping[str, Sequence[str]], whole: Found, test: Compares | Is, *, truncated: bool = False
    ) -> Found:
        right = self.find(test.right)
        holds = Comparison(test.sign, right.ids)
        passed = [one for one, own in values.items() if any(map(holds, own))]
        found = self._cut(passed, [whole, right], truncated=truncated)
        return Found(found.ids, found.truncated, (*found.notes, *holds.notes(bool(values))))

    def _most(self, query: Most) -> Found:
        whole = self.find(query.whole)
        values, truncated = self.measured(self.in_graph(whole.ids), query.by)
        if truncated or whole.truncated:
            return _abstained([whole])
        places, notes = ranking(values, least=query.least)
        first, last = query.first - 1, query.first - 1 + query.count
        ids = [one for one, place in places if first <= place < last]
        return Found(tuple(ids[: self.limit]), len(ids) > self.limit, (*whole.notes, *notes))

    def _total(self, query: Total) -> Found:
        of, ids, truncated = self._to_total(query)
        if truncated or of.truncated:
            return _abstained([of])
        if not ids:
            return Found(notes=of.notes)
        if query.how in ("least", "most"):
            ranked, notes = ranking({one: (one,) for one in ids}, least=query.how == "least")
            return Found(tuple(one for one, _ in ranked[:1]), notes=(*of.notes, *notes))
        values_of = [read_value(one) for one in ids]
        odd = sum(value is None or value.kind != "number" for value in values_of)
        found = _computed(total(values_of, mean=query.how == "mean"), [of])
        return Found(found.ids, notes=(*found.notes, *left_out(odd)))

    def _to_total(self, query: Total) -> tuple[Found, Sequence[str], bool]:
        """What the sum is of: the entities, the values of each, and whether a limit cut these."""
        of = self.find(query.of)
        if not query.path:
            return of, of.ids, False
        values, truncated = self.measured(self.in_graph(of.ids), Measure(path=query.path))
        return of, [value for own in values.values() for value in own], truncated

    def _same(self, query: Same) -> Found:
        left, right = self.find(query.left), self.find(query.right)
        if query.sign in ("=", "!=") and not any(map(read_value, (*left.ids, *right.ids))):
            if left.truncated or right.truncated:
                return _abstained([left, right])
            return _truth((set(left.ids) == set(right.ids)) == (query.sign == "="), [left, right])
        holds = Comparison(query.sign, right.ids)
        found = any(map(holds, left.ids))
        if not left.ids or not right.ids:  # nothing is known of a side, which is no "no"
            return Found(truncated=left.truncated or right.truncated, notes=_notes([left, right]))
        holds.notes(True)
        return _truth(found, [left, right])

    def _between(self, left: Found, right: Found) -> Found:
        ids: set[str] = set()
        truncated = False
        for source in self.in_graph(left.ids):
            for target in self.in_graph(right.ids):
                paths, cut = self.ways(source, target)
                truncated = truncated or cut
                inner = {hop.target for path in paths for hop in path.hops[:-1]}
                ids |= inner or {path.end for path in paths}
        return self._cut(ids, [left, right], truncated=truncated)


def passes(path: ReasoningPath, tests: Sequence[EdgeTest]) -> bool:
    """Whether the edges of a path have what the tests ask; a property that does not compare does not pass."""
    for test in tests:
        wanted = read_value(test.value)
        own = (read_value(one) for one in property_values(path, test.hop, test.property))
        if not any(_holds(value, test.sign, wanted) for value in own if value is not None and wanted is not None):
            return False
    return True


def ranking(values: Mapping[str, Sequence[str]], *, least: bool) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    """Each id with its place from 0, first places first; equal ones share a place, and the next place counts them.

    Values of other dimensions than most of them have no place, which the notes say. Raises IncomparableError where
    there are values and none has an order.
    """
    spans = {
        one: [span for value in own if (read := read_value(value)) is not None and (span := read.span) is not None]
        for one, own in values.items()
    }
    dimensions = Counter(span.dimension for own in spans.values() for span in own)
    if values and not dimensions:
        raise IncomparableError(NO_ORDER)
    common = min(dimensions, key=lambda name: (-dimensions[name], name), default="")
    keys = {one: [span.first for span in own if span.dimension == common] for one, own in spans.items()}
    best = {one: min(own) if least else -max(own) for one, own in keys.items() if own}
    ordered = sorted(best, key=lambda one: (best[one], one))
    placed, place = [], 0
    for at, one in enumerate(ordered):
        if at and best[one] != best[ordered[at - 1]]:
            place = at
        placed.append((one, place))
    return placed, left_out(len(values) - len(best))


def left_out(count: int) -> tuple[str, ...]:
    """The note that so many have no place."""
    return (f"{count} left out: what is known of them does not compare with the others",) if count else ()


def total(values: Iterable[Value | None], *, mean: bool) -> Value:
    """The exact sum or the mean of numbers, in the unit of the first. Raises IncomparableError."""
    numbers = [value for value in values if value is not None and value.kind == "number"]
    if not numbers:
        raise IncomparableError("these values are no numbers, so they have no sum")
    unit = numbers[0].unit
    with localcontext() as context:
        context.prec = 60
        amount = sum((_in_unit(value, unit) for value in numbers), Decimal(0))
        if mean:
            context.prec = max(MEAN_DIGITS, amount.adjusted() + MEAN_DIGITS // 2)
            amount = amount / len(numbers)
        computed = number(str(amount), unit)
    if computed is None:
        raise IncomparableError("the sum is too large")
    return computed


def _in_unit(value: Value, unit: str) -> Decimal:
    if value.unit == unit:
        return Decimal(value.text)
    own, wanted = scale_of(value.unit), scale_of(unit)
    if own is None or wanted is None or own.dimension != wanted.dimension or own.offset or wanted.offset:
        raise IncomparableError(f"amounts in {value.unit or 'no unit'!r} and in {unit or 'no unit'!r} cannot be added")
    return Decimal(value.text) * Decimal(str(own.factor)) / Decimal(str(wanted.factor))


class Comparison:
    """Whether an id stands so to any id of the right side; counts what cannot be compared."""

    def __init__(self, sign: str, right: Sequence[str]) -> None:
        self._sign, self._right = sign, right
        self._entities = frozenset(right)
        self.compared, self.failed = 0, 0
        self.error: IncomparableError | None = None
        """Why the first pair that cannot be compared cannot."""

    def __call__(self, left: str) -> bool:
        value = read_value(left)
        if value is None and self._sign not in ("=", "!="):
            return self._fail(IncomparableError(f"{left!r} is an entity and has no order: {NUMBER_OF}"))
        if value is None:
            self.compared += 1
            return (left in self._entities) == (self._sign == "=")
        held = [self._one(value, read_value(right)) for right in self._right]  # all, so that what failed is counted
        return any(held)

    def _one(self, left: Value, right: Value | None) -> bool:
        if right is None:
            entity = IncomparableError(f"{str(left)!r} and an entity have no order between them: {NUMBER_OF}")
            return False if self._sign in ("=", "!=") else self._fail(entity)
        try:
            holds = compare(left, self._sign, right)
        except IncomparableError as error:
            return self._fail(error)
        self.compared += 1
        return holds

    def _fail(self, error: IncomparableError) -> bool:
        self.failed += 1
        self.error = self.error or error
        return False

    def notes(self, any_values: bool) -> tuple[str, ...]:
        """What could not be compared. Raises IncomparableError where nothing could be."""
        if self.error is not None and not self.compared and any_values:
            raise self.error
        return (f"{self.failed} left out: {self.error}",) if self.error is not None else ()


def _holds(left: Value, sign: str, right: Value) -> bool:
    try:
        return compare(left, sign, right)
    except IncomparableError:
        return False


def property_values(path: ReasoningPath, hop: int, name: str) -> list[str]:
    """The ids of what the edge of a hop, counted from 1, has as this property."""
    content = path.hops[hop - 1].properties.get(name)
    return list(fact_values(name, content, FactRules(only=(name,))))


def _names(entity: Entity) -> tuple[str, ...]:
    """The text of a value; the names of an entity."""
    value = read_value(entity.id)
    return (entity.name, *entity.aliases) if value is None else (value.text,)


def _computed(value: Value | None, parts: Sequence[Found]) -> Found:
    return Found((value.id,) if value is not None else (), notes=_notes(parts))


def _truth(holds: bool, parts: Sequence[Found]) -> Found:
    """Yes, or no; neither where a cut part may hold what would make it a yes."""
    if not holds and any(part.truncated for part in parts):
        return _abstained(parts)
    return Found((Value("truth", "true" if holds else "false").id,), notes=_notes(parts))


def _abstained(parts: Sequence[Found]) -> Found:
    return Found((), True, _notes(parts))


def _notes(parts: Sequence[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for part in parts for note in part.notes))
