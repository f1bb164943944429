"""What goes wrong with a database: each a clear error in time, and the same object works afterwards. Real processes."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rog.errors import DatabaseError, DatabaseTimeoutError, DatabaseUnavailableError, GraphError, InputError
from rog.graph import open_graph
from rog.graph.neo4j.address import read_address
from rog.graph.neo4j.store import Neo4jGraph
from rog.pipeline import RoG
from rog.reasoner import load_reasoner
from rog.testing import ScriptedPlanner
from rog.testing.graph_contract import edges_of
from tests.fakes.neo4j_server import PASSWORD, Database, Neo4jServer, free_port

pytestmark = pytest.mark.slow

AUTH = ("neo4j", PASSWORD)
QUESTION = "who are the children of ann"
SLOW = "UNWIND range(1, 100000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS count LIMIT 1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    folder = tmp_path_factory.mktemp("faults")
    Neo4jServer.certify(folder / "server")
    server = Neo4jServer(folder / "server")
    database = Database(server.uri, AUTH, folder)
    database.load(edges_of("ann parent bob", "ann parent cat"))
    database.driver.close()
    yield server
    server.kill()


def opened(server: Neo4jServer, timeout: float = 10.0) -> Neo4jGraph:
    return Neo4jGraph(read_address(server.uri, {"timeout": timeout}), AUTH)


def engine(graph: Neo4jGraph) -> RoG:
    script = {QUESTION: [(0.9, [("ann", ("parent",))])]}
    return RoG(graph, ScriptedPlanner(script), load_reasoner(None))


def seconds_of(fault: type[Exception], call: Callable[[], Any]) -> float:
    """How long it took to be told. Raises what is not the fault, and AssertionError where there is none."""
    began = time.monotonic()
    with pytest.raises(fault) as caught:
        call()
    assert PASSWORD not in str(caught.value)
    assert PASSWORD not in repr(caught.value.__cause__)
    return time.monotonic() - began


def test_no_server() -> None:
    uri = f"neo4j://127.0.0.1:{free_port()}/neo4j"
    assert seconds_of(DatabaseUnavailableError, lambda: open_graph(uri, auth=AUTH, timeout=5)) < 15
    with pytest.raises(DatabaseUnavailableError, match=r"cannot be reached.*is it running there"):
        open_graph(uri, auth=AUTH, timeout=5)


def test_no_such_host() -> None:
    seconds_of(DatabaseUnavailableError, lambda: open_graph("neo4j://no-such-host.invalid:7687/neo4j", timeout=5))


def test_something_else_listens_there() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        uri = f"neo4j://127.0.0.1:{other.getsockname()[1]}/neo4j"  # it takes connections and says nothing
        assert seconds_of(DatabaseError, lambda: open_graph(uri, auth=AUTH, timeout=2)) < 15


@pytest.mark.parametrize("scheme", ["neo4j+ssc", "bolt+ssc"])
def test_an_encrypted_connection(server: Neo4jServer, scheme: str) -> None:
    assert open_graph(f"{scheme}://127.0.0.1:{server.port}/neo4j", auth=AUTH).relations() == ["parent"]


@pytest.mark.parametrize("scheme", ["neo4j+s", "bolt+s"])
def test_a_certificate_that_nobody_vouches_for_is_refused(server: Neo4jServer, scheme: str) -> None:
    uri = f"{scheme}://localhost:{server.port}/neo4j"
    assert seconds_of(DatabaseUnavailableError, lambda: open_graph(uri, auth=AUTH, timeout=5)) < 15


@pytest.mark.parametrize("auth", [("neo4j", "wrong"), ("nobody", PASSWORD), None])
def test_wrong_password(server: Neo4jServer, auth: tuple[str, str] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    with pytest.raises(DatabaseError, match="refuses the user and password; set NEO4J_USERNAME") as caught:
        open_graph(server.uri, auth=auth, timeout=5)
    assert not auth or auth[1] not in str(caught.value)


def test_password_of_the_environment(server: Neo4jServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    assert open_graph(server.uri).relations() == ["parent"]


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InputError, match="must not hold a user or a password") as caught:
        open_graph("neo4j://neo4j:sesame@localhost:7687/neo4j")
    assert "sesame" not in str(caught.value)


def test_unknown_database(server: Neo4jServer) -> None:
    with pytest.raises(DatabaseError, match="the server has no database 'films'"):
        open_graph(f"neo4j://127.0.0.1:{server.port}/films", auth=AUTH)


def test_the_home_database_is_asked_where_none_is_named(server: Neo4jServer) -> None:
    graph = open_graph(f"bolt://127.0.0.1:{server.port}", auth=AUTH)
    assert isinstance(graph, Neo4jGraph)
    assert graph.info()["database"] == "neo4j"


def test_a_query_over_its_time(server: Neo4jServer) -> None:
    graph = opened(server, timeout=1)
    seconds = seconds_of(DatabaseTimeoutError, lambda: graph.connection.read(SLOW))
    assert 0.5 < seconds < 15
    assert graph.relations() == ["parent"]


def test_a_server_that_hangs(server: Neo4jServer) -> None:
    assert engine(opened(server, timeout=30)).ask(QUESTION).answers  # the server has planned the queries
    graph = opened(server, timeout=2)
    server.signal(signal.SIGSTOP)
    try:
        assert seconds_of(DatabaseTimeoutError, lambda: engine(graph).ask(QUESTION)) < 15
    finally:
        server.signal(signal.SIGCONT)
    assert [answer.id for answer in engine(graph).ask(QUESTION).answers] == ["bob", "cat"]


def test_the_connection_is_let_go_in_the_middle_of_a_query(server: Neo4jServer) -> None:
    connection = opened(server).connection
    for seconds in np.linspace(0, 0.06, num=40):
        letting_go = threading.Timer(seconds, connection.close)
        letting_go.start()
        assert len(connection.read("UNWIND range(1, 3000) AS x RETURN x")) == 3000
        letting_go.join()


def test_a_waiting_question_does_not_hold_up_the_event_loop(server: Neo4jServer) -> None:
    graph = opened(server, timeout=1)

    async def ticks_while_asking() -> int:
        asked = asyncio.ensure_future(engine(graph).aask(QUESTION))
        ticks = 0
        while not asked.done():
            await asyncio.sleep(0.01)
            ticks += 1
        with pytest.raises(DatabaseTimeoutError):
            await asked
        return ticks

    server.signal(signal.SIGSTOP)
    try:
        assert asyncio.run(ticks_while_asking()) > 20
    finally:
        server.signal(signal.SIGCONT)


def test_killed_between_questions_and_started_again(server: Neo4jServer) -> None:
    graph = opened(server)
    kg = engine(graph)
    before = kg.ask(QUESTION)
    server.kill()
    try:
        assert seconds_of(DatabaseUnavailableError, lambda: kg.ask(QUESTION)) < 25
        (failed,) = kg.ask_many([QUESTION])
        assert failed.error is not None
        assert "cannot be reached" in failed.error
    finally:
        server.start()
    assert kg.ask(QUESTION).answers == before.answers


def test_killed_in_the_middle_of_a_query_and_started_again(server: Neo4jServer) -> None:
    graph, unaware = opened(server, timeout=10), engine(opened(server))
    before = unaware.ask(QUESTION)

    async def ask_and_kill() -> float:
        asked = asyncio.ensure_future(asyncio.to_thread(graph.connection.read, SLOW))
        await asyncio.sleep(1)
        assert not asked.done()
        began = time.monotonic()
        server.kill()
        with pytest.raises(DatabaseUnavailableError):
            await asked
        return time.monotonic() - began

    try:
        assert asyncio.run(ask_and_kill()) < 10
    finally:
        server.start()
    assert engine(graph).ask(QUESTION).answers == before.answers
    assert unaware.ask(QUESTION).answers == before.answers  # its connections were to the server that is no more


def test_nothing_in_the_store_can_write(server: Neo4jServer) -> None:
    graph = opened(server)
    for query in ("CREATE (:Intruder)", "MATCH (n) SET n.name = 'x'", "CREATE INDEX FOR (n:A) ON (n.b)"):
        with pytest.raises(DatabaseError):
            graph.connection.read(query)
    assert graph.connection.read("MATCH (n:Intruder) RETURN count(n) AS count")[0]["count"] == 0


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("neo4j://", "names no host"),
        ("neo4j://host:port/neo4j", "port .* is not a number"),
        ("neo4j://host/one/two", "names one database"),
        ("neo4j://host/neo4j?colour=red", "colour= says nothing about a database"),
        ("neo4j://host/neo4j?timeout=never", "timeout='never' is not a number above 0"),
        ("neo4j://host/neo4j?id=", "is not one name"),
        ("http://host/neo4j", "http:// addresses are not supported"),
    ],
)
def test_addresses_that_cannot_be(uri: str, reason: str) -> None:
    with pytest.raises((InputError, GraphError), match=reason):
        open_graph(uri)


def test_rog_graph_load_says_when_there_is_no_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from rog.cli import main

    (tmp_path / "edges.tsv").write_text("ann\tparent\tbob\n")
    address = f"neo4j://127.0.0.1:{free_port()}/neo4j?timeout=3"
    assert main(["graph", "load", str(tmp_path / "edges.tsv"), address]) == 3
    assert "cannot be reached" in capsys.readouterr().err
