"""Questions about what a graph does not have: the topic's name gives way to one of another graph, or to one like it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

from rog.query.nodes import ids_of
from rog.training.ranking.examples import RankingGraph, RankingQuery
from rog.values import is_value

__all__ = ["strangers_of", "with_strangers"]

LIKE = 0.5
"""Share of names that keep a word of the topic's, where it has two: "Ann Holm" for "Ann Ruiz"."""


def with_strangers(graphs: Iterable[RankingGraph], share: float, seed: int) -> Iterator[RankingGraph]:
    """The graphs, each with a `share` of its questions asked once more of a stranger."""
    random = Random(f"strangers {seed}")
    names: list[str] = []
    for graph in graphs:
        own = _names(graph)
        added = list(strangers_of(graph, names, share, random)) if names else []
        yield replace(graph, questions=(*graph.questions, *added))
        names = own or names


def strangers_of(graph: RankingGraph, names: list[str], share: float, random: Random) -> Iterator[RankingQuery]:
    """A share of a graph's questions that name one entity, with one of the `names` instead; they have no answer."""
    known = {node.id: node.name or node.id for node in graph.records.nodes} if graph.records else {}
    taken = {name.lower() for name in known.values()}
    for question in graph.questions:
        if question.query is None or random.random() >= share:
            continue
        topics = [known[one] for one in ids_of(question.query) if not is_value(one) and one in known]
        if len(topics) != 1 or question.question.count(topics[0]) != 1:
            continue
        name = random.choice(names)
        words = topics[0].split()
        if len(words) > 1 and random.random() < LIKE:
            name = f"{words[0]} {name.split()[-1]}" if random.random() < 0.5 else f"{name.split()[0]} {words[-1]}"
        if name.lower() not in taken:
            text = question.question.replace(topics[0], name)
            yield replace(question, question=text, query=None, answers=(), operation="stranger")


def _names(graph: RankingGraph) -> list[str]:
    return [node.name or node.id for node in graph.records.nodes] if graph.records else []
