"""Questions in a language model's words, as far as they still ask for the same.

A rewrite is kept if it still names its topics and no answer. A planner must also still take the path that the question
was made from for the best. All other questions stay as they were made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple, get_args

from eval.data.questions.rewriters import NamedQuestion, Rewriter
from rog.graph import Graph
from rog.linker import given_topic
from rog.outcome import Plan
from rog.planner.contract import Planned, Planner, PlanRequest
from rog.query import IsA, Where
from rog.questions import Question
from rog.types import Branch, Topic
from rog.words.normal_form import normalize

__all__ = ["Outcome", "Rewritten", "rewrite_questions", "rewriting_report"]

BATCH_QUESTIONS = 16
"""Questions that are rewritten and checked together."""

Outcome = Literal["kept", "no rewrite", "names an answer", "topic lost", "plan lost"]
"""What became of a question's rewrite; all but the first leave the question as it was."""


class Rewritten(NamedTuple):
    """A question, in other words where the outcome is "kept"."""

    question: Question
    outcome: Outcome


def rewrite_questions(
    questions: Iterable[Question], graph: Graph, rewriter: Rewriter, planner: Planner
) -> Iterator[Rewritten]:
    """Each question as it is to be asked, in the same order; `planner` says whether a rewrite's plan survives.

    A rewrite keeps all but the words of its question. It keeps the template too: both are on one side wherever
    questions are split by template. Raises ModelError and its kinds where a model cannot be asked.
    """
    rows = iter(questions)
    while batch := list(islice(rows, BATCH_QUESTIONS)):
        asked = [NamedQuestion(row.question, _mentions(row, graph)) for row in batch]
        rewrites = rewriter.rewrite(asked)
        checked = [_check(row, rewrite, graph) for row, rewrite in zip(batch, rewrites, strict=True)]
        plans = iter(planner.plan([item for item in checked if isinstance(item, PlanRequest)], graph))
        for row, item in zip(batch, checked, strict=True):
            if not isinstance(item, PlanRequest):
                yield Rewritten(row, item)
            elif _survives(next(plans), row):
                yield Rewritten(row.model_copy(update={"question": item.question}), "kept")
            else:
                yield Rewritten(row, "plan lost")


def rewriting_report(outcomes: Iterable[Outcome]) -> str:
    """How many questions were rewritten, how many rewrites were kept, and why the others were not."""
    counts = Counter(outcomes)
    rewritten = counts.total() - counts["no rewrite"]
    lost = ", ".join(f"{counts[outcome]} {outcome}" for outcome in get_args(Outcome) if outcome != "kept")
    return f"{rewritten} of {counts.total()} questions rewritten, {counts['kept']} rewrites kept; not kept: {lost}"


def _mentions(question: Question, graph: Graph) -> tuple[str, ...]:
    return tuple(topic.text for topic in _topics(question.question, question.topics, graph) or ())


def _check(question: Question, rewrite: str | None, graph: Graph) -> PlanRequest | Outcome:
    """What the planner is to say of a rewrite, or why it need not be asked."""
    if rewrite is None:
        return "no rewrite"
    topics = _topics(rewrite, question.topics, graph)
    if topics is None:
        return "topic lost"
    return "names an answer" if _names_answer(rewrite, question, graph) else PlanRequest(rewrite, topics)


def _topics(text: str, ids: Sequence[str], graph: Graph) -> tuple[Topic, ...] | None:
    """The topics where a text names them; None if it does not name them all."""
    topics = tuple(given_topic(text, entity) for entity in graph.entities(ids) if entity)
    return topics if len(topics) == len(ids) and all(topic.start is not None for topic in topics) else None


def _names_answer(rewrite: str, question: Question, graph: Graph) -> bool:
    """Whether a rewrite names an answer that its question does not: some models answer where they are to ask."""
    before, after = (f" {normalize(text)} " for text in (question.question, rewrite))
    names = (f" {normalize(entity.name)} " for entity in graph.entities(question.answers) if entity)
    return any(name in after and name not in before for name in names)


def _survives(planned: Planned, question: Question) -> bool:
    """Whether the best plan is the question's: among the best few is the reversed question's too."""
    branches = _branches(planned.plans[0]) if planned.plans else ()
    return bool(branches) and all(
        branch.topic in question.topics and branch.path in question.gold_paths for branch in branches
    )


def _branches(plan: Plan) -> tuple[Branch, ...]:
    """A plan's branches; those of the whole set where it picks the things of the asked kind out of it."""
    query = plan.query
    whole = query.whole if isinstance(query, Where) and isinstance(query.test, IsA) else query
    return plan.model_copy(update={"query": whole}).branches
