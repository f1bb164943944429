"""A server under load, of which every answer is compared with the one that the engine gives alone:

python -m eval.serving.load [--clients 64] [--questions 2000] [--graph world] [--graph metaqa=FILE] [--out FILE]

Questions come from eval/questions/world.hand.jsonl and, for a graph called `metaqa`, from --metaqa-questions. One in
ten is a hub question with a small limit, and every twentieth request is abandoned by its client. Exits with 1 if an
answer is not that of the engine, is late, or is none. So it does if memory grew by more than a fifth after its plateau.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

import httpx2

import rog
from eval.machine import p50_p95, write_report
from eval.serving.clients import Load, ServedQuestion, first_page, first_stage, reproducible, run_load
from eval.serving.process import Served, served
from rog.cli.serve import graph_name
from rog.pipeline import RoG
from rog.questions import read_questions

__all__ = ["main"]

WORLD, METAQA = "world", "metaqa"
HUBS = {
    WORLD: ("Which cities are in the United States?", "Which places are in the time zone of Berlin?"),
    METAQA: ("what movies are in English", "which films have the genre Drama"),
}
HUB_ANSWER_LIMIT = 5
REQUESTS_PER_HANG_UP = 20
SERVER_RESULT_LIMIT = 1_000
"""What a server gives where no limit is asked for."""


def questions_of(graph: str, kg: RoG, files: Sequence[Path], count: int) -> list[ServedQuestion]:
    """So many questions with their serial answers, one in ten of them about a hub."""
    texts = [question.question for path in files for question in read_questions(path)]
    hubs = cycle(HUBS.get(graph, HUBS[WORLD]))
    chosen = [
        (next(hubs), HUB_ANSWER_LIMIT) if number % 10 == 9 else (text, None)
        for number, text in enumerate(islice(cycle(texts), count))
    ]
    serial: dict[tuple[str, int | None], Any] = {}
    for text, limit in dict.fromkeys(chosen):
        serial[text, limit] = reproducible(
            json.loads(kg.ask(text, limit=limit or SERVER_RESULT_LIMIT).model_dump_json())
        )
    return [ServedQuestion(text, graph, limit, serial[text, limit]) for text, limit in chosen]


def mixed(lists: Sequence[list[ServedQuestion]]) -> Iterator[ServedQuestion]:
    """The questions of all graphs by turns."""
    for row in zip(*lists, strict=True):
        yield from row


def warm_figures(server: Served, questions: Sequence[ServedQuestion]) -> dict[str, Any]:
    """What a first visitor and a single client wait for."""
    pages = [round(first_page(server.url), 3) for _ in range(5)]
    with httpx2.Client(base_url=server.url, timeout=60) as http:
        stages = [first_stage(http, one.body) for one in [*questions[:20], *questions[:100]]][20:]
    return {"first_page_seconds": pages, "first_stage_milliseconds_p50_p95": p50_p95(stages, 1000, 1)}


def under_load(server: Served, questions: Sequence[ServedQuestion], clients: int, rounds: int) -> dict[str, Any]:
    """Ask everything in `rounds` parts, the first of which warms up; memory is that after each."""
    size, memory = -(-len(questions) // rounds), []
    loads, began = [], perf_counter()
    for number in range(rounds):
        part = questions[number * size : (number + 1) * size]
        loads.append(asyncio.run(run_load(server.url, part, clients, REQUESTS_PER_HANG_UP)))
        sleep(0.5)
        memory.append(round(server.memory_megabytes(), 1))
    return {
        **_joined(loads),
        "questions_per_second": round(len(questions) / (perf_counter() - began), 1),
        "memory_megabytes": memory,
        "memory_at_the_end_over_plateau": round(memory[-1] / median(memory[rounds // 4 : rounds // 2 + 1]), 3),
    }


def _joined(loads: Sequence[Load]) -> dict[str, Any]:
    seconds = [lap for load in loads for lap in load.seconds]
    statuses: dict[str, int] = {}
    for load in loads:
        for status, count in load.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return {
        "answered": sum(statuses.values()),
        "by_status": statuses,
        "unlike_the_serial_answer": sum(len(load.unlike) for load in loads),
        "examples_unlike": [question for load in loads for question in load.unlike][:5],
        "hung_up": sum(load.hung_up for load in loads),
        "milliseconds_p50_p95": p50_p95(seconds, 1000, 1),
        "longest_seconds": round(max(seconds), 3),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.serving.load", description=__doc__)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--questions", type=int, default=2_000)
    parser.add_argument("--graph", action="append", help="graphs as `rog serve -g` takes them (default: world)")
    parser.add_argument("--world-questions", type=Path, nargs="+", default=[Path("eval/questions/world.hand.jsonl")])
    parser.add_argument("--metaqa-questions", type=Path, nargs="+", default=[])
    parser.add_argument("--timeout", type=float, default=30.0, help="the server's deadline in seconds")
    parser.add_argument("--rounds", type=int, default=10, help="parts after each of which memory is looked at")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    graphs = dict(graph_name(given) for given in args.graph or [WORLD])
    files = {METAQA: args.metaqa_questions or args.world_questions}
    count = args.questions // len(graphs)
    lists = [
        questions_of(name, rog.open(address), files.get(name, args.world_questions), count)
        for name, address in graphs.items()
    ]
    questions = list(mixed(lists))
    options = [option for name, address in graphs.items() for option in ("-g", f"{name}={address}")]
    with served(*options, "--timeout", str(args.timeout)) as server:
        figures = {**warm_figures(server, questions), **under_load(server, questions, args.clients, args.rounds)}
        figures["exit_code"] = server.stop()
    figures["past_the_deadline"] = int(figures["longest_seconds"] > args.timeout + 1)
    write_report(figures, args, args.out)
    right = figures["by_status"] == {"200": len(questions)} and not figures["unlike_the_serial_answer"]
    steady = figures["memory_at_the_end_over_plateau"] <= 1.2
    return 0 if right and steady and not figures["past_the_deadline"] and figures["exit_code"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
