"""A model at any OpenAI-compatible endpoint, through the official client.

The client retries connection faults, 408, 409, 429 and 5xx, with exponential back-off or after the time that the
server asks for.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rog.errors import InputError, MissingExtraError, ModelError, ModelTimeoutError, ModelUnavailableError
from rog.lm.chat.reply import read_completion
from rog.lm.messages import Message, Reply
from rog.specs import check_options, split_spec

if TYPE_CHECKING:
    from openai import APIError, OpenAI

__all__ = ["ChatModel", "load_chat"]

OPTIONS = {"base_url": str, "timeout": float, "retries": int}
"""Options in the spec of a chat model. A key is none of them: others can read command lines."""

PLACEHOLDER_KEY = "none"
"""Sent to a server that needs no key, since the client insists on one."""

OPTIONAL_FIELDS = ("response_format", "temperature", "max_tokens")
"""Fields of a request that a server may not know. One that it refuses is left out or renamed."""

MAX_MESSAGE_CHARACTERS = 200
"""Of a server's message, in an error of ours."""


class ChatModel:
    """A chat model behind a URL. Safe to use from several threads."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 60.0,
        retries: int = 2,
    ) -> None:
        """`base_url` and `api_key` default to OPENAI_BASE_URL and OPENAI_API_KEY.

        `timeout` is in seconds, for each of the at most `1 + retries` attempts. Raises InputError where neither is
        given or an option is invalid, and MissingExtraError.
        """
        url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self._key = api_key or os.environ.get("OPENAI_API_KEY") or (PLACEHOLDER_KEY if url else "")
        _check(model, url, self._key, timeout, retries)
        self.model, self.timeout, self.retries = model, timeout, retries
        self._client = _client(url, self._key, timeout, retries)
        self.close = weakref.finalize(self, self._client.close)
        """Closes open connections. Happens by itself when the object is garbage collected."""
        self.server = urlsplit(str(self._client.base_url)).netloc.rpartition("@")[2]
        self._refused: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"ChatModel({self.model!r}, server={self.server!r})"

    def chat(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any] | None = None, max_tokens: int = 512
    ) -> Reply:
        """The most probable reply; see `ChatLM`. Token counts are estimated where the server gives none.

        Raises ModelUnavailableError, ModelTimeoutError, ModelReplyError, and ModelError where the
        server refuses (no such model, a wrong key, a prompt that is too long).
        """
        from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError

        refused = self._refused
        for _ in range(len(OPTIONAL_FIELDS) + 1):
            try:
                body = self._post(messages, schema, max_tokens, refused)
            except APITimeoutError:
                raise ModelTimeoutError(
                    f"{self._who} did not reply within {self.timeout:g} s; tried {1 + self.retries} times"
                ) from None
            except APIConnectionError as error:
                raise ModelUnavailableError(f"{self._who} cannot be reached: {self._message(error)}") from None
            except APIStatusError as error:
                field = _refused_field(error, schema is not None, refused)
                if field is None:
                    raise self._status_error(error) from None
                refused |= {field}
            except APIError as error:
                raise ModelError(f"{self._who}: {self._message(error)}") from None
            else:
                self._refused |= refused  # remembered only now: the request succeeded without these fields
                return read_completion(body, self._who, messages, has_schema=schema is not None, hide=self._hide)
        raise AssertionError("a field is refused once")

    def _post(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None, max_tokens: int, refused: frozenset[str]
    ) -> bytes:
        """The raw body of the server's reply."""
        options: dict[str, Any] = {"temperature": 0.0, "max_tokens": max_tokens}
        if schema is not None:
            json_schema = {"name": "reply", "schema": dict(schema), "strict": True}
            options["response_format"] = {"type": "json_schema", "json_schema": json_schema}
        if "max_tokens" in refused:  # newer servers have another name for the limit
            options["max_completion_tokens"] = max_tokens
        turns: Any = [{"role": message.role, "content": message.content} for message in messages]
        response = self._client.chat.completions.with_raw_response.create(
            model=self.model, messages=turns, **{name: value for name, value in options.items() if name not in refused}
        )
        return response.content

    @property
    def _who(self) -> str:
        return f"the model {self.model!r} at {self.server}"

    def _status_error(self, error: Any) -> ModelError:
        """The error of ours for a refusal or a failure of the server."""
        status = error.status_code
        text = f"{self._who} answered {status}: {self._message(error)}"
        if status == 408 or status == 409 or status == 429 or status >= 500:
            return ModelUnavailableError(f"{text}; tried {1 + self.retries} times")
        if status in (401, 403):
            text += "; is the key in OPENAI_API_KEY the right one?"
        return ModelError(text)

    def _message(self, error: APIError) -> str:
        cause = error.__cause__
        return self._hide(str(cause) if cause is not None and str(cause) else error.message)

    def _hide(self, text: str) -> str:
        """A server's message on one line, cut, and without the key, which some servers repeat."""
        if self._key != PLACEHOLDER_KEY:
            text = text.replace(self._key, "…")
        text = "".join(sign if sign.isprintable() else " " for sign in text)
        return text if len(text) <= MAX_MESSAGE_CHARACTERS else text[: MAX_MESSAGE_CHARACTERS - 1] + "…"


def load_chat(spec: str, **options: Any) -> ChatModel:
    """The model that `chat:MODEL` names, or `chat:MODEL?base_url=…&timeout=…&retries=…`.

    `options` are those of `ChatModel` and take precedence over those in the spec. Raises InputError for another spec or
    option, or where no endpoint is known, and MissingExtraError.
    """
    kind, _, rest = spec.partition(":")
    model, values = split_spec(rest)
    if kind != "chat" or not model:
        raise InputError(f"unknown chat model {spec!r}: use 'chat:MODEL'")
    check_options(spec, values, OPTIONS)
    try:
        parsed = {name: OPTIONS[name](text) for name, text in values.items()}
    except ValueError:
        raise InputError(f"{spec!r}: timeout and retries are numbers") from None
    return ChatModel(model, **{**parsed, **options})


def _check(model: str, url: str | None, key: str, timeout: float, retries: int) -> None:
    if not model.strip():
        raise InputError("a chat model needs a name: chat:MODEL")
    if not key:
        raise InputError("no endpoint to ask: set OPENAI_BASE_URL for a server of your own, or OPENAI_API_KEY")
    if not (key.isascii() and key.isprintable()):
        raise InputError("the key has characters that no key has; it goes into a header as it is")
    if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise InputError("the base URL must be http://HOST… or https://HOST…")
    if not timeout > 0:
        raise InputError(f"timeout is {timeout}; it must be more than 0 seconds")
    if retries < 0:
        raise InputError(f"retries is {retries}; it must be at least 0")


def _client(url: str | None, key: str, timeout: float, retries: int) -> OpenAI:
    try:
        from openai import OpenAI

        from rog.lm.chat.deadline import client_with_deadline
    except ImportError:
        raise MissingExtraError("openai", "lm") from None
    http_client = client_with_deadline(timeout)
    return OpenAI(base_url=url, api_key=key, timeout=timeout, max_retries=retries, http_client=http_client)


def _refused_field(error: Any, has_schema: bool, refused: frozenset[str]) -> str | None:
    """The optional field that a server may have refused: the one that its message names, else the schema."""
    if error.status_code not in (400, 422, 501):
        return None
    text = f"{error.message} {error.body}"
    sent = [name for name in OPTIONAL_FIELDS if name not in refused and (has_schema or name != "response_format")]
    named = next((name for name in sent if name in text), None)
    return named or (sent[0] if "response_format" in sent else None)
