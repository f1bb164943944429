"""Questions with gold paths and answers from any graph, in one of three styles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Literal

from eval.data.questions.rewording import reword
from rog.graph import Graph
from rog.questions import Question
from rog.training.from_graphs.make import QuestionSettings, make_questions
from rog.wording.readings import MAX_COMMON_RANK, word_ranks
from rog.wording.synonyms import WordNet

__all__ = ["Style", "questions_in_style"]

Style = Literal["plain", "varied", "natural"]
"""As in `rog.training.from_graphs.make`; varied ones are in words that the relations' names do not hold, with small
faults and words around the question."""


def questions_in_style(
    graph: Graph, style: Style, settings: QuestionSettings, wordnet: WordNet | None = None
) -> Iterator[Question]:
    """Questions about what `graph` holds; one seed asks for the same paths in every style.

    Raises InputError as `make_questions` does.
    """
    if style != "varied":
        return make_questions(graph, replace(settings, style=style), wordnet=wordnet)
    common = wordnet and wordnet.of_words(_common_words(wordnet))
    return make_questions(graph, settings, wordnet=wordnet, reword=partial(reword, wordnet=common))


def _common_words(wordnet: WordNet) -> set[str]:
    return {word for word, rank in word_ranks(wordnet).items() if rank <= MAX_COMMON_RANK}
