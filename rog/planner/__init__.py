"""Planners: from a question and its possible topics to scored plans that the graph holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rog.calibration import IDENTITY, Calibration
from rog.errors import InputError
from rog.graph import Graph
from rog.types import Plan, Topic, Usage

__all__ = ["PlanRequest", "Planned", "Planner", "load_planner"]


@dataclass(frozen=True)
class PlanRequest:
    """A question and the mentions it may start from, best first."""

    question: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Planned:
    """Plans for one question, best first, and what they cost."""

    plans: tuple[Plan, ...]
    usage: Usage = Usage()
    warnings: tuple[str, ...] = ()
    budgeted: bool = True
    """Whether the usage counts towards what a question may cost in language models."""
    calibration: Calibration | None = IDENTITY
    """What the scores of this question's plans are worth; None where they say nothing but which plan is better."""

    @property
    def spent(self) -> Usage:
        """What counts towards it."""
        return self.usage if self.budgeted else Usage()


class Planner(Protocol):
    """Anything that plans. Every plan it gives can be walked in the graph."""

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """Plans for each request, in the same order."""
        ...


def load_planner(spec: str | Planner | None, **options: Any) -> Planner:
    """The planner a spec names: None or `compact` is the shipped model, `compact:FOLDER` one of your own, either
    perhaps with options (see `rog.planner.compact_options`),
    `causal:MODEL` a language model in this process (see `rog.lm.load_lm`, which gets the `options`),
    `chat:MODEL` one at an endpoint (see `rog.lm.chat.load_chat`, which gets them).

    Raises ModelError where there is no such model, MissingExtraError; InputError for another spec, or
    where no endpoint is known.
    """
    if spec is not None and not isinstance(spec, str):
        return spec
    kind, _, model = (spec or "compact").partition(":")
    if kind == "causal" and model:
        from rog.planner.causal import CausalPlanner

        return CausalPlanner(spec or "", **options)  # the language model imports torch
    if kind == "chat" and model:
        from rog.lm.chat import load_chat
        from rog.planner.chat import ChatPlanner

        return ChatPlanner(load_chat(spec or "", **options))
    if kind.partition("?")[0] != "compact":
        known = "use 'compact', 'compact:FOLDER', 'causal:MODEL' or 'chat:MODEL', or pass a Planner object"
        raise InputError(f"unknown planner {spec!r}: {known}")
    from rog.planner.compact import CompactPlanner  # loads ONNX Runtime
    from rog.planner.compact_options import read_compact_spec

    folder, settings, kinds, words, absent = read_compact_spec(spec or "compact")
    return CompactPlanner(folder, settings=settings, kinds=kinds, words=words, absent=absent)
