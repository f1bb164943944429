"""What an adapted model says of itself."""

from __future__ import annotations

from rog.explain import printable
from rog.training.adaptation.settings import AdaptReport

__all__ = ["adapted_card", "set_name", "start_card"]

SET_NAMES = {"graph": "the graph", "own": "your own", "world": "the world graph"}


def set_name(name: str) -> str:
    """What a set of questions is about, in words."""
    return SET_NAMES[name]


def adapted_card(report: AdaptReport, card: str) -> str:
    """The card of a trained model, with what adapting changed."""
    return f"{card.rstrip()}\n\n{_changes(report)}"


def start_card(report: AdaptReport) -> str:
    """The card where the model to begin with was kept."""
    return f"""# Compact planner

The model of `{printable(report.start)}` as it was: training it on questions made from {printable(report.graph)} made it
answer those that were held out worse than before, so what was trained was not kept.

{_changes(report)}"""


def _changes(report: AdaptReport) -> str:
    scores = [(one.hits_at_1_before, one.hits_at_1_after, one.f1_before, one.f1_after) for one in report.sets]
    rows = "\n".join(
        f"| {set_name(one.name)} | {one.questions} | {' | '.join(f'{100 * share:.1f}' for share in shares)} |"
        for one, shares in zip(report.sets, scores, strict=True)
    )
    return f"""## Before and after adapting

Held-out questions, topics given; {report.steps} steps of training from `{printable(report.start)}`.

| questions about | number | Hits@1 before | after | F1 before | after |
|---|---|---|---|---|---|
{rows}
"""
