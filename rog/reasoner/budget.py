"""What a question may cost in language models, planner and reasoner together, and what answers where it is spent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rog.reasoner.contract import Reasoned
from rog.reasoner.paths import PathReasoner
from rog.retriever import Evidence
from rog.types import Usage

__all__ = ["Budget", "unasked"]


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


def unasked(item: Evidence, budget: Budget) -> Reasoned:
    """What `PathReasoner` answers where there was no path to show, or no call left to show it in.

    A warning says so, unless the plans reach nothing that could have been shown.
    """
    (reasoned,) = PathReasoner().reason([item])
    warnings = reasoned.warnings
    if any(found.ends for found in item.retrieved):
        why = _why_not_asked(budget, item.spent)
        warnings += (f"the reasoning model was not asked: {why}; what the best plans reach is the answer",)
    return replace(reasoned, warnings=warnings)


def _why_not_asked(budget: Budget, spent: Usage) -> str:
    if spent.model_calls >= budget.calls:
        return f"planning took {spent.model_calls} of the question's {budget.calls} calls"
    left = budget.room(spent)
    return f"the {left} prompt tokens that planning left have no room for a reasoning path"
