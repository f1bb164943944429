"""The engine at each size: questions about a made graph, topics given, by the shipped model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from statistics import median
from time import perf_counter

import rog
from eval.machine import p50_p95, peak_memory_megabytes
from eval.speed.synthetic import QUESTIONS, SyntheticGraph, Wording
from rog.graph import Graph
from rog.types import Branch, read_step

__all__ = ["ask", "draw_questions"]

SAMPLED_TRIPLES = 20_000
"""Triples whose ends are topics."""


def ask(made: SyntheticGraph, path: Path, count: int) -> dict[str, object]:
    """Latency of so many questions, how many were answered, and how many with what the wording means."""
    began = perf_counter()
    engine = rog.open(path)
    opening = perf_counter() - began
    questions = draw_questions(engine.graph, made, count)
    engine.ask(questions[0][0], [questions[0][1].topic])  # the first one also allocates what the model works in
    results, seconds = [], []
    for text, branch in questions:
        began = perf_counter()
        results.append(engine.ask(text, [branch.topic]))
        seconds.append(perf_counter() - began)
    peak = peak_memory_megabytes()
    intended_ends = engine.graph.ends([branch for _, branch in questions], engine.settings.limit)
    found = [{answer.id for answer in result.answers} for result in results]
    return {
        "questions": len(questions),
        "answered": sum(not result.abstained for result in results),
        "answered_as_meant": sum(one == set(ends) for one, ends in zip(found, intended_ends, strict=True)),
        "answers_p50_p95": p50_p95([len(result.answers) for result in results], digits=0),
        "milliseconds_p50_p95": p50_p95(seconds, 1000, 1),
        "stage_milliseconds_p50": {
            stage: round(median(result.timings[stage] for result in results) * 1000, 2) for stage in results[0].timings
        },
        "engine_opening_seconds": round(opening, 2),
        "peak_megabytes": peak,
    }


def draw_questions(graph: Graph, made: SyntheticGraph, count: int) -> list[tuple[str, Branch]]:
    """At most `count` questions with the plan that is meant, the wordings in turn.

    A question whose plan reaches nothing is not asked. A topic is an end of a random triple, so that an entity is asked
    about as often as it has edges.
    """
    triples = list(islice(made.edges(), SAMPLED_TRIPLES))
    by_wording = [_askable(graph, wording, triples) for wording in QUESTIONS]
    return list(islice((asked for turn in zip_longest(*by_wording) for asked in turn if asked is not None), count))


def _askable(graph: Graph, wording: Wording, triples: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, Branch]]:
    relation, forward = read_step(wording.path[0])
    for triple in triples:
        branch = Branch(triple[0 if forward else 2], wording.path)
        if triple[1] == relation and graph.ends([branch], 1)[0]:
            yield wording.text.format(branch.topic), branch
