"""Builds the application: the REST interface, the page, and the middleware that every request passes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse

import rog
from rog.errors import RogError
from rog.pipeline import RoG
from rog.server.api import api_routes
from rog.server.bodies import BODY_TIMEOUT_SECONDS, BodyLimit
from rog.server.catalog import Catalog
from rog.server.logs import log_fault
from rog.server.pages import page_routes
from rog.server.problems import MEDIA_TYPE, Problem, ProblemDetails, problem_of
from rog.server.security import Gate
from rog.server.service import AskService
from rog.server.settings import ServerSettings
from rog.server.workers import Workers

__all__ = ["create_app"]

OPEN_PATHS = ("/", "/page/", "/viewer/", "/api/v1/health", "/api/v1/openapi.json")
"""Paths that need no token: they are the same on every server."""

NO_TELEMETRY = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}
"""The framework reports nothing to anybody, whatever the environment says."""


def create_app(graphs: Mapping[str, RoG], settings: ServerSettings) -> FastAPI:
    """The application; see `rog.server.create_app`."""
    workers, catalog = Workers(settings.threads, settings.waiting), Catalog(graphs)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        workers.warm_up(lambda: [served.examples for served in catalog])
        yield
        workers.close()

    extra: dict[str, Any] = {"telemetry": NO_TELEMETRY}
    app = FastAPI(
        title="rog",
        summary="Ask a knowledge graph; every answer comes with the paths that explain it.",
        version=rog.__version__,
        docs_url=None,  # they fetch their scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
        middleware=_middleware(settings),
        **extra,
    )
    app.state.workers = workers
    app.include_router(api_routes(AskService(catalog, workers, settings)))
    app.include_router(page_routes())
    _add_problems(app)
    app.openapi = lambda: _description(app, settings)  # type: ignore[method-assign]  # as FastAPI documents it
    return app


def _middleware(settings: ServerSettings) -> list[Middleware]:
    """The outermost first."""
    middleware = [Middleware(Gate, settings=settings, open_paths=OPEN_PATHS)]
    if settings.cors_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=("GET", "POST"),
                allow_headers=("authorization", "content-type", "x-request-id"),
                expose_headers=("x-request-id", "retry-after"),
            )
        )
    middleware.append(
        Middleware(BodyLimit, max_bytes=settings.max_body, seconds=min(BODY_TIMEOUT_SECONDS, settings.timeout))
    )
    return middleware


def _add_problems(app: FastAPI) -> None:
    """Make every error a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (Problem, RogError, Exception):
        app.add_exception_handler(kind, _failed)


async def _invalid(request: Request, error: Exception) -> Response:
    """The faults of the request, field by field; not its content, which may be no text."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(map(str, fault['loc'][1:])) or 'body'}: {fault['msg']}" for fault in error.errors()[:5]]
    return _response(request, Problem(422, "invalid-input", "; ".join(faults)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return _response(request, Problem(error.status_code, kind, str(error.detail), dict(error.headers or {})))


async def _failed(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status == 500:
        log_fault(error, request.state.request_id)
    return _response(request, problem)


def _response(request: Request, problem: Problem) -> Response:
    request_id = getattr(request.state, "request_id", None)
    return JSONResponse(problem.details(request_id), problem.status, problem.headers, MEDIA_TYPE)


def _description(app: FastAPI, settings: ServerSettings) -> dict[str, Any]:
    """The OpenAPI description, made once."""
    if app.openapi_schema is None:
        description = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        schemas = description.setdefault("components", {}).setdefault("schemas", {})
        schemas[ProblemDetails.__name__] = ProblemDetails.model_json_schema()
        if settings.token is not None:
            description["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            description["security"] = [{"token": []}]
        app.openapi_schema = description
    return app.openapi_schema
