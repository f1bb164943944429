"""Ask again when the graph has lost edges, or when questions are mistyped:

python -m eval.robustness.robustness --graph GRAPH --questions FILE [--limit 300] [--topics linked] [--out FILE.jsonl]
python -m eval.robustness.robustness --sets [NAME…] [--limit 200]

Reports, as JSON:

- the questions as they are, and of those that it has right the share that it is sure of
- 5, 10 and 20 % of the graph's edges gone, with gold answers recomputed on what is left
- the answering relation gone, or the topic's name, where silence or low confidence is right
- one wrong letter in the topic's mention or elsewhere; no capitals

`--sets` are those of eval/suite.toml (by default all). Each report becomes a line of the file `--out`, by
default eval/results/robustness.jsonl, in the place of the last one of these questions.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import rog
from eval.gold import gold_plans
from eval.places import placed
from eval.quality.run import part_of
from eval.quality.suite import Measured, make, name_files, question_files, sets_named
from eval.robustness.abstention import abstentions, reached, still_answers
from eval.robustness.reduced import WithoutNames, WithoutRelations, records_of, with_share_removed
from eval.stored import RESULTS, asked_for, replace_record
from rog.graph import Graph, open_graph
from rog.linker import locate
from rog.metrics import precision_recall_f1
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.planner import load_planner
from rog.questions import Question, grounded, read_questions
from rog.reasoner import load_reasoner
from rog.result import Result
from rog.training.misspelling import lower_cased, misspelt
from rog.types import read_step

__all__ = ["GoldQuestion", "Robustness", "main", "report_of", "scores"]

REMOVED_SHARES = (0.05, 0.1, 0.2)
"""Shares of the graph's edges that are taken away."""
REPORT_FILE = RESULTS / "robustness.jsonl"

Engine = Callable[[Graph], RoG]
"""Makes the same engine over another graph."""


@dataclass(frozen=True)
class GoldQuestion:
    """A question and the plan that its gold answers come from."""

    question: Question
    plan: Plan


def scores(pairs: Sequence[tuple[Result, Question]]) -> dict[str, float]:
    """Shares of 1 over the questions; a gold set may be empty, and then abstaining is right."""
    if not pairs:
        return {"questions": 0}
    sets = [({answer.id for answer in result.answers}, set(question.answers)) for result, question in pairs]
    first = [
        result.answers[0].id in question.answers if result.answers else not question.answers
        for result, question in pairs
    ]
    return {
        "questions": len(pairs),
        "hits_at_1": round(fmean(first), 4),
        "f1": round(fmean(precision_recall_f1(*both)[2] for both in sets), 4),
        "exact": round(fmean(found == gold for found, gold in sets), 4),
        "abstained": round(fmean(result.abstained for result, _ in pairs), 4),
        "low_confidence": round(fmean(result.low_confidence for result, _ in pairs), 4),
        "should_abstain": round(fmean(not gold for _, gold in sets), 4),
        "abstained_rightly": round(fmean(not found and not gold for found, gold in sets), 4),
        "errors": sum(result.error is not None for result, _ in pairs),
    }


class Robustness:
    """One engine's answers to the same questions under each disturbance."""

    def __init__(self, graph: Graph, engine: Engine, questions: Sequence[Question], *, given: bool, seed: int) -> None:
        self.graph, self.engine, self.given, self.seed = graph, engine, given, seed
        self.questions = list(questions)
        found = ((question, gold_plans(graph, question)) for question in questions)
        self.gold_questions = [GoldQuestion(question, plans[0].plan) for question, plans in found if plans]

    def _ask(self, graph: Graph, questions: Sequence[Question]) -> list[tuple[Result, Question]]:
        asked = questions if self.given else [question.question for question in questions]
        return list(zip(self.engine(graph).ask_many(asked), questions, strict=True))

    def plain(self) -> dict[str, float]:
        """The questions as they are."""
        return scores(self._plain)

    def still_answers(self) -> dict[str, float]:
        """Of the questions as they are that it has right, the share that it answers and is sure of."""
        return still_answers(self._plain, self.graph)

    @cached_property
    def _plain(self) -> list[tuple[Result, Question]]:
        return self._ask(self.graph, self.questions)

    def edges_removed(
        self, source: str, shares: Sequence[float] = REMOVED_SHARES, *, nodes: Sequence[Path] = ()
    ) -> dict[str, dict[str, float]]:
        """For each share of edges gone at random: scores, gold answers being what the gold plan reaches then.

        Questions without a gold plan are left out. `0.0` is the whole graph, with gold answers made alike.
        """
        topics = [topic for item in self.gold_questions for topic in item.question.topics]
        records = records_of(source, self.graph, topics, nodes)
        report = {"0.0": scores(self._ask(self.graph, self._recomputed(self.graph)))}
        with tempfile.TemporaryDirectory() as folder:
            for share in shares:
                with with_share_removed(records, share, self.seed, Path(folder) / f"{share}.rog") as reduced:
                    report[str(share)] = scores(self._ask(reduced, self._recomputed(reduced)))
        return report

    def _recomputed(self, graph: Graph) -> list[Question]:
        return [
            item.question.model_copy(update={"answers": tuple(reached(graph, item.plan))})
            for item in self.gold_questions
        ]

    def relation_removed(self, most: int = 10) -> dict[str, Any]:
        """All edges of the last relation of the gold plan gone: who abstains or doubts, and who answers what.

        For the `most` relations that most of the questions end with. Another relation may hold the same answers, so
        those that are still all right are counted apart.
        """
        by_relation: dict[str, list[Question]] = {}
        for item in self.gold_questions:
            relation, _ = read_step(item.plan.branches[0].path[-1])
            by_relation.setdefault(relation, []).append(item.question)
        counts = Counter({relation: len(questions) for relation, questions in by_relation.items()})
        pairs: list[tuple[Result, Question]] = []
        for relation, _ in counts.most_common(most):
            pairs += self._ask(WithoutRelations(self.graph, [relation]), by_relation[relation])
        return {"relations": min(most, len(counts)), **abstentions(pairs)}

    def topic_removed(self) -> dict[str, float]:
        """The question's topics not found by any name: who abstains or doubts, and who answers what."""
        graph = WithoutNames(self.graph)
        engine, pairs = self.engine(graph), []
        for question in self.questions:
            graph.unnamed = frozenset(question.topics)
            pairs.append((engine.ask(question.question), question))
        return abstentions(pairs)

    def mistyped(self) -> dict[str, dict[str, float]]:
        """One wrong letter in the topic's mention, or elsewhere, and no capitals, with the same questions unharmed."""
        report: dict[str, dict[str, float]] = {}
        for name, inside in (("misspelt_topic", True), ("misspelt_wording", False)):
            pairs = list(self._misspelt(inside))
            report[name] = scores(self._ask(self.graph, [changed for changed, _ in pairs]))
            report[f"{name}_unharmed"] = scores(self._ask(self.graph, [question for _, question in pairs]))
        report["lower_cased"] = scores(self._ask(self.graph, list(map(lower_cased, self.questions))))
        return report

    def _misspelt(self, inside: bool) -> Iterator[tuple[Question, Question]]:
        """Questions with a wrong letter, each with what it was; those that have no such word are left out."""
        for question in self.questions:
            entity = self.graph.entities(question.topics[:1])[0] if question.topics else None
            mention = locate(question.question, entity) if entity else None
            if changed := misspelt(question, mention, inside=inside, seed=self.seed):
                yield changed, question


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.robustness.robustness", description=__doc__)
    parser.add_argument("--graph")
    parser.add_argument("--questions", type=Path, nargs="+")
    parser.add_argument("--nodes", type=Path, nargs="+", default=[], help="names for the entities of a graph's file")
    parser.add_argument("--sets", nargs="*", metavar="NAME", help="sets of the suite, in place of graph and questions")
    parser.add_argument("--dataset", help="what the questions are called in tables (default: the first file's name)")
    parser.add_argument("--part", choices=("all", "train", "validation"), default="all", help="by question template")
    parser.add_argument("--topics", choices=("given", "linked"), default="linked")
    parser.add_argument("--planner")
    parser.add_argument("--reasoner")
    parser.add_argument("--limit", type=int, default=300, help="ask a random sample of this many")
    parser.add_argument("--relations", type=int, default=10, help="most relations that are removed, one at a time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=REPORT_FILE)
    args = parser.parse_args(arguments)
    if args.sets is None and not (args.graph and args.questions):
        parser.error("give --graph and --questions, or --sets")
    return args


def _of_set(args: argparse.Namespace, measured: Measured) -> argparse.Namespace:
    """The arguments for one set of the suite."""
    of_set = {
        "graph": placed(measured.graph), "questions": list(map(Path, question_files(measured))),
        "nodes": name_files(measured), "part": measured.part, "dataset": measured.dataset,
    }  # fmt: skip
    return argparse.Namespace(**{**vars(args), **of_set})


def report_of(args: argparse.Namespace) -> dict[str, Any]:
    """Ask one graph and its questions under every disturbance."""
    questions = [question for path in args.questions for question in read_questions(path)]
    graph = open_graph(args.graph, nodes=args.nodes)
    questions = grounded(part_of(questions, args.part), graph)
    if args.limit < len(questions):
        questions = Random(args.seed).sample(questions, args.limit)
    planner, reasoner = load_planner(args.planner), load_reasoner(args.reasoner)
    test = Robustness(
        graph, lambda graph: RoG(graph, planner, reasoner), questions,
        given=args.topics == "given", seed=args.seed,
    )  # fmt: skip
    return {
        "dataset": args.dataset or args.questions[0].name.partition(".")[0],
        "plain": test.plain(),
        "still_answers": test.still_answers(),
        "edges_removed": test.edges_removed(args.graph, nodes=args.nodes),
        "relation_removed": test.relation_removed(args.relations),
        "topic_removed": test.topic_removed(),
        "mistyped": test.mistyped(),
        "model": getattr(planner, "checksum", None),
        "configuration": asked_for(args, without=("out", "sets", "dataset")),
        "versions": {"rog": rog.__version__, "python": platform.python_version()},
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    args = _arguments(arguments)
    rows = [args]
    if args.sets is not None:
        sets = sets_named(args.sets)
        for measured in sets:
            make(measured)
        rows = [_of_set(args, measured) for measured in sets]
    for row in rows:
        report = report_of(row)
        print(json.dumps(report, indent=1))
        replace_record(row.out, report, ["dataset"])


if __name__ == "__main__":
    main()
