"""Runs a query that was written, not planned, and proves its answers."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from rog.cite import symmetric_relations
from rog.errors import InputError
from rog.graph.calls import CallCounter, CountedGraph
from rog.graph.contract import Found, Graph
from rog.graph.evaluate import MAX_IDS, Evaluator
from rog.graph.resolve import resolve
from rog.outcome import Plan, ResultPart, Usage, Verdict
from rog.prove import prove
from rog.query import Query, QueryNode, Several, read_query, read_query_json
from rog.result import Result
from rog.types import Entity

__all__ = ["AnyQuery", "as_query", "run_query"]

AnyQuery = str | Query | Mapping[str, Any]
"""A query, its text form, or its JSON form."""


def as_query(query: AnyQuery) -> Query:
    """The query of any of its forms. Raises QuerySyntaxError, InputError."""
    if isinstance(query, str):
        return read_query(query)
    return query if isinstance(query, QueryNode) else read_query_json(query)


def run_query(query: AnyQuery, graph: Graph, *, limit: int, paths: int, most_ids: int = MAX_IDS) -> Result:
    """At most `limit` answers of the query, each with its proof and at most `paths` reasoning paths of each walk.

    Names in it are resolved (`rog.graph.resolve`). Sets on the way have at most `most_ids` ids; what is cut says so,
    and a count, a "no", a difference or a sum of what was cut is not given. Raises QuerySyntaxError; InputError for
    what the graph does not have; IncomparableError.
    """
    for name, value in (("limit", limit), ("paths", paths), ("most_ids", most_ids)):
        if value < 1:
            raise InputError(f"{name} is {value}; it must be at least 1")
    began, counter = perf_counter(), CallCounter()
    counted = CountedGraph(graph, [counter])
    resolved = resolve(as_query(query), counted)
    evaluator = Evaluator(counted, most_ids)
    asked = resolved.parts if isinstance(resolved, Several) else (resolved,)
    parts, entities = [], {}
    for query in asked:
        part, named = _run(query, evaluator, limit, paths)
        parts.append(part)
        entities.update(named)
    seconds = perf_counter() - began
    return Result(
        question=str(resolved),
        query=resolved,
        answers=tuple(answer for part in parts for answer in part.answers),
        parts=tuple(parts) if len(parts) > 1 else (),
        plans=tuple(map(_verdict, asked, parts)),
        entities=entities,
        symmetric=symmetric_relations((answer for part in parts for answer in part.answers), counted),
        abstained=not any(part.answers for part in parts),
        reason="; ".join(dict.fromkeys(part.reason for part in parts if part.reason)) or None,
        truncated=any(part.truncated for part in parts),
        warnings=tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
        timings={"retrieve": seconds, "total": seconds},
        usage=Usage(graph_calls=counter.calls),
    )


def _run(query: Query, evaluator: Evaluator, limit: int, paths: int) -> tuple[ResultPart, dict[str, Entity]]:
    """What one question found, and the entities that its answers speak of."""
    found = evaluator.find(query)
    proven = prove(query, found.ids[:limit], evaluator, paths)
    part = ResultPart(
        question=str(query),
        query=query,
        answers=proven.answers,
        abstained=not proven.answers,
        reason=None if proven.answers else _why_nothing(found),
        truncated=found.truncated or len(found.ids) > limit,
        warnings=(*found.notes, *proven.warnings),
    )
    return part, proven.entities


def _why_nothing(found: Found) -> str:
    if found.ids:
        return "no answer is left whose proof the graph holds"
    if found.truncated:
        return "a limit cut what is computed from, and a part would pass for the whole"
    return "the graph has nothing that the query asks for"


def _verdict(query: Query, part: ResultPart) -> Verdict:
    kept = bool(part.answers)
    return Verdict(
        plan=Plan(query=query, score=1.0),
        kept=kept,
        reason=None if kept else part.reason,
        found=len(part.answers),
        truncated=part.truncated,
    )
