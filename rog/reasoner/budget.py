"""The budget of a question in language models, planner and reasoner together, and the answer where it is spent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rog.outcome import Usage
from rog.reasoner.contract import Reasoned
from rog.reasoner.paths import PathReasoner
from rog.retriever import Evidence

__all__ = ["Budget", "reason_without_model"]


@dataclass(frozen=True)
class Budget:
    """Calls to language models and tokens of their prompts, for one question."""

    calls: int = 2
    prompt_tokens: int = 500

    def remaining_tokens(self, spent: Usage) -> int:
        """Tokens that the prompt of one more call may have; 0 where no call or no token is left."""
        if spent.model_calls >= self.calls:
            return 0
        return max(0, self.prompt_tokens - spent.input_tokens)


def reason_without_model(item: Evidence, budget: Budget) -> Reasoned:
    """The answer of `PathReasoner`, for a prompt without a path or a budget without a call.

    A warning says so, unless the plans reach nothing that the prompt could have held.
    """
    (reasoned,) = PathReasoner().reason([item])
    warnings = reasoned.warnings
    if any(retrieved.ends for retrieved in item.retrieved):
        why = _budget_reason(budget, item.spent)
        warnings += (f"the reasoning model was not asked: {why}; what the best plans reach is the answer",)
    return replace(reasoned, warnings=warnings)


def _budget_reason(budget: Budget, spent: Usage) -> str:
    if spent.model_calls >= budget.calls:
        return f"planning took {spent.model_calls} of the question's {budget.calls} calls"
    remaining = budget.remaining_tokens(spent)
    return f"the {remaining} prompt tokens that planning left have no room for a reasoning path"
