"""How long a question takes: the cold command, warm questions one by one, and many at once:

python -m eval.speed.ask [--graph world] [--questions FILE] [--limit 300] [--topics linked] [--out FILE]

The cold command is started anew each time and asks the first of the questions, or on the world graph
one that is the README's. The answers of the questions one by one and in batches are compared.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import rog
from eval.machine import p50_p95, peak_memory_megabytes, write_report
from rog.pipeline import RoG
from rog.questions import Question, grounded, read_questions
from rog.result import Result

__all__ = ["main"]

WORLD = "world"
QUESTION = "Which languages are spoken in the countries that border Switzerland?"
ANSWERED, ABSTAINED = 0, 1
"""Exit codes of the command that are no failure."""


def cold_seconds(graph: str, question: str, runs: int) -> list[float]:
    """Seconds of the whole command, started anew each time. Raises CalledProcessError where it fails."""
    seconds = []
    for _ in range(runs):
        began = perf_counter()
        command = [sys.executable, "-m", "rog", "ask", "--graph", graph, question]
        process = subprocess.run(command, capture_output=True, check=False)
        seconds.append(perf_counter() - began)
        if process.returncode not in (ANSWERED, ABSTAINED):
            process.check_returncode()
    return seconds


def one_by_one(engine: RoG, questions: Sequence[Question], given: bool) -> tuple[list[Result], list[float]]:
    """The results of the questions, asked each by itself, and the seconds of each."""
    results, seconds = [], []
    for question in questions:
        began = perf_counter()
        results.append(engine.ask(question.question, topics=question.topics if given else None))
        seconds.append(perf_counter() - began)
    return results, seconds


def measure(graph: str, questions: Sequence[Question], given: bool, cold: int) -> dict[str, object]:
    """The figures, by name. Asks the first question once before it measures."""
    engine = rog.open(graph)
    engine.ask(questions[0].question, topics=questions[0].topics if given else None)
    results, seconds = one_by_one(engine, questions, given)
    began = perf_counter()
    together = list(engine.ask_many(questions if given else [question.question for question in questions]))
    batch = perf_counter() - began
    alike = sum(_ids(one) == _ids(other) for one, other in zip(results, together, strict=True))
    return {
        "questions": len(questions),
        "answered": sum(not result.abstained for result in results),
        "answers_alike_one_by_one_and_in_batches": alike,
        "cold_command_seconds": [
            round(lap, 2) for lap in cold_seconds(graph, QUESTION if graph == WORLD else questions[0].question, cold)
        ],
        "warm_milliseconds_p50_p95": p50_p95(seconds, 1000, 1),
        "stage_milliseconds_p50": {
            stage: round(median(result.timings[stage] for result in results) * 1000, 2) for stage in results[0].timings
        },
        "ask_many_questions_per_second": round(len(questions) / batch, 1),
        "peak_memory_megabytes": peak_memory_megabytes(),
        "model": getattr(engine.planner, "checksum", None),
    }


def _ids(result: Result) -> set[str]:
    return {answer.id for answer in result.answers}


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed.ask", description=__doc__)
    parser.add_argument("--graph", default=WORLD)
    parser.add_argument("--questions", type=Path, nargs="+", default=[Path("eval/questions/world.hand.jsonl")])
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--topics", choices=("given", "linked"), default="linked")
    parser.add_argument("--cold", type=int, default=3, help="times the cold command is started")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    questions = [question for path in args.questions for question in read_questions(path)]
    questions = Random(0).sample(questions, min(args.limit, len(questions)))
    if not questions:
        parser.error("there are no questions to ask")
    questions = grounded(questions, rog.open(args.graph).graph)
    write_report(measure(args.graph, questions, args.topics == "given", args.cold), args, args.out)


if __name__ == "__main__":
    main()
