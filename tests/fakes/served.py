"""What the tests of the server share: a small graph, planners that wait or fail, and clients of an application."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx2
from starlette.testclient import TestClient

from rog.graph import Graph
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.pipeline import RoG
from rog.planner.contract import Planned, PlanRequest
from rog.reasoner import load_reasoner
from rog.server import ServerSettings, create_app
from rog.testing import Script, ScriptedPlanner

STAGES = ["linked", "planned", "walked", "answer", "answered"]

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\u202egnp.\x00"
"""A name that would run, reorder or cut what it stands in."""

RECORDS: Sequence[Record] = [
    NodeRecord("CH", "Switzerland", ("Schweiz",), ("country",), None),
    NodeRecord("h", HOSTILE, (), (), None),
    EdgeRecord("CH", "borders", "Austria"),
    EdgeRecord("CH", "borders", "France"),
    EdgeRecord("Austria", "language", "German"),
    EdgeRecord("France", "language", "French"),
    EdgeRecord("CH", "named", "h"),
]

QUESTION = "Which languages are spoken around Switzerland?"
SCRIPT: Script = {
    QUESTION: [(0.9, [("CH", ("borders", "language"))]), (0.05, [("CH", ("borders",))])],
    "What is Switzerland named?": [(0.9, [("CH", ("named",))])],
    "What do both Switzerland and Austria speak?": [(0.9, [("Austria", ("language",))])],
}
DOUBTFUL, WHY = list(SCRIPT)[2], "the question names “Switzerland” too, which this answer does not use"
"""A question that is answered by half, and what is said of it."""


def small(graph: IndexGraph, planner: Any = None) -> RoG:
    return RoG(graph, planner or ScriptedPlanner(SCRIPT), load_reasoner(None))


class WaitingPlanner(ScriptedPlanner):
    """Plans when it is let go; `begun` counts the plans it was asked for."""

    def __init__(self) -> None:
        super().__init__(SCRIPT)
        self.go, self.begun = threading.Event(), threading.Semaphore(0)

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        self.begun.release()
        assert self.go.wait(30), "nobody let the planner go"
        return super().plan(requests, graph)


@contextmanager
def client(
    graphs: RoG | Mapping[str, RoG], settings: ServerSettings | None = None, **changes: Any
) -> Iterator[TestClient]:
    """A client of an application over these graphs (one is called `small`)."""
    served = {"small": graphs} if isinstance(graphs, RoG) else graphs
    app = create_app(served, replace(settings or ServerSettings(), **changes))
    with TestClient(app, base_url="http://127.0.0.1:8080", raise_server_exceptions=False) as found:
        yield found


def problem(response: httpx2.Response, status: int, kind: str) -> str:
    """The detail of a response that is this problem."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body = response.json()
    assert body["type"] == f"urn:rog:problem:{kind}"
    assert body["status"] == status
    assert body["request_id"] == response.headers["x-request-id"]
    return str(body["detail"])


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream that is whole."""
    assert text.endswith("\n\n")
    found = []
    for block in text[:-2].split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found
