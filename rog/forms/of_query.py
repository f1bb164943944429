"""The form and the operations of a question, as the query tells that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rog.forms.model import Form, Operation
from rog.query import (
    Between,
    Both,
    Compares,
    Count,
    EdgeValues,
    Either,
    Exists,
    Ids,
    Is,
    Most,
    Query,
    Same,
    Several,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.nodes import Sign, walk_nodes

__all__ = ["form_of_query", "operations_of_query"]

OPERATION_OF: Mapping[type, Operation] = {
    Without: "without", Either: "either", Both: "both", Between: "between", EdgeValues: "edge", Several: "several",
}  # fmt: skip


def form_of_query(query: Query) -> Form:
    """The form of answer that a query gives: by what is computed of the whole, then by what it picks out."""
    match query:
        case Count():
            return "count"
        case Exists() | Same():
            return "truth"
        case Total(how=how):
            return how
    for node in walk_nodes(query):
        if isinstance(node, Most):
            return "least" if node.least else "most"
    signs = set(_signs(query))
    over, under = bool(signs & {">", ">="}), bool(signs & {"<", "<="})
    return "other" if over and under else "over" if over else "under" if under else "things"


def operations_of_query(query: Query) -> frozenset[Operation]:
    """What a query does besides. Whether an entity is among others, or of a kind, is no intersection of two sets."""
    return frozenset(
        OPERATION_OF[type(node)]
        for node in walk_nodes(query)
        if type(node) in OPERATION_OF
        if not (isinstance(node, Both) and sum(not isinstance(part, Ids) for part in node.parts) < MIN_SETS)
    )


MIN_SETS = 2


def _signs(query: Query) -> Iterator[Sign]:
    """The signs of all conditions, those on edges too."""
    for node in walk_nodes(query):
        match node:
            case Where(test=Compares(sign=sign) | Is(sign=sign)):
                yield sign
            case Walk(tests=tests):
                yield from (test.sign for test in tests)
