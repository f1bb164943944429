"""A reasoner that asks a chat model, and keeps those of its answers that the cited paths prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rog.calibration import LOW_CONFIDENCE_THRESHOLD
from rog.doubt.confidence import believe
from rog.doubt.reasons import doubts_of
from rog.lm.chat.batches import ask_together
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import ChatLM, Conversation, Message, Reply
from rog.prompts.reasoning import REASONING_RULES, reasoning_prompt
from rog.prompts.step_texts import step_texts
from rog.reasoner.budget import Budget, reason_without_model
from rog.reasoner.citing.citations import reason_from_claims
from rog.reasoner.citing.claims import CLAIMS_SCHEMA, Claim, read_claims, read_claims_json
from rog.reasoner.citing.prompt_paths import NumberedPath, PromptPaths, number_paths
from rog.reasoner.contract import Reasoned
from rog.retriever import Evidence

__all__ = ["ChatReasoner", "ChatReasonerSettings"]


@dataclass(frozen=True)
class ChatReasonerSettings:
    """Limits on what a question may cost."""

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
        prompts = [self._prompt_paths(item) for item in evidence]
        conversations = {
            index: _conversation(evidence[index].question, prompt.paths)
            for index, prompt in enumerate(prompts)
            if prompt.paths
        }
        requests = [(conversation, CLAIMS_SCHEMA) for conversation in conversations.values()]
        answered = ask_together(self.lm, requests, self.settings.reply_tokens, self.settings.together)
        replies = dict(zip(conversations, answered, strict=True))
        return [
            self._reason(item, prompt, replies.get(index))
            for index, (item, prompt) in enumerate(zip(evidence, prompts, strict=True))
        ]

    @property
    def _budget(self) -> Budget:
        return Budget(self.settings.calls, self.settings.prompt_tokens)

    def _prompt_paths(self, item: Evidence) -> PromptPaths:
        tokens = self._budget.remaining_tokens(item.spent) - estimate_prompt(_conversation(item.question, ()))
        return number_paths(item, step_texts(tuple(item.graph.relations())), tokens, estimate_tokens)

    def _reason(self, item: Evidence, prompt: PromptPaths, reply: Reply | None) -> Reasoned:
        if reply is None:
            return reason_without_model(item, self._budget)
        reasoned = reason_from_claims(item, prompt, reply, _claims(reply))
        cited = [plan for answer in reasoned.answers for plan in answer.plans]
        if not cited:
            return reasoned
        belief = believe(None, doubts_of(item, max(cited, key=lambda plan: plan.score)), LOW_CONFIDENCE_THRESHOLD)
        return replace(reasoned, low_confidence=belief.low, doubts=belief.doubts)


def _conversation(question: str, paths: Sequence[NumberedPath]) -> Conversation:
    prompt = reasoning_prompt(question, [path.line for path in paths])
    return Message("system", REASONING_RULES), Message("user", prompt)


def _claims(reply: Reply) -> tuple[Claim, ...] | None:
    """The claims of a reply: structured, or in lines, as a model without structured output may write them."""
    structured = read_claims_json(reply.parsed)
    return structured if structured is not None else read_claims(reply.text, finished=reply.finished)
