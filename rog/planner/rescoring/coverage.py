"""Paths rescored by how much of the question they cover.

A planner that has learnt to read any wording at times stops at part of a question: it takes "the nation of her
husband" for the husband. A word of the question that also names a relation is evidence, and needs no training.
A path whose relations cover the word gets more probable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rog.planner.rescoring.answer_type import AnswerTypes
from rog.planner.search.beams import Hypothesis
from rog.types import read_step
from rog.words.similarity import WordSimilarity

__all__ = ["rescore"]

COVERAGE_BONUS_NATS = 2.5
"""Added to the log probability of a path that covers all of the question; of another, by its share."""
IMPLIED_STEP_BONUS_NATS = 8.0
"""Added for taking a step that the question only implies (answer_type.py): more than any planner's certainty."""


def rescore(
    hypotheses: Sequence[Sequence[Hypothesis]], question: str, similarity: WordSimilarity, types: AnswerTypes
) -> Iterator[list[Hypothesis]]:
    """The hypotheses of each start of one mention, best first. Their probabilities keep their sum, start by start.

    `question` is best without the mention. It is compared with the relations' words once for all its starts.
    """
    paths = [one.path for of_start in hypotheses for one in of_start]
    coverage = iter(similarity.coverage(question, [{read_step(step)[0] for step in path} for path in paths]))
    for of_start in hypotheses:
        covered = np.array(list(islice(coverage, len(of_start))))
        implied = np.array(types.ends_with_implied_step(question, [one.path for one in of_start]), float)
        yield _with_bonus(of_start, COVERAGE_BONUS_NATS * covered + IMPLIED_STEP_BONUS_NATS * implied)


def _with_bonus(hypotheses: Sequence[Hypothesis], bonus: NDArray[np.float64]) -> list[Hypothesis]:
    """The hypotheses of one start with a bonus added to each log probability, normalised to the same sum as before."""
    if len(hypotheses) < 2:
        return list(hypotheses)
    before = np.array([one.log_probability for one in hypotheses])
    after = before + bonus
    after += np.logaddexp.reduce(before) - np.logaddexp.reduce(after)
    rescored = [Hypothesis(one.path, min(0.0, float(value))) for one, value in zip(hypotheses, after, strict=True)]
    return sorted(rescored, key=lambda one: -one.log_probability)
