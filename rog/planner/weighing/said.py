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

from rog.planner.search.beams import Finished
from rog.planner.weighing.asked_kind import AskedKinds
from rog.types import read_step
from rog.words.likeness import WordLikeness

__all__ = ["favour_said"]

WORTH = 2.5
"""What it adds to a plan's log probability to say all that the question says in the graph's own words."""
UNSAID = 8.0
"""What it adds to take the step that the question leaves unsaid (asked_kind.py): no planner is so sure."""


def favour_said(
    finished: Sequence[Sequence[Finished]], question: str, words: WordLikeness, kinds: AskedKinds
) -> Iterator[list[Finished]]:
    """The paths of each start of one mention, best first, with probabilities that have the same sum as before.

    `question` is best without the mention. It is compared with the relations' words once for all its starts.
    """
    every = [done.path for paths in finished for done in paths]
    shares = words.shares_said(question, [{read_step(step)[0] for step in path} for path in every])
    rest = iter(shares)
    for paths in finished:
        said = np.array(list(islice(rest, len(paths))))
        unsaid = np.array(kinds.unsaid(question, [done.path for done in paths]), float)
        yield _weighed(paths, WORTH * said + UNSAID * unsaid)


def _weighed(finished: Sequence[Finished], evidence: NDArray[np.float64]) -> list[Finished]:
    """The paths of one start by their probabilities and by the evidence for each, in logarithms (as many as paths)."""
    if len(finished) < 2:
        return list(finished)
    before = np.array([path.log_probability for path in finished])
    after = before + evidence
    after += np.logaddexp.reduce(before) - np.logaddexp.reduce(after)
    weighed = [Finished(done.path, min(0.0, float(value))) for done, value in zip(finished, after, strict=True)]
    return sorted(weighed, key=lambda done: -done.log_probability)
