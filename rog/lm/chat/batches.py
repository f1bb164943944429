"""Several conversations with a chat model at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rog.lm.messages import ChatLM, Conversation, Reply

__all__ = ["ask_together"]


def ask_together(
    lm: ChatLM, conversations: Sequence[tuple[Conversation, Mapping[str, Any]]], max_tokens: int, concurrency: int
) -> list[Reply]:
    """Replies to conversations, each with the JSON schema of its reply, in the same order; `concurrency` at a time.

    Raises the error of the first one that fails. Those that have not begun by then are not asked.
    """
    if len(conversations) < 2 or concurrency < 2:
        return [lm.chat(messages, schema=schema, max_tokens=max_tokens) for messages, schema in conversations]
    with ThreadPoolExecutor(min(concurrency, len(conversations))) as pool:
        futures = [
            pool.submit(lm.chat, messages, schema=schema, max_tokens=max_tokens) for messages, schema in conversations
        ]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()
