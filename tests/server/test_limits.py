"""Limits on body, time and concurrency: each has its own clear error, and what was taken is given back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeGraph
from tests.fakes.served import QUESTION, RECORDS, WaitingPlanner, client, events, problem, small


@pytest.fixture
def planner() -> Iterator[WaitingPlanner]:
    planner = WaitingPlanner()
    yield planner
    planner.go.set()


def ask(http: TestClient) -> httpx2.Response:
    return http.post("/api/v1/ask", json={"question": QUESTION})


def until(holds: Callable[[], bool]) -> None:
    deadline = monotonic() + 10
    while not holds():
        assert monotonic() < deadline, "it did not come to hold"
        sleep(0.005)


def active_work(http: TestClient) -> int:
    app: Any = http.app
    return int(app.state.workers.active)


def test_bodies_that_are_too_large_are_refused(make_graph: MakeGraph) -> None:
    with client(small(make_graph(RECORDS)), max_body=1000) as http:
        fits = {"question": "x" * 900}
        assert http.post("/api/v1/ask", json=fits).status_code == 200
        large = http.post("/api/v1/ask", json={"question": "x" * 1100})
        assert "more than 1,000 bytes" in problem(large, 413, "body-too-large")
        chunks = http.post("/api/v1/ask", content=iter([b"x" * 600, b"x" * 600]))
        problem(chunks, 413, "body-too-large")


def test_an_answer_that_takes_too_long_is_given_up_by_the_deadline(
    make_graph: MakeGraph, planner: WaitingPlanner
) -> None:
    with client(small(make_graph(RECORDS), planner), timeout=0.3) as http:
        began = monotonic()
        assert "within 0.3 seconds" in problem(ask(http), 504, "timeout")
        assert monotonic() - began < 15
        stream = events(http.post("/api/v1/ask/stream", json={"question": QUESTION}).text)
        assert [name for name, _ in stream] == ["linked", "error"]
        assert stream[1][1]["status"] == 504
        assert active_work(http) == 2
        planner.go.set()
        until(lambda: active_work(http) == 0)
        assert ask(http).json()["answers"]


def test_more_requests_than_it_takes_are_turned_away(make_graph: MakeGraph, planner: WaitingPlanner) -> None:
    with client(small(make_graph(RECORDS), planner), threads=1, waiting=1) as http, ThreadPoolExecutor(2) as pool:
        first: Future[httpx2.Response] = pool.submit(ask, http)
        planner.begun.acquire(timeout=10)
        second = pool.submit(ask, http)
        until(lambda: active_work(http) == 2)
        refused = ask(http)
        problem(refused, 503, "busy")
        assert int(refused.headers["retry-after"]) >= 1
        assert http.get("/api/v1/health").status_code == 200
        planner.go.set()
        assert first.result().json()["answers"] == second.result().json()["answers"]
        assert ask(http).status_code == 200


def test_a_request_whose_turn_does_not_come_in_time_is_told_to_come_back(
    make_graph: MakeGraph, planner: WaitingPlanner
) -> None:
    with (
        client(small(make_graph(RECORDS), planner), threads=1, timeout=0.5) as http,
        ThreadPoolExecutor(1) as pool,
    ):
        first = pool.submit(ask, http)
        planner.begun.acquire(timeout=10)
        sleep(0.2)
        late = ask(http)
        assert first.result().status_code == 504
        assert "no thread came free" in problem(late, 503, "busy")
        assert late.headers["retry-after"]
        assert active_work(http) == 1  # the one that never began left its place at once
        planner.go.set()
        until(lambda: active_work(http) == 0)
        assert not planner.begun.acquire(blocking=False), "it was worked on though nobody waited"


def test_many_clients_get_what_one_gets(make_graph: MakeGraph) -> None:
    kg = small(make_graph(RECORDS))
    expected = [answer.id for answer in kg.ask(QUESTION).answers]
    with client(kg, threads=4) as http, ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: ask(http), range(100)))
    assert all([answer["id"] for answer in reply.json()["answers"]] == expected for reply in replies)


def test_threads_end_with_the_server(make_graph: MakeGraph) -> None:
    with client(small(make_graph(RECORDS))) as http:
        assert ask(http).status_code == 200
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("rog-worker")]
