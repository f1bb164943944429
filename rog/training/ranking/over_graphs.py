"""Questions of whole graphs, with relation paths as their queries, and the same ones where a relation is withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from rog.graph import Graph
from rog.query import Ids, Walk
from rog.questions import Question, grounded, question_template, split_by_template
from rog.training.ranking.examples import RankingGraph, RankingQuery, answers_of
from rog.training.ranking.withheld import WithoutRelation
from rog.training.supervision import supervise
from rog.types import read_step

__all__ = ["graphs_of_questions"]

HELD_OUT_SHARE = 1 / 6
EACH = 30
"""Questions of one graph, so that there are several."""


def graphs_of_questions(
    graph: Graph, name: str, questions: Sequence[Question], source: str, random: Random, withheld: float
) -> Iterator[RankingGraph]:
    """The questions over the graph that `name` opens, for training and for validation by their templates.

    The paths are the gold ones, or those that reach the answers best. `withheld` is the share of questions that are
    asked of the graph without a relation of their path.
    """
    one_topic = [question for question in grounded(questions, graph) if len(question.topics) == 1]
    train, kept = split_by_template(one_topic, share=HELD_OUT_SHARE)
    for part, held_out in ((train, False), (kept, True)):
        known = list(_with_paths(graph, part, source))
        random.shuffle(known)
        without = round(withheld * len(known))
        for at in range(without, len(known), EACH):
            yield RankingGraph(graph, tuple(known[at : at + EACH]), held_out, name=name)
        yield from _withheld(graph, name, known[:without], held_out)


def _with_paths(graph: Graph, questions: Sequence[Question], source: str) -> Iterator[RankingQuery]:
    for item in supervise(graph, questions, by_template=True, max_hops=3):
        for topic, paths in list(item.paths.items())[:1]:
            query = Walk(start=Ids(ids=(topic,)), path=paths[0]) if paths else None
            answers = answers_of(query, graph) if query is not None else ()
            if answers:
                template = f"{source}: {question_template(item.question)}"
                yield RankingQuery(item.question.question, query, answers, "walk", source, template)


def _withheld(graph: Graph, name: str, questions: Sequence[RankingQuery], held_out: bool) -> Iterator[RankingGraph]:
    """The questions by a relation of their paths, asked of the graph without it; the most frequent relations first."""
    counts = Counter(relation for question in questions for relation in _relations(question))
    waiting = list(questions)
    for relation, _ in counts.most_common():
        own = [question for question in waiting if relation in _relations(question)]
        waiting = [question for question in waiting if relation not in _relations(question)]
        for at in range(0, len(own), EACH):
            asked = tuple(
                RankingQuery(one.question, None, (), "absent", one.source, one.template) for one in own[at : at + EACH]
            )
            yield RankingGraph(WithoutRelation(graph, relation), asked, held_out, name=name, withheld=relation)


def _relations(question: RankingQuery) -> set[str]:
    assert isinstance(question.query, Walk)
    return {read_step(step)[0] for step in question.query.path}
