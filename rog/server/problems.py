"""Errors for clients: problem details as JSON (RFC 9457), each with a status that says whose fault it is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field

from rog.errors import (
    DatabaseTimeoutError,
    DatabaseUnavailableError,
    InputError,
    ModelTimeoutError,
    ModelUnavailableError,
    RogError,
    UnknownEntityError,
)

__all__ = ["CLIENT_CLOSED_REQUEST", "MEDIA_TYPE", "Problem", "ProblemDetails", "problem_of"]

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER_SECONDS = 2
"""The Retry-After header of a response to a client that must come back later."""

CLIENT_CLOSED_REQUEST = 499
"""Status in the log for a request whose client disconnected; nobody receives it."""


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="kind of problem", examples=["urn:rog:problem:question-too-long"])
    title: str = Field(description="the status in words", examples=["Unprocessable Content"])
    status: int = Field(description="the HTTP status", examples=[422])
    detail: str = Field(description="what went wrong here, and what to do", examples=["the question is empty"])
    request_id: str | None = Field(None, description="the request's id in the server's log")


class Problem(Exception):
    """Ends a request with a status; `kind` is a short name that programs may compare."""

    def __init__(self, status: int, kind: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.headers = status, kind, detail, dict(headers or {})

    @classmethod
    def busy(cls, detail: str) -> Problem:
        """503: come back later."""
        return cls(503, "busy", detail, {"Retry-After": str(RETRY_AFTER_SECONDS)})

    def details(self, request_id: str | None = None) -> dict[str, Any]:
        """The body of the response."""
        title = HTTPStatus(self.status).phrase if self.status != CLIENT_CLOSED_REQUEST else "Client Closed Request"
        return ProblemDetails(
            type=f"urn:rog:problem:{self.kind}",
            title=title,
            status=self.status,
            detail=self.detail.encode("utf-8", "backslashreplace").decode(),  # half a surrogate pair is no UTF-8
            request_id=request_id,
        ).model_dump()


def problem_of(error: Exception) -> Problem:
    """The problem that a client gets for an error.

    For an error that is not rog's it tells nothing of the cause, which is in the log.
    """
    if isinstance(error, Problem):
        return error
    if isinstance(error, UnknownEntityError):
        return Problem(422, "unknown-entity", str(error))
    if isinstance(error, InputError):
        return Problem(422, "invalid-input", str(error))
    if isinstance(error, DatabaseUnavailableError | ModelUnavailableError):
        return Problem.busy("the graph's database or the language model cannot be reached now")
    if isinstance(error, DatabaseTimeoutError | ModelTimeoutError):
        return Problem(504, "timeout", "the graph's database or the language model did not answer in time")
    if isinstance(error, RogError):
        return Problem(500, "engine", "the graph or the model could not be read; the server's log says why")
    return Problem(500, "fault", "a fault in rog itself; the server's log says where")
