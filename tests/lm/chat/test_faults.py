"""Faults of a chat server on the whole way: a typed error or a dropped plan, and never a wrong answer passed on."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("openai", reason="chat models take the extra rog[lm]")

import rog
from rog.cli import main
from rog.errors import InputError, ModelError, ModelReplyError, ModelTimeoutError, ModelUnavailableError
from rog.graph.index.building.build import build_index
from rog.graph.records import NodeRecord
from rog.testing.graph_contract import edges_of
from tests.fakes.chat_server import ChatServer, Handler, Sent, completion, cut, drip, fail, say, send, serve, slow

EDGES = edges_of("fr borders es", "fr borders it", "es language spanish", "it language italian", "fr capital paris")
QUESTION = "Which languages are spoken around France?"
PLAN = {"plans": [[{"topic": 1, "steps": ["borders", "language"]}]]}
ANSWER = {"answers": [{"paths": [2], "answer": "spanish"}]}
LATE = "timeout=0.3"

FAULTS: list[Any] = [
    pytest.param(fail(429), ModelUnavailableError, "answered 429", id="429"),
    pytest.param(fail(500), ModelUnavailableError, "answered 500", id="500"),
    pytest.param(fail(503, "overloaded"), ModelUnavailableError, "overloaded", id="503"),
    pytest.param(fail(401), ModelError, "is the key", id="401"),
    pytest.param(fail(404, "no such model"), ModelError, "no such model", id="404"),
    pytest.param(fail(400, "the prompt is too long"), ModelError, "too long", id="400"),
    pytest.param(cut, ModelUnavailableError, "cannot be reached", id="cut body"),
    pytest.param(slow(1.2, say(PLAN)), ModelTimeoutError, "did not reply within 0.3 s", id="silent"),
    pytest.param(drip(2.0), ModelTimeoutError, "did not reply within 0.3 s", id="dripping"),
    pytest.param(send(b"nonsense"), ModelReplyError, "no chat completion", id="nonsense"),
    pytest.param(send(b""), ModelReplyError, "no chat completion", id="nothing"),
    pytest.param(send(b'data: {"choices": [{"del', content_type="text/event-stream"), ModelReplyError,
                 "no chat completion", id="cut stream"),
    pytest.param(send(json.dumps(completion("{}")).encode()[:60]), ModelReplyError, "no chat completion", id="half"),
    pytest.param(send({"choices": []}), ModelReplyError, "no chat completion", id="no choice"),
    pytest.param(send([PLAN]), ModelReplyError, "no chat completion", id="another shape"),
]  # fmt: skip

UNREADABLE: list[Any] = [
    pytest.param(say("nonsense"), id="nonsense"),
    pytest.param(say({"plans": "borders", "answers": "spanish"}), id="wrong shape"),
    pytest.param(say({"plan": [], "answer": "spanish"}), id="other keys"),
    pytest.param(say(json.dumps(PLAN)[:-5], finish="length"), id="cut"),
    pytest.param(say(None), id="refused"),
    pytest.param(say("[1] spanish\n2. italian"), id="half a list"),
]


@pytest.fixture
def kg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A graph file, in an environment that knows of no endpoint."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "kg.rog"
    build_index([NodeRecord("fr", "France"), *EDGES], path)
    return str(path)


def spec(server: ChatServer | str, *options: str) -> str:
    url = server if isinstance(server, str) else server.url
    return f"chat:scripted-model?{'&'.join([f'base_url={url}', *options])}"


def in_turn(plan: Sent, answer: Sent) -> Sent:
    """What is sent to a planner, and what to a reasoner."""

    def act(handler: Handler) -> None:
        server: Any = handler.server
        prompt = server.owner.requests[-1]["body"]["messages"][0]["content"]
        (plan if prompt.startswith("Write queries") else answer)(handler)

    return act


def test_both_by_their_specs(kg: str) -> None:
    with serve(in_turn(say(PLAN), say(ANSWER))) as server:
        result = rog.open(kg, planner=spec(server), reasoner=spec(server, "timeout=5", "retries=0")).ask(QUESTION)
    assert [answer.id for answer in result.answers] == ["spanish"]
    assert [hop.relation for hop in result.answers[0].paths[0].hops] == ["borders", "language"]
    assert (result.usage.model_calls, result.usage.input_tokens, len(server.requests)) == (2, 22, 2)


@pytest.mark.parametrize(("fault", "error", "message"), FAULTS)
@pytest.mark.parametrize("kind", ["planner", "reasoner"])
def test_a_fault_is_a_typed_error(
    kg: str, kind: str, fault: Sent, error: type[ModelError], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script = in_turn(fault, say(ANSWER)) if kind == "planner" else in_turn(say(PLAN), fault)
    with serve(script) as server:
        limits = ["retries=0", LATE] if error is ModelTimeoutError else ["retries=0"]
        named = {"planner": spec(server, *limits), "reasoner": spec(server, *limits)}
        opened = rog.open(kg, **named)
        with pytest.raises(error, match=message) as caught:
            opened.ask(QUESTION)
        (row,) = opened.ask_many([QUESTION])
        command = ["ask", "-g", kg, "--planner", named["planner"], "--reasoner", named["reasoner"], QUESTION]
        code = main(command)
    assert "'scripted-model' at 127.0.0.1:" in str(caught.value)
    assert (row.answers, row.abstained, row.error is None) == ((), True, False)
    output = capsys.readouterr()
    assert (code, output.out) == (3, "")
    assert output.err.startswith("rog: error: the model 'scripted-model' at 127.0.0.1:")
    assert output.err.count("\n") == 1


@contextmanager
def nobody() -> Iterator[str]:
    """The URL of a server that is down."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


@pytest.mark.parametrize("kind", ["planner", "reasoner"])
def test_a_server_that_is_down(kg: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    with nobody() as url:
        with pytest.raises(ModelUnavailableError, match="cannot be reached"):
            rog.open(kg, **{kind: spec(url, "retries=0")}).ask(QUESTION)
        code = main(["ask", "-g", kg, f"--{kind}", spec(url, "retries=0"), QUESTION])
    output = capsys.readouterr()
    assert (code, output.out) == (3, "")
    assert "cannot be reached" in output.err


@pytest.mark.parametrize("reply", UNREADABLE)
def test_what_cannot_be_read_of_a_planner_is_no_plan(kg: str, reply: Sent, capsys: pytest.CaptureFixture[str]) -> None:
    with serve(in_turn(reply, say(ANSWER))) as server:
        result = rog.open(kg, planner=spec(server), reasoner=spec(server)).ask(QUESTION)
        code = main(["ask", "-g", kg, "--planner", spec(server), "--reasoner", spec(server), QUESTION])
    assert (result.answers, result.abstained, result.plans) == ((), True, ())
    assert result.usage.model_calls == 2
    assert "the model's reply was no list of plans" in result.warnings[0]
    assert code == 1
    assert "spanish" not in capsys.readouterr().out


@pytest.mark.parametrize("reply", UNREADABLE)
def test_what_cannot_be_read_of_a_reasoner_is_no_answer(
    kg: str, reply: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(in_turn(say(PLAN), reply)) as server:
        result = rog.open(kg, planner=spec(server), reasoner=spec(server)).ask(QUESTION)
        code = main(["ask", "-g", kg, "--planner", spec(server), "--reasoner", spec(server), QUESTION])
    assert (result.answers, result.abstained) == ((), True)
    assert result.reason == "the model's reply could not be read"
    assert code == 1
    assert "could not be read" in capsys.readouterr().out


def test_what_no_path_carries_is_dropped_with_a_warning(kg: str, capsys: pytest.CaptureFixture[str]) -> None:
    made_up = {"answers": [{"paths": [1], "answer": "Klingon"}, {"paths": [9], "answer": "spanish"}]}
    with serve(in_turn(say({"plans": [[{"topic": 1, "steps": ["anthem"]}], *PLAN["plans"]]}), say(made_up))) as server:
        result = rog.open(kg, planner=spec(server), reasoner=spec(server)).ask(QUESTION)
        code = main(["ask", "-g", kg, "--planner", spec(server), "--reasoner", spec(server), QUESTION])
    assert (result.answers, result.abstained, code) == ((), True, 1)
    assert result.warnings == (
        "a plan was dropped: topic 1, anthem: step 1 is none of the graph",
        "2 answers of the model left out: no path they cite ends there",
        "1 citations left out: no path has the number",
    )
    output = capsys.readouterr().out
    assert "Klingon" not in output
    assert all(f"Warning: {warning}" in output for warning in result.warnings)


def test_a_batch_goes_on_after_a_fault(kg: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def act(handler: Handler) -> None:
        server: Any = handler.server
        messages = server.owner.requests[-1]["body"]["messages"]
        bad = "capital" in messages[1]["content"].split("\n")[0]
        (fail(500) if bad else in_turn(say(PLAN), say(ANSWER)))(handler)

    questions = tmp_path / "questions.txt"
    questions.write_text(f"{QUESTION}\nWhat is the capital of France?\n{QUESTION}\n")
    with serve(act) as server:
        named = ["--planner", spec(server, "retries=0"), "--reasoner", spec(server, "retries=0")]
        code = main(["ask", "-g", kg, *named, "--file", str(questions)])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    assert [[answer["id"] for answer in row["answers"]] for row in rows] == [["spanish"], [], ["spanish"]]
    assert [row["error"] is None for row in rows] == [True, False, True]
    assert "answered 500" in rows[1]["error"]


@pytest.mark.parametrize(
    ("planner", "message"),
    [
        ("chat:", "unknown planner 'chat:'"),
        ("chat:m", "no endpoint to ask: set OPENAI_BASE_URL"),
        ("chat:m?base_url=localhost", "must be http"),
        ("chat:m?temperature=1", "no option is called 'temperature'; use base_url, timeout, retries"),
        ("chat:m?api_key=sk", "no option is called 'api_key'"),
        ("chat:m?timeout=soon&base_url=http://127.0.0.1:1", "timeout and retries are numbers"),
        ("chat:m?timeout=0&base_url=http://127.0.0.1:1", "timeout is 0"),
        ("chat:m?fast", "?name=value"),
        ("chat:?timeout=1", "unknown chat model"),
    ],
)
def test_specs_that_cannot_be_asked(kg: str, planner: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError) as caught:
        rog.open(kg, planner=planner)
    assert message in str(caught.value)
    assert main(["ask", "-g", kg, "--planner", planner, QUESTION]) == 2
    assert message in capsys.readouterr().err


def test_options_of_the_caller_go_before_those_of_the_spec(kg: str) -> None:
    from rog.planner import load_planner

    with serve(say(PLAN)) as server:
        planner: Any = load_planner(spec("http://127.0.0.1:1/v1", "timeout=5"), base_url=server.url, retries=0)
        assert rog.open(kg, planner=planner).ask(QUESTION).answers
    assert (planner.lm.timeout, planner.lm.retries) == (5.0, 0)
