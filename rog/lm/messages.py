"""Messages to a chat model and its replies: the types, and the parsing of JSON in a reply."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

__all__ = ["ChatLM", "Conversation", "Message", "Reply", "read_json"]


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


Conversation = tuple[Message, ...]


@dataclass(frozen=True)
class Reply:
    """A model's reply, and its tokens."""

    text: str
    parsed: Any = None
    """The reply as a JSON value where a schema was given, else None. The caller checks its shape."""
    input_tokens: int = 0
    output_tokens: int = 0
    finished: bool = True
    """Whether the model ended the text itself. False where a limit cut it."""


class ChatLM(Protocol):
    """A chat model as a black box: messages go in, a reply comes out. Several threads may call it."""

    def chat(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, max_tokens: int = 512
    ) -> Reply:
        """The reply to a conversation; with a JSON `schema`, `Reply.parsed` holds it as a value.

        Raises ModelError and its kinds.
        """
        ...


FENCE = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL | re.IGNORECASE)
THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
"""The reasoning that some models write before their reply."""


def read_json(text: str) -> Any:
    """The JSON value (RFC 8259) that makes up a text, alone or in one code fence; None for any other text.

    >>> read_json('{"answers": []}'), read_json('Here you are: {"answers": []}')
    ({'answers': []}, None)
    """
    text = THOUGHT.sub("", text, count=1).strip()
    fenced = FENCE.fullmatch(text)
    try:
        return json.loads(fenced[1] if fenced else text, parse_constant=_refuse, object_pairs_hook=_unique_keys)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Raises ValueError where a key is repeated, since its value is ambiguous."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is repeated")
    return dict(pairs)
