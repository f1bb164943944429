"""Baselines: what a question's answers are worth without our planner. All of them answer as `rog.RoG` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from eval.baselines.breadth import MAX_PATHS, AllPathsPlanner, BreadthReasoner
from eval.baselines.frequent import FrequentPathPlanner, count_paths
from eval.baselines.triples import Bm25Ranker, EmbeddingRanker, NearestTripleReasoner
from rog.errors import InputError
from rog.graph import Graph
from rog.pipeline import AskSettings, RoG
from rog.planner.contract import Planner
from rog.questions import Question
from rog.questions.rows import AnyQuestion
from rog.reasoner import load_reasoner
from rog.reasoner.contract import Reasoner
from rog.result import Result
from rog.types import MAX_HOPS

__all__ = ["BASELINES", "Answerer", "load_baseline"]

DEFAULT_HOPS = 2
"""How far retrieval and breadth-first go, where neither the training part nor the caller says."""


class Answerer(Protocol):
    """Anything that answers questions."""

    def ask_many(self, questions: Iterable[AnyQuestion]) -> Iterator[Result]:
        """Results in the order of the questions; one that fails gives a Result with its `error`."""
        ...


class OneByOne:
    """A `RoG` that takes questions one at a time: plans that reach much of the graph are not held for a batch."""

    def __init__(self, graph: Graph, planner: Planner, reasoner: Reasoner, settings: AskSettings) -> None:
        self.engine = RoG(graph, planner, reasoner, settings)

    def ask_many(self, questions: Iterable[AnyQuestion]) -> Iterator[Result]:
        """See `Answerer`."""
        for question in questions:
            yield from self.engine.ask_many([question])


def _frequent(graph: Graph, train: Sequence[Question], option: str) -> Answerer:
    if not train:
        raise InputError("the baseline 'frequent' needs questions of a training part")
    return RoG(graph, FrequentPathPlanner(count_paths(graph, train)), load_reasoner(None))


def _nearest(graph: Graph, train: Sequence[Question], option: str) -> Answerer:
    from eval.baselines.encoder import load_encoder
    from eval.baselines.nearest import NearestStepPlanner

    return RoG(graph, NearestStepPlanner(load_encoder(option)), load_reasoner(None))


def _bm25(graph: Graph, train: Sequence[Question], option: str) -> Answerer:
    return _around(graph, NearestTripleReasoner(Bm25Ranker()), DEFAULT_HOPS, paths=1)


def _embedding(graph: Graph, train: Sequence[Question], option: str) -> Answerer:
    from eval.baselines.encoder import load_encoder

    return _around(graph, NearestTripleReasoner(EmbeddingRanker(load_encoder(option))), DEFAULT_HOPS, paths=1)


def _breadth(graph: Graph, train: Sequence[Question], option: str) -> Answerer:
    hops = _hops(train, option)
    return _around(graph, BreadthReasoner(), hops, paths=1)


def _around(graph: Graph, reasoner: Reasoner, hops: int, paths: int) -> Answerer:
    return OneByOne(graph, AllPathsPlanner(hops), reasoner, AskSettings(plans=MAX_PATHS, paths=paths))


def _hops(train: Sequence[Question], option: str) -> int:
    """The number that was asked for, or the most hops of a training question."""
    if option:
        if not option.isdecimal() or not 1 <= int(option) <= MAX_HOPS:
            raise InputError(f"breadth:{option}: how many hops? A number from 1 to {MAX_HOPS}")
        return int(option)
    known = [row.hops or max(map(len, row.gold_paths), default=0) for row in train]
    return max(known, default=0) or DEFAULT_HOPS


def _published(graph: Graph, train: Sequence[Question], option: str) -> Answerer:
    from eval.baselines.published import PublishedPlanner, read_predictions

    planner = PublishedPlanner(read_predictions(option or None))
    return RoG(graph, planner, load_reasoner(None), AskSettings(plans=48))


BASELINES: dict[str, Callable[[Graph, Sequence[Question], str], Answerer]] = {
    "frequent": _frequent,
    "nearest": _nearest,
    "bm25": _bm25,
    "embedding": _embedding,
    "breadth": _breadth,
    "rog-webqsp": _published,
}
"""How each baseline is made from a graph, training questions and what follows `NAME:`."""


def load_baseline(name: str, graph: Graph, train: Sequence[Question]) -> Answerer:
    """The baseline `name`, or `NAME:OPTION`, over a graph.

    - `frequent`: the most frequent relation path of `train` that can be walked from the topic
    - `nearest[:FOLDER]`: relation by relation, the words most like the question; FOLDER is a sentence encoder's
    - `bm25`, `embedding[:FOLDER]`: the far entity of the triple around the topic most like the question
    - `breadth[:HOPS]`: all entities within as many hops as a question of `train` has, or DEFAULT_HOPS
    - `rog-webqsp[:FILE]`: the relation paths that RoG's planner published, from the questions' file

    Raises InputError for another name; ModelError, MissingExtraError or SourceError where a part is missing.
    """
    kind, _, option = name.partition(":")
    if kind not in BASELINES:
        raise InputError(f"unknown baseline {name!r}; there are {', '.join(BASELINES)}")
    return BASELINES[kind](graph, train, option)
