"""Chat models: what is sent, what is read from replies, every fault of a server, and the scripted one."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("openai", reason="chat models take the extra rog[lm]")

from rog.errors import (
    InputError,
    MissingExtraError,
    ModelError,
    ModelReplyError,
    ModelTimeoutError,
    ModelUnavailableError,
)
from rog.lm.chat.batches import ask_together
from rog.lm.chat.client import ChatModel
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Message, Reply, read_json
from rog.lm.scripted import ScriptedLM
from rog.planner import load_planner
from rog.planner.chat.planner import ChatPlanner
from rog.reasoner import load_reasoner
from rog.reasoner.chat import ChatReasoner
from tests.fakes.chat_server import MODEL, Handler, Sent, completion, cut, drip, fail, say, send, serve, slow

KEY = "sk-secret-0123456789"
ASKED = [Message("system", "Be brief."), Message("user", "Which?")]
SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}


@pytest.fixture(autouse=True)
def no_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def chat(*script: Sent, schema: Any = None, timeout: float = 5.0, retries: int = 2) -> tuple[Reply, list[Any]]:
    with serve(*script) as server:
        lm = ChatModel(MODEL, base_url=server.url, api_key=KEY, timeout=timeout, retries=retries)
        return lm.chat(ASKED, schema=schema, max_tokens=50), server.requests


# what is sent and read


def test_messages_go_out_and_the_reply_and_its_cost_come_back() -> None:
    reply, (request,) = chat(say("Rome."))
    assert reply == Reply("Rome.", None, 11, 7)
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["authorization"] == f"Bearer {KEY}"
    assert request["body"] == {
        "model": MODEL,
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Which?"}],
        "temperature": 0.0,
        "max_tokens": 50,
    }


def test_structured_output_is_asked_for_with_the_schema() -> None:
    reply, (request,) = chat(say({"answer": "Rome"}), schema=SCHEMA)
    assert reply.parsed == {"answer": "Rome"}
    wanted = request["body"]["response_format"]
    assert (wanted["type"], wanted["json_schema"]["schema"], wanted["json_schema"]["strict"]) == (
        "json_schema", SCHEMA, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "refusal",
    [
        fail(400, "Unexpected fields in the request: {'response_format'}"),
        fail(422, "bad request"),
        fail(400, "this response_format type is unavailable now"),
    ],
)
def test_a_server_without_structured_output_is_asked_for_text(refusal: Sent) -> None:
    with serve(refusal, say('```json\n{"answer": "Rome"}\n```'), say({"answer": "Oslo"})) as server:
        lm = ChatModel(MODEL, base_url=server.url)
        assert lm.chat(ASKED, schema=SCHEMA).parsed == {"answer": "Rome"}
        assert lm.chat(ASKED, schema=SCHEMA).parsed == {"answer": "Oslo"}
    has_schema = ["response_format" in request["body"] for request in server.requests]
    assert has_schema == [True, False, False]  # what was learnt is kept


def test_fields_that_a_server_refuses_are_left_out_or_renamed() -> None:
    with serve(
        fail(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", param="max_tokens"),
        fail(400, "Unsupported value: 'temperature' does not support 0.", param="temperature"),
        say({"answer": "Rome"}),
    ) as server:
        assert ChatModel(MODEL, base_url=server.url).chat(ASKED, schema=SCHEMA, max_tokens=9).parsed
    body = server.requests[-1]["body"]
    assert body["max_completion_tokens"] == 9
    assert "max_tokens" not in body
    assert "temperature" not in body
    assert "response_format" in body


def test_what_a_refusal_was_not_about_is_not_learnt() -> None:
    with serve(fail(400, "too long"), fail(400, "too long"), say({"answer": "Rome"})) as server:
        lm = ChatModel(MODEL, base_url=server.url)
        with pytest.raises(ModelError, match=r"answered 400: .*too long"):
            lm.chat(ASKED, schema=SCHEMA)
        assert lm.chat(ASKED, schema=SCHEMA).parsed == {"answer": "Rome"}
    assert "response_format" in server.requests[-1]["body"]


def test_tokens_are_estimated_where_the_server_does_not_count() -> None:
    for usage in ({}, {"prompt_tokens": "many"}, "none", {"prompt_tokens": -1, "completion_tokens": True}):
        reply, _ = chat(say("Rome is it.", usage=usage))
        assert (reply.input_tokens, reply.output_tokens) == (estimate_prompt(ASKED), estimate_tokens("Rome is it."))


def test_a_reply_that_was_cut_says_so() -> None:
    reply, _ = chat(say('{"answer": "Ro', finish="length"), schema=SCHEMA)
    assert (reply.finished, reply.parsed) == (False, None)


def test_a_refusal_of_the_model_is_an_empty_text() -> None:
    reply, _ = chat(say(None), schema=SCHEMA)
    assert (reply.text, reply.parsed) == ("", None)


# faults


def test_too_many_requests_are_waited_for() -> None:
    reply, requests = chat(fail(429), say("Rome"))
    assert (reply.text, len(requests)) == ("Rome", 2)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_keeps_failing(status: int) -> None:
    with serve(fail(status, "overloaded")) as server:
        lm = ChatModel(MODEL, base_url=server.url, retries=2)
        with pytest.raises(ModelUnavailableError, match=f"answered {status}: .*overloaded.*; tried 3 times"):
            lm.chat(ASKED)
    assert len(server.requests) == 3


def test_a_server_that_is_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelUnavailableError, match=r"'scripted-model' at 127\.0\.0\.1:\d+ cannot be reached"):
            ChatModel(MODEL, base_url=url, retries=0).chat(ASKED)


def test_a_connection_that_is_cut_is_tried_again() -> None:
    reply, requests = chat(cut, say("Rome"), retries=1)
    assert (reply.text, len(requests)) == ("Rome", 2)
    with pytest.raises(ModelUnavailableError, match="cannot be reached"):
        chat(cut, retries=0)


@pytest.mark.parametrize("late", [slow(30, say("late")), drip(30)], ids=["silent", "dripping"])
def test_a_server_that_is_too_slow(late: Sent) -> None:
    began = time.monotonic()
    with pytest.raises(ModelTimeoutError, match=r"did not reply within 0\.3 s; tried 1 time") as caught:
        chat(late, timeout=0.3, retries=0)
    assert isinstance(caught.value, TimeoutError)
    assert time.monotonic() - began < 15


def bodies() -> Iterator[Any]:
    right = completion("Rome")
    yield from (b"", b"nonsense", b"<html>502</html>", b"\xff\xfe\x00", b"null", b"[]", b"[" * 5000, b'{"choices": [')
    yield from ({}, {"choices": None}, {"choices": []}, {"choices": "Rome"}, {"choices": [1]}, {"choices": [{}]})
    yield {**right, "choices": [{"message": {"content": 5}}]}
    yield {**right, "choices": [{"message": {"content": ["Rome"]}}]}
    yield {**right, "choices": [{"message": "Rome"}]}
    yield {"error": {"message": "upstream failed"}}


@pytest.mark.parametrize("body", list(bodies()), ids=lambda body: str(body)[:40])
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_what_is_no_completion_is_an_error(body: Any, kind: str) -> None:
    with pytest.raises(ModelReplyError, match="sent what is no chat completion"):
        chat(send(body, content_type=kind))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_refusals_are_errors_that_are_not_tried_again(status: int) -> None:
    expected = pytest.raises(ModelError, match=f"answered {status}: .*no such thing")
    with serve(fail(status, "no such thing")) as server, expected as caught:
        ChatModel(MODEL, base_url=server.url).chat(ASKED)
    assert type(caught.value) is ModelError
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault", [fail(401, f"wrong key {KEY} for you"), fail(500, KEY), send(f"{KEY} is".encode()), fail(400, KEY)]
)
def test_no_error_shows_the_key(fault: Sent) -> None:
    with serve(fault) as server:
        lm = ChatModel(MODEL, base_url=server.url, api_key=KEY, retries=0)
        try:
            lm.chat(ASKED)
        except ModelError:
            assert KEY not in traceback.format_exc()
        else:
            pytest.fail("no error")
    assert KEY not in repr(lm)


def test_the_message_of_a_server_is_given_on_one_short_line() -> None:
    with pytest.raises(ModelError) as caught:
        chat(fail(400, "bad\n\x1b[31mred\x1b[0m " + "x" * 5000))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


# settings


def test_the_endpoint_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(say("Rome")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        planner, reasoner = load_planner("chat:org/name:8b"), load_reasoner("chat:org/name:8b")
        assert isinstance(planner, ChatPlanner)
        assert isinstance(reasoner, ChatReasoner)
        planner.lm.chat(ASKED)
        reasoner.lm.chat(ASKED)
    assert [request["body"]["model"] for request in server.requests] == ["org/name:8b"] * 2
    assert server.requests[0]["headers"]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "no endpoint to ask: set OPENAI_BASE_URL"),
        ({"base_url": "localhost:8000"}, "must be http"),
        ({"base_url": "file:///etc"}, "must be http"),
        ({"api_key": "two\nlines"}, "characters that no key has"),
        ({"api_key": KEY, "timeout": 0}, "timeout is 0"),
        ({"api_key": KEY, "retries": -1}, "retries is -1"),
    ],
)
def test_settings_that_make_no_sense(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        ChatModel(MODEL, **options)
    assert "two" not in str(caught.value)
    with pytest.raises(InputError, match="needs a name"):
        ChatModel(" ", **options)


def test_credentials_in_the_url_are_not_shown() -> None:
    lm = ChatModel(MODEL, base_url="http://ann:pass123@127.0.0.1:1/v1", retries=0)
    assert repr(lm) == "ChatModel('scripted-model', server='127.0.0.1:1')"
    with pytest.raises(ModelUnavailableError) as caught:
        lm.chat(ASKED)
    assert "pass123" not in str(caught.value)


def test_without_the_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(MissingExtraError, match=r"openai is not installed; pip install 'rog\[lm\]'"):
        ChatModel(MODEL, api_key=KEY)


def test_loading_a_chat_planner_is_all_that_imports_the_client() -> None:
    modules = "rog.lm.chat.client, rog.planner.chat.planner, rog.reasoner.chat"
    code = f"import sys, {modules}; print({{'openai', 'torch'}} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


# reading JSON, estimates, batches, the scripted model


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        (' \n```json\n{"a": [1, "x"]}\n``` ', {"a": [1, "x"]}),
        ("```\n[]\n```", []),
        ('<think>it is {"a": 2}</think>\n{"a": 1}', {"a": 1}),
        ("null", None),
        ("", None),
        ('Sure! {"a": 1}', None),
        ('{"a": 1} and {"a": 2}', None),
        ('{"a": 1, "a": 2}', None),
        ('{"a": NaN}', None),
        ("{'a': 1}", None),
        ("[" * 100_000, None),
        ('{"a": 1', None),
    ],
)
def test_json_is_read_strictly(text: str, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("Which films did he direct?", 6, 9),
        ("1999", 4, 4),
        ("人工知能", 4, 8),
        ("a_b->c", 5, 7),
        ("\n\n", 2, 2),
        ("\udcff", 1, 2),
    ],
)
def test_tokens_are_estimated(text: str, least: int, most: int) -> None:
    assert least <= estimate_tokens(text) <= most


def test_several_are_asked_at_the_same_time_and_answered_in_order() -> None:
    all_there = threading.Barrier(6)

    def wait_for_all(handler: Handler) -> None:
        all_there.wait(30)
        say(handler.headers["x-stainless-lang"])(handler)

    with serve(wait_for_all) as server:
        lm = ChatModel(MODEL, base_url=server.url)
        replies = ask_together(lm, [((Message("user", str(n)),), SCHEMA) for n in range(6)], 10, concurrency=6)
    assert len(replies) == len(server.requests) == 6
    echo = ScriptedLM(lambda messages: messages[-1].content)
    conversations = [((Message("user", str(number)),), SCHEMA) for number in range(20)]
    assert [reply.text for reply in ask_together(echo, conversations, 10, 4)] == list(map(str, range(20)))


def test_the_first_fault_of_several_is_raised() -> None:
    def reply(messages: tuple[Message, ...]) -> str | Exception:
        return ModelUnavailableError("down") if messages[-1].content == "3" else "{}"

    conversations = [((Message("user", str(number)),), SCHEMA) for number in range(8)]
    for concurrency in (1, 4):
        with pytest.raises(ModelUnavailableError, match="down"):
            ask_together(ScriptedLM(reply), conversations, 10, concurrency)


def test_the_scripted_model_replies_from_its_list_and_records() -> None:
    lm = ScriptedLM(["plain", {"answer": "Rome"}, Reply("cut", finished=False), ModelTimeoutError("late")])
    assert lm.chat(ASKED) == Reply("plain", None, estimate_prompt(ASKED), 1)
    assert lm.chat(ASKED, schema=SCHEMA, max_tokens=3).parsed == {"answer": "Rome"}
    assert not lm.chat(ASKED).finished
    with pytest.raises(ModelTimeoutError, match="late"):
        lm.chat(ASKED)
    with pytest.raises(ModelError, match="no reply left"):
        lm.chat(ASKED)
    assert [asked.max_tokens for asked in lm.asked] == [512, 3, 512, 512, 512]
    assert lm.asked[1].schema == SCHEMA
    assert lm.asked[1].messages == tuple(ASKED)
