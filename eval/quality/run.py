"""Ask a file of questions and score the answers:

python -m eval.quality.run --graph GRAPH --questions FILE --out FILE.jsonl [--topics linked] [--part validation]

Any graph that rog opens; any planner and reasoner, or `--baseline NAME` in their place. Questions are asked one by
one. The scores become a line of the file, in the place of the answerer's last one. Predictions are kept beside it
(FILE.ANSWERER-TOPICS.predictions.jsonl.gz). A run that was cut short goes on where it stopped; `--again` asks anew.
`--triples` looks the cited edges up by a plain loop over a triples file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

from tqdm import tqdm

from eval.baselines import BASELINES, Answerer, load_baseline
from eval.machine import machine, versions
from eval.places import unplaced
from eval.predictions import keep, predictions_path, read_kept
from eval.stored import asked_for, store, stored_result
from rog.errors import InputError
from rog.graph import Graph, open_graph
from rog.metrics import QuestionScores, intervals, score_question, summarize
from rog.pipeline import RoG
from rog.planner import load_planner
from rog.questions import Question, grounded, read_questions, split_by_template
from rog.reasoner import load_reasoner
from rog.result import Result
from rog.types import Triple
from rog.values import Value, read_value, value_from_text

__all__ = ["cited_edges_found", "main", "measure", "parser", "part_of", "run"]

VALIDATION_SHARE, SPLIT_SEED = 0.2, 0
"""Of the wordings, the share that is the validation part, and the seed of the split."""

IDENTITY = ("graph", "nodes", "topics", "part", "train", "planner", "reasoner", "baseline")
"""What a run is asked for that its answers rest on, beside the questions and the model."""

OUTSIDE_CONFIGURATION = ("dataset", "answerer", "baseline", "topics", "part")
"""What a run is asked for that its report says outside the configuration."""


def parser() -> argparse.ArgumentParser:
    """The arguments of a run."""
    reader = argparse.ArgumentParser(prog="python -m eval.quality.run", description=__doc__)
    reader.add_argument("--graph", required=True)
    reader.add_argument("--questions", required=True, type=Path, nargs="+")
    reader.add_argument("--nodes", type=Path, nargs="+", default=[], help="names for the entities of a graph's file")
    reader.add_argument("--topics", choices=("given", "linked"), default="given")
    reader.add_argument("--part", choices=("all", "train", "validation"), default="all", help="by question template")
    reader.add_argument("--train", type=Path, nargs="+", help="questions that a baseline learns from (default: --part)")
    reader.add_argument("--planner")
    reader.add_argument("--reasoner")
    reader.add_argument("--baseline", metavar="NAME", help=f"{', '.join(BASELINES)}: see eval.baselines")
    reader.add_argument("--answerer", metavar="NAME", help="what tables call planner and reasoner (default: rog)")
    reader.add_argument("--limit", type=int, help="ask a random sample of this many")
    reader.add_argument("--seed", type=int, default=0)
    reader.add_argument("--dataset", help="what the questions are called in tables (default: the first file's name)")
    reader.add_argument("--triples", type=Path, help="tab-separated triples to look the cited edges up in")
    reader.add_argument("--out", type=Path)
    reader.add_argument("--again", action="store_true", help="ask anew what was asked before")
    reader.add_argument("--wrong", type=int, default=0, metavar="N", help="show N questions not answered exactly")
    return reader


def part_of(questions: list[Question], part: str) -> list[Question]:
    """The questions of a part, "train" or "validation", by their wordings; or all of them."""
    if part == "all":
        return questions
    train, validation = split_by_template(questions, share=VALIDATION_SHARE, seed=SPLIT_SEED)
    return validation if part == "validation" else train


def _questions(args: argparse.Namespace) -> tuple[list[Question], list[Question]]:
    """The questions to ask, and those that a baseline may learn from."""
    questions = [question for path in args.questions for question in read_questions(path)]
    train: list[Question] = []
    if args.part == "validation":
        train = part_of(questions, "train")
    questions = part_of(questions, args.part)
    if args.train:
        train = [question for path in args.train for question in read_questions(path)]
    if args.limit and args.limit < len(questions):
        questions = Random(args.seed).sample(questions, args.limit)
    if not questions:
        raise InputError(f"{args.questions[0]}: no questions to ask")
    return questions, train


def _answerer(args: argparse.Namespace, graph: Graph, train: Sequence[Question]) -> Answerer:
    if args.baseline and (args.planner or args.reasoner):
        raise InputError("--baseline stands in place of --planner and --reasoner")
    if args.baseline:
        return load_baseline(args.baseline, graph, train)
    return RoG(graph, load_planner(args.planner), load_reasoner(args.reasoner))


def answers(
    answerer: Answerer, questions: Sequence[Question], *, given: bool, path: Path | None, identity: Mapping[str, Any]
) -> Iterator[Result]:
    """The result of each question, each kept at `path` as it comes; first those that a run of this identity kept."""
    kept = read_kept(path, questions, identity) if path is not None else []
    yield from kept
    for question in questions[len(kept) :]:
        (result,) = answerer.ask_many([question if given else question.question])
        if path is not None:
            keep(path, question, result)
        yield result


def cited_edges_found(results: Iterable[Result], triples: Path) -> tuple[int, int]:
    """How many of the distinct edges that the results cite stand in the file, and how many there are."""
    cited = {
        hop.triple for result in results for answer in result.answers for path in answer.paths for hop in path.hops
    }
    values: dict[tuple[str, str], list[tuple[Triple, Value]]] = {}
    for triple in cited:
        if (value := read_value(triple.tail)) is not None:
            values.setdefault((triple.head, triple.relation), []).append((triple, value))
    found: set[tuple[str, ...]] = set()
    opener = gzip.open if triples.suffix == ".gz" else open
    with opener(triples, "rt", encoding="utf-8") as lines:
        for line in lines:
            edge = tuple(line.rstrip("\n").split("\t"))
            if edge in cited:
                found.add(edge)
            for triple, value in values.get((edge[0], edge[1]), ()) if len(edge) == 3 else ():
                if value_from_text(edge[2], value.kind) == value:
                    found.add(triple)
    return len(found), len(cited)


def measure(results: Sequence[Result], questions: Sequence[Question], graph: Graph) -> dict[str, Any]:
    """Scores with their intervals, and scores by hops."""
    directed = any(step.startswith("^") for question in questions for path in question.gold_paths for step in path)
    rows = [
        score_question(result, question, graph=graph, directed=directed)
        for result, question in zip(results, questions, strict=True)
    ]
    by_hops: dict[int, list[QuestionScores]] = defaultdict(list)
    for row, question in zip(rows, questions, strict=True):
        if question.hops is not None:
            by_hops[question.hops].append(row)
    return {
        "scores": asdict(summarize(rows)),
        "intervals": intervals(rows),
        "by_hops": {str(hops): asdict(summarize(own)) for hops, own in sorted(by_hops.items())},
    }


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Ask, score and store what is kept of the report; gives the whole report."""
    graph = open_graph(args.graph, nodes=args.nodes)
    questions, train = (grounded(part, graph) for part in _questions(args))
    answerer = _answerer(args, graph, train)
    name = unplaced(args.baseline or args.answerer or "rog")
    path = predictions_path(args.out, name, args.topics) if args.out else None
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if args.again:
            path.unlink(missing_ok=True)
    parts = (getattr(answerer, part, None) for part in ("planner", "reasoner"))
    model = "+".join(dict.fromkeys(one for part in parts if (one := getattr(part, "checksum", None)))) or None
    configuration = asked_for(args, without=("out", "again", "wrong"))
    identity = {"model": model, **{one: configuration.get(one) for one in IDENTITY}}
    answered = answers(answerer, questions, given=args.topics == "given", path=path, identity=identity)
    shown = path.name.partition(".predictions")[0] if path else "questions"
    results = list(tqdm(answered, desc=shown, total=len(questions), unit=" questions", disable=not sys.stderr.isatty()))
    report: dict[str, Any] = {
        "dataset": args.dataset or args.questions[0].name.partition(".")[0],
        "answerer": name,
        "topics": args.topics,
        "part": args.part,
        **measure(results, questions, graph),
        "model": model,
        "configuration": {one: value for one, value in configuration.items() if one not in OUTSIDE_CONFIGURATION},
        "versions": versions(),
        "machine": machine(),
    }
    if args.triples:
        found, cited = cited_edges_found(results, args.triples)
        report["cited_edges"] = {"distinct": cited, "in_the_file": found}
    _show_wrong(results, questions, args.wrong)
    if args.out:
        store(args.out, stored_result(report))
    return report


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


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    print(json.dumps(run(parser().parse_args(arguments)), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
