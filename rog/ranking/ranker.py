"""Ranks the executed plans of a question: their scores become probabilities that they answer it."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tokenizers import Tokenizer

from rog.graph import Graph
from rog.graph.calls import CountedGraph
from rog.planner.contract import PlanRequest
from rog.ranking.evidence import Evidence, collect
from rog.ranking.model import RankingModel, load_ranking
from rog.ranking.wording import PathWordings
from rog.retriever import Retrieved
from rog.words.relation_names import relation_name
from rog.words.word_ranks import word_ranks

__all__ = ["Ranker"]


@dataclass(frozen=True)
class _Known:
    """What is known of a graph's relations."""

    relations: tuple[str, ...]
    wordings: PathWordings
    kinds: frozenset[str]


class Ranker:
    """Ranks plans by a fitted model. One object may rank for many graphs and from many threads."""

    def __init__(self, model: RankingModel | None = None) -> None:
        self.model = model or load_ranking()
        self._known: dict[int, tuple[weakref.ref[Any], _Known]] = {}

    def evidence(self, request: PlanRequest, retrieved: Sequence[Retrieved], graph: Graph) -> Evidence:
        """What speaks for each plan, and for none of them."""
        known = self._of(graph)
        return collect(request, retrieved, graph, known.wordings, known.kinds)

    def rank(self, request: PlanRequest, retrieved: Sequence[Retrieved], graph: Graph) -> list[Retrieved]:
        """The same plans, best first, with the probabilities that they answer the question as scores."""
        chances = self.model.probabilities(self.evidence(request, retrieved, graph))
        ranked = [
            Retrieved(found.plan.model_copy(update={"score": chance}), found.ends, found.error)
            for found, chance in zip(retrieved, chances, strict=True)
        ]
        return sorted(ranked, key=lambda found: -found.plan.score)

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
        words = {relation: relation_name(name or relation, _vocabulary()) for relation, name in names.items()}
        kinds = frozenset(kind for one in described.values() for kind in (*one.heads, *one.tails))
        known = _Known(relations, PathWordings(words, described), kinds)
        self._known[number] = weakref.ref(store, lambda _: self._known.pop(number, None)), known
        return known


def _is_code(relation: str) -> bool:
    return not any(map(str.isalpha, relation)) or sum(map(str.isdigit, relation)) * 2 > len(relation)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    """Words by rank, those of the shipped model's tokenizer."""
    return word_ranks(Tokenizer.from_file(str(files("rog").joinpath("models/compact/tokenizer.json"))))
