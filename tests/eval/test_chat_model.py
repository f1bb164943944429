"""The chat model that measuring serves: its replies obey the schema, and it is asked as any other endpoint."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="chat models take the extra rog[lm]")
pytest.importorskip("llguidance", reason="serving a chat model takes the extra rog[eval]")

from eval.serving.chat_model import Completer, serve
from rog.lm.chat.client import ChatModel
from rog.lm.messages import Message

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"colours": {"type": "array", "items": {"enum": ["red", "blue"]}, "maxItems": 2, "minItems": 2}},
    "required": ["colours"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def completer(language_model: Path) -> Completer:
    return Completer(str(language_model))


def test_a_reply_obeys_the_schema_of_its_request(completer: Completer) -> None:
    server = serve(completer, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        lm = ChatModel("served", base_url=f"http://127.0.0.1:{server.server_port}/v1")
        reply = lm.chat([Message("user", "Name fruits.")], schema=SCHEMA, max_tokens=60)
        assert set(reply.parsed) == {"colours"}
        assert set(reply.parsed["colours"]) <= {"red", "blue"}
        assert reply.finished
        assert 0 < reply.output_tokens < 60
        cut = lm.chat([Message("user", "Count to a hundred.")], max_tokens=5)
        assert (cut.output_tokens, cut.finished) == (5, False)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_what_was_read_before_changes_no_reply(completer: Completer) -> None:
    asked = [[{"role": "user", "content": text}] for text in ("Say yes.", "Say yes or no.", "Say yes.")]
    first, _, again = (completer.complete(messages, None, 12) for messages in asked)
    assert first == again
