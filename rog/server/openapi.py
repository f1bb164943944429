"""Parts of the OpenAPI description beside the models: problems, events and media types, with examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rog.server.explanations import MEDIA_TYPES
from rog.server.problems import MEDIA_TYPE, ProblemDetails

__all__ = ["EVENT_STREAM", "PROBLEMS", "RESULT", "explanation_media"]

Responses = dict[int | str, dict[str, Any]]

QUERY = '{"op": "walk", "start": {"op": "ids", "ids": ["France"]}, "path": ["capital"], "tests": []}'
PLAN = f'"query": {QUERY}, "text": "France / capital", "score": 0.99'

EVENTS = f"""\
event: linked
data: {{"topics": [{{"text": "France", "start": 27, "end": 33, "candidates": [], "chosen": null}}]}}

event: planned
data: {{"plans": [{{{PLAN}}}]}}

event: walked
data: {{"plans": [{{{PLAN}, "kept": true, "reason": null, "found": 1}}]}}

event: answered
data: {{"version": 2, "question": "What is the capital of France?", "answers": []}}

"""

EVENT = {
    "type": "object",
    "properties": {
        "event": {"type": "string", "enum": ["linked", "planned", "walked", "doubted", "answer", "answered", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}

EVENT_STREAM: Responses = {
    200: {
        "description": "the stages, as they end; the schema is that of one event, whose data is JSON",
        "content": {"text/event-stream": {"schema": EVENT, "example": EVENTS}},
    }
}

RESULT: Responses = {
    200: {
        "description": "the answers, each with the paths that lead to it",
        "content": {
            "application/json": {
                "example": {
                    "version": 2,
                    "question": "What is the capital of France?",
                    "answers": [
                        {
                            "id": "Paris",
                            "name": "Paris",
                            "score": 0.99,
                            "paths": [
                                {
                                    "topic": "France",
                                    "hops": [{"head": "France", "relation": "capital", "tail": "Paris"}],
                                }
                            ],
                        }
                    ],
                }
            }
        },
    }
}


def _problem(why: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
    return {"description": why, "content": {MEDIA_TYPE: {"schema": schema}}}


PROBLEMS: Responses = {
    400: _problem("the body is no JSON"),
    401: _problem("the token is missing or wrong, where the server has one"),
    403: _problem("a page of another origin asked"),
    404: _problem("no such graph or address"),
    408: _problem("the body did not come in time"),
    413: _problem("the body is larger than the server reads"),
    421: _problem("the Host header names no name of this server"),
    422: _problem("the question, a limit or another field is not valid, or an entity is not there"),
    503: _problem("as many requests as the server takes; the Retry-After header says when to come back"),
    504: _problem("no answer within the time that a request may take"),
}


def explanation_media(formats: Iterable[str]) -> dict[str, Any]:
    """The response of `explain`: each format with its media type."""
    media = {MEDIA_TYPES.get(name, "text/plain; charset=utf-8").partition(";")[0] for name in formats}
    return {
        "description": "the explanation",
        "content": {
            name: {"schema": {} if name == "application/json" else {"type": "string"}} for name in sorted(media)
        },
    }
