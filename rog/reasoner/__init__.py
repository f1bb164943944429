"""Reasoners: from what the plans reached to the answers, or to the reason for giving none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from rog.errors import InputError
from rog.retriever import Evidence
from rog.types import Plan, Usage

__all__ = ["Reasoned", "Reasoner", "ScoredEnd", "StreamingReasoner", "load_reasoner"]


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


def load_reasoner(spec: str | Reasoner | None, **options: Any) -> Reasoner:
    """The reasoner a spec names: None or `paths` ranks what the plans reached, `causal:MODEL` is a language
    model in this process (see `rog.lm.load_lm`, which gets the `options`), `chat:MODEL` one at an endpoint
    (see `rog.lm.chat.load_chat`, which gets them).

    Raises ModelError where there is no such model, MissingExtraError; InputError for another spec, or
    where no endpoint is known.
    """
    if spec is not None and not isinstance(spec, str):
        return spec
    kind, _, model = (spec or "paths").partition(":")
    if kind == "causal" and model:
        from rog.reasoner.causal import CausalReasoner

        return CausalReasoner(spec or "", **options)  # the language model imports torch
    if kind == "chat" and model:
        from rog.lm.chat import load_chat
        from rog.reasoner.chat import ChatReasoner

        return ChatReasoner(load_chat(spec or "", **options))
    if spec not in (None, "paths"):
        known = "use 'paths', 'causal:MODEL' or 'chat:MODEL', or pass a Reasoner object"
        raise InputError(f"unknown reasoner {spec!r}: {known}")
    from rog.reasoner.paths import PathReasoner

    return PathReasoner()
