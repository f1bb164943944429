"""The REST interface, under /api/v1."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

import rog
from rog.result import Result
from rog.server.asking import Asking
from rog.server.examples import edges_of
from rog.server.explanations import MEDIA_TYPES, attachment, explained, format_names
from rog.server.models import (
    AskRequest,
    EntityMatch,
    ExampleQuestion,
    ExplainRequest,
    GraphSummary,
    Health,
    NamedEntity,
    RelationEdge,
    RelationPage,
)
from rog.server.openapi import EVENT_STREAM, PROBLEMS, RESULT, explanation_media
from rog.server.problems import Problem

__all__ = ["api_routes"]

GraphName = Annotated[
    str | None, Query(alias="graph", max_length=200, description="name of the graph; the default one if left out")
]
Text = Annotated[str, Query(alias="q", max_length=200, description="what is searched for")]
Limit = Annotated[int | None, Query(ge=1, description="most of them to give")]


def api_routes(asking: Asking) -> APIRouter:
    """The routes over one server's graphs."""
    routes = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    _add_questions(routes, asking)
    _add_explanations(routes, asking)
    _add_graphs(routes, asking)
    _add_relations(routes, asking)
    return routes


def _add_questions(routes: APIRouter, asking: Asking) -> None:
    @routes.post("/ask", tags=["questions"], response_model=Result, responses=RESULT)
    async def ask(request: Request, asked: AskRequest) -> Response:
        """Answer a question. The result is described in docs/result.md."""
        return Response(await asking.result(request, asked), media_type="application/json")

    @routes.post("/ask/stream", tags=["questions"], response_class=StreamingResponse, responses=EVENT_STREAM)
    async def ask_stream(request: Request, asked: AskRequest) -> StreamingResponse:
        """Answer a question in stages, as server-sent events: `linked`, `planned`, `walked`, each `answer`, `answered`.

        The data of `answered` is what `ask` gives. `error`, with problem details, may come in place of any
        but the first.
        """
        return await asking.stream(request, asked)

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
        asked = AskRequest.model_construct(question=question, graph=graph, topics=topic, limit=limit, paths=paths)
        return await asking.stream(request, asked)


def _add_explanations(routes: APIRouter, asking: Asking) -> None:
    @routes.post(
        "/explain", tags=["questions"], response_class=Response, responses={200: explanation_media(format_names())}
    )
    async def explain(
        request: Request,
        asked: ExplainRequest,
        format: Annotated[str, Query(description="how to explain", json_schema_extra={"enum": list(format_names())})],
    ) -> Response:
        """A result, given or asked for now, as text, drawing or page. Drawings and pages come as files to keep."""
        if format not in format_names():
            raise Problem(422, "unknown-format", f"there is no format {format[:50]!r}; use {', '.join(format_names())}")
        text = await _explanation(request, asking, asked, format)
        disposition = attachment(format)
        headers = {"content-disposition": disposition} if disposition else None
        return Response(text, media_type=MEDIA_TYPES.get(format, "text/plain; charset=utf-8"), headers=headers)


async def _explanation(request: Request, asking: Asking, asked: ExplainRequest, format: str) -> str:
    result, question = asked.result, asked.ask
    if result is not None and question is None:
        return await asking.work(request, lambda: explained(result, format))
    if question is not None and result is None:
        return await asking.explained(request, question, format)
    raise Problem(422, "invalid-input", "give either a result or a question to ask")


def _add_graphs(routes: APIRouter, asking: Asking) -> None:
    @routes.get("/health", tags=["server"], responses={})
    async def health() -> Health:
        """Whether the server takes requests. Asks for no token."""
        return Health(status="ok", version=rog.__version__)

    @routes.get("/graphs", tags=["graphs"])
    async def graphs(request: Request) -> list[GraphSummary]:
        """The graphs that can be asked."""
        default = asking.catalog.default
        return await asking.work(request, lambda: [one.summary(one.name == default) for one in asking.catalog])

    @routes.get("/examples", tags=["graphs"])
    async def examples(request: Request, graph: GraphName = None) -> list[ExampleQuestion]:
        """Questions to begin with, which the graph has answers to."""
        served = asking.catalog[graph]
        found = await asking.work(request, lambda: served.examples)
        return [ExampleQuestion(question=one.question, answers=len(one.answers)) for one in found]

    @routes.get("/entities", tags=["graphs"])
    async def entities(request: Request, text: Text, graph: GraphName = None, limit: Limit = 10) -> list[EntityMatch]:
        """Entities that a text names or begins to name, best first."""
        served, most = asking.catalog[graph], asking.bounded(limit)
        return await asking.work(request, lambda: served.entities(text, most))


def _add_relations(routes: APIRouter, asking: Asking) -> None:
    @routes.get("/relations", tags=["graphs"])
    async def relations(
        request: Request,
        graph: GraphName = None,
        text: Annotated[str, Query(alias="q", max_length=200, description="words in the name")] = "",
        limit: Limit = None,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> RelationPage:
        """The relation types of a graph, those with most triples first."""
        served, most = asking.catalog[graph], asking.bounded(limit)
        wanted = text.casefold()
        every = await asking.work(request, served.relations)
        found = [one for one in every if wanted in one.name.casefold() or wanted in one.words.casefold()]
        return RelationPage(total=len(found), relations=found[offset : offset + most])

    @routes.get("/relations/edges", tags=["graphs"])
    async def edges(
        request: Request, relation: Annotated[str, Query(max_length=2000)], graph: GraphName = None, limit: Limit = 5
    ) -> list[RelationEdge]:
        """Some edges of a relation, to see how it is used."""
        served, most = asking.catalog[graph], min(asking.bounded(limit), 100)
        found = await asking.work(request, lambda: edges_of(served.kg.graph, relation, most))
        return [_edge(*edge) for edge in found]


def _edge(triple: Any, head: str, tail: str) -> RelationEdge:
    return RelationEdge(
        head=NamedEntity(id=triple.head, name=head),
        relation=triple.relation,
        tail=NamedEntity(id=triple.tail, name=tail),
    )
