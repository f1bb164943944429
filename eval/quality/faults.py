"""Which stage is at fault where a question was not answered exactly.

The stages are asked in the order that a question takes, data first: what the graph cannot answer is no
fault of ours. The first that fails is named. Plans come in the planner's order, so a right plan below a wrong one
is the planner's fault. A better reasoner might have seen it, so that its detail keeps such questions apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.gold import MAX_GOLD_ENDS, GoldPlan, gold_plans, known_topics
from rog.graph import Graph
from rog.outcome import Plan, Verdict
from rog.questions import Question
from rog.result import Result
from rog.types import Branch

__all__ = ["STAGES", "Fault", "find_fault", "reachable"]

STAGES = ("failed", "data", "linking", "planning", "walking", "reasoning")

MAX_SHOWN = 5
"""Answers, plans and topics shown of a fault."""


@dataclass(frozen=True)
class Fault:
    """The stage at fault, and what went wrong there in words that are the same for like faults."""

    stage: str
    detail: str
    gold: tuple[Plan, ...] = ()
    """Plans that reach exactly the gold answers, where there are any."""


def reachable(graph: Graph, question: Question) -> Question:
    """The question with what its best gold plan reaches as its answers; as it is, where it has no such plan.

    On a graph that holds only part of the answers this asks no more than the graph can give.
    """
    gold = gold_plans(graph, question)
    return question.model_copy(update={"answers": gold[0].ends}) if gold else question


def find_fault(graph: Graph, question: Question, result: Result) -> Fault | None:
    """What kept the answers from being exactly the gold answers; None where nothing did."""
    answers = {answer.id for answer in result.answers}
    if result.error is not None:
        return Fault("failed", "an error ended the question")
    if answers == set(question.answers):
        return None
    if not question.answers:
        return Fault("reasoning", "answered what has no answer")
    gold = gold_plans(graph, question)
    exact = tuple(plan for plan in gold if plan.f1 == 1.0)
    if not exact:
        return Fault("data", _data(graph, question, gold))
    plans = tuple(plan.plan for plan in exact)
    detail = _linking(result, exact)
    if detail:
        return Fault("linking", detail, plans)
    return _after_linking(graph, question, result, plans)


def _data(graph: Graph, question: Question, gold: Sequence[GoldPlan]) -> str:
    """Why no plan reaches exactly the gold answers."""
    if not question.topics:
        return "the question comes without a topic"
    if not known_topics(graph, question):
        return "no topic is in the graph"
    if not any(graph.entities(question.answers)):
        return "no gold answer is in the graph"
    if not gold:
        return "no gold path reaches a gold answer" if question.gold_paths else "no relation path reaches a gold answer"
    missing = set(question.answers) - set(gold[0].ends)
    if not all(graph.entities(sorted(missing))):
        return "some gold answers are not in the graph"
    what = "the gold path" if question.gold_paths else "the best relation path"
    return f"{what} reaches {'fewer than' if missing else 'more than'} the gold answers"


def _linking(result: Result, exact: Sequence[GoldPlan]) -> str | None:
    """What is wrong with the topics; None where those of a gold plan were given, or are those that were chosen.

    Where nothing was chosen, as for a question without answer, it is enough that they were candidates.
    """
    if any(topic.candidates and topic.candidates[0].kind == "given" for topic in result.topics):
        return None
    needed = [{branch.topic for branch in gold.plan.branches} for gold in exact]
    candidates = {candidate.id for topic in result.topics for candidate in topic.candidates}
    if not any(topics <= candidates for topics in needed):
        return "the topic is not among the candidates"
    chosen = {topic.chosen for topic in result.topics if topic.chosen is not None}
    if chosen and not any(topics <= chosen for topics in needed):
        some = any(topics & chosen for topics in needed)
        return "only some of the topics were chosen" if some else "the topic is a candidate, another was chosen"
    return None


def _after_linking(graph: Graph, question: Question, result: Result, gold: tuple[Plan, ...]) -> Fault:
    right = _right_plans(graph, question, result.plans)
    if not right:
        return Fault("planning", _planning(graph, question, result), gold)
    kept = [plan for plan in right if plan.kept]
    if result.truncated and (kept or not any(plan.kept for plan in result.plans)):
        return Fault("walking", "a limit cut the answers", gold)
    if kept and len(kept) < sum(plan.kept for plan in result.plans):
        return Fault("reasoning", "a plan that gives other entities was trusted as well", gold)
    if kept:
        return Fault("reasoning", "the trusted plan is right, its answers were not all given", gold)
    best = next((plan for plan in result.plans if _ends(graph, plan.branches)), None)
    if best not in right:
        return Fault("planning", "a right plan is ranked below a wrong one", gold)
    return Fault("reasoning", "the best plan is right and was not trusted", gold)


def _right_plans(graph: Graph, question: Question, plans: Sequence[Verdict]) -> list[Verdict]:
    """The plans that reach exactly the gold answers, whichever their paths."""
    answers = set(question.answers)
    return [plan for plan in plans if _ends(graph, plan.branches) == answers]


def _planning(graph: Graph, question: Question, result: Result) -> str:
    """How near the best plan that reaches anything comes."""
    answers = set(question.answers)
    for plan in result.plans:
        if reached := _ends(graph, plan.branches):
            if reached >= answers:
                return "the best plan reaches the gold answers and others"
            return f"the best plan reaches {'some' if reached & answers else 'none'} of the gold answers"
    return "no plan reaches anything" if result.plans else "no plan was made"


def _ends(graph: Graph, branches: Sequence[Branch]) -> set[str]:
    """What the branches reach together; nothing from a topic that the graph does not have."""
    topics = [branch.topic for branch in branches]
    if not branches or not all(graph.entities(topics)):
        return set()
    reached = graph.ends(branches, MAX_GOLD_ENDS)
    return set(reached[0]).intersection(*reached[1:])
