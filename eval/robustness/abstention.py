"""What an engine does where it should not answer: who is silent, who says that he is not sure, and at what price."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from eval.gold import MAX_GOLD_ENDS
from rog.graph import Graph
from rog.metrics import exact, hits_at_1
from rog.outcome import Plan
from rog.questions import Question
from rog.result import Result
from rog.retriever import retrieve

__all__ = ["Pairs", "abstentions", "reached", "still_answers"]

Pairs = Sequence[tuple[Result, Question]]
"""Questions and what was answered to each."""


def abstentions(pairs: Pairs) -> dict[str, float]:
    """Of questions that the graph cannot answer, shares of those that are silent, not sure, or wrong.

    Some are still answered rightly, where another relation holds the same answers: `still_exact` with all of them,
    `still_right` with the first answer. `answered_otherwise` is not exactly right with or without a word of doubt,
    `wrong_and_sure` without.
    """
    if not pairs:
        return {"questions": 0}
    answered = [([answer.id for answer in result.answers], question.answers) for result, question in pairs]
    right = [exact(*both) for both in answered]
    silent = [not result.answers for result, _ in pairs]
    doubted = [result.low_confidence for result, _ in pairs]
    rows = list(zip(right, silent, doubted, strict=True))
    return {
        "questions": len(pairs),
        "abstained": round(fmean(silent), 4),
        "abstained_or_low": round(fmean(no or low for _, no, low in rows), 4),
        "still_exact": round(fmean(right), 4),
        "still_right": round(fmean(hits_at_1(*both) for both in answered), 4),
        "answered_otherwise": round(fmean(not right and not no for right, no, _ in rows), 4),
        "wrong_and_sure": round(fmean(not (right or no or low) for right, no, low in rows), 4),
    }


def still_answers(pairs: Pairs, graph: Graph) -> dict[str, float]:
    """What doubt costs where it is not wanted: of the questions that the engine has right, those it is sure of.

    It has a question right where its answers are exactly the gold ones. Where it is silent, the best plan that reaches
    anything has to reach exactly those.
    """
    right = [result for result, question in pairs if _found(result, graph) == set(question.answers)]
    if not right:
        return {"questions": 0}
    kept = fmean(bool(result.answers) and not result.low_confidence for result in right)
    return {"questions": len(right), "share": round(kept, 4)}


def reached(graph: Graph, plan: Plan) -> list[str]:
    """The entities that all branches of a plan reach, in code point order."""
    (found,) = retrieve([plan], graph, MAX_GOLD_ENDS)
    return list(found.ends)


def _found(result: Result, graph: Graph) -> set[str] | None:
    if result.answers:
        return {answer.id for answer in result.answers}
    best = next((plan for plan in result.plans if plan.found), None)
    return set(reached(graph, best.plan)) if best else None
