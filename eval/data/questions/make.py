"""Questions with gold paths and answers from any graph, in one of three styles, and the file they are kept in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from eval.data.questions.rewording import reword
from rog.graph import Graph
from rog.questions import Question
from rog.training.from_graphs.make import QuestionSettings, make_questions
from rog.wording.readings import COMMON, word_ranks
from rog.wording.synonyms import WordNet

__all__ = ["Style", "questions_in_style", "write_questions"]

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
    common = wordnet and wordnet.of_words({word for word, rank in word_ranks(wordnet).items() if rank <= COMMON})
    return make_questions(graph, settings, wordnet=wordnet, reword=partial(reword, wordnet=common))


def write_questions(rows: Iterable[Question], out: Path) -> None:
    """Write JSON lines, gzipped where the name ends in .gz."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(out, "wt", encoding="utf-8") if out.suffix == ".gz" else out.open("w", encoding="utf-8") as lines:
        for row in rows:
            lines.write(json.dumps(row.model_dump(mode="json"), ensure_ascii=False) + "\n")
