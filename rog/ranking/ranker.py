"""Ranks the executed plans of a question: their scores become probabilities that they answer it."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tokenizers import Tokenizer

from rog.doubt.of_signals import doubts_of_signals
from rog.graph import Graph
from rog.graph.calls import CountedGraph
from rog.ranking.model import RankingModel, load_ranking
from rog.ranking.signals import QuestionSignals, collect
from rog.ranking.wording import PathWordings
from rog.retriever import Evidence
from rog.types import RelationDescription
from rog.wording.grammar import lemmas
from rog.words.relation_names import relation_name
from rog.words.word_ranks import word_ranks

__all__ = ["Ranker"]


@dataclass(frozen=True)
class _Known:
    """What is known of a graph's relations."""

    relations: tuple[str, ...]
    wordings: PathWordings
    described: Mapping[str, RelationDescription]


class Ranker:
    """Ranks plans by a fitted model. One object may rank for many graphs and from many threads."""

    def __init__(self, model: RankingModel | None = None) -> None:
        self.model = model or load_ranking()
        self._known: dict[int, tuple[weakref.ref[Any], _Known]] = {}

    def signals(self, item: Evidence) -> QuestionSignals:
        """The signals of a question's plans."""
        known = self._of(item.graph)
        return collect(item, known.wordings, known.described)

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

    def _of(self, graph: Graph) -> _Known:
        relations = tuple(graph.relations())
        store = graph.wrapped_graph if isinstance(graph, CountedGraph) else graph
        number = id(store)
        cached = self._known.get(number)
        if cached is not None and cached[0]() is store and cached[1].relations == relations:
            return cached[1]
        described = dict(zip(relations, graph.describe(relations), strict=True))
        names = {
            relation: next((name for name in one.names if name), "") if _is_code(relation) else relation
            for relation, one in described.items()
        }
        words = {relation: _words(name or relation) for relation, name in names.items()}
        known = _Known(relations, PathWordings(words), described)
        self._known[number] = weakref.ref(store, lambda _: self._known.pop(number, None)), known
        return known


def _words(name: str) -> str:
    """A relation's name in words; a compound is split where it is no word itself, as "homepage" is."""
    words = relation_name(name)
    return words if " " in words or lemmas(words) else relation_name(name, _vocabulary())


def _is_code(relation: str) -> bool:
    return not any(map(str.isalpha, relation)) or sum(map(str.isdigit, relation)) * 2 > len(relation)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    """Words by rank, those of the shipped model's tokenizer."""
    return word_ranks(Tokenizer.from_file(str(files("rog").joinpath("models/compact/tokenizer.json"))))
