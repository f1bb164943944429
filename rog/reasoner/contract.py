"""What every reasoner gives: from what the plans reached the answers, or the reason for giving none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rog.retriever import Evidence
from rog.types import Plan, Usage

__all__ = ["Reasoned", "Reasoner", "ScoredEnd", "StreamingReasoner"]


@dataclass(frozen=True)
class ScoredEnd:
    """An entity that answers, its score, and the kept plans that reach it, best first."""

    id: str
    score: float
    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class Reasoned:
    """The answers, best first; every plan with what became of it; why there is no answer, if there is none."""

    answers: tuple[ScoredEnd, ...]
    plans: tuple[Plan, ...]
    abstained_because: str | None = None
    truncated: bool = False
    usage: Usage = Usage()
    warnings: tuple[str, ...] = ()
    """What the reader should know beside."""
    confidence: float | None = None
    """Probability that the plan answered from is right; None where there is no answer, or nothing that tells."""
    low_confidence: bool = False
    """Whether the confidence is too low to believe the answers unseen."""


class Reasoner(Protocol):
    """Anything that answers from evidence. It gives no entity that no plan reached."""

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """Answers for each question's evidence, in the same order."""
        ...


@runtime_checkable
class StreamingReasoner(Reasoner, Protocol):
    """A reasoner whose answers to one question can be had one by one."""

    def stream(self, item: Evidence) -> Iterator[ScoredEnd | Reasoned]:
        """Each answer as soon as it is certain, and last all that `reason` gives for this question."""
        ...
