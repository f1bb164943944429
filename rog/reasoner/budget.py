"""What a question may cost in language models, planner and reasoner together, and what answers where it is spent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rog.reasoner import Reasoned
from rog.reasoner.paths import PathReasoner
from rog.retriever import Evidence
from rog.types import Usage

__all__ = ["Budget", "reason_unasked", "why_not_asked"]


@dataclass(frozen=True)
class Budget:
    """Calls to language models and tokens of their prompts, for one question."""

    calls: int = 2
    prompt_tokens: int = 500

    def room(self, spent: Usage) -> int:
        """Tokens that the prompt of one more call may have; 0 where no call or no token is left."""
        if spent.model_calls >= self.calls:
            return 0
        return max(0, self.prompt_tokens - spent.input_tokens)


def why_not_asked(budget: Budget, spent: Usage) -> str:
    """Why a question is left without a call, for `reason_unasked`."""
    if spent.model_calls >= budget.calls:
        return f"planning took {spent.model_calls} of the question's {budget.calls} calls"
    left = budget.room(spent)
    return f"the {left} prompt tokens that planning left have no room for a reasoning path"


def reason_unasked(item: Evidence, why: str, usage: Usage | None = None) -> Reasoned:
    """What `PathReasoner` answers, with a warning that no language model was asked.

    `usage` is what it cost to find that out.
    """
    (reasoned,) = PathReasoner().reason([item])
    warning = f"the reasoning model was not asked: {why}; what the best plans reach is the answer"
    return replace(reasoned, warnings=(*reasoned.warnings, warning), usage=usage or reasoned.usage)
