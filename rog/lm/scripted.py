"""A chat model that says what it was told to: for tests of what is built on one, and for demonstrations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from rog.errors import ModelError
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Conversation, Message, Reply, read_json

__all__ = ["Asked", "ScriptedLM", "ScriptedReply"]

ScriptedReply = str | Reply | Exception | Mapping[str, Any] | Sequence[Any]
"""A text; a whole reply; an error to raise; or a value that is said as JSON."""


@dataclass(frozen=True)
class Asked:
    """One call, as it was made."""

    messages: Conversation
    schema: Mapping[str, Any] | None
    max_tokens: int


class ScriptedLM:
    """Gives the replies of a list one after the other, or what a function makes of each conversation.

    `asked` records the calls. Several threads are served in the order in which they come, so for
    several questions at once a function, which sees what it is asked, is the better script.

    >>> lm = ScriptedLM(["yes", {"plans": []}])
    >>> lm.chat([Message("user", "?")]).text, lm.chat([Message("user", "?")], schema={}).parsed
    ('yes', {'plans': []})
    """

    def __init__(self, replies: Iterable[ScriptedReply] | Callable[[Conversation], ScriptedReply]) -> None:
        self._reply = replies if callable(replies) else _one_by_one(replies)
        self._lock = Lock()
        self.asked: list[Asked] = []

    def chat(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, max_tokens: int = 512
    ) -> Reply:
        """The next reply; see `ChatLM`. Raises the error that the script holds, and ModelError where it has ended."""
        with self._lock:
            self.asked.append(Asked(tuple(messages), schema, max_tokens))
            reply = self._reply(tuple(messages))
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Reply):
            return reply
        text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
        parsed = read_json(text) if schema is not None else None
        return Reply(text, parsed, estimate_prompt(messages), estimate_tokens(text))


def _one_by_one(replies: Iterable[ScriptedReply]) -> Callable[[Conversation], ScriptedReply]:
    rest = iter(replies)

    def reply(_: Conversation) -> ScriptedReply:
        for given in rest:
            return given
        raise ModelError("the script has no reply left")

    return reply
