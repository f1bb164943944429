"""What the linker sees of questions whose topics are known, in the ways that people type them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import cast, get_args

from tqdm import tqdm

from rog.graph import Graph, open_graph
from rog.linker import LinkerSettings, locate
from rog.linker.scoring import Evidence
from rog.linker.search import find_hypotheses
from rog.linker.spans import read_words
from rog.questions import Question, grounded, read_questions, split_by_template
from rog.training.linking.recipe import LinkerRecipe, Variant
from rog.training.misspelling import lower_cased, misspelt, shortened
from rog.training.recipe import DataSource
from rog.types import Match

__all__ = ["Observation", "Observations", "observe", "read_observations"]


@dataclass(frozen=True)
class Observation:
    """One question in one way of typing it: the evidence of each hypothesis, and whether that one is right."""

    source: str
    variant: Variant
    evidence: tuple[Evidence, ...]
    is_right: tuple[bool, ...]
    """None is right where the topic was taken out of the graph, or where the linker does not find it."""


@dataclass
class Observations:
    """Those to fit on, and those of wordings held out of the fit."""

    train: list[Observation] = field(default_factory=list)
    held_out: list[Observation] = field(default_factory=list)


def read_observations(recipe: LinkerRecipe) -> Observations:
    """All that the sources of a recipe give. Raises InputError and SourceError."""
    gathered = Observations()
    for source in recipe.data:
        graph = open_graph(source.graph)
        for questions, observations in zip(
            _parts(source, graph, recipe), (gathered.train, gathered.held_out), strict=True
        ):
            for question in tqdm(questions, desc=source.name, unit=" questions"):
                observations += observe(question, graph, source.name)
    return gathered


def _parts(source: DataSource, graph: Graph, recipe: LinkerRecipe) -> Iterator[list[Question]]:
    """Questions to fit on and questions held out, so many of each at most."""
    read = (question for path in source.questions for question in read_questions(path) if question.topics)
    questions = grounded(read, graph)
    for part in split_by_template(questions, share=source.validation, seed=recipe.seed):
        yield Random(recipe.seed).sample(part, min(recipe.questions, len(part)))


def observe(question: Question, graph: Graph, source: str) -> Iterator[Observation]:
    """The question in all ways of typing it; it is misspelt and shortened only where its topic is found in it."""
    (entity,) = graph.entities(question.topics[:1])
    mention = locate(question.question, entity) if entity else None
    ways: dict[Variant, Callable[[], Question | None]] = {
        "as asked": lambda: question,
        "lower case": lambda: lower_cased(question),
        "misspelt": lambda: misspelt(question, mention, inside=True) if mention else None,
        "shortened": lambda: shortened(question, mention) if mention else None,
        "topic taken out": lambda: question,
    }
    for variant in get_args(Variant):
        typed = ways[variant]()
        if typed is not None:
            seen = cast(Graph, _Without(graph, question.topics)) if variant == "topic taken out" else graph
            found = find_hypotheses(read_words(typed.question), seen, LinkerSettings())
            is_right = tuple(item.hypothesis.match.id in question.topics for item in found)
            yield Observation(source, variant, tuple(item.evidence for item in found), is_right)


class _Without:
    """The names of a graph without some entities."""

    def __init__(self, graph: Graph, hidden: Sequence[str]) -> None:
        self._graph, self._hidden = graph, frozenset(hidden)

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        found = self._graph.find(texts, limit + len(self._hidden), fuzzy=fuzzy)
        return [[match for match in matches if match.id not in self._hidden][:limit] for matches in found]
