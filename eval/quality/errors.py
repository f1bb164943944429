"""Say which stage is at fault for each question that was not answered exactly:

python -m eval.quality.errors eval/results/SET.jsonl [--topics given] [--reachable] [--examples 3] [--out FILE.json]

Reads the predictions that eval.quality.run left beside the result. Prints how many questions each stage is at fault
for, with examples, and keeps the numbers in the result. `--out` writes everything, with the fault of each question.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from eval.places import placed
from eval.predictions import predictions_path, read_predictions
from eval.quality.faults import MAX_SHOWN, STAGES, Fault, find_fault, reachable
from eval.stored import find_result, store
from rog.errors import InputError
from rog.graph import Graph, open_graph
from rog.outcome import Plan
from rog.questions import Question
from rog.result import Result

__all__ = ["Judged", "analyse", "main", "report", "to_text"]


class Judged(NamedTuple):
    """A question, its result, and what was at fault, if anything."""

    question: Question
    result: Result
    fault: Fault | None


def analyse(graph: Graph, pairs: Iterable[tuple[Question, Result]]) -> list[Judged]:
    """Each question with its fault."""
    return [Judged(question, result, find_fault(graph, question, result)) for question, result in pairs]


def report(judged: Sequence[Judged], examples: int = 3) -> dict[str, Any]:
    """Counts by stage and by detail, with a few examples of each, as JSON.

    `share_of_questions` is of all questions, so the shares of the stages and of `answered` sum to 1.
    """
    faults = [item.fault for item in judged if item.fault is not None]
    details: dict[str, dict[str, list[Judged]]] = {stage: defaultdict(list) for stage in STAGES}
    for item in judged:
        if item.fault is not None:
            details[item.fault.stage][item.fault.detail].append(item)
    stages = Counter(fault.stage for fault in faults)
    return {
        "questions": len(judged),
        "answered_exactly": len(judged) - len(faults),
        "stages": {
            stage: {
                "questions": stages[stage],
                "share_of_questions": round(stages[stage] / len(judged), 4),
                "details": {
                    detail: {"questions": len(items), "examples": [_example(item) for item in items[:examples]]}
                    for detail, items in sorted(details[stage].items(), key=lambda pair: (-len(pair[1]), pair[0]))
                },
            }
            for stage in STAGES
        },
        "faults": [
            {"id": item.question.id, "stage": item.fault.stage, "detail": item.fault.detail}
            for item in judged
            if item.fault is not None
        ],
    }


def _example(item: Judged) -> dict[str, Any]:
    question, result, fault = item
    return {
        "id": question.id,
        "question": question.question,
        "topics": list(question.topics),
        "linked": [
            topic.chosen or topic.candidates[0].id
            for topic in result.topics[:MAX_SHOWN]
            if topic.chosen or topic.candidates
        ],
        "gold_answers": sorted(question.answers)[:MAX_SHOWN],
        "answers": [answer.id for answer in result.answers[:MAX_SHOWN]],
        "gold_plans": [_plan(plan) for plan in (fault.gold if fault else ())[:MAX_SHOWN]],
        "plans": [_plan(plan.plan) | {"kept": plan.kept, "score": plan.score} for plan in result.plans[:MAX_SHOWN]],
        "reason": result.error or result.reason,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {"branches": [[branch.topic, *branch.path] for branch in plan.branches]}


def to_text(report: dict[str, Any]) -> str:
    """A report as people read it."""
    total = report["questions"]
    lines = [f"{total} questions, {report['answered_exactly']} answered exactly"]
    for stage, found in report["stages"].items():
        lines.append(f"{stage:10}{found['questions']:6}  {100 * found['share_of_questions']:5.1f} %")
        for detail, items in found["details"].items():
            lines.append(f"{'':10}{items['questions']:6}  {detail}")
            for example in items["examples"]:
                lines += _example_lines(example)
    return "\n".join(lines)


def _example_lines(example: dict[str, Any]) -> Iterator[str]:
    margin = " " * 20
    yield f"{margin}{example['id']}: {example['question']}"
    yield f"{margin}  wanted {', '.join(example['gold_answers'])}"
    yield f"{margin}  gave   {', '.join(example['answers']) or example['reason'] or 'nothing'}"
    for name, key in (("gold", "gold_plans"), ("plan", "plans")):
        for plan in example[key][:1]:
            yield f"{margin}  {name}   {' & '.join(' / '.join(branch) for branch in plan['branches'])}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.errors", description=__doc__)
    parser.add_argument("results", type=Path, help="a file of results that eval.quality.run wrote")
    parser.add_argument("--answerer", default="rog", help="whose result of the file")
    parser.add_argument("--topics", choices=("given", "linked"), default="linked", help="which of them")
    parser.add_argument("--graph", help="by default the one that was asked")
    parser.add_argument(
        "--reachable", action="store_true", help="ask no more than what the best gold plan reaches in this graph"
    )
    parser.add_argument("--examples", type=int, default=3, help="examples of each fault")
    parser.add_argument("--out", type=Path, help="write the whole report there, as JSON")
    args = parser.parse_args(arguments)
    result = find_result(args.results, args.answerer, args.topics)
    path = predictions_path(args.results, result.answerer, result.topics)
    pairs = [(row.question, row.result) for row in read_predictions(path)] if path.exists() else []
    if not pairs:
        raise InputError(f"{path}: no predictions; ask again with eval.quality.run")
    named = args.graph or result.configuration.get("graph")
    if named is None:
        raise InputError(f"{args.results}: the result names no graph; give --graph")
    graph = open_graph(placed(named))
    if args.reachable:
        pairs = [(reachable(graph, question), result) for question, result in pairs]
    found = report(analyse(graph, pairs), args.examples) | {"reachable": args.reachable}
    print(to_text(found))
    if not args.reachable:
        faults = {stage: counted["questions"] for stage, counted in found["stages"].items() if counted["questions"]}
        store(args.results, result.model_copy(update={"faults": faults}))
    if args.out:
        args.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
