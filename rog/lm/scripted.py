"""A chat model that replies from a script, for tests and demonstrations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from rog.errors import ModelError
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Conversation, Message, Reply, read_json

__all__ = ["ChatCall", "ScriptedLM", "ScriptedReply"]

ScriptedReply = str | Reply | Exception | Mapping[str, Any] | Sequence[Any]
"""A text, a whole reply, an error to raise, or a value to be written as JSON."""


@dataclass(frozen=True)
class ChatCall:
    """The arguments of one call of `chat`."""

    messages: Conversation
    schema: Mapping[str, Any] | None
    max_tokens: int


class ScriptedLM:
    """Gives the replies of a list one after the other, or what a function makes of each conversation.

    `asked` records the calls. Several threads get replies in the order of their calls. So for several questions at a
    time a function is the better script, as it sees each conversation.

    >>> lm = ScriptedLM(["yes", {"plans": []}])
    >>> lm.chat([Message("user", "?")]).text, lm.chat([Message("user", "?")], schema={}).parsed
    ('yes', {'plans': []})
    """

    def __init__(self, replies: Iterable[ScriptedReply] | Callable[[Conversation], ScriptedReply]) -> None:
        self._reply = replies if callable(replies) else _in_turn(replies)
        self._lock = Lock()
        self.asked: list[ChatCall] = []

    def chat(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, max_tokens: int = 512
    ) -> Reply:
        """The next reply; see `ChatLM`. Raises an error of the script, and ModelError where the script has ended."""
        with self._lock:
            self.asked.append(ChatCall(tuple(messages), schema, max_tokens))
            reply = self._reply(tuple(messages))
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Reply):
            return reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        parsed = read_json(text) if schema is not None else None
        return Reply(text, parsed, estimate_prompt(messages), estimate_tokens(text))


def _in_turn(replies: Iterable[ScriptedReply]) -> Callable[[Conversation], ScriptedReply]:
    rest = iter(replies)

    def reply(_: Conversation) -> ScriptedReply:
        for next_reply in rest:
            return next_reply
        raise ModelError("the script has no reply left")

    return reply
