"""Asking a chat model several things at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rog.lm.messages import ChatLM, Conversation, Reply

__all__ = ["ask_together"]


def ask_together(
    lm: ChatLM, asked: Sequence[tuple[Conversation, Mapping[str, Any]]], max_tokens: int, together: int
) -> list[Reply]:
    """Replies to conversations with the JSON schemas of their replies, in the same order; `together` at a time.

    Raises what the first one that fails raises; those that have not begun by then are not asked.
    """
    if len(asked) < 2 or together < 2:
        return [lm.chat(messages, schema=schema, max_tokens=max_tokens) for messages, schema in asked]
    with ThreadPoolExecutor(min(together, len(asked))) as pool:
        waiting = [pool.submit(lm.chat, messages, schema=schema, max_tokens=max_tokens) for messages, schema in asked]
        try:
            return [one.result() for one in waiting]
        finally:
            for one in waiting:
                one.cancel()
