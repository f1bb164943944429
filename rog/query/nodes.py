"""The algebra of queries: what a plan can ask of a graph, as frozen values with a JSON form.

A query stands for a set of ids, of entities or of values (`rog.values`). Numbers and truth that are computed are
sets of one value. After the s-expressions of GrailQA (Gu et al. 2021: JOIN, AND, COUNT, ARGMAX, comparisons), with
union, difference, conditions on edges, and sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, field_validator, model_validator

from rog.errors import InputError
from rog.types import MAX_HOPS, FrozenModel, RelationPath
from rog.values import is_value

__all__ = [
    "WRITERS",
    "Between",
    "Both",
    "Compares",
    "Count",
    "EdgeTest",
    "EdgeValues",
    "Either",
    "Exists",
    "Has",
    "Having",
    "How",
    "Ids",
    "Is",
    "IsA",
    "Kind",
    "Measure",
    "Most",
    "Query",
    "QueryNode",
    "Same",
    "Says",
    "Several",
    "Sign",
    "Test",
    "Total",
    "Walk",
    "Where",
    "Without",
    "check_size",
    "children",
    "ids_of",
    "read_query_json",
    "relations_of",
    "walk_nodes", "with_children",
]  # fmt: skip

Sign = Literal["=", "!=", "<", "<=", ">", ">="]
How = Literal["sum", "mean", "least", "most"]

MAX_NODES = 200
"""Most nodes of a query."""

MAX_PLACES = 6
"""Innermost places of a fault that an error names."""


WRITERS: dict[Literal["text", "sparql", "cypher"], Callable[[QueryNode], str]] = {}
"""What writes a query in each language; the package fills it in, as what writes queries imports their nodes."""


class QueryNode(FrozenModel):
    """What all nodes of a query can do."""

    def __str__(self) -> str:
        return WRITERS["text"](self)

    def to_sparql(self) -> str:
        """The query in SPARQL 1.1, to look at and to paste; see `rog.query.sparql`."""
        return WRITERS["sparql"](self)

    def to_cypher(self) -> str:
        """The query in Cypher 5, to look at and to paste; see `rog.query.cypher`."""
        return WRITERS["cypher"](self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as plain Python values."""
        return self.model_dump(mode="json")


def _checked(path: RelationPath) -> RelationPath:
    if not 1 <= len(path) <= MAX_HOPS:
        raise ValueError(f"a relation path has 1 to {MAX_HOPS} steps; this one has {len(path)}")
    return path


class Measure(FrozenModel):
    """What entities are measured by: the values that a path reaches, or how many ends it has."""

    path: RelationPath
    counted: bool = False

    _path = field_validator("path")(_checked)


class EdgeTest(FrozenModel):
    """A condition on the edge of one hop: a property of it beside a value, by its id."""

    hop: int = Field(ge=1, le=MAX_HOPS)
    """Number of the hop, from 1."""
    property: str
    sign: Sign
    value: str

    @field_validator("value")
    @classmethod
    def _is_value(cls, value: str) -> str:
        if not is_value(value):
            raise ValueError(f"{value!r} is not the id of a value")
        return value


class Ids(QueryNode):
    """These entities or values."""

    op: Literal["ids"] = "ids"
    ids: tuple[str, ...]


class Kind(QueryNode):
    """All entities of a kind."""

    op: Literal["kind"] = "kind"
    kind: str


class Having(QueryNode):
    """All entities that the path leads on from ("everything that has a salary")."""

    op: Literal["having"] = "having"
    path: RelationPath

    _path = field_validator("path")(_checked)


class Walk(QueryNode):
    """All that the path reaches from any of the start, by edges that pass the tests."""

    op: Literal["walk"] = "walk"
    start: Query
    path: RelationPath
    tests: tuple[EdgeTest, ...] = ()

    _path = field_validator("path")(_checked)

    @model_validator(mode="after")
    def _check_tests(self) -> Self:
        for test in self.tests:
            if test.hop > len(self.path):
                raise ValueError(f"a test of hop {test.hop}, and the path has {len(self.path)}")
        return self


class EdgeValues(QueryNode):
    """What the edges of the walk's last hop have as this property ("since when")."""

    op: Literal["edge_values"] = "edge_values"
    walk: Walk
    property: str


class Both(QueryNode):
    """What all parts have in common."""

    op: Literal["both"] = "both"
    parts: tuple[Query, ...] = Field(min_length=1)


class Either(QueryNode):
    """What any of the parts has."""

    op: Literal["either"] = "either"
    parts: tuple[Query, ...] = Field(min_length=1)


class Without(QueryNode):
    """What the whole has and the part has not."""

    op: Literal["without"] = "without"
    whole: Query
    part: Query


class IsA(FrozenModel):
    """Whether an entity is of a kind."""

    op: Literal["is_a"] = "is_a"
    kind: str


class Has(FrozenModel):
    """Whether a path leads on from an entity."""

    op: Literal["has"] = "has"
    path: RelationPath

    _path = field_validator("path")(_checked)


class Compares(FrozenModel):
    """Whether some value of the measure stands so to some value of the other side."""

    op: Literal["compares"] = "compares"
    by: Measure
    sign: Sign
    right: Query


class Is(FrozenModel):
    """Whether a value or an entity itself stands so to some of the other side."""

    op: Literal["is"] = "is"
    sign: Sign
    right: Query


class Says(FrozenModel):
    """Whether some text that the path reaches contains this, or begins with it, in capitals or not.

    Without a path it is about a value itself, or the name of an entity or one of its other names.
    """

    op: Literal["says"] = "says"
    path: RelationPath = ()
    how: Literal["contains", "begins"] = "contains"
    text: str

    _path = field_validator("path")(lambda path: _checked(path) if path else path)


Test = Annotated[IsA | Has | Compares | Is | Says, Field(discriminator="op")]


class Where(QueryNode):
    """Those of the whole that pass the test."""

    op: Literal["where"] = "where"
    whole: Query
    test: Test


class Most(QueryNode):
    """Those of the whole that are first by a measure: the greatest, or the `least`.

    `first` 2 leaves the very first place out, `count` is how many places. Who shares a place shares the answer.
    An entity with several values counts with its greatest one, or its least. One without a value has no place.
    """

    op: Literal["most"] = "most"
    whole: Query
    by: Measure
    least: bool = False
    first: int = Field(default=1, ge=1)
    count: int = Field(default=1, ge=1)


class Count(QueryNode):
    """How many they are."""

    op: Literal["count"] = "count"
    of: Query


class Exists(QueryNode):
    """Whether there are any."""

    op: Literal["exists"] = "exists"
    of: Query


class Total(QueryNode):
    """Sum, mean, least or most of the values that the path reaches from each; of the values themselves without a path.

    Each entity counts with all of its values, so equal ones of two entities count twice.
    """

    op: Literal["total"] = "total"
    of: Query
    how: How
    path: RelationPath = ()

    @field_validator("path")
    @classmethod
    def _check_path(cls, path: RelationPath) -> RelationPath:
        return _checked(path) if path else path


class Same(QueryNode):
    """Whether two sides stand so: some value of the left to some of the right; as sets with = and != of entities."""

    op: Literal["same"] = "same"
    left: Query
    sign: Sign
    right: Query


class Between(QueryNode):
    """What lies on the shortest ways from one to the other, at most MAX_HOPS edges long, walked in any direction."""

    op: Literal["between"] = "between"
    left: Query
    right: Query


class Several(QueryNode):
    """Several questions in one, each with answers of its own; not a part of another query."""

    op: Literal["several"] = "several"
    parts: tuple[Query, ...] = Field(min_length=2)


Query = Annotated[
    Ids | Kind | Having | Walk | EdgeValues | Both | Either | Without | Where | Most | Count | Exists | Total | Same
    | Between | Several,
    Field(discriminator="op"),
]  # fmt: skip

for _node in (
    Walk,
    EdgeValues,
    Both,
    Either,
    Without,
    Compares,
    Is,
    Where,
    Most,
    Count,
    Exists,
    Total,
    Same,
    Between,
    Several,
):
    _node.model_rebuild()

ADAPTER: TypeAdapter[Query] = TypeAdapter(Query)


COMPUTED = (Count, Exists, Total, Same)
"""Queries whose answer is one number or one truth: unlike a set, it may be that of many other queries."""


def read_query_json(data: Any) -> Query:
    """The query of a JSON form, as Python values. Raises InputError that says what is wrong and where."""
    try:
        query = ADAPTER.validate_python(data)
    except ValueError as error:
        raise InputError(f"not a query: {_first_fault(error)}") from None
    check_size(query)
    return query


def check_size(query: Query) -> None:
    """Raises InputError for a query of more than MAX_NODES nodes, or with `Several` within another node."""
    for number, node in enumerate(walk_nodes(query)):
        if number >= MAX_NODES:
            raise InputError(f"a query has at most {MAX_NODES} nodes")
        if number and isinstance(node, Several):
            raise InputError("several questions in one are asked side by side, and not within another query")


def children(query: Query) -> tuple[Query, ...]:
    """The queries directly within a query, in the order in which they are written."""
    match query:
        case Walk(start=start):
            return (start,)
        case EdgeValues(walk=walk):
            return (walk,)
        case Both(parts=parts) | Either(parts=parts) | Several(parts=parts):
            return parts
        case Without(whole=whole, part=part):
            return (whole, part)
        case Where(whole=whole, test=Compares(right=right) | Is(right=right)):
            return (whole, right)
        case Where(whole=whole) | Most(whole=whole):
            return (whole,)
        case Count(of=of) | Exists(of=of) | Total(of=of):
            return (of,)
        case Same(left=left, right=right) | Between(left=left, right=right):
            return (left, right)
    return ()


def with_children(query: Query, within: tuple[Query, ...]) -> Query:
    """The query with other queries in the places of its `children`. Raises ValueError where one does not fit there."""
    match query:
        case Walk():
            return query.model_copy(update={"start": within[0]})
        case EdgeValues():
            if not isinstance(within[0], Walk):
                raise ValueError("only a walk has edges")
            return query.model_copy(update={"walk": within[0]})
        case Both() | Either() | Several():
            return query.model_copy(update={"parts": within})
        case Without():
            return Without(whole=within[0], part=within[1])
        case Where(test=Compares() | Is() as test):
            return Where(whole=within[0], test=test.model_copy(update={"right": within[1]}))
        case Where() | Most():
            return query.model_copy(update={"whole": within[0]})
        case Count() | Exists() | Total():
            return query.model_copy(update={"of": within[0]})
        case Same() | Between():
            return query.model_copy(update={"left": within[0], "right": within[1]})
    return query


def walk_nodes(query: Query) -> Iterator[Query]:
    """The query and all within it, the outer before the inner."""
    waiting = [query]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def ids_of(query: Query) -> tuple[str, ...]:
    """Every id that the query names, once each, in the order in which they are written."""
    return tuple(dict.fromkeys(one for node in walk_nodes(query) if isinstance(node, Ids) for one in node.ids))


def relations_of(query: Query) -> tuple[str, ...]:
    """Every step that the query walks, once each."""
    steps: dict[str, None] = {}
    for node in walk_nodes(query):
        match node:
            case Walk(path=path) | Having(path=path) | Total(path=path) | Where(test=Has(path=path) | Says(path=path)):
                steps.update(dict.fromkeys(path))
            case Most(by=by) | Where(test=Compares(by=by)):
                steps.update(dict.fromkeys(by.path))
    return tuple(steps)


def kinds_of(query: Query) -> tuple[str, ...]:
    """Every kind that the query names, as a set or as a test, once each."""
    found: dict[str, None] = {}
    for node in walk_nodes(query):
        match node:
            case Kind(kind=kind) | Where(test=IsA(kind=kind)):
                found[kind] = None
    return tuple(found)


def _first_fault(error: ValueError) -> str:
    errors = getattr(error, "errors", None)
    if not callable(errors):
        return str(error)
    first = errors()[0]
    where = " in ".join(str(part) for part in reversed(first["loc"][-MAX_PLACES:]))
    return f"{first['msg']}{f' ({where})' if where else ''}"
