"""Parses a chat completion (OpenAI's chat protocol) strictly, since a server may send anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rog.errors import ModelReplyError
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Message, Reply, read_json

__all__ = ["read_completion"]


class _Message(BaseModel):
    model_config = ConfigDict(strict=True)
    content: str | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(strict=True)
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    """The parts of a completion that are used; others are ignored."""

    model_config = ConfigDict(strict=True)
    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: Any = None


def read_completion(
    body: bytes, who: str, prompt: Sequence[Message], *, has_schema: bool, hide: Callable[[str], str]
) -> Reply:
    """The first choice of a completion as a reply to `prompt`. Raises ModelReplyError for any other body."""
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError as error:
        beginning = hide(body[:80].decode("utf-8", "replace"))
        why = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, why["loc"])) or "body"
        raise ModelReplyError(f"{who} sent what is no chat completion ({where}: {why['msg']}): {beginning}") from None
    choice = completion.choices[0]
    text = choice.message.content or ""
    return Reply(
        text=text,
        parsed=read_json(text) if has_schema else None,
        input_tokens=_count(completion.usage, "prompt_tokens") or estimate_prompt(prompt),
        output_tokens=_count(completion.usage, "completion_tokens") or estimate_tokens(text),
        finished=choice.finish_reason in (None, "stop"),
    )


def _count(usage: Any, name: str) -> int:
    """A token count in a completion's usage; 0 where the server gives none."""
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if type(value) is int and value > 0 else 0  # True is an int, and no count
