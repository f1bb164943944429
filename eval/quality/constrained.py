"""Measure what the constraint of a causal planner costs and gives:

python -m eval.quality.constrained --planner causal:MODEL --set GRAPH QUESTIONS [--set …] [--limit 500] [--out FILE]

For each set: the share of all plans that the planner emits which can be walked in the graph. The first `--timed`
questions are asked one by one, in turns with the constraint and without it, from the same prompts. Of them it reports
the same share of greedy text without the constraint, and the milliseconds a token of greedy decoding. With the
constraint they include the calls to the graph; without it they are of whatever the model writes. Topics are given.

The constrained search finds the most probable step and not only a probable beginning of one. Where the model is unsure
it therefore reads more tokens than it writes. Its cost is given for each token written and for each token read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import fmean, median
from time import perf_counter
from typing import Any

from tqdm import tqdm

from eval.machine import p50_p95, write_report
from eval.quality.run import part_of
from rog.errors import PathError
from rog.graph import Graph, open_graph
from rog.lm import load_lm
from rog.lm.contract import SteerableLM
from rog.outcome import Plan
from rog.planner.causal.planner import CausalPlanner, CausalSettings
from rog.planner.contract import PlanRequest
from rog.planner.search.beams import BeamSettings
from rog.prompts.planning import planning_prompt
from rog.prompts.step_texts import StepTexts, step_texts
from rog.questions import Question, grounded, read_questions
from rog.types import MAX_HOPS, Branch, Candidate, Topic

__all__ = ["measure"]

MAX_PATH_TOKENS = 48
"""Of a path in free text."""

QUESTIONS_PER_BATCH = 32
"""Questions that are planned together where nothing is timed."""


def measure(lm: SteerableLM, graph: Graph, questions: Sequence[Question], timed: int) -> dict[str, Any]:
    """Validity of plans and of free text, shares of 1; seconds a question, milliseconds a token."""
    planner = CausalPlanner(lm)
    emitted = walkable = 0
    batches = range(0, len(questions), QUESTIONS_PER_BATCH)
    for first in tqdm(batches, unit=f" x {QUESTIONS_PER_BATCH}", disable=not sys.stderr.isatty()):
        requests = [_request(question, graph) for question in questions[first : first + QUESTIONS_PER_BATCH]]
        plans = [plan for planned in planner.plan(requests, graph) for plan in planned.plans]
        emitted += len(plans)
        walkable += sum(_walkable(plan, graph) for plan in plans)
    return {
        "questions": len(questions),
        "relations": len(graph.relations()),
        "plans": emitted,
        "plans_that_exist": walkable / max(1, emitted),
        **_timed(lm, graph, questions[:timed]),
    }


def _timed(lm: SteerableLM, graph: Graph, questions: Sequence[Question]) -> dict[str, Any]:
    planner = CausalPlanner(lm)
    greedy = CausalPlanner(lm, settings=CausalSettings(beams=BeamSettings(width=1)))
    texts = step_texts(tuple(graph.relations()))
    valid = 0
    whole: list[float] = []
    with_it: list[float] = []
    read: list[float] = []
    without: list[float] = []
    for question in tqdm(questions, unit=" questions", disable=not sys.stderr.isatty()):
        request = _request(question, graph)
        topic = request.topics[0].candidates[0]
        prompt = planning_prompt(question.question, topic.name)
        began = perf_counter()
        planner.plan([request], graph)
        planned = perf_counter()
        (found,) = greedy.plan([request], graph)
        decoded = perf_counter()
        (reply,) = lm.generate([prompt], max_tokens=MAX_PATH_TOKENS)
        written = perf_counter()
        whole.append(planned - began)
        valid += _is_path(reply.text, topic.id, texts, graph)
        if found.plans:
            pieces = texts.path_pieces(found.plans[0].branches[0].path)
            tokens = 1 + sum(map(len, lm.encode_next(pieces)))
            with_it.append((decoded - planned) / tokens)
            read.append((decoded - planned) / max(tokens, 1 + found.usage.output_tokens))
            without.append((written - decoded) / max(1, reply.output_tokens))
    return {
        "timed": len(questions),
        "free_text_that_exists": valid / max(1, len(questions)),
        "seconds_a_question_p50_p95": p50_p95(whole, digits=3),
        "milliseconds_a_token_written": round(1000 * fmean(with_it), 2),
        "milliseconds_a_token_read": round(1000 * fmean(read), 2),
        "milliseconds_a_token_free": round(1000 * fmean(without), 2),
        "median_ratio_written": round(median(one / other for one, other in zip(with_it, without, strict=True)), 3),
        "median_ratio_read": round(median(one / other for one, other in zip(read, without, strict=True)), 3),
    }


def _request(question: Question, graph: Graph) -> PlanRequest:
    """A request from the question's first topic."""
    (entity,) = graph.entities([question.topics[0]])
    assert entity is not None, "questions without a known topic are left out"
    candidate = Candidate(id=entity.id, name=entity.name, score=1.0, kind="given")
    return PlanRequest(question.question, (Topic(text=entity.name, start=None, end=None, candidates=(candidate,)),))


def _walkable(plan: Plan, graph: Graph) -> bool:
    return all(graph.ends(list(plan.branches), 1))


def _is_path(text: str, topic: str, texts: StepTexts, graph: Graph) -> bool:
    """Whether free text is a path that can be walked from the topic."""
    try:
        path = texts.path(text.split("\n")[0])
    except PathError:
        return False
    return 0 < len(path) <= MAX_HOPS and bool(graph.ends([Branch(topic, path)], 1)[0])


def _questions(path: Path, graph: Graph, limit: int, part: str) -> list[Question]:
    questions = grounded(part_of(list(read_questions(path)), part), graph)
    known = [question for question in questions if question.topics and graph.entities(question.topics[:1])[0]]
    return Random(0).sample(known, min(limit, len(known)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.constrained", description=__doc__)
    parser.add_argument("--planner", required=True, metavar="causal:MODEL")
    parser.add_argument("--set", required=True, nargs=2, action="append", metavar=("GRAPH", "QUESTIONS"))
    parser.add_argument("--part", choices=("all", "validation"), default="all")
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--timed", type=int, default=50)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    lm = load_lm(args.planner)
    figures = {}
    for place, path in args.set:
        graph = open_graph(place)
        questions = _questions(Path(path), graph, args.limit, args.part)
        name = f"{Path(place).parent.name}/{Path(path).name.partition('.')[0]}".lstrip("/")
        figures[name] = measure(lm, graph, questions, args.timed)
    write_report(figures, args, args.out)


if __name__ == "__main__":
    main()
