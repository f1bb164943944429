"""What is said to a chat model and what comes back: the types, and the reading of JSON out of a reply."""

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
    """What a model answered, and what it cost."""

    text: str
    parsed: Any = None
    """The reply as a JSON value, where a schema was asked for; None where it is none. The caller checks its shape."""
    input_tokens: int = 0
    output_tokens: int = 0
    finished: bool = True
    """Whether the model ended the text itself; False where a limit cut it."""


class ChatLM(Protocol):
    """A black box: it is asked and it replies. It may be asked from several threads."""

    def chat(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, max_tokens: int = 512
    ) -> Reply:
        """The reply to a conversation; with a JSON `schema`, `Reply.parsed` holds it as a value.

        Raises ModelError and its kinds.
        """
        ...


FENCE = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL | re.IGNORECASE)
THOUGHT = re.compile(r"\s*<think>.*?</think>", re.DOTALL)
"""What models that reason aloud write before their reply."""


def read_json(text: str) -> Any:
    """The JSON value that a text is, alone or in one code fence; None where it is anything else (RFC 8259).

    >>> read_json('{"answers": []}'), read_json('Here you are: {"answers": []}')
    ({'answers': []}, None)
    """
    text = THOUGHT.sub("", text, count=1).strip()
    fenced = FENCE.fullmatch(text)
    try:
        return json.loads(fenced[1] if fenced else text, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that says the same key twice says nothing for sure."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)
