"""What questions a ranker of queries is fitted on; every field's comment is its help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Literal

from rog.graph import open_graph
from rog.questions import read_questions, split_by_template
from rog.training.from_graphs.make import QuestionSettings, make_questions
from rog.training.ranking.examples import RankingGraph
from rog.training.ranking.made import made_graphs
from rog.training.ranking.over_graphs import graphs_of_questions
from rog.training.ranking.published.sets import published_graphs, read_published
from rog.training.ranking.strangers import with_strangers
from rog.training.ranking.written import written_graphs

__all__ = ["RankingRecipe", "RankingSource", "ranking_graphs"]


@dataclass(frozen=True)
class RankingSource:
    """One set of questions."""

    name: str  # what examples and tables call it
    kind: Literal["published", "graph", "written"]  # SPARQL that graphs are made around; of a whole graph; by people
    questions: str = ""  # JSON lines, or a folder of written ones; none: they are made from a graph's relations' words
    graph: str = ""  # what rog.open takes
    most: int = 500  # questions at most, drawn at random; of published ones with all their paraphrases
    weight: float = 1.0  # what all of its questions count together
    withheld: float = 0.15  # share asked of the graph without a relation that they need


@dataclass(frozen=True)
class RankingRecipe:
    """All settings of one set of examples."""

    data: tuple[RankingSource, ...]  # where questions come from beside made graphs
    kind: str = "ranking"  # says that these are the settings
    made: int = 1000  # made graphs to train on
    made_held_out: int = 150  # made graphs to validate on, of relations and wordings of their own
    questions: int = 30  # questions of a made graph
    strangers: float = 0.1  # share of them that are asked once more of an entity that the graph does not have
    made_weight: float = 8.0  # what all questions of made graphs count together
    unanswerable: float = 3.0  # what a question counts that its graph cannot answer
    min_signal: int = 20  # questions that a signal must come in
    penalty: float = 3.0  # on squared weights
    seed: int = 1  # of all that is drawn


def ranking_graphs(recipe: RankingRecipe, *, made: bool = True) -> Iterator[RankingGraph]:
    """The graphs of a recipe, one after the other; without the made ones where these are not wanted.

    Raises GraphError and SourceError.
    """
    if made:
        for held_out, count in ((False, recipe.made), (True, recipe.made_held_out)):
            made_ones = islice(made_graphs(recipe.seed, held_out=held_out, questions=recipe.questions), count)
            yield from with_strangers(made_ones, recipe.strangers, recipe.seed)
    for source in recipe.data:
        yield from _graphs(source, recipe.seed)


def _graphs(source: RankingSource, seed: int) -> Iterator[RankingGraph]:
    random = Random(f"{seed} {source.name}")
    if source.kind == "published":
        published = list(read_published(Path(source.questions), source.name, source.most, random))
        for held_out in (False, True):
            yield from published_graphs(published, seed, held_out=held_out)
        return
    if source.kind == "written":
        yield from written_graphs(Path(source.questions), source.name)
        return
    graph = open_graph(source.graph)
    if source.questions:
        # The part of a file that is measured on is seen by nothing that is fitted.
        questions, _ = split_by_template(read_questions(source.questions))
        questions = random.sample(questions, min(source.most, len(questions)))
    else:
        questions = list(make_questions(graph, QuestionSettings(count=source.most, style="natural", seed=seed)))
    yield from graphs_of_questions(graph, source.graph, questions, source.name, random, source.withheld)
