"""The server as a process: how it starts, what it logs, clients that hang up, and how it stops."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest
import uvicorn

import rog
from eval.serving.clients import reproducible
from rog.cli import main
from rog.server.process import _Server, _Stopping
from tests.fakes.served import events
from tests.fakes.server_process import HTTP, PATIENCE, ROOT, ServerProcess, running

QUESTION = "Which languages are spoken in the countries that border Switzerland?"
BODY = {"question": QUESTION}


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with running("serve") as started:
        yield started


@pytest.fixture(scope="module")
def serial() -> dict[str, Any]:
    return reproducible(json.loads(rog.open("world").ask(QUESTION, limit=1000).model_dump_json()))


def test_it_answers_as_the_engine_does(server: ServerProcess, serial: dict[str, Any]) -> None:
    answered = HTTP.post(f"{server.url}/api/v1/ask", json=BODY)
    assert reproducible(answered.json()) == serial
    streamed = HTTP.post(f"{server.url}/api/v1/ask/stream", json=BODY)
    assert reproducible(events(streamed.text)[-1][1]) == serial


def test_stages_arrive_one_by_one(server: ServerProcess) -> None:
    with HTTP.stream("POST", f"{server.url}/api/v1/ask/stream", json=BODY) as response:
        parts = [part for part in response.iter_raw() if part]
    assert len(parts) >= 2, "the stages came in one piece"
    assert parts[0].startswith(b"event: linked\n")


def test_clients_that_hang_up_leave_the_server_as_it_was(server: ServerProcess, serial: dict[str, Any]) -> None:
    address = server.url.removeprefix("http://")
    host, _, port = address.partition(":")
    content = json.dumps(BODY).encode()
    head = f"POST /api/v1/%s HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(content)}\r\n\r\n"
    for number in range(60):
        with socket.create_connection((host, int(port))) as connection:
            path = "ask" if number % 2 else "ask/stream"
            whole = (head % path).encode() + content
            connection.sendall(whole[: len(whole) if number % 3 else len(whole) // 2])
            if number % 3 and number % 5 == 0:
                connection.recv(10)
    assert reproducible(HTTP.post(f"{server.url}/api/v1/ask", json=BODY).json()) == serial
    assert not [line for line in server.log() if line["message"] == "fault"]


def test_a_body_that_does_not_come_is_answered(server: ServerProcess) -> None:
    with running("serve", "--timeout", "0.5") as impatient:
        address = impatient.url.removeprefix("http://")
        host, _, port = address.partition(":")
        with socket.create_connection((host, int(port))) as connection:
            head = f"POST /api/v1/ask HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n"
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n".encode() + b"{")
            connection.settimeout(10)
            answer = b""
            while part := connection.recv(4096):
                answer += part
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"urn:rog:problem:slow-body" in answer


def test_nothing_that_was_asked_is_in_the_log(server: ServerProcess) -> None:
    HTTP.get(f"{server.url}/api/v1/entities", params={"q": "Liechtenstein"})
    HTTP.post(f"{server.url}/api/v1/ask", json={"question": "Where is Liechtenstein?"}, headers={"x-request-id": "me"})
    deadline = monotonic() + 10
    while not any(line["request_id"] == "me" for line in server.requests()) and monotonic() < deadline:
        sleep(0.01)
    assert "Liechtenstein" not in "".join(server.lines)
    assert all(line.startswith(("{", "rog: listening on ")) for line in server.lines)


def test_it_stops_with_exit_code_0_when_idle() -> None:
    with running("serve") as server:
        with httpx2.Client() as idle:  # a connection that stays open
            assert idle.get(f"{server.url}/api/v1/health").status_code == 200
            began = monotonic()
            assert server.stop() == 0
        assert monotonic() - began < PATIENCE / 2  # it does not wait for the client to go
        assert [line["message"] for line in server.log()][-2:] == ["stopping", "stopped"]


def test_a_stop_under_load_loses_no_accepted_request(serial: dict[str, Any]) -> None:
    with running("serve", "--threads", "2") as server, ThreadPoolExecutor(24) as pool:
        stopped, replies = Event(), list[dict[str, Any]]()
        clients = [pool.submit(_ask_on, server.url, stopped, number % 2 == 0, replies) for number in range(24)]
        while len(replies) <= 24 and not any(client.done() for client in clients):  # each has asked, and some go on
            sleep(0.01)
        server.process.terminate()
        sleep(0.05)
        stopped.set()
        for client in clients:
            client.result()
        assert server.wait() == 0
    assert len(replies) > 24
    assert all(reply == serial for reply in replies)
    statuses = {line.get("status") for line in server.requests()}
    assert statuses == {200}
    assert len(server.requests()) == len(replies), "a request that was accepted has no answer"


def _ask_on(url: str, stopped: Event, stream: bool, replies: list[dict[str, Any]]) -> None:
    """Ask again and again; a connection that is refused once the server stops is no request."""
    with httpx2.Client(timeout=PATIENCE) as client:
        while True:
            try:
                if stream:
                    result = events(client.post(f"{url}/api/v1/ask/stream", json=BODY).raise_for_status().text)[-1][1]
                else:
                    result = client.post(f"{url}/api/v1/ask", json=BODY).raise_for_status().json()
            except httpx2.ConnectError:
                return
            replies.append(reproducible(result))
            if stopped.is_set():
                return


def test_it_names_graphs_and_keeps_the_token_from_the_environment() -> None:
    with running("serve", "-g", "erde=world", "-g", "world", environment={"ROG_TOKEN": "t0ken"}) as server:
        assert HTTP.get(f"{server.url}/api/v1/graphs").status_code == 401
        graphs = HTTP.get(f"{server.url}/api/v1/graphs", headers={"authorization": "Bearer t0ken"}).json()
        assert [graph["name"] for graph in graphs] == ["erde", "world"]
        assert "t0ken" not in "".join(server.lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "can be reached by others: set a token"),
        (["-g", "world", "-g", "world"], "two graphs are called 'world'"),
        (["-g", "nothing.rog"], "nothing.rog"),
        (["--timeout", "0"], "timeout is 0"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *arguments]) in (2, 3)
    error = capsys.readouterr().err
    assert error.startswith("rog: error: ")
    assert message in error
    assert error.count("\n") == 1


def test_an_address_that_is_taken_is_said_in_a_line(server: ServerProcess) -> None:
    port = server.url.rpartition(":")[2]
    command = [sys.executable, "-m", "rog", "serve", "--port", port]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert run.returncode == 3
    assert re.fullmatch(rf"rog: error: 127\.0\.0\.1:{port}: Address already in use\n", run.stderr)


def test_it_says_that_it_listens_once_a_signal_stops_it_in_order() -> None:
    async def nothing(scope: Any, receive: Any, send: Any) -> None: ...

    handlers = []
    server = _Server(
        uvicorn.Config(nothing), _Stopping(nothing), lambda: handlers.append(signal.getsignal(signal.SIGTERM))
    )
    with server.capture_signals():
        pass
    assert handlers == [server.handle_exit]
