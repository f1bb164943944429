"""Language models that put questions in other words: `chat:MODEL` at an endpoint, `causal:MODEL` in this process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from eval.data.questions.prompts import REWRITING_RULES, rewriting_prompt, rewriting_question
from rog.errors import InputError
from rog.lm import load_lm
from rog.lm.chat.batches import ask_together
from rog.lm.contract import SteerableLM
from rog.lm.messages import ChatLM, Message, Reply
from rog.prompts.names import escape_name
from rog.words.normal_form import normalize

__all__ = ["CausalRewriter", "ChatRewriter", "NamedQuestion", "Rewriter", "load_rewriter"]

REPLY_TOKENS, LINE_TOKENS = 160, 64
"""Most tokens of a chat model's reply, and of a causal model's line. Both are more than a question takes: one that is
cut is no rewrite."""

CHAT_BATCH = 8
"""Questions that a chat model is asked at the same time."""

CAUSAL_BATCH = 8
"""Prompts that a causal model continues in one call."""

MAX_LENGTH_RATIO = 3
"""A rewrite that is longer than so many times its question asks for something else."""

REPLY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}
"""JSON schema of a chat model's reply."""


class NamedQuestion(NamedTuple):
    """A question, and how its topics are mentioned in it."""

    question: str
    names: tuple[str, ...]


class Rewriter(Protocol):
    """Anything that puts questions in other words."""

    def rewrite(self, questions: Sequence[NamedQuestion]) -> list[str | None]:
        """Each question in other words, in the same order; None where what was said is no rewrite of it.

        Raises ModelError and its kinds where the model cannot be asked.
        """
        ...


class ChatRewriter:
    """A chat model, asked for each question once. See `Rewriter`."""

    def __init__(self, lm: ChatLM) -> None:
        self.lm = lm

    def rewrite(self, questions: Sequence[NamedQuestion]) -> list[str | None]:
        rules = Message("system", REWRITING_RULES)
        asked = [((rules, Message("user", rewriting_question(*question))), REPLY_SCHEMA) for question in questions]
        replies = ask_together(self.lm, asked, REPLY_TOKENS, CHAT_BATCH)
        return [_read(_question_of(reply), *own) for own, reply in zip(questions, replies, strict=True)]


class CausalRewriter:
    """A causal model that goes on with examples of rewriting. See `Rewriter`."""

    def __init__(self, lm: SteerableLM) -> None:
        self.lm = lm

    def rewrite(self, questions: Sequence[NamedQuestion]) -> list[str | None]:
        replies: list[Reply] = []
        for first in range(0, len(questions), CAUSAL_BATCH):
            prompts = [rewriting_prompt(*question) for question in questions[first : first + CAUSAL_BATCH]]
            replies += self.lm.generate(prompts, max_tokens=LINE_TOKENS)
        return [_read(_first_line(reply), *own) for own, reply in zip(questions, replies, strict=True)]


def load_rewriter(spec: str) -> Rewriter:
    """The rewriter that `chat:MODEL` (see `rog.lm.chat.client.load_chat`) or `causal:MODEL` (`rog.lm.load_lm`) names.

    Raises InputError for another spec or where no endpoint is known, ModelError, MissingExtraError.
    """
    kind, _, model = spec.partition(":")
    if kind == "chat" and model:
        from rog.lm.chat.client import load_chat

        return ChatRewriter(load_chat(spec))
    if kind == "causal" and model:
        return CausalRewriter(load_lm(spec))
    raise InputError(f"unknown rewriter {spec!r}: use 'chat:MODEL' or 'causal:MODEL'")


def _question_of(reply: Reply) -> str | None:
    """What a chat model's reply holds as the question; None for a reply of another form."""
    value = reply.parsed
    said = value.get("question") if isinstance(value, dict) and len(value) == 1 else None
    return said if isinstance(said, str) else None


def _first_line(reply: Reply) -> str | None:
    """The line that goes on with the prompt; None where a limit cut it."""
    line, ended, _ = reply.text.partition("\n")
    return line if ended or reply.finished else None


def _read(said: str | None, question: str, names: Sequence[str]) -> str | None:
    """A reply as a question; None for what is none, is too long, or is the question as it was."""
    if said is None:
        return None
    for name in names:  # a name is shown escaped, and may be said again so
        said = said.replace(escape_name(name), name)
    text = said.strip().strip('"“”').strip()
    if not text.isprintable() or not normalize(text) or len(text) > MAX_LENGTH_RATIO * len(question):
        return None
    return None if normalize(text) == normalize(question) else text
