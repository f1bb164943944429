"""Plans weighed by how much of the question they say.

A planner that has learnt to read any wording is at times content with part of a question: it takes "the nation of her
husband" for the husband. Where a word of the question is what a relation of the graph is called, that is evidence
which no training is needed for, and a plan that says the word is believed more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rog.planner.beam_search import Finished
from rog.planner.step_ranking import WordLikeness
from rog.types import read_step

__all__ = ["favour_said"]

WORTH = 2.5
"""What it adds to a plan's log probability to say all that the question says in the graph's own words."""


def favour_said(finished: Sequence[Sequence[Finished]], question: str, words: WordLikeness) -> Iterator[list[Finished]]:
    """The paths of each start of one mention, best first, with probabilities that have the same sum as before.

    `question` is best without the mention. It is compared with the relations' words once for all its starts.
    """
    relations = [{read_step(step)[0] for step in done.path} for paths in finished for done in paths]
    shares = iter(words.shares_said(question, relations))
    for paths in finished:
        yield _weighed(paths, np.array(list(islice(shares, len(paths)))))


def _weighed(finished: Sequence[Finished], said: NDArray[np.float64]) -> list[Finished]:
    """The paths of one start by their probabilities and by what each says, 0 to 1 (as many as paths)."""
    if len(finished) < 2:
        return list(finished)
    before = np.array([path.log_probability for path in finished])
    after = before + WORTH * said
    after += np.logaddexp.reduce(before) - np.logaddexp.reduce(after)
    weighed = [Finished(done.path, min(0.0, float(value))) for done, value in zip(finished, after, strict=True)]
    return sorted(weighed, key=lambda done: -done.log_probability)
