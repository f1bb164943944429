"""Training plans from answers alone: which relation paths from a topic reach what a question asks for.

RoG (Luo et al. 2024) takes the shortest paths between topics and answers. Here paths are ranked by how well the set
of their ends fits the set of answers. Since chance agreements are many, the questions of one template vote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.metrics import precision_recall_f1
from rog.questions import Question, question_template
from rog.types import RelationPath, Step, inverse_step

__all__ = ["ScoredPath", "Supervised", "find_paths", "supervise"]

MAX_PREFIXES = 3000
"""Relation paths of one length that are looked at for one topic; beyond them the search is not complete."""

MAX_ANSWERS_SAMPLED = 5
"""Answers whose steps are asked for, to know how a path can end."""

VOTERS_PER_TEMPLATE = 12
"""Questions of one template that are searched; the rest take what these agree on."""

TIED_SHARE = 0.98
"""Paths whose fit is at least this share of the best one's are as good."""


@dataclass(frozen=True)
class ScoredPath:
    """A relation path and how well its ends fit the answers: set precision, recall and F1."""

    path: RelationPath
    f1: float
    precision: float
    recall: float


@dataclass(frozen=True)
class Supervised:
    """A question with the relation paths to learn, for each of its topics that has any."""

    question: Question
    paths: dict[str, tuple[RelationPath, ...]]


def find_paths(graph: Graph, topic: str, answers: Sequence[str], *, max_hops: int = 3) -> list[ScoredPath]:
    """The relation paths from `topic` that reach an answer, best F1 first, then shorter.

    Raises UnknownEntityError for the topic; answers that the graph does not have only lower the fit.
    """
    last = _last_steps(graph, answers)
    wanted = max(100, 20 * len(answers))
    scored: list[ScoredPath] = []
    prefixes: list[RelationPath] = [()]
    for _ in range(max_hops):
        grown = [
            (*prefix, step)
            for prefix, steps in zip(prefixes, graph.steps(topic, prefixes, cap=1), strict=True)
            for step in steps
        ][:MAX_PREFIXES]
        ending = [path for path in grown if path[-1] in last]
        reached = graph.ends([(topic, path) for path in ending], wanted)
        for path, ends in zip(ending, reached, strict=True):
            precision, recall, f1 = precision_recall_f1(ends, answers)
            if f1 and not ends.truncated:  # a cut set is far larger than the answers
                scored.append(ScoredPath(path, f1, precision, recall))
        prefixes = grown
    return sorted(scored, key=lambda found: (-found.f1, len(found.path), found.path))


def supervise(
    graph: Graph, questions: Iterable[Question], *, by_template: bool = True, max_hops: int = 3, least_f1: float = 0.5
) -> Iterator[Supervised]:
    """The paths to learn for each question, in order.

    Gold paths are taken where given: one for each topic, or all for the one topic there is. Otherwise
    the best-fitting ones, chosen by vote over the questions of a template unless `by_template` is
    false; a fit below `least_f1` gives none. Topics that the graph does not have are left out.
    """
    rows = list(questions)
    votes = _votes(graph, rows, max_hops) if by_template else {}
    for row in rows:
        paths: dict[str, tuple[RelationPath, ...]] = {}
        for place, topic in enumerate(row.topics):
            if row.gold_paths:
                found = _gold(row, place)
            elif by_template:
                found = votes.get((question_template(row), place), ())
            else:
                found = _best(_search(graph, topic, row, max_hops), least_f1)
            if walkable := _walkable(graph, topic, found):
                paths[topic] = walkable
        yield Supervised(row, paths)


def _votes(graph: Graph, rows: Sequence[Question], max_hops: int) -> dict[tuple[str, int], tuple[RelationPath, ...]]:
    """For each template and place of a topic in it, the paths with the best mean fit over some of its questions."""
    voters: dict[str, list[Question]] = defaultdict(list)
    for row in rows:
        template = question_template(row)
        if not row.gold_paths and len(voters[template]) < VOTERS_PER_TEMPLATE:
            voters[template].append(row)
    chosen: dict[tuple[str, int], tuple[RelationPath, ...]] = {}
    for template, own in voters.items():
        for place in range(max((len(row.topics) for row in own), default=0)):
            chosen[template, place] = _vote(graph, [row for row in own if len(row.topics) > place], place, max_hops)
    return chosen


def _vote(graph: Graph, rows: Sequence[Question], place: int, max_hops: int) -> tuple[RelationPath, ...]:
    fit: dict[RelationPath, float] = defaultdict(float)
    for row in rows:
        for found in _search(graph, row.topics[place], row, max_hops):
            fit[found.path] += found.f1
    best = max(fit.values(), default=0.0)
    return tuple(
        sorted((path for path, value in fit.items() if value >= TIED_SHARE * best), key=lambda path: (len(path), path))
    )


def _search(graph: Graph, topic: str, row: Question, max_hops: int) -> list[ScoredPath]:
    if graph.entities([topic])[0] is None:
        return []
    return find_paths(graph, topic, row.answers, max_hops=min(max_hops, row.hops or max_hops))


def _best(found: Sequence[ScoredPath], least_f1: float) -> tuple[RelationPath, ...]:
    if not found or found[0].f1 < least_f1:
        return ()
    return tuple(
        one.path for one in found if one.f1 >= TIED_SHARE * found[0].f1 and len(one.path) == len(found[0].path)
    )


def _gold(row: Question, place: int) -> tuple[RelationPath, ...]:
    if len(row.topics) == 1:
        return row.gold_paths
    return row.gold_paths[place : place + 1]


def _walkable(graph: Graph, topic: str, paths: Sequence[RelationPath]) -> tuple[RelationPath, ...]:
    """Those of the paths that lead somewhere from this topic."""
    if not paths or graph.entities([topic])[0] is None:
        return ()
    ends = graph.ends([(topic, path) for path in paths], 1)
    return tuple(path for path, reached in zip(paths, ends, strict=True) if reached)


def _last_steps(graph: Graph, answers: Sequence[str]) -> set[Step]:
    """Steps by which a path can arrive at one of the first answers."""
    known = [entity.id for entity in graph.entities(answers[:MAX_ANSWERS_SAMPLED]) if entity]
    return {inverse_step(step) for answer in known for step in graph.steps(answer, [()], cap=1)[0]}
