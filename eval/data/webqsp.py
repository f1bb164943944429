"""WebQSP's training questions with one directed gold path each:

python -m eval.data.webqsp TRIPLES QUESTIONS OUT.jsonl [--published MORE.jsonl]

The published paths are shortest paths between topic and answers, chance connections among them, and have no directions.
Where some lead from the topic to the answers in this graph, the best is taken; of another question's paths the one that
most of those walk. The graph is partial: `--published` takes all questions, whether a path can be walked or not, each
with all its paths, in the direction that each relation is mostly walked in. For measuring only: the data carry licences
that let no model of theirs be passed on.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from rog.graph import Graph, open_graph
from rog.metrics import precision_recall_f1
from rog.questions import Question, read_questions, write_questions
from rog.types import RelationPath, Step, make_step

__all__ = ["directed_questions", "main", "published_questions"]

MAX_PATH_ENDS = 1000
MIN_PATH_F1 = 0.2
"""A worse fit to the answers is one by chance."""
MIN_QUESTIONS_PER_PATH = 2
"""Questions that must walk a path for it to be taken for another's."""

Fit = dict[RelationPath, float]
"""Paths that lead somewhere from the topic, with how well they fit the answers."""


def directed_questions(graph: Graph, rows: Sequence[Question]) -> Iterator[Question]:
    """The questions that one of their paths can be learnt for."""
    fits = [_fit(graph, row) for row in rows]
    walked: Counter[RelationPath] = Counter()
    for fit in fits:
        if best := _best(fit):
            walked[best] += 1
    for row, fit in zip(rows, fits, strict=True):
        path = _best(fit) or max(fit, key=lambda path: (walked[path], path), default=None)
        if path and (fit[path] >= MIN_PATH_F1 or walked[path] >= MIN_QUESTIONS_PER_PATH):
            yield row.model_copy(update={"gold_paths": (path,), "template": None})


def published_questions(rows: Sequence[Question], directed: Sequence[Question]) -> Iterator[Question]:
    """All questions with all their paths, each relation in the direction that the directed ones mostly walk it in."""
    steps = Counter(step for row in directed for path in row.gold_paths for step in path)
    for row in rows:
        paths = [tuple(_usual(relation, steps) for relation in path) for path in row.gold_paths]
        yield row.model_copy(update={"gold_paths": tuple(dict.fromkeys(paths)), "template": None})


def _usual(relation: str, steps: Counter[Step]) -> Step:
    back = make_step(relation, False)
    return back if steps[back] > steps[relation] else relation


def _fit(graph: Graph, row: Question) -> Fit:
    topics = [topic.id for topic in graph.entities(row.topics) if topic]
    if not topics:
        return {}
    ways = [
        tuple(make_step(step, ahead) for step, ahead in zip(path, way, strict=True))
        for path in row.gold_paths
        for way in product((True, False), repeat=len(path))
    ]
    reached = graph.ends([(topics[0], way) for way in ways], MAX_PATH_ENDS)
    return {
        way: precision_recall_f1(set(ends), set(row.answers))[2]
        for way, ends in zip(ways, reached, strict=True)
        if ends
    }


def _best(fit: Fit) -> RelationPath | None:
    best = max(fit, key=lambda path: (fit[path], path), default=None)
    return best if best and fit[best] >= MIN_PATH_F1 else None


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.data.webqsp", description=__doc__)
    parser.add_argument("triples")
    parser.add_argument("questions", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--published", type=Path)
    args = parser.parse_args()
    rows = [row for row in read_questions(args.questions) if row.gold_paths]
    made = list(directed_questions(open_graph(args.triples), rows))
    _write(args.out, made, len(rows))
    if args.published:
        _write(args.published, list(published_questions(rows, made)), len(rows))
    return 0 if made else 1


def _write(out: Path, made: Sequence[Question], whole: int) -> None:
    write_questions(made, out)
    print(f"{out}: {len(made)} of {whole} questions", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
