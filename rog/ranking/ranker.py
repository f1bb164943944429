"""Ranks the executed plans of a question: their scores become probabilities that they answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rog.doubt.of_signals import doubts_of_signals
from rog.graph import Graph
from rog.graph.per_graph import PerGraph
from rog.ranking.model import RankingModel, load_ranking
from rog.ranking.signals import KnownGraph, QuestionSignals, collect
from rog.ranking.wording import PathWordings
from rog.retriever import Evidence
from rog.types import RelationDescription
from rog.wording.grammar import lemmas
from rog.wording.readings import word_ranks
from rog.words.relation_names import holds_words, relation_name

__all__ = ["Ranker"]


class Ranker:
    """Ranks plans by a fitted model. One object may rank for many graphs and from many threads."""

    def __init__(self, model: RankingModel | None = None) -> None:
        self.model = model or load_ranking()
        self._known = PerGraph[KnownGraph]()

    def signals(self, item: Evidence) -> QuestionSignals:
        """The signals of a question's plans."""
        return collect(item, self._of(item.graph))

    def rank(self, item: Evidence) -> Evidence:
        """The plans, best first, with the probabilities that they answer the question as scores."""
        if not item.retrieved:
            return item
        signals = self.signals(item)
        chances = self.model.probabilities(signals)
        ranked = [
            replace(
                found,
                plan=found.plan.model_copy(update={"score": chance}),
                doubts=tuple(doubts_of_signals(own)),
            )
            for found, chance, own in zip(item.retrieved, chances, signals.plans, strict=True)
        ]
        ranked.sort(key=lambda found: -found.plan.score)
        return replace(item, retrieved=tuple(ranked), calibration=self.model.calibration)

    def _of(self, graph: Graph) -> KnownGraph:
        relations = tuple(graph.relations())
        return self._known.of(graph, lambda one: tuple(one.described) == relations, lambda: _known(graph, relations))


def _known(graph: Graph, relations: Sequence[str]) -> KnownGraph:
    described = dict(zip(relations, graph.describe(relations), strict=True))
    names = {relation: _words(relation, one) for relation, one in described.items()}
    kinds = {relation: (one.heads, one.tails) for relation, one in described.items()}
    return KnownGraph(described, PathWordings(names, kinds))


def _words(relation: str, description: RelationDescription) -> str:
    """A relation's name in words, or its first further name where it is a code.

    A compound is split where it is no word itself, as "homepage" is.
    """
    further = "" if holds_words(relation) else next(filter(None, description.names), "")
    name = further or relation
    words = relation_name(name)
    return words if " " in words or lemmas(words) else relation_name(name, _vocabulary())


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    return word_ranks(None)
