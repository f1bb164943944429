"""How good answers are. Entities are compared by id; means over questions are macro averages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rog.questions import Question
from rog.types import Result

if TYPE_CHECKING:
    from rog.pipeline import RoG

__all__ = ["Scores", "evaluate", "precision_recall_f1", "score"]


@dataclass(frozen=True)
class Scores:
    """Shares of 1 over `questions` questions."""

    questions: int
    hits_at_1: float
    """The first answer is a gold answer."""
    precision: float
    recall: float
    f1: float
    """Harmonic mean of the question's precision and recall, averaged over questions."""
    exact: float
    """The answers are exactly the gold answers."""
    abstained: float
    errors: int = 0


def precision_recall_f1(answers: Collection[str], gold: Collection[str]) -> tuple[float, float, float]:
    """Of two sets of ids. Nothing answered where nothing is right counts as 1."""
    found, right = set(answers), set(gold)
    if not found and not right:
        return 1.0, 1.0, 1.0
    common = len(found & right)
    if not common:
        return 0.0, 0.0, 0.0
    return common / len(found), common / len(right), 2 * common / (len(found) + len(right))


def score(pairs: Iterable[tuple[Result, Question]]) -> Scores:
    """Score results against the questions' gold answers. Raises ValueError where there are none."""
    rows = list(pairs)
    if not rows:
        raise ValueError("no questions to score")
    totals: dict[str, float] = defaultdict(float)
    for result, question in rows:
        ids = [answer.id for answer in result.answers]
        precision, recall, f1 = precision_recall_f1(ids, question.answers)
        totals["hits_at_1"] += bool(ids) and ids[0] in set(question.answers)
        totals["precision"] += precision
        totals["recall"] += recall
        totals["f1"] += f1
        totals["exact"] += set(ids) == set(question.answers)
        totals["abstained"] += result.abstained
    means = {name: round(total / len(rows), 4) for name, total in totals.items()}
    return Scores(questions=len(rows), errors=sum(result.error is not None for result, _ in rows), **means)


def evaluate(rog: RoG, questions: Sequence[Question], *, given: bool) -> Scores:
    """Ask all questions, with their topics given or found in them, and score the answers."""
    asked = questions if given else [question.question for question in questions]
    return score(zip(rog.ask_many(asked), questions, strict=True))
