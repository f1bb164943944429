"""Ask a file of questions and score the answers:

python -m eval.run --graph GRAPH --questions FILE --out eval/results/NAME.json [--topics linked] [--part validation]

Writes the scores with the configuration, and says how many cited edges a plain loop over the triples
file finds (`--triples`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter

from tqdm import tqdm

import rog
from rog.metrics import score
from rog.questions import Question, read_questions, split_by_template
from rog.types import Result

__all__ = ["main"]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.run", description=__doc__)
    parser.add_argument("--graph", required=True)
    parser.add_argument("--questions", required=True, type=Path, nargs="+")
    parser.add_argument("--topics", choices=("given", "linked"), default="given")
    parser.add_argument("--part", choices=("all", "train", "validation"), default="all", help="by question template")
    parser.add_argument("--planner")
    parser.add_argument("--reasoner")
    parser.add_argument("--limit", type=int, help="ask a random sample of this many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--triples", type=Path, help="tab-separated triples to look the cited edges up in")
    parser.add_argument("--out", type=Path)
    parser.add_argument(
        "--wrong", type=int, default=0, metavar="N", help="show N questions that were not answered exactly"
    )
    return parser.parse_args()


def _questions(args: argparse.Namespace) -> list[Question]:
    questions = [question for path in args.questions for question in read_questions(path)]
    if args.part != "all":
        questions = split_by_template(questions, share=0.2, seed=0)[args.part == "validation"]
    if args.limit and args.limit < len(questions):
        questions = Random(args.seed).sample(questions, args.limit)
    return questions


def cited_edges_found(results: Iterable[Result], triples: Path) -> tuple[int, int]:
    """How many of the distinct edges that the results cite stand in the file, and how many there are."""
    cited = {
        hop.triple for result in results for answer in result.answers for path in answer.paths for hop in path.hops
    }
    found = set()
    opener = gzip.open if triples.suffix == ".gz" else open
    with opener(triples, "rt", encoding="utf-8") as lines:
        for line in lines:
            edge = tuple(line.rstrip("\n").split("\t"))
            if edge in cited:
                found.add(edge)
    return len(found), len(cited)


def main() -> None:
    """Command line."""
    args = _arguments()
    questions = _questions(args)
    engine = rog.open(args.graph, args.planner, args.reasoner)
    asked = questions if args.topics == "given" else [question.question for question in questions]
    began = perf_counter()
    results = list(tqdm(engine.ask_many(asked), total=len(asked), unit=" questions", disable=not sys.stderr.isatty()))
    seconds = perf_counter() - began
    totals = sorted(result.timings.get("total", 0.0) for result in results)
    report: dict[str, object] = {
        "scores": asdict(score(zip(results, questions, strict=True))),
        "questions_per_second": round(len(questions) / seconds, 1),
        "seconds_p50_p95": [round(quantiles(totals, n=20)[at], 4) for at in (9, 18)] if len(totals) > 1 else totals,
        "model": getattr(engine.planner, "checksum", None),
        "configuration": {key: str(value) for key, value in vars(args).items() if key != "out"},
        "versions": {"rog": rog.__version__, "python": platform.python_version()},
    }
    if args.triples:
        found, cited = cited_edges_found(results, args.triples)
        report["cited_edges"] = {"distinct": cited, "in_the_file": found}
    _show_wrong(results, questions, args.wrong)
    text = json.dumps(report, indent=1)
    print(text)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text + "\n", "utf-8")


def _show_wrong(results: Iterable[Result], questions: Iterable[Question], most: int) -> None:
    wrong = [
        (result, question)
        for result, question in zip(results, questions, strict=True)
        if {answer.id for answer in result.answers} != set(question.answers)
    ]
    for result, question in wrong[:most]:
        print(f"\n{question.question}\n  wanted {question.topics} {question.gold_paths} {sorted(question.answers)[:8]}")
        for plan in result.plans[:2]:
            print(f"  planned {plan.score:.3f} {[tuple(branch) for branch in plan.branches]}")
        print(f"  gave {[answer.id for answer in result.answers][:8]} {result.reason or ''} {result.error or ''}")


if __name__ == "__main__":
    main()
