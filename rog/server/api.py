"""The REST interface, under /api/v1."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

import rog
from rog.result import Result
from rog.server.examples import edges_of
from rog.server.explanations import MEDIA_TYPES, attachment, explain_result, format_names
from rog.server.models import (
    AskRequest,
    EntityMatch,
    ExampleQuestion,
    ExplainRequest,
    GraphSummary,
    Health,
    NamedEntity,
    QueryRequest,
    RelationEdge,
    RelationPage,
)
from rog.server.openapi import EVENT_STREAM, PROBLEMS, RESULT, explanation_media
from rog.server.problems import Problem
from rog.server.service import AskService

__all__ = ["api_routes"]

GraphName = Annotated[
    str | None, Query(alias="graph", max_length=200, description="name of the graph; the default one if left out")
]
Search = Annotated[str, Query(alias="q", max_length=200, description="what is searched for")]
MAX_SAMPLE_EDGES = 100
"""Edges of a relation that a request may get, whatever the server allows for answers."""

Limit = Annotated[int | None, Query(ge=1, description="most of them to give")]


def api_routes(service: AskService) -> APIRouter:
    """The routes over one server's graphs."""
    routes = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    _add_questions(routes, service)
    _add_explanations(routes, service)
    _add_graphs(routes, service)
    _add_relations(routes, service)
    return routes


def _add_questions(routes: APIRouter, service: AskService) -> None:
    @routes.post("/ask", tags=["questions"], response_model=Result, responses=RESULT)
    async def ask(request: Request, body: AskRequest) -> Response:
        """Answer a question. The result is described in docs/result.md."""
        return Response(await service.result(request, body), media_type="application/json")

    @routes.post("/query", tags=["questions"], response_model=Result, responses=RESULT)
    async def query(request: Request, body: QueryRequest) -> Response:
        """Run a query that was written, in its text or its JSON form, and prove its answers."""
        return Response(await service.ran(request, body), media_type="application/json")

    @routes.post("/ask/stream", tags=["questions"], response_class=StreamingResponse, responses=EVENT_STREAM)
    async def ask_stream(request: Request, body: AskRequest) -> StreamingResponse:
        """Answer a question in stages, as server-sent events: `linked`, `planned`, `walked`, each `answer`, `answered`.

        The data of `answered` is what `ask` gives. `error`, with problem details, may come in place of any
        but the first.
        """
        return await service.stream(request, body)

    @routes.get("/ask/stream", tags=["questions"], response_class=StreamingResponse, responses=EVENT_STREAM)
    async def ask_stream_by_address(
        request: Request,
        question: Annotated[str, Query(min_length=1, max_length=4000)],
        graph: GraphName = None,
        topic: Annotated[list[str] | None, Query(max_length=50, description="ids of entities to start from")] = None,
        limit: Limit = None,
        paths: Limit = None,
    ) -> StreamingResponse:
        """The same for clients that can only GET, as a browser's EventSource."""
        body = AskRequest.model_construct(question=question, graph=graph, topics=topic, limit=limit, paths=paths)
        return await service.stream(request, body)


def _add_explanations(routes: APIRouter, service: AskService) -> None:
    @routes.post(
        "/explain", tags=["questions"], response_class=Response, responses={200: explanation_media(format_names())}
    )
    async def explain(
        request: Request,
        body: ExplainRequest,
        format: Annotated[str, Query(description="how to explain", json_schema_extra={"enum": list(format_names())})],
    ) -> Response:
        """A result, given or asked for now, as text, drawing or page. Drawings and pages come as files to keep."""
        if format not in format_names():
            raise Problem(422, "unknown-format", f"there is no format {format[:50]!r}; use {', '.join(format_names())}")
        text = await _explanation(request, service, body, format)
        disposition = attachment(format)
        headers = {"content-disposition": disposition} if disposition else None
        return Response(text, media_type=MEDIA_TYPES.get(format, "text/plain; charset=utf-8"), headers=headers)


async def _explanation(request: Request, service: AskService, body: ExplainRequest, format: str) -> str:
    result, question = body.result, body.ask
    if result is not None and question is None:
        return await service.work(request, lambda: explain_result(result, format))
    if question is not None and result is None:
        return await service.explained(request, question, format)
    raise Problem(422, "invalid-input", "give either a result or a question to ask")


def _add_graphs(routes: APIRouter, service: AskService) -> None:
    @routes.get("/health", tags=["server"], responses={})
    async def health() -> Health:
        """Whether the server takes requests. Asks for no token."""
        return Health(status="ok", version=rog.__version__)

    @routes.get("/graphs", tags=["graphs"])
    async def graphs(request: Request) -> list[GraphSummary]:
        """The graphs that can be asked."""
        default = service.catalog.default
        return await service.work(request, lambda: [one.summary(one.name == default) for one in service.catalog])

    @routes.get("/examples", tags=["graphs"])
    async def examples(request: Request, graph: GraphName = None) -> list[ExampleQuestion]:
        """Questions to begin with, which the graph has answers to."""
        served = service.catalog[graph]
        examples = await service.work(request, lambda: served.examples)
        return [ExampleQuestion(question=example.question, answers=len(example.answers)) for example in examples]

    @routes.get("/entities", tags=["graphs"])
    async def entities(request: Request, text: Search, graph: GraphName = None, limit: Limit = 10) -> list[EntityMatch]:
        """Entities that a text names or begins to name, best first."""
        served, maximum = service.catalog[graph], service.checked_limit(limit)
        return await service.work(request, lambda: served.entities(text, maximum))


def _add_relations(routes: APIRouter, service: AskService) -> None:
    @routes.get("/relations", tags=["graphs"])
    async def relations(
        request: Request,
        graph: GraphName = None,
        text: Annotated[str, Query(alias="q", max_length=200, description="words in the name")] = "",
        limit: Limit = None,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> RelationPage:
        """The relation types of a graph, those with most triples first."""
        served, maximum = service.catalog[graph], service.checked_limit(limit)
        folded = text.casefold()
        relations = await service.work(request, served.relations)
        matches = [one for one in relations if folded in one.name.casefold() or folded in one.words.casefold()]
        return RelationPage(total=len(matches), relations=matches[offset : offset + maximum])

    @routes.get("/relations/edges", tags=["graphs"])
    async def edges(
        request: Request, relation: Annotated[str, Query(max_length=2000)], graph: GraphName = None, limit: Limit = 5
    ) -> list[RelationEdge]:
        """Some edges of a relation, to see how it is used."""
        served, maximum = service.catalog[graph], min(service.checked_limit(limit), MAX_SAMPLE_EDGES)
        sample = await service.work(request, lambda: edges_of(served.kg.graph, relation, maximum))
        return [_edge(*edge) for edge in sample]


def _edge(triple: Any, head: str, tail: str) -> RelationEdge:
    return RelationEdge(
        head=NamedEntity(id=triple.head, name=head),
        relation=triple.relation,
        tail=NamedEntity(id=triple.tail, name=tail),
    )
