"""Plain evaluation of queries over an `Enumerator`: slow, obvious, and what every way of evaluating must equal."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from rog.errors import IncomparableError
from rog.query import (
    Between,
    Both,
    Compares,
    Count,
    EdgeValues,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Same,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.nodes import children
from rog.testing.brute_force import Enumerator
from rog.types import MAX_HOPS, ReasoningPath
from rog.units import scale_of
from rog.values import Value, compare, number, read_value, value_from_python

__all__ = ["plain_answers"]


def plain_answers(query: Query, graph: Enumerator) -> tuple[str, ...]:
    """The ids that the query stands for. Raises IncomparableError where no two values compare that have to."""
    return _Plain(graph).answers(query)


class _Plain:
    def __init__(self, graph: Enumerator) -> None:
        self.graph = graph
        self.nodes = graph.entities()

    def answers(self, query: Query) -> tuple[str, ...]:
        """By places for a superlative, else in code point order. All parts are answered, whether they matter or not."""
        for part in children(query):
            self.answers(part)
        if isinstance(query, Most):
            return self.most(query)
        return tuple(sorted(set(self.found(query))))

    def found(self, query: Query) -> list[str]:
        match query:
            case Ids(ids=ids):
                return list(ids)
            case Kind(kind=kind):
                return self.graph.kinds().get(kind, [])
            case Having(path=path):
                return [node for node in self.nodes if self.graph.ends(node, path)]
            case Walk():
                return [path.end for path in self.paths(query)]
            case EdgeValues(walk=walk, property=name):
                return [value for path in self.paths(walk) for value in edge_values(path, len(walk.path), name)]
            case Both(parts=parts):
                return list(set.intersection(*(set(self.answers(part)) for part in parts)))
            case Either(parts=parts):
                return [one for part in parts for one in self.answers(part)]
            case Without(whole=whole, part=part):
                return list(set(self.answers(whole)) - set(self.answers(part)))
            case Where(whole=whole, test=IsA(kind=kind)):
                return [one for one in self.answers(whole) if kind in self.graph.types(one) and one in self.nodes]
            case Where(whole=whole, test=Has(path=path)):
                return [one for one in self.answers(whole) if self.graph.ends(one, path)]
            case Where(whole=whole, test=Compares() as test):
                return self.compared(self.answers(whole), test)
            case Count(of=of):
                return [integer(len(self.answers(of)))]
            case Exists(of=of):
                return [truth(bool(self.answers(of)))]
            case Total():
                return self.total(query)
            case Same():
                return self.same(query)
            case Between(left=left, right=right):
                return [one for a in self.answers(left) for b in self.answers(right) for one in self.between(a, b)]
        raise AssertionError(query)

    def paths(self, walk: Walk) -> list[ReasoningPath]:
        paths = [
            self.graph.reasoning_path(start, found)
            for start in self.answers(walk.start)
            for found, _ in self.graph.walks(start, walk.path)
        ]
        return [
            path
            for path in paths
            if all(
                any(holds(value, test.sign, test.value) for value in edge_values(path, test.hop, test.property))
                for test in walk.tests
            )
        ]

    def measured(self, node: str, by: Measure) -> list[str]:
        if by.counted:
            return [integer(len(self.graph.ends(node, by.path)))] if node in self.nodes else []
        return self.graph.ends(node, by.path)

    def compared(self, whole: tuple[str, ...], test: Compares) -> list[str]:
        right = self.answers(test.right)
        values = {one: self.measured(one, test.by) for one in whole}
        check_comparable([(value, other) for own in values.values() for value in own for other in right], test.sign)
        return [one for one, own in values.items() if any(stands(value, test.sign, right) for value in own)]

    def most(self, query: Most) -> tuple[str, ...]:
        ranked = ranks({one: self.measured(one, query.by) for one in self.answers(query.whole)}, least=query.least)
        places = {one: sum(other < rank for other in ranked.values()) for one, rank in ranked.items()}
        kept = [one for one in places if query.first <= places[one] + 1 < query.first + query.count]
        return tuple(sorted(kept, key=lambda one: (places[one], one)))

    def total(self, query: Total) -> list[str]:
        ids = list(self.answers(query.of))
        if query.path:
            ids = [value for one in ids for value in self.graph.ends(one, query.path)]
        if not ids:
            return []
        if query.how in ("least", "most"):
            ranked = ranks({one: [one] for one in ids}, least=query.how == "least")
            return sorted(ranked, key=lambda one: (ranked[one], one))[:1]
        numbers = [value for value in map(read_value, ids) if value is not None and value.kind == "number"]
        if not numbers:
            raise IncomparableError("nothing to add up")
        unit = numbers[0].unit
        if any(not addable(value.unit, unit) for value in numbers):
            raise IncomparableError("other units")
        amount = sum(
            (Decimal(value.text) * Decimal(str(factor(value.unit))) / Decimal(str(factor(unit))) for value in numbers),
            Decimal(0),
        )
        found = number(f"{amount / len(numbers):.12g}" if query.how == "mean" else str(amount), unit)
        assert found is not None
        return [found.id]

    def same(self, query: Same) -> list[str]:
        left, right = self.answers(query.left), self.answers(query.right)
        if query.sign in ("=", "!=") and not any(map(read_value, (*left, *right))):
            return [truth((set(left) == set(right)) == (query.sign == "="))]
        if not left or not right:
            return []
        check_comparable([(one, other) for one in left for other in right], query.sign)
        return [truth(any(stands(one, query.sign, right) for one in left))]

    def between(self, source: str, target: str) -> list[str]:
        """All ways of at most MAX_HOPS edges with no entity twice; of the shortest what lies between."""
        ways = [[source]] if source != target else []
        for _ in range(MAX_HOPS):
            ways = [
                [*way, there]
                for way in ways
                if len(way) == 1 or read_value(way[-1]) is None
                for _, _, _, there in self.graph.moves(way[-1])
                if there not in way
            ]
            found = [way for way in ways if way[-1] == target]
            if found:
                return [one for way in found for one in way[1:-1]] or [target]
        return []


def integer(amount: int) -> str:
    return f'"{amount}"^^xsd:integer'


def truth(holds: bool) -> str:
    return f'"{str(holds).lower()}"^^xsd:boolean'


def edge_values(path: ReasoningPath, hop: int, name: str) -> list[str]:
    content = path.hops[hop - 1].properties.get(name)
    contents = content if isinstance(content, list) else [content]
    return [value.id for value in map(value_from_python, contents) if value is not None]


def holds(left: str, sign: str, right: str) -> bool:
    """Whether two ids stand so; what cannot be compared does not."""
    one, other = read_value(left), read_value(right)
    if one is None or other is None:
        return False
    try:
        return compare(one, sign, other)
    except IncomparableError:
        return False


def stands(left: str, sign: str, right: tuple[str, ...]) -> bool:
    """Whether a value stands so to any of the others; an entity whether it is among them or not."""
    if read_value(left) is None:
        return sign in ("=", "!=") and (left in right) == (sign == "=")
    return any(holds(left, sign, other) for other in right)


def check_comparable(pairs: list[tuple[str, str]], sign: str) -> None:
    """Raises IncomparableError where there are pairs of values, and none of them can be compared."""
    outcomes: Counter[bool] = Counter()
    for left, right in pairs:
        one, other = read_value(left), read_value(right)
        if one is None and sign in ("=", "!="):
            return
        if one is None or (other is None and sign not in ("=", "!=")):
            outcomes[False] += 1  # an entity has no order
        elif other is not None:
            outcomes[comparable(one, sign, other)] += 1
    if outcomes[False] and not outcomes[True]:
        raise IncomparableError("none compare")


def comparable(left: Value, sign: str, right: Value) -> bool:
    try:
        compare(left, sign, right)
    except IncomparableError:
        return False
    return True


def ranks(values: dict[str, list[str]], *, least: bool) -> dict[str, float]:
    """What each is ranked by, the first having the least: by the dimension that most of all values have."""
    values = {one: own for one, own in values.items() if own}
    spans = {
        one: [value.span for value in map(read_value, own) if value is not None and value.span is not None]
        for one, own in values.items()
    }
    counts = Counter(span.dimension for own in spans.values() for span in own)
    if not counts:
        if values:
            raise IncomparableError("no order")
        return {}
    dimension = sorted(counts, key=lambda name: (-counts[name], name))[0]
    firsts = {one: [span.first for span in own if span.dimension == dimension] for one, own in spans.items()}
    return {one: min(own) if least else -max(own) for one, own in firsts.items() if own}


def factor(unit: str) -> float:
    scale = scale_of(unit)
    return scale.factor if scale is not None else 1


def addable(unit: str, other: str) -> bool:
    one, two = scale_of(unit), scale_of(other)
    if one is None or two is None:
        return unit == other
    return unit == other or (one.dimension == two.dimension and not one.offset and not two.offset)
