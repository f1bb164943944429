"""What every reasoner returns: the answers among the entities that the plans reach, or the reason for none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rog.outcome import Doubt, Plan, Usage, Verdict
from rog.retriever import Evidence

__all__ = ["Reasoned", "Reasoner", "ScoredEnd", "StreamingReasoner"]


@dataclass(frozen=True)
class ScoredEnd:
    """An entity that answers, its score, and the kept plans that reach it, best first."""

    id: str
    score: float
    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class Reasoned:
    """The answers, best first; every plan with what became of it; and the reason for an abstention."""

    answers: tuple[ScoredEnd, ...]
    plans: tuple[Verdict, ...]
    abstained_because: str | None = None
    truncated: bool = False
    usage: Usage = Usage()
    warnings: tuple[str, ...] = ()
    """Further notes for the reader."""
    confidence: float | None = None
    """Probability that the answers are right; None where there is no answer, or no calibration."""
    low_confidence: bool = False
    """Whether the confidence is too low to trust the answers without a look at the paths."""
    doubts: tuple[Doubt, ...] = ()
    """Why it is low, the gravest reason first."""


class Reasoner(Protocol):
    """Anything that answers from evidence. It gives no entity that no plan reached."""

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """Answers for each question's evidence, in the same order."""
        ...


@runtime_checkable
class StreamingReasoner(Reasoner, Protocol):
    """A reasoner that can give the answers to one question one by one."""

    def stream(self, item: Evidence) -> Iterator[ScoredEnd | Reasoned]:
        """Each answer as soon as it is certain, and last all that `reason` gives for this question."""
        ...
