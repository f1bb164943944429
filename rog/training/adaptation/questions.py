"""The questions that an adaptation learns from: about one graph, in several wordings, and which of them go where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from tqdm import tqdm

from rog.errors import InputError
from rog.graph import Graph
from rog.questions import Question
from rog.training.from_graphs.make import QuestionSettings, Style, make_questions
from rog.types import RelationPath

__all__ = ["MadeQuestions", "make_for_graph", "share_held_out"]

MIN_PATHS = 10
"""With fewer paths to ask for, in however many words, a model learns them by heart and nothing else."""
STYLES: tuple[Style, ...] = ("plain", "natural")
MAX_ROUNDS = 4
"""Times that a small graph is asked about anew, in other words."""


class MadeQuestions(NamedTuple):
    """Questions about a graph, by what becomes of them."""

    certain: list[Question]
    """One-step questions in one wording for each step: never held out, so that each relation is learnt."""
    split: list[Question]
    """Of these a part is held out: of longer questions whole relation paths, of one-step questions wordings."""


def make_for_graph(graph: Graph, wanted: int, seed: int, about: str) -> MadeQuestions:
    """About `wanted` questions of 1 to 3 steps, with gold paths; `about` is said beside the progress.

    Raises InputError for a graph without a relation that can be read, or with too few fit paths.
    """
    made: dict[str, Question] = {}
    with tqdm(total=wanted, desc=f"questions about {about}", unit=" questions") as bar:
        for question in _in_all_wordings(graph, wanted, seed):
            if question.question not in made:
                made[question.question] = question
                bar.update()
            if len(made) == wanted:
                break
    asked = {(question.topics, question.gold_paths) for question in made.values()}
    if len(asked) < MIN_PATHS:
        raise InputError(
            f"only {len(asked)} things can be asked about the graph: too few of its paths have relations and names "
            "that can be read; say what relations are called with --relations, and entities with --nodes"
        )
    return _sort(made.values())


def _in_all_wordings(graph: Graph, wanted: int, seed: int) -> Iterator[Question]:
    """Half in the relations' own words and half in all that the lexicon has; a small graph is asked several times."""
    numbers = count(seed * 2 * MAX_ROUNDS)
    for _ in range(MAX_ROUNDS):
        for style in STYLES:
            settings = QuestionSettings(count=(wanted + 1) // 2, seed=next(numbers), style=style)
            for question in make_questions(graph, settings):
                yield question.model_copy(update={"id": f"{question.id}-{style}"})


def _sort(questions: Iterable[Question]) -> MadeQuestions:
    """The template of a longer question becomes its relation path, as what is held out together has one template."""
    sorted_out = MadeQuestions([], [])
    first: dict[RelationPath, str | None] = {}
    for question in questions:
        (path,) = question.gold_paths
        if len(path) > 1:
            sorted_out.split.append(question.model_copy(update={"template": " / ".join(path)}))
        elif first.setdefault(path, question.template) == question.template:
            sorted_out.certain.append(question)
        else:
            sorted_out.split.append(question)
    return sorted_out


def share_held_out(questions: list[Question], share: float) -> float:
    """The share, or as much more as it takes for one template to be held out. Raises InputError where none can be."""
    templates = Counter(hops for hops, _ in {(row.hops, row.template) for row in questions})
    most = max(templates.values(), default=0)
    if most < 2:
        raise InputError("the graph's paths are too few and too alike for some to be held out to validate on")
    return max(share, 0.6 / most)
