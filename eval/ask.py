"""How long a question takes: the cold command, warm questions one by one, and many at once:

python -m eval.ask [--graph world] [--questions FILE] [--limit 300]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median, quantiles
from time import perf_counter

import rog
from rog.questions import read_questions

__all__ = ["main"]

QUESTION = "Which languages are spoken in the countries that border Switzerland?"


def _cold(runs: int) -> list[float]:
    """Seconds of the whole command, started anew each time."""
    seconds = []
    for _ in range(runs):
        began = perf_counter()
        subprocess.run([sys.executable, "-m", "rog", "ask", QUESTION], check=True, capture_output=True)
        seconds.append(perf_counter() - began)
    return seconds


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.ask", description=__doc__)
    parser.add_argument("--graph", default="world")
    parser.add_argument("--questions", type=Path, nargs="+", default=[Path("eval/questions/world.hand.jsonl")])
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--topics", choices=("given", "linked"), default="linked")
    args = parser.parse_args()
    questions = [question for path in args.questions for question in read_questions(path)]
    questions = Random(0).sample(questions, min(args.limit, len(questions)))
    engine = rog.open(args.graph)
    given = args.topics == "given"
    engine.ask(questions[0].question)
    single, stages = [], []
    for question in questions:
        began = perf_counter()
        result = engine.ask(question.question, topics=question.topics if given else None)
        single.append(perf_counter() - began)
        stages.append(result.timings)
    began = perf_counter()
    for _ in engine.ask_many(questions if given else [question.question for question in questions]):
        pass
    batch = perf_counter() - began
    report = {
        "questions": len(questions),
        "cold_command_seconds": [round(seconds, 2) for seconds in _cold(3)],
        "warm_milliseconds_p50_p95": [round(quantiles(single, n=20)[at] * 1000, 1) for at in (9, 18)],
        "stage_milliseconds_p50": {k: round(median(s[k] for s in stages) * 1000, 2) for k in stages[0]},
        "ask_many_questions_per_second": round(len(questions) / batch, 1),
        "peak_memory_megabytes": getrusage(RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
