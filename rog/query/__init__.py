"""What a plan asks of a graph: the algebra, its text form, its normal form, and the languages that it is shown in."""

from rog.query.cypher import to_cypher
from rog.query.nodes import (
    COMPUTED,
    WRITERS,
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
    QueryNode,
    Same,
    Says,
    Several,
    Test,
    Total,
    Walk,
    Where,
    Without,
    read_query_json,
)
from rog.query.normal_form import normal_form
from rog.query.read import read_query
from rog.query.sparql import to_sparql
from rog.query.write import to_text

__all__ = [
    "COMPUTED", "Between", "Both", "Compares", "Count", "EdgeTest", "EdgeValues", "Either", "Exists", "Has", "Having",
    "Ids", "Is", "IsA", "Kind", "Measure", "Most", "Query", "QueryNode", "Same", "Says", "Several", "Test", "Total",
    "Walk", "Where", "Without", "normal_form", "read_query", "read_query_json",
]  # fmt: skip

WRITERS["text"] = to_text
WRITERS["cypher"] = to_cypher
WRITERS["sparql"] = to_sparql
