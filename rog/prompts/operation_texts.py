"""Operations that a causal model writes behind a path: `borders -> population; most`, `borders; is Spain`.

The path is text that is read anyway, so an operation costs a few tokens and a plain path none. What is computed depends
on what the path reaches: the most of values is the greatest of them, and the most of things is by how many they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rog.errors import IncomparableError
from rog.graph import Graph
from rog.prompts.names import escape_name
from rog.query import Both, Compares, Count, Exists, Ids, Measure, Most, Query, Same, Total, Walk, Where
from rog.query.nodes import How, Sign
from rog.types import Branch, Entity
from rog.values import Value, compare, number, read_value

__all__ = ["OPERATION_SEPARATOR", "operation_options", "operation_pieces"]

OPERATION_SEPARATOR = ";"
"""No name in a prompt holds it without a backslash before it."""

MAX_ENDS = 200
"""Ends of a path that are looked at for what can be computed of them."""

ORDERED_KINDS = frozenset(("number", "date", "year", "time"))

TOTALS: tuple[tuple[str, How], ...] = (("sum", "sum"), ("mean", "mean"))
SUPERLATIVES = (("most", False), ("least", True))
COMPARISONS: tuple[tuple[str, Sign], ...] = (("over", ">"), ("under", "<"))
SIDES: tuple[tuple[str, Sign], ...] = (("more than", ">"), ("less than", "<"))


def operation_pieces(operation: str) -> list[str]:
    """What stands behind a path for an operation, in pieces. Each is encoded alone, as those of a path are."""
    return [OPERATION_SEPARATOR, f" {operation}"]


def operation_options(
    branches: Sequence[Branch], graph: Graph, others: Sequence[Sequence[Entity]], values: Sequence[Sequence[Value]]
) -> list[dict[str, Query]]:
    """For each branch the texts of the operations that can be computed of what it reaches, each with its query.

    `others` are the entities, and `values` the values, that the branch's question names beside its topic. Two calls to
    the graph for all branches.
    """
    reached = graph.ends(branches, MAX_ENDS)
    sides = [
        (one.id, branch.path)
        for branch, entities in zip(branches, others, strict=True)
        for one in entities
        if len(branch.path) == 1 and one.id != branch.topic
    ]
    distinct = list(dict.fromkeys(Branch(*side) for side in sides))
    of_others = dict(zip(distinct, graph.ends(distinct, 1), strict=True)) if distinct else {}
    options = []
    for branch, ends, entities, named in zip(branches, reached, others, values, strict=True):
        beside = [one for one in entities if one.id != branch.topic]
        read = [value for end in ends if (value := read_value(end)) is not None]
        if read:
            first = {one.id: of_others.get(Branch(one.id, branch.path), ()) for one in beside}
            known = {id: read_value(other[0]) for id, other in first.items() if other}
            made = dict(_of_values(branch, read, beside, known, named))
        else:
            made = dict(_of_things(branch, beside)) if ends else {}
        options.append(made)
    return options


def _of_things(branch: Branch, others: Sequence[Entity]) -> Iterator[tuple[str, Query]]:
    """What can be computed of entities."""
    walk = _walk(branch)
    yield "count", Count(of=walk)
    yield "exists", Exists(of=walk)
    for one in others:
        yield f"is {escape_name(one.name)}", Exists(of=Both(parts=(Ids(ids=(one.id,)), walk)))
    if len(branch.path) > 1:
        by = Measure(path=branch.path[-1:], counted=True)
        for word, least in SUPERLATIVES:
            yield word, Most(whole=_before(branch), by=by, least=least)


def _of_values(
    branch: Branch,
    reached: Sequence[Value],
    others: Sequence[Entity],
    known: dict[str, Value | None],
    named: Sequence[Value],
) -> Iterator[tuple[str, Query]]:
    """What can be computed by values: of what is measured where the path goes on to it, else of two topics."""
    if len({value.span.dimension if value.span else None for value in reached}) > 1:
        return
    if reached[0].kind not in ORDERED_KINDS:
        return
    if len(branch.path) == 1:
        for one in others:
            right = known.get(one.id)
            if right is not None and _comparable(reached[0], right):
                for word, sign in SIDES:
                    other = _walk(Branch(one.id, branch.path))
                    yield f"{word} {escape_name(one.name)}", Same(left=_walk(branch), sign=sign, right=other)
        return
    whole, by = _before(branch), Measure(path=branch.path[-1:])
    for word, least in SUPERLATIVES:
        yield word, Most(whole=whole, by=by, least=least)
    for value in named:
        own = _in_unit(value, reached)
        if _comparable(reached[0], own):
            for word, sign in COMPARISONS:
                test = Compares(by=by, sign=sign, right=Ids(ids=(own.id,)))
                yield f"{word} {escape_name(str(value))}", Where(whole=whole, test=test)
    if all(value.kind == "number" and value.unit == reached[0].unit for value in reached):
        for word, how in TOTALS:
            yield word, Total(of=whole, how=how, path=branch.path[-1:])


def _walk(branch: Branch) -> Walk:
    return Walk(start=Ids(ids=(branch.topic,)), path=branch.path)


def _before(branch: Branch) -> Walk:
    """The walk up to the last step, by which things are measured."""
    return _walk(Branch(branch.topic, branch.path[:-1]))


def _in_unit(value: Value, reached: Sequence[Value]) -> Value:
    """A number that was said without a unit in the one that is reached."""
    units = {one.unit for one in reached}
    if value.kind != "number" or value.unit or len(units) != 1:
        return value
    return number(value.text, units.pop()) or value


def _comparable(left: Value, right: Value) -> bool:
    try:
        compare(left, "<", right)
    except IncomparableError:
        return False
    return True
