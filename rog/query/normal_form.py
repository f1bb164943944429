"""The normal form of queries: what asks the same by the laws of sets is written in one way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from rog.query.nodes import (
    Between,
    Both,
    Compares,
    Count,
    EdgeValues,
    Either,
    Exists,
    Ids,
    Is,
    IsA,
    Kind,
    Most,
    Query,
    QueryNode,
    Same,
    Several,
    Test,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.write import to_text
from rog.types import inverse_step
from rog.values import VALUE_KINDS

__all__ = ["normal_form"]

TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def normal_form(query: QueryNode) -> Query:
    """The normal form; equal for queries that differ by order, repetition or nesting of what has no order.

    A test of kind is an intersection with all of that kind, several conditions stand in one order, comparisons ask for
    less, not for more, and whether two entities are connected is walked from one end.
    Nothing is said of queries that agree for other reasons, or on one graph only.
    """
    match query:
        case Ids(ids=ids):
            return Ids(ids=tuple(sorted(set(ids))))
        case Walk(start=start, path=path, tests=tests):
            by_hop = tuple(sorted(set(tests), key=lambda test: (test.hop, test.property, test.sign, test.value)))
            return Walk(start=normal_form(start), path=path, tests=by_hop)
        case EdgeValues(walk=walk, property=name):
            own = normal_form(walk)
            assert isinstance(own, Walk)
            return EdgeValues(walk=own, property=name)
        case Both(parts=parts):
            return _both(parts)
        case Either(parts=parts):
            return _either(parts)
        case Without(whole=whole, part=part):
            whole = normal_form(whole)
            if isinstance(whole, Without):
                return Without(whole=whole.whole, part=_either((whole.part, part)))
            return Without(whole=whole, part=normal_form(part))
        case Where():
            return _where(query)
        case Most(whole=whole):
            return query.model_copy(update={"whole": normal_form(whole)})
        case Exists(of=of):
            return Exists(of=_from_one_end(normal_form(of)))
        case Count(of=of) | Total(of=of):
            return query.model_copy(update={"of": normal_form(of)})
        case Same(left=left, sign=sign, right=right):
            left, right = normal_form(left), normal_form(right)
            if sign in (">", ">=") or (sign in ("=", "!=") and to_text(right) < to_text(left)):
                left, right = right, left
                sign = TURNED.get(sign, sign)  # type: ignore[assignment]
            return Same(left=left, sign=sign, right=right)
        case Between(left=left, right=right):
            return Between(left=normal_form(left), right=normal_form(right))
        case Several(parts=parts):
            ordered = _ordered(map(normal_form, parts))
            return Several(parts=tuple(ordered)) if len(ordered) > 1 else ordered[0]
    return query  # type: ignore[return-value]


def _from_one_end(query: Query) -> Query:
    """The meeting of a walk and one entity, walked from the end of the lower id: whether there is any is the same."""
    match query:
        case (
            Both(parts=(Ids(ids=(end,)), Walk(start=Ids(ids=(start,)), path=path, tests=())))
            | Both(parts=(Walk(start=Ids(ids=(start,)), path=path, tests=()), Ids(ids=(end,))))
        ) if end < start:
            back = tuple(inverse_step(step) for step in reversed(path))
            return _both((Ids(ids=(start,)), Walk(start=Ids(ids=(end,)), path=back)))
    return query


def _both(parts: Iterable[Query]) -> Query:
    flat: list[Query] = []
    for part in map(normal_form, parts):
        flat += part.parts if isinstance(part, Both) else (part,)
    flat = _ordered(flat)
    return flat[0] if len(flat) == 1 else Both(parts=tuple(flat))


def _either(parts: Iterable[Query]) -> Query:
    flat: list[Query] = []
    ids: set[str] = set()
    for part in map(normal_form, parts):
        for one in part.parts if isinstance(part, Either) else (part,):
            if isinstance(one, Ids):
                ids.update(one.ids)
            else:
                flat.append(one)
    flat = _ordered([*flat, *([Ids(ids=tuple(sorted(ids)))] if ids else [])])
    if not flat:
        return Ids(ids=())
    return flat[0] if len(flat) == 1 else Either(parts=tuple(flat))


def _where(query: Where) -> Query:
    tests, whole = [query.test], query.whole
    while isinstance(whole, Where):
        tests.append(whole.test)
        whole = whole.whole
    kinds = [Kind(kind=test.kind) for test in tests if _is_of_entities(test)]
    whole = _both([whole, *kinds])
    while isinstance(whole, Where):  # one of a single part
        tests.append(whole.test)
        whole = whole.whole
    others = {str(test): test for test in map(_test, tests) if not _is_of_entities(test)}
    for key in sorted(others):
        whole = Where(whole=whole, test=others[key])
    return whole


def _is_of_entities(test: Test) -> TypeGuard[IsA]:
    """Whether a test is of a kind that entities are of, and no kind of values, which are not counted as its members."""
    return isinstance(test, IsA) and test.kind not in VALUE_KINDS


def _test(test: Test) -> Test:
    return test.model_copy(update={"right": normal_form(test.right)}) if isinstance(test, Compares | Is) else test


def _ordered(parts: Iterable[Query]) -> list[Query]:
    by_text = {to_text(part): part for part in parts}
    return [by_text[text] for text in sorted(by_text)]
