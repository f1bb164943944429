"""What an adaptation is told, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

from rog.errors import InputError

__all__ = ["AdaptReport", "AdaptSettings", "SetScores"]


CERTAIN_STANDARD_ERRORS = 2.0
"""Standard errors beyond which a difference is no chance: about 95 in 100."""


@dataclass(frozen=True)
class AdaptSettings:
    """All settings of one adaptation; raises InputError for those that cannot be."""

    count: int = 3000  # questions made from the graph; fewer where it has not so many fit paths
    minutes: float = 15.0  # everything is done in this time; how many steps that gives is measured
    steps: int = 600  # optimiser steps at most, however much time there is
    batch: int = 32  # questions in a step
    start: str = "compact"  # the model to begin with: "compact" is the shipped one, or a model's folder
    learning_rate: float = 2e-4  # of everything but the encoder
    encoder_learning_rate: float = 3e-5  # of the text encoder
    validation: float = 0.12  # share of the graph's paths and wordings that are held out of training
    own_validation: float = 0.2  # share of your own questions that are held out, of 20 or more
    world: float = 0.15  # share of examples about the world graph, against forgetting
    words: float = 0.15  # share of examples made from words alone, against forgetting as well
    own_passes: float = 25.0  # how often each of your own questions is seen
    own_share: float = 0.25  # share of examples that your own questions make up, at most
    bfloat16: bool | None = None  # whether to compute in bfloat16; None for what is faster here
    evaluated: int = 150  # held-out questions of a set that are asked before and after, at most
    seed: int = 0  # of everything random

    def __post_init__(self) -> None:
        for name in ("count", "minutes", "steps", "batch", "evaluated"):
            if not getattr(self, name) > 0:
                raise InputError(f"{name} is {getattr(self, name)}; it must be more than 0")
        for name in ("validation", "own_validation", "world", "words", "own_share"):
            if not 0 <= getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}; it is a share, from 0 and below 1")


@dataclass(frozen=True)
class SetScores:
    """How a set of held-out questions was answered, topics given: shares of 1."""

    name: str
    questions: int
    hits_at_1_before: float
    hits_at_1_after: float
    f1_before: float
    f1_after: float

    @property
    def is_worse(self) -> bool:
        """Whether training made it worse by more than chance explains: two standard errors of the loss in Hits@1.

        The made questions may be too easy to tell, and a model that answers them all can only seem to lose.
        """
        before, after = self.hits_at_1_before, self.hits_at_1_after
        error = sqrt((before * (1 - before) + after * (1 - after)) / self.questions)
        return before - after > CERTAIN_STANDARD_ERRORS * error


@dataclass(frozen=True)
class AdaptReport:
    """What an adaptation came to. `sets` are the graph's own questions first, then yours, then the world's."""

    output: str
    graph: str
    start: str
    kept: Literal["adapted", "start"]
    """The model that is in `output`: the start where training made it worse on the graph's own questions."""
    questions: int
    """Made from the graph, the held-out ones among them."""
    own_questions: int
    steps: int
    seconds: float
    sets: tuple[SetScores, ...]
    warnings: tuple[str, ...] = ()
