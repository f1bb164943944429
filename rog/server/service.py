"""Answers requests with the engine: within the server's limits, in its threads, while the client is connected."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import StreamingResponse

from rog.server.catalog import Catalog, ServedGraph
from rog.server.explanations import explain_result
from rog.server.logs import log_fault
from rog.server.models import AskRequest, QueryRequest
from rog.server.problems import CLIENT_CLOSED_REQUEST, Problem, problem_of
from rog.server.settings import ServerSettings
from rog.server.stages import ServerEvent, final_event, stage_events
from rog.server.workers import Workers

__all__ = ["AskService"]

Value = TypeVar("Value")


class AskService:
    """Answers questions over the served graphs, in worker threads and within the limits of a request."""

    def __init__(self, catalog: Catalog, workers: Workers, settings: ServerSettings) -> None:
        self.catalog, self.workers, self.settings = catalog, workers, settings

    async def work(self, request: Request, work: Callable[[], Value]) -> Value:
        """The result of `work`, from a thread, while the client waits for it. Raises Problem."""
        return await _while_connected(request, self.workers.run(work, self.settings.timeout))

    async def result(self, request: Request, body: AskRequest) -> str:
        """The JSON of a question's Result. Raises Problem, and as `RoG.ask`."""
        served, limit, paths = self._resolve(request, body)
        events = self.workers.stream(
            lambda: final_event(served.kg, body.question, body.topics, limit, paths), self.settings.timeout
        )
        return await _while_connected(request, _result_of(events))

    async def ran(self, request: Request, body: QueryRequest) -> str:
        """The JSON of a query's Result. Raises Problem, and as `RoG.run`."""
        served, limit, paths = self._resolve(request, body)

        def run() -> str:
            return served.kg.run(body.query, limit=limit, paths=paths).model_dump_json()

        return await self.work(request, run)

    async def explained(self, request: Request, body: AskRequest, format: str) -> str:
        """A question's Result in a format, answered and written within one deadline. Raises as `result`."""
        served, limit, paths = self._resolve(request, body)

        def explain() -> str:
            return explain_result(served.kg.ask(body.question, body.topics, limit=limit, paths=paths), format)

        return await self.work(request, explain)

    async def stream(self, request: Request, body: AskRequest) -> StreamingResponse:
        """A question's stages as server-sent events. An invalid question raises as in `result`."""
        served, limit, paths = self._resolve(request, body)
        events = self.workers.stream(
            lambda: stage_events(served.kg, body.question, body.topics, limit, paths), self.settings.timeout
        )
        first = await _while_connected(request, anext(events))  # until then the status can still say what is wrong
        return _EventStream(_encoded(first, events, request), events)

    def checked_limit(self, limit: int | None, name: str = "limit") -> int:
        """The limit of a request, by default the server's. Raises Problem where it is higher than the server's."""
        maximum = self.settings.max_paths if name == "paths" else self.settings.max_results
        if limit is not None and limit > maximum:
            raise Problem(422, "limit-too-high", f"{name} is {limit:,}; this server gives at most {maximum:,}")
        return maximum if limit is None else limit

    def _resolve(self, request: Request, body: AskRequest | QueryRequest) -> tuple[ServedGraph, int, int | None]:
        """The graph of a request, and its limits for answers and paths. Raises Problem."""
        served = self.catalog[body.graph]
        limit = self.checked_limit(body.limit)
        paths = None if body.paths is None else self.checked_limit(body.paths, "paths")
        if self.settings.log_questions:
            asked = body.question if isinstance(body, AskRequest) else json.dumps(body.query)
            request.state.log = {"graph": served.name, "question": asked}
        return served, limit, paths


class _EventStream(StreamingResponse):
    """Server-sent events; the work behind them is cancelled when the response ends, however it does."""

    def __init__(self, content: AsyncGenerator[bytes, None], events: AsyncGenerator[ServerEvent, None]) -> None:
        super().__init__(content, media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        self._events = events

    async def __call__(self, *call: Any) -> None:
        """Answer (ASGI)."""
        try:
            await super().__call__(*call)
        finally:
            await self._events.aclose()


async def _result_of(events: AsyncGenerator[ServerEvent | None, None]) -> str:
    data = ""
    async with aclosing(events):
        async for event in events:
            data = event.data if event is not None else data
    return data


async def _encoded(
    first: ServerEvent, events: AsyncGenerator[ServerEvent, None], request: Request
) -> AsyncGenerator[bytes, None]:
    yield first.encode()
    try:
        async for event in events:
            yield event.encode()
    except Exception as error:
        problem = problem_of(error)
        if problem.status == 500:
            log_fault(error, request.state.request_id)
        yield ServerEvent("error", json.dumps(problem.details(request.state.request_id))).encode()


async def _while_connected(request: Request, work: Awaitable[Value]) -> Value:
    """The result of the work, which is cancelled when the client disconnects."""
    working, disconnected = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({working, disconnected}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Problem(CLIENT_CLOSED_REQUEST, "hung-up", "the client did not wait for the answer")
        return await working
    finally:
        for task in (working, disconnected):
            task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
