"""Requests that make the engine work: within the server's limits, in its threads, as long as the client is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import StreamingResponse

from rog.server.catalog import Catalog, ServedGraph
from rog.server.explanations import explained
from rog.server.logs import log_fault
from rog.server.models import AskRequest
from rog.server.problems import HUNG_UP, Problem, problem_of
from rog.server.settings import ServerSettings
from rog.server.stages import ServerEvent, last, staged
from rog.server.workers import Workers

__all__ = ["Asking"]

Value = TypeVar("Value")


class Asking:
    """The graphs, the threads that work on them, and the limits of a request."""

    def __init__(self, catalog: Catalog, workers: Workers, settings: ServerSettings) -> None:
        self.catalog, self.workers, self.settings = catalog, workers, settings

    async def work(self, request: Request, work: Callable[[], Value]) -> Value:
        """What `work` returns, from a thread, while the client waits for it. Raises Problem."""
        return await _while_there(request, self.workers.run(work, self.settings.timeout))

    async def result(self, request: Request, asked: AskRequest) -> str:
        """The JSON of a question's Result. Raises Problem, and as `RoG.ask`."""
        served, limit, paths = self._engine(request, asked)
        events = self.workers.stream(
            lambda: last(served.kg, asked.question, asked.topics, limit, paths), self.settings.timeout
        )
        return await _while_there(request, _result_of(events))

    async def explained(self, request: Request, asked: AskRequest, format: str) -> str:
        """A question's Result in a format, asked and written within one deadline. Raises as `result`."""
        served, limit, paths = self._engine(request, asked)

        def explain() -> str:
            return explained(served.kg.ask(asked.question, asked.topics, limit=limit, paths=paths), format)

        return await self.work(request, explain)

    async def stream(self, request: Request, asked: AskRequest) -> StreamingResponse:
        """A question's stages as server-sent events. What is wrong with the question is raised, as by `result`."""
        served, limit, paths = self._engine(request, asked)
        events = self.workers.stream(
            lambda: staged(served.kg, asked.question, asked.topics, limit, paths), self.settings.timeout
        )
        first = await _while_there(request, anext(events))  # until then the status can still say what is wrong
        return _EventStream(_encoded(first, events, request), events)

    def bounded(self, limit: int | None, name: str = "limit") -> int:
        """A limit that was asked for, or the server's own. Raises Problem where it is higher than that."""
        most = self.settings.max_paths if name == "paths" else self.settings.max_results
        if limit is not None and limit > most:
            raise Problem(422, "limit-too-high", f"{name} is {limit:,}; this server gives at most {most:,}")
        return most if limit is None else limit

    def _engine(self, request: Request, asked: AskRequest) -> tuple[ServedGraph, int, int | None]:
        """The graph that is asked, and the limits within those of the server. Raises Problem."""
        served = self.catalog[asked.graph]
        limit = self.bounded(asked.limit)
        paths = None if asked.paths is None else self.bounded(asked.paths, "paths")
        if self.settings.log_questions:
            request.state.log = {"graph": served.name, "question": asked.question}
        return served, limit, paths


class _EventStream(StreamingResponse):
    """Server-sent events; the work behind them is given up when the response ends, however it does."""

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


async def _while_there(request: Request, work: Awaitable[Value]) -> Value:
    """What the work gives; given up when the client hangs up."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Problem(HUNG_UP, "hung-up", "the client did not wait for the answer")
        return await working
    finally:
        for task in (working, gone):
            task.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
