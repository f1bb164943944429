"""How well a query fits the form of its question, as `rog.forms` reads it."""

from __future__ import annotations

import math

from rog.forms import FormReading, form_of_query, operations_of_query
from rog.query import Query

__all__ = ["form_signals"]

SMALLEST = 1e-3
"""Least probability of a form or an operation whose logarithm counts."""


def form_signals(reading: FormReading, query: Query) -> dict[str, float]:
    """How probable the question has the form and the operations of the query, as logarithms."""
    own = operations_of_query(query)
    operations = (chance if one in own else 1.0 - chance for one, chance in reading.operations.items())
    return {
        "form": math.log(max(reading.forms[form_of_query(query)], SMALLEST)),
        "operations": sum(math.log(max(chance, SMALLEST)) for chance in operations),
    }
