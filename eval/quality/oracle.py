"""Measure a reasoner alone, with one oracle path among distractors, and with the oracle removed:

python -m eval.quality.oracle --reasoner causal:MODEL --graph GRAPH --questions FILE… [--part validation] [--limit 300]

The reasoner is shown one path that leads to an answer and 15 that do not (`rog.training.distractors`), in random order.
Then it is shown the same without the oracle, where the right reply is that these paths hold no answer. Topics are
given. A causal reasoner is measured constrained, and with `--free` in free text that is checked.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter
from typing import Any

from tqdm import tqdm

from eval.machine import p50_p95, write_report
from eval.quality.run import part_of
from rog.errors import InputError
from rog.graph import Graph, open_graph
from rog.outcome import Plan
from rog.questions import Question, grounded, read_questions
from rog.reasoner import load_reasoner
from rog.reasoner.citing.citations import CitedReasoned
from rog.reasoner.contract import Reasoned, Reasoner
from rog.retriever import Evidence, Retrieved
from rog.training.distractors import Solved, distractor_paths, oracle_paths
from rog.training.supervision import Supervised, supervise
from rog.types import Branch, Ends, ReasoningPath

__all__ = ["Case", "make_cases", "measure"]

MAX_PROMPT_TOKENS = 2000
"""Tokens of a prompt: all paths are shown, however long they are."""


@dataclass(frozen=True)
class Case:
    """A question with the evidence it is asked on, and the end of the oracle."""

    question: Question
    oracle: ReasoningPath
    distractors: tuple[ReasoningPath, ...]
    graph: Graph

    def evidence(self, seed: int, *, with_oracle: bool) -> Evidence:
        """All paths in random order, each as what a plan of its own reached."""
        shown = [*([self.oracle] if with_oracle else []), *self.distractors]
        Random(f"{seed}:{self.question.question}").shuffle(shown)
        return Evidence(self.question.question, self.graph, tuple(map(_retrieved, shown)))


def _retrieved(path: ReasoningPath) -> Retrieved:
    plan = Plan.of((Branch(path.topic, path.relation_path),), 1.0)
    return Retrieved(plan, Ends([path.end]))


def make_cases(graph: Graph, supervised: Sequence[Supervised], distractors: int, seed: int) -> list[Case]:
    """A case for each question of one topic that has a right path and as many distractors."""
    cases = []
    for number, found in enumerate(supervised):
        if len(found.paths) != 1:
            continue
        ((topic, paths),) = found.paths.items()
        solved = Solved(topic, paths, found.question.answers)
        rng = Random(f"{seed}:{number}")
        oracles, wrong = oracle_paths(solved, graph, rng, 1), distractor_paths(solved, graph, rng, distractors)
        if oracles and len(wrong) == distractors:
            cases.append(Case(found.question, oracles[0], tuple(wrong), graph))
    return cases


def measure(reasoner: Reasoner, cases: Sequence[Case], seed: int) -> dict[str, Any]:
    """Shares of 1 over the cases, with the oracle and without it; seconds and tokens of a question."""
    with_oracle: list[Reasoned] = []
    without: list[Reasoned] = []
    seconds = []
    for case in tqdm(cases, unit=" questions", disable=not sys.stderr.isatty()):
        began = perf_counter()
        with_oracle += reasoner.reason([case.evidence(seed, with_oracle=True)])
        seconds.append(perf_counter() - began)
        without += reasoner.reason([case.evidence(seed, with_oracle=False)])
    given = [
        (answer.id, case) for one, case in zip(with_oracle, cases, strict=True) for answer in one.answers
    ]  # each is the end of a path it cites, by the check of every reply
    dropped = sum(one.citations.dropped for one in with_oracle if isinstance(one, CitedReasoned) and one.citations)
    return {
        "questions": len(cases),
        "hits_at_1": _share([bool(one.answers) and one.answers[0].id == case.oracle.end
                             for one, case in zip(with_oracle, cases, strict=True)]),
        "answered_with_oracle": _share([bool(one.answers) for one in with_oracle]),
        "answers": len(given) + dropped,
        "answers_that_cite_a_path_to_them": len(given) / max(1, len(given) + dropped),
        "answers_that_are_right": _share([end == case.oracle.end for end, case in given]),
        "abstained_without_oracle": _share([not one.answers for one in without]),
        "seconds_p50_p95": p50_p95(seconds),
        "input_tokens": fmean(one.usage.input_tokens for one in with_oracle),
        "output_tokens": fmean(one.usage.output_tokens for one in with_oracle),
    }  # fmt: skip


def _share(values: Sequence[bool]) -> float:
    return fmean(values) if values else 0.0


def _reasoner(spec: str, free: bool) -> Reasoner:
    if not spec.startswith("causal:"):
        return load_reasoner(spec)
    from rog.reasoner.causal.reasoner import CausalReasoner, CausalReasonerSettings

    return CausalReasoner(spec, settings=CausalReasonerSettings(prompt_tokens=MAX_PROMPT_TOKENS, constrained=not free))


def _supervised(graph: Graph, args: argparse.Namespace) -> list[Supervised]:
    """As many questions of each file; which paths are right is voted on by all questions of their templates."""
    chosen: list[Supervised] = []
    for path in args.questions:
        questions = list(supervise(graph, grounded(part_of(list(read_questions(path)), args.part), graph)))
        chosen += Random(args.seed).sample(questions, min(args.limit // len(args.questions), len(questions)))
    if not chosen:
        raise InputError("no questions to ask")
    return chosen


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.oracle", description=__doc__)
    parser.add_argument("--reasoner", required=True)
    parser.add_argument("--graph", required=True)
    parser.add_argument("--questions", required=True, type=Path, nargs="+")
    parser.add_argument("--part", choices=("all", "validation"), default="validation")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--distractors", type=int, default=15)
    parser.add_argument("--free", action="store_true", help="free text instead of constrained decoding")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    graph = open_graph(args.graph)
    cases = make_cases(graph, _supervised(graph, args), args.distractors, args.seed)
    write_report(measure(_reasoner(args.reasoner, args.free), cases, args.seed), args, args.out)


if __name__ == "__main__":
    main()
