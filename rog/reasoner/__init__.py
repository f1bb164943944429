"""Reasoners: from what the plans reached to the answers, or to the reason for giving none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rog.errors import InputError
from rog.retriever import Evidence
from rog.types import Plan, Usage

__all__ = ["Reasoned", "Reasoner", "ScoredEnd", "load_reasoner"]


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


class Reasoner(Protocol):
    """Anything that answers from evidence. It gives no entity that no plan reached."""

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """Answers for each question's evidence, in the same order."""
        ...


def load_reasoner(spec: str | Reasoner | None) -> Reasoner:
    """The reasoner a spec names: None or `paths` ranks what the plans reached, `chat:MODEL` asks an endpoint.

    Raises InputError for another spec, or where no endpoint is known; MissingExtraError.
    """
    if spec is not None and not isinstance(spec, str):
        return spec
    kind, _, model = (spec or "paths").partition(":")
    if kind == "chat" and model:
        from rog.lm.chat import ChatModel
        from rog.reasoner.chat import ChatReasoner

        return ChatReasoner(ChatModel(model))
    if spec not in (None, "paths"):
        raise InputError(f"unknown reasoner {spec!r}: use 'paths' or 'chat:MODEL', or pass a Reasoner object")
    from rog.reasoner.paths import PathReasoner

    return PathReasoner()
