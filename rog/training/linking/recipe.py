"""What fits the linker's weights; every field's comment is its help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rog.training.recipe import DataSource

__all__ = ["LinkerRecipe", "Variant"]

Variant = Literal["as asked", "lower case", "misspelt", "shortened", "topic taken out"]
"""Ways of typing a question, and one without its topic in the graph: there that none is right is right."""


@dataclass(frozen=True)
class LinkerRecipe:
    """All settings of one fit."""

    data: tuple[DataSource, ...]  # where the questions come from: of a source graph, questions and validation count
    kind: str = "linker"  # says that these are the settings
    questions: int = 250  # questions of a source that are fitted on, and as many held out, at most
    by_hand: tuple[str, ...] = ()  # evidence whose weights stay as they are: the questions say too little of it
    penalty: float = 1e-3  # of the squared weights, to the mean logarithm of the likelihood
    decimals: int = 1  # that weights are rounded to
    seed: int = 0  # of what is drawn and held out
