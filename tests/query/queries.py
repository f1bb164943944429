"""Random graphs and random queries over them."""

from __future__ import annotations

from hypothesis import strategies as st
from pydantic import JsonValue

from rog.graph.records import EdgeRecord, NodeRecord, Record
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
    Test,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.nodes import Sign
from rog.types import RelationPath, make_step

ENTITIES = ("a", "b c", "http://g.org/d", "1941", "é>")
KINDS = ("k", "k 2")
RELATIONS = ("r", "s t")
VALUE_RELATIONS = ("size", "year")
"""Each has values of one type, so that all compare."""
SIZES = ('"1"^^xsd:integer', '"2"^^xsd:integer', '"2.5"^^xsd:decimal')
YEARS = ('"1941"^^xsd:gYear', '"1950"^^xsd:gYear')
TEXTS = ('"One Two"^^xsd:string', '"two"^^xsd:string', '"un \\"deux"@fr')
PIECES = st.sampled_from(["two", "ONE", '"', "", "n"])
VALUES = {"size": SIZES, "year": YEARS, "said": TEXTS}
EQUAL: st.SearchStrategy[Sign] = st.sampled_from(["=", "!="])
SIGNS: st.SearchStrategy[Sign] = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
PLACES = st.integers(1, 2)
HOW = st.sampled_from(["sum", "mean", "least", "most"])


@st.composite
def graphs(draw: st.DrawFn) -> list[Record]:
    """Nodes of some kinds, at most one edge of a relation between two of them, and values of some."""
    nodes = [NodeRecord(one, types=tuple(draw(st.sets(st.sampled_from(KINDS))))) for one in ENTITIES]
    ends = st.sampled_from(ENTITIES)
    pairs = draw(st.sets(st.tuples(ends, st.sampled_from(RELATIONS), ends), min_size=1, max_size=12))
    edges = [EdgeRecord(*edge, at, draw(edge_properties())) for at, edge in enumerate(sorted(pairs))]
    for relation, values in VALUES.items():
        known = draw(st.sets(st.tuples(ends, st.sampled_from(values)), min_size=1, max_size=6))
        edges += [EdgeRecord(one, relation, value, relation) for one, value in sorted(known)]
    return [*nodes, *edges]


def edge_properties() -> st.SearchStrategy[dict[str, JsonValue] | None]:
    """What an edge knows: since when, or nothing."""
    since: st.SearchStrategy[dict[str, JsonValue]] = st.fixed_dictionaries({"since": st.integers(1, 3)})
    return st.none() | since


def paths(*, to_value: bool = False) -> st.SearchStrategy[RelationPath]:
    """A path between entities, or on to a value."""
    steps = st.builds(make_step, st.sampled_from(RELATIONS), st.booleans())
    between = st.lists(steps, min_size=1, max_size=3).map(tuple)
    if not to_value:
        return between
    value = st.sampled_from(VALUE_RELATIONS).map(lambda step: (step,))
    return value | st.builds(lambda path, last: (*path[:2], *last), between, value)


def measures() -> st.SearchStrategy[tuple[Measure, tuple[str, ...]]]:
    """A measure with the values that it can be compared with."""
    counted = st.builds(lambda path: (Measure(path=path, counted=True), SIZES), paths())
    by_value = st.sampled_from(VALUE_RELATIONS).map(lambda step: (Measure(path=(step,)), VALUES[step]))
    return counted | by_value


@st.composite
def conditions(draw: st.DrawFn) -> Test:
    """Any condition on an entity."""
    match draw(st.integers(0, 5)):
        case 0:
            return IsA(kind=draw(st.sampled_from(KINDS)))
        case 1:
            return Has(path=draw(paths()))
        case 2:
            return Compares(by=Measure(path=draw(paths())), sign=draw(EQUAL), right=draw(ids()))
        case 3:
            return Is(sign=draw(EQUAL), right=draw(ids()))
        case 4:
            return Says(path=("said",), how=draw(st.sampled_from(["contains", "begins"])), text=draw(PIECES))
        case _:
            by, values = draw(measures())
            wanted = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
            return Compares(by=by, sign=draw(SIGNS), right=Ids(ids=tuple(draw(wanted))))


def ids() -> st.SearchStrategy[Query]:
    """Some entities."""
    return st.lists(st.sampled_from(ENTITIES), min_size=1, max_size=2, unique=True).map(lambda ids: Ids(ids=tuple(ids)))


def edge_tests(hop: int) -> st.SearchStrategy[EdgeTest]:
    """A condition on the edge of a hop."""
    value = st.sampled_from(SIZES)
    return st.builds(EdgeTest, hop=st.just(hop), property=st.just("since"), sign=SIGNS, value=value)


@st.composite
def walks(draw: st.DrawFn, start: st.SearchStrategy[Query]) -> Walk:
    """A walk between entities, with conditions on its edges."""
    path = draw(paths())
    tests = tuple(draw(edge_tests(hop)) for hop in range(1, len(path) + 1) if draw(st.integers(0, 4)) == 0)
    return Walk(start=draw(start), path=path, tests=tests)


def sets() -> st.SearchStrategy[Query]:
    """Queries that stand for entities."""
    plain = ids() | st.sampled_from(KINDS).map(lambda kind: Kind(kind=kind)) | st.builds(Having, path=paths())
    return st.recursive(plain, _larger, max_leaves=4)


def _larger(part: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    parts = st.lists(part, min_size=1, max_size=3).map(tuple)
    ranked = st.builds(
        lambda whole, by, least, first, count: Most(whole=whole, by=by[0], least=least, first=first, count=count),
        part, measures(), st.booleans(), PLACES, PLACES,
    )  # fmt: skip
    return (
        walks(part)
        | st.builds(Both, parts=parts)
        | st.builds(Either, parts=parts)
        | st.builds(Without, whole=part, part=part)
        | st.builds(Where, whole=part, test=conditions())
        | ranked
    )


def queries() -> st.SearchStrategy[Query]:
    """Queries of every node."""
    return sets() | computed() | st.builds(Between, left=ids(), right=ids())


def computed() -> st.SearchStrategy[Query]:
    """Queries that stand for values."""
    values = st.builds(Walk, start=sets(), path=st.just(("size",)))
    some = st.lists(st.sampled_from(SIZES), min_size=1, max_size=2, unique=True).map(lambda ids: Ids(ids=tuple(ids)))
    return (
        values
        | st.builds(Where, whole=values, test=st.builds(IsA, kind=st.sampled_from(["number", "year", "k"])))
        | st.builds(Where, whole=values, test=st.builds(Is, sign=SIGNS, right=some | values))
        | st.builds(EdgeValues, walk=walks(sets()), property=st.just("since"))
        | st.builds(Count, of=sets())
        | st.builds(Exists, of=sets())
        | st.builds(Total, of=sets(), how=HOW, path=st.just(("size",)))
        | st.builds(Total, of=values, how=HOW)
        | st.builds(Same, left=st.builds(Count, of=sets()), sign=SIGNS, right=st.builds(Count, of=sets()))
        | st.builds(Same, left=sets(), sign=EQUAL, right=sets())
        | st.builds(Same, left=values, sign=SIGNS, right=values)
    )


def several() -> st.SearchStrategy[Query]:
    """Several questions in one."""
    return st.lists(queries(), min_size=2, max_size=3).map(lambda parts: Several(parts=tuple(parts)))
