"""Questions that the user gives: read, and made fit to learn from where something is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rog.errors import InputError
from rog.graph import Graph
from rog.linker import link
from rog.questions import Question, read_questions
from rog.training.supervision import find_paths, supervise

__all__ = ["read_own_questions"]

MAX_TOPIC_CANDIDATES = 8
"""Entities that the question may name, looked at where it does not say its topics."""
MAX_ANSWER_ENDS = 10_000
"""Of a gold path, where a question does not say its answers."""


def read_own_questions(paths: Sequence[Path], graph: Graph) -> tuple[list[Question], list[str]]:
    """Questions with topics and answers that a relation path of the graph joins, and what is wrong with the others.

    Topics and answers may be names that one entity has. Topics may be left out where the answers are given, and
    answers where gold paths are. Raises SourceError for a file that cannot be read, InputError where no row is fit.
    """
    fit, wrong = [], []
    for path in paths:
        for number, row in enumerate(read_questions(path), 1):
            question = _completed(row, graph)
            (found,) = supervise(graph, [question], by_template=False)
            if found.paths or (question.topics and not question.answers):
                fit.append(question)
            else:
                wrong.append(f"{path}, question {number}: no relation path leads from its topics to its answers")
    if paths and not fit:
        raise InputError(f"no question can be learnt from; {wrong[0] if wrong else f'{paths[0]} holds none'}")
    return fit, wrong


def _completed(row: Question, graph: Graph) -> Question:
    answers = _ids(row.answers, graph)
    topics = _ids(row.topics, graph) or _named_in(row.question, answers, graph)
    if row.gold_paths and topics and not answers:
        branches = [(topics[0], path) for path in row.gold_paths[:1]] if len(topics) == 1 else []
        branches = branches or list(zip(topics, row.gold_paths, strict=False))
        known = [branch for branch in branches if graph.entities([branch[0]])[0]]
        ends = [set(one) for one in graph.ends(known, MAX_ANSWER_ENDS)]
        answers = tuple(sorted(set.intersection(*ends))) if ends else ()
    return row.model_copy(update={"topics": topics, "answers": answers})


def _ids(texts: Iterable[str], graph: Graph) -> tuple[str, ...]:
    """Ids as they are; for a name that one entity has, its id."""
    given = tuple(texts)
    found = []
    for text, entity, matches in zip(given, graph.entities(given), graph.find(given, 2), strict=True):
        alone = entity is None and len(matches) == 1
        found.append(matches[0].id if alone else text)
    return tuple(dict.fromkeys(found))


def _named_in(question: str, answers: tuple[str, ...], graph: Graph) -> tuple[str, ...]:
    """The entity named in the question from which some relation path fits the answers best."""
    candidates = [one.id for topic in link(question, graph) for one in topic.candidates][:MAX_TOPIC_CANDIDATES]
    best = [(found[0].f1, key) for key in candidates if (found := find_paths(graph, key, answers))] if answers else []
    return (max(best, key=lambda item: item[0])[1],) if best else ()
