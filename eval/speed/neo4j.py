"""The same questions asked of a graph's index and of the same graph in a Neo4j database, in one run:

python -m eval.speed.neo4j --graph TRIPLES.tsv.gz --questions FILE… --database neo4j://HOST/neo4j [--part validation]

Says how many answers are byte-identical (everything in the results but timings and usage), and what a
question takes: seconds and round trips. The database must hold the graph (`rog graph load`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from statistics import mean
from time import perf_counter
from typing import Any

from tqdm import tqdm

import rog
from eval.machine import p50_p95, write_report
from rog.graph.neo4j.store import Neo4jGraph
from rog.pipeline import RoG
from rog.questions import Question, grounded, read_questions, split_by_template
from rog.result import Result

__all__ = ["main"]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.speed.neo4j", description=__doc__)
    parser.add_argument("--graph", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--questions", required=True, type=Path, nargs="+")
    parser.add_argument("--topics", choices=("given", "linked"), default="linked")
    parser.add_argument("--part", choices=("all", "train", "validation"), default="validation")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def shown(result: Result) -> str:
    """Everything that a reader of the result sees of the answer, as JSON."""
    return result.model_dump_json(exclude={"timings", "usage"})


def ask_each(engine: RoG, questions: list[Question], given: bool) -> tuple[list[Result], list[float]]:
    """The questions one by one: results and seconds."""
    results, seconds = [], []
    for question in tqdm(questions, unit=" questions", disable=not sys.stderr.isatty()):
        began = perf_counter()
        results.append(engine.ask(question.question, topics=question.topics if given else None))
        seconds.append(perf_counter() - began)
    return results, seconds


def main() -> None:
    """Command line."""
    args = _arguments()
    questions = [question for path in args.questions for question in read_questions(path)]
    if args.part != "all":
        questions = split_by_template(questions, share=0.2, seed=0)[args.part == "validation"]
    questions = Random(args.seed).sample(questions, min(args.limit, len(questions)))
    index, database = rog.open(args.graph), rog.open(args.database)
    questions = grounded(questions, index.graph)
    assert isinstance(database.graph, Neo4jGraph)
    given = args.topics == "given"
    for engine in (index, database):  # a server plans each query text when it first comes
        ask_each(engine, questions[:5], given)
    calls = database.graph.connection.calls
    expected, index_seconds = ask_each(index, questions, given)
    found, database_seconds = ask_each(database, questions, given)
    same = [shown(one) == shown(other) for one, other in zip(expected, found, strict=True)]
    stages = {stage: round(mean(result.timings[stage] for result in found) * 1000, 1) for stage in found[0].timings}
    report: dict[str, Any] = {
        "questions": len(questions),
        "identical": sum(same),
        "differ": [question.question for question, alike in zip(questions, same, strict=True) if not alike][:10],
        "index_milliseconds_p50_p95": p50_p95(index_seconds, 1000, 1),
        "database_milliseconds_p50_p95": p50_p95(database_seconds, 1000, 1),
        "database_stage_milliseconds_mean": stages,
        "round_trips_a_question": round((database.graph.connection.calls - calls) / len(questions), 2),
        "index_graph_calls_a_question": round(mean(result.usage.graph_calls for result in expected), 2),
        "server": database.graph.read_as(),
    }
    write_report(report, args, args.out)


if __name__ == "__main__":
    main()
