"""A reasoner that asks a chat model, and believes of its answers those that the paths they cite bear out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rog.lm.chat.batches import ask_together
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import ChatLM, Conversation, Message, Reply
from rog.prompts.reasoning import REASONING_RULES, reasoning_prompt
from rog.prompts.step_texts import step_texts
from rog.reasoner.budget import Budget, unasked
from rog.reasoner.citing.cited import cited_reasoned
from rog.reasoner.citing.claims import CLAIMS_SCHEMA, Claim, read_claims, read_claims_json
from rog.reasoner.citing.numbered import NumberedPath, Shown, number_paths
from rog.reasoner.contract import Reasoned
from rog.retriever import Evidence

__all__ = ["ChatReasoner", "ChatReasonerSettings"]


@dataclass(frozen=True)
class ChatReasonerSettings:
    """What a question may cost."""

    calls: int = 2  # most calls to language models, those of the planner included
    prompt_tokens: int = 500  # most tokens of all their prompts, by estimate; paths that do not fit are left out
    reply_tokens: int = 400  # most tokens of the reply
    together: int = 8  # questions of a batch that are asked at the same time


class ChatReasoner:
    """One call to a chat model for each question whose plans reach anything. See `Reasoner`.

    Where the planner has left no call, or no room for a path, the plans answer alone and a warning says so.
    """

    def __init__(self, lm: ChatLM, settings: ChatReasonerSettings | None = None) -> None:
        self.lm, self.settings = lm, settings or ChatReasonerSettings()

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `Reasoner`. Raises ModelError and its kinds where the model cannot be asked."""
        shown = [self._shown(item) for item in evidence]
        asked = [index for index, own in enumerate(shown) if own.paths]
        prompts = [_prompt(evidence[index].question, shown[index].paths) for index in asked]
        replies = ask_together(
            self.lm, [(prompt, CLAIMS_SCHEMA) for prompt in prompts], self.settings.reply_tokens, self.settings.together
        )
        replied = dict(zip(asked, replies, strict=True))
        return [
            self._reasoned(item, own, replied.get(index))
            for index, (item, own) in enumerate(zip(evidence, shown, strict=True))
        ]

    @property
    def _budget(self) -> Budget:
        return Budget(self.settings.calls, self.settings.prompt_tokens)

    def _shown(self, item: Evidence) -> Shown:
        room = self._budget.room(item.spent) - estimate_prompt(_prompt(item.question, ()))
        return number_paths(item, step_texts(tuple(item.graph.relations())), room, estimate_tokens)

    def _reasoned(self, item: Evidence, shown: Shown, reply: Reply | None) -> Reasoned:
        if reply is None:
            return unasked(item, self._budget)
        return cited_reasoned(item, shown, reply, _claims(reply))


def _prompt(question: str, shown: Sequence[NumberedPath]) -> Conversation:
    asked = reasoning_prompt(question, [path.line for path in shown])
    return Message("system", REASONING_RULES), Message("user", asked)


def _claims(reply: Reply) -> tuple[Claim, ...] | None:
    """The claims of a reply: structured, or in lines, as a model without structured output may write them."""
    structured = read_claims_json(reply.parsed)
    return structured if structured is not None else read_claims(reply.text, finished=reply.finished)
