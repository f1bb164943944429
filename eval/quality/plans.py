"""Plan hits of a planner alone, also of questions whose topic the graph does not have:

python -m eval.quality.plans --graph GRAPH --questions FILE [--planner compact:FOLDER] [--out FILE.jsonl]

A graph that is a part of another lacks topics, and edges on gold paths. Reports, of the questions that have gold paths,
the share where one of the first 1, 2 and 3 plans walks one:

- `constrained`: with plans that the graph holds; a topic that it does not have gives none
- `anywhere`: with steps taken from all its relations; without a topic, for the question as a whole
- `constrained_where_known`: the first where the graph has the topic, else the second

`rog-webqsp` are the plans that RoG published for WebQSP, three for most questions.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from tqdm import tqdm

from eval.baselines.published import PublishedPlanner, read_predictions
from eval.places import unplaced
from eval.stored import replace_record
from rog.errors import InputError
from rog.graph import Graph, open_graph
from rog.linker import given_topic
from rog.metrics import plan_hit
from rog.planner import load_planner
from rog.planner.contract import Planner, PlanRequest
from rog.questions import Question, grounded, read_questions
from rog.types import Entity, Topic

__all__ = ["PlanHits", "main", "plan_hits", "report"]

CUTOFFS = (1, 2, 3)
"""Numbers of first plans that are looked at."""

Hits = tuple[bool, ...]
"""Whether a gold path is among the first 1, 2 and 3 plans."""


@dataclass(frozen=True)
class PlanHits:
    """Of one question, by plans that the graph holds and by any; whether the graph has one of its topics."""

    known: bool
    constrained: Hits
    anywhere: Hits


def plan_hits(
    graph: Graph, questions: Sequence[Question], constrained: Planner, unconstrained: Planner, *, directed: bool
) -> list[PlanHits]:
    """The hits of each question that has gold paths; `held` plans what the graph holds, `free` anything."""
    rows = []
    for question in tqdm([question for question in questions if question.gold_paths], desc="plans", unit=" questions"):
        known = tuple(given_topic(question.question, entity) for entity in graph.entities(question.topics) if entity)
        absent = tuple(given_topic(question.question, Entity(id=key, name=key)) for key in (*question.topics, "")[:1])
        rows.append(
            PlanHits(
                bool(known),
                _hits(constrained, graph, question, known, directed),
                _hits(unconstrained, graph, question, known or absent, directed),
            )
        )
    return rows


def _hits(planner: Planner, graph: Graph, question: Question, topics: tuple[Topic, ...], directed: bool) -> Hits:
    (planned,) = planner.plan([PlanRequest(question.question, topics)], graph)
    return tuple(plan_hit(planned.plans, question.gold_paths, most, directed=directed) for most in CUTOFFS)


def report(rows: Sequence[PlanHits]) -> dict[str, Any]:
    """Shares of the questions, at 1, 2 and 3. Raises InputError where there is no question."""
    if not rows:
        raise InputError("no question has a gold path")
    return {
        "questions": len(rows),
        "topic_in_the_graph": sum(row.known for row in rows),
        "constrained": _means([row.constrained for row in rows]),
        "anywhere": _means([row.anywhere for row in rows]),
        "constrained_where_known": _means([row.constrained if row.known else row.anywhere for row in rows]),
    }


def _means(rows: Sequence[Hits]) -> list[float]:
    return [round(fmean(column), 4) for column in zip(*rows, strict=True)]


def _planners(spec: str) -> tuple[Planner, Planner]:
    """One that plans what the graph holds, and one that plans anything."""
    kind, _, file = spec.partition(":")
    if kind == "rog-webqsp":
        predictions = read_predictions(file or None)
        return PublishedPlanner(predictions), PublishedPlanner(predictions, constrained=False)
    return load_planner(spec), load_planner(f"{spec}?constrained=no&forms=no")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.plans", description=__doc__)
    parser.add_argument("--graph", required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--planner", default="compact", help="compact, compact:FOLDER or rog-webqsp:FILE")
    parser.add_argument("--out", type=Path, help="file of such reports, a line for each planner")
    args = parser.parse_args(arguments)
    graph = open_graph(args.graph)
    questions = grounded(read_questions(args.questions), graph)
    directed = any(step.startswith("^") for question in questions for path in question.gold_paths for step in path)
    constrained, unconstrained = _planners(args.planner)
    found = report(plan_hits(graph, questions, constrained, unconstrained, directed=directed))
    found = {"planner": unplaced(args.planner), **found, "model": getattr(constrained, "checksum", None)}
    if args.out:
        replace_record(args.out, found, ["planner"])
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
