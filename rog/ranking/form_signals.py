"""How well a query fits the form of its question, as `rog.forms` reads it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rog.forms import Form, FormReading, Operation
from rog.query import (
    Between,
    Both,
    Compares,
    Count,
    EdgeValues,
    Either,
    Exists,
    Is,
    Most,
    Query,
    Same,
    Several,
    Total,
    Where,
    Without,
)
from rog.query.nodes import walk_nodes

__all__ = ["form_signals"]

SMALLEST = 1e-3
"""Least probability of a form or an operation whose logarithm counts."""
OPERATION_OF: Mapping[type, Operation] = {
    Without: "without", Either: "either", Both: "both", Between: "between", EdgeValues: "edge", Several: "several",
}  # fmt: skip


def form_signals(reading: FormReading, query: Query) -> dict[str, float]:
    """How probable the question has the form and the operations of the query, as logarithms."""
    nodes = list(walk_nodes(query))
    forms = {form for node in nodes if (form := _form_of(node))} or {"things"}
    own = {OPERATION_OF.get(type(node)) for node in nodes}
    operations = (chance if one in own else 1.0 - chance for one, chance in reading.operations.items())
    return {
        "form": math.log(max(sum(reading.forms[form] for form in forms), SMALLEST)),
        "operations": sum(math.log(max(chance, SMALLEST)) for chance in operations),
    }


def _form_of(node: Query) -> Form | None:
    match node:
        case Count():
            return "count"
        case Exists() | Same():
            return "truth"
        case Most(least=least):
            return "least" if least else "most"
        case Total(how=how):
            return how
        case Where(test=Compares(sign=sign) | Is(sign=sign)):
            return "over" if sign in (">", ">=") else "under" if sign in ("<", "<=") else None
    return None
