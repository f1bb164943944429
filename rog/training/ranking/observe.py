"""What a ranker is fitted on: the signals of each question's executed plans, and which of the plans are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log

from rog.doubt.confidence import WEIGHTS
from rog.doubt.of_signals import doubts_of_signals
from rog.doubt.reasons import doubts_of
from rog.errors import RogError
from rog.graph import Graph
from rog.graph.evaluate import evaluate
from rog.outcome import DoubtName, Plan
from rog.pipeline import RoG
from rog.planner.contract import Planner
from rog.query import COMPUTED, Query, normal_form
from rog.query.nodes import children, ids_of, relations_of
from rog.ranking.ranker import Ranker
from rog.ranking.signals import Signals
from rog.reasoner.paths import PathReasoner
from rog.retriever import Evidence
from rog.training.ranking.examples import RankingGraph

__all__ = ["Observation", "observe"]


@dataclass(frozen=True)
class Observation:
    """A question's plans that found something: the signals of each, which is right, and which give one answer."""

    source: str
    operation: str
    held_out: bool
    question: str
    queries: tuple[str, ...]
    plans: tuple[Signals, ...]
    right: tuple[bool, ...]
    answerable: bool
    """Whether the graph has what is asked for."""
    answers: tuple[int, ...]
    """A number for each plan, the same for plans that give one answer."""
    none: Signals
    doubts: tuple[Mapping[DoubtName, float], ...]
    """For each plan how far each doubt is about it, 0 to 1."""


def observe(graphs: Iterable[RankingGraph], planner: Planner, ranker: Ranker) -> Iterator[Observation]:
    """Ask every question, without ranking; one whose asking fails is left out."""
    for one in graphs:
        asked = RoG(one.graph, planner, PathReasoner(), ranker=ranker)
        for item in one.questions:
            try:
                found = asked.found(item.question)
            except RogError:
                continue
            signals = ranker.signals(found)
            gold, numbers = set(item.answers), dict[object, int]()
            kept = [at for at, plan in enumerate(found.retrieved) if plan.ends]
            ends = [tuple(found.retrieved[at].ends) for at in kept]
            queries = [found.retrieved[at].plan.query for at in kept]
            yield Observation(
                item.source,
                item.operation,
                one.held_out,
                item.question,
                tuple(map(str, queries)),
                tuple(signals.plans[at] for at in kept),
                tuple(
                    bool(gold) and set(own) == gold and _alike(query, item.query, one.graph)
                    for query, own in zip(queries, ends, strict=True)
                ),
                item.query is not None,
                tuple(numbers.setdefault(found.retrieved[at].answer, len(numbers)) for at in kept),
                signals.none,
                tuple(_doubts(found, found.retrieved[at].plan, signals.plans[at]) for at in kept),
            )


def _alike(query: Query, gold: Query | None, graph: Graph) -> bool:
    """Whether queries that give the same answer mean the same: one number or one truth has many queries.

    Such a query computes from the same members, or by the same relations from the same entities.
    """
    if gold is None or not (isinstance(query, COMPUTED) or isinstance(gold, COMPUTED)):
        return True
    query, gold = normal_form(query), normal_form(gold)
    if set(relations_of(query)) == set(relations_of(gold)) and set(ids_of(query)) == set(ids_of(gold)):
        return True
    if type(query) is not type(gold) or len(children(query)) != 1 or len(children(gold)) != 1:
        return False
    own, wanted = (frozenset(evaluate(one, graph).ids) for one in (*children(query), *children(gold)))
    return own == wanted != frozenset() and getattr(query, "path", ()) == getattr(gold, "path", ())


def _doubts(found: Evidence, plan: Plan, signals: Signals) -> dict[DoubtName, float]:
    """A doubt that has all of its weight is 1, and one without 0."""
    every = (*doubts_of(found, plan), *doubts_of_signals(signals))
    doubts = {doubt.name: (log(doubt.weight), log(WEIGHTS[doubt.name])) for doubt in every}
    return {name: own / whole if whole else 1.0 for name, (own, whole) in doubts.items()}
