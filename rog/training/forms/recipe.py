"""What fits the form model; every field's comment is its help."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FormRecipe", "FormSource"]


@dataclass(frozen=True)
class FormSource:
    """One set of questions."""

    name: str  # what the table calls it
    questions: str  # JSON lines with `question`, perhaps `paraphrases`, and the `query` or `sparql` that answers them
    most: int  # questions that are read at most, drawn at random
    weight: float = 1.0  # what each of them counts
    measured: bool = False  # measure on it, and fit on others


@dataclass(frozen=True)
class FormRecipe:
    """All settings of one fit."""

    data: tuple[FormSource, ...]  # where the questions come from
    kind: str = "forms"  # says that these are the settings
    made: int = (
        1000  # questions that are made to ask for a difference, a union or a condition, and as many superlatives
    )
    words: int = 5000  # questions for things that are made from the lexicon of relations
    lower_case: float = 0.3  # share of questions that are seen in lower case too
    min_word: int = 8  # questions that a word must come in to be read
    min_feature: int = 4  # questions that a run of words must come in
    strength: float = 0.5  # inverse of the penalty on squared weights
    held_out: float = 0.1  # share of each set that is measured on and not fitted on
    seed: int = 1  # of what is drawn and held out
