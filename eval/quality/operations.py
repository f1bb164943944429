"""Questions that ask for operations (counts, comparisons, superlatives and so on), of eval/questions/operations:

python -m eval.quality.operations [GRAPH…] [--planner SPEC] [--reasoner SPEC] [--gold | --recall K…] [--sealed] [--json]
                                  [--out FILE]

Each is asked with nothing given. Right is the whole set of answers and no other; where the graph does not know, right
is no answer. A wrong answer is sure or doubted, as its `low_confidence` says: sure and wrong is the worst.
`--gold` evaluates the gold queries in place of asking: all must be right. `--sealed` opens the part that nobody reads.
`--recall 1 8 24` executes what is proposed in place of asking: the share of the questions with answers where one of the
best K plans gives exactly these.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import ValidationError
from tqdm import tqdm

from eval.places import placed, unplaced
from eval.stored import replace_record
from rog.errors import IncomparableError, InputError, SourceError
from rog.graph import Graph, open_graph
from rog.graph.evaluate import Evaluator, evaluate
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.planner import load_planner
from rog.query import Query, Several, read_query
from rog.ranking.model import BY_SCORE
from rog.ranking.ranker import Ranker
from rog.reasoner import load_reasoner
from rog.result import Result
from rog.types import FrozenModel

__all__ = [
    "FOLDER", "GRAPHS", "PARTS", "OperationQuestion", "Outcome", "Part", "gold_outcome", "gold_parts", "graphs_in",
    "main", "open_questions_graph", "outcome", "place", "read_operation_questions", "recall", "report",
]  # fmt: skip

FOLDER = Path(__file__).parents[1] / "questions" / "operations"
"""Where the questions and graphs are. Functions here take another folder of the same files, too."""

Part = Literal["develop", "sealed"]
PARTS: dict[Part, str] = {"develop": "develop.jsonl", "sealed": "sealed.jsonl.gz"}
"""File of each part; the sealed one is packed so that nobody reads it in passing."""

Judged = TypeVar("Judged")

Outcome = Literal["right", "right, doubted", "wrong, sure", "wrong, doubted", "none"]
OUTCOMES: tuple[Outcome, ...] = ("right", "right, doubted", "wrong, sure", "wrong, doubted", "none")


class OperationQuestion(FrozenModel):
    """A question, what it asks for, and what it should give."""

    id: str
    graph: str
    part: Part
    form: str
    question: str
    query: str
    """The gold query as text; `none()` where the graph has nothing to say."""
    answers: tuple[str, ...]
    """Ids of entities and values, of a superlative by places."""
    answers_by_part: tuple[tuple[str, ...], ...] = ()
    """Where there are several questions in one, the answers of each."""


def read_operation_questions(part: Part = "develop", folder: Path = FOLDER) -> list[OperationQuestion]:
    """The questions of a part. Raises SourceError for a malformed line."""
    path = folder / PARTS[part]
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [_question(line, path, number) for number, line in enumerate(text.splitlines(), 1)]


def _question(line: str, path: Path, number: int) -> OperationQuestion:
    try:
        return OperationQuestion.model_validate_json(line)
    except ValidationError as error:
        raise SourceError(path, number, f"is no question: {error.errors()[0]['msg']}") from None


def graphs_in(folder: Path) -> dict[str, dict[str, Any]]:
    """The source of each graph and the options that open it, as graphs/graphs.toml says."""
    return tomllib.loads((folder / "graphs" / "graphs.toml").read_text("utf-8"))


GRAPHS = tuple(graphs_in(FOLDER))


def open_questions_graph(name: str, folder: Path = FOLDER) -> Graph:
    """The graph of that name. Raises InputError where the folder has none."""
    graphs = graphs_in(folder)
    if name not in graphs:
        raise InputError(f"{name!r} is none of {', '.join(graphs)}")
    options = graphs[name]
    source = options.pop("source")
    if "nodes" in options:
        options["nodes"] = folder / "graphs" / options["nodes"]
    if source.startswith("DATA"):
        return open_graph(placed(source), **options)
    return open_graph(folder / "graphs" / source if "." in source else source, **options)


def gold_parts(question: OperationQuestion, graph: Graph) -> tuple[tuple[str, ...], ...]:
    """What the gold query gives, for each of several questions in one. Raises as `evaluate`."""
    query = read_query(question.query)
    parts: Sequence[Query] = query.parts if isinstance(query, Several) else (query,)
    return tuple(evaluate(part, graph).ids for part in parts)


def gold_outcome(question: OperationQuestion, graph: Graph) -> Outcome:
    """Whether the gold query gives the stored answers."""
    expected = question.answers_by_part or (question.answers,)
    return "right" if gold_parts(question, graph) == expected else "wrong, sure"


def outcome(question: OperationQuestion, result: Result) -> Outcome:
    """What an answer to the question is worth."""
    given = {answer.id for answer in result.answers}
    if not given:
        return "none" if question.answers else "right"
    right = given == set(question.answers)
    if right:
        return "right, doubted" if result.low_confidence else "right"
    return "wrong, doubted" if result.low_confidence else "wrong, sure"


def report(rows: Iterable[tuple[OperationQuestion, Outcome]]) -> dict[str, dict[str, dict[str, int]]]:
    """How many questions have each outcome, of all, by form and by graph."""
    counts: dict[str, dict[str, Counter[str]]] = {"all": {}, "form": {}, "graph": {}}
    for question, found in rows:
        for by, name in (("all", "all"), ("form", question.form), ("graph", question.graph)):
            counts[by].setdefault(name, Counter())[found] += 1
    return {
        by: {name: {one: counter[one] for one in OUTCOMES} for name, counter in sorted(counters.items())}
        for by, counters in counts.items()
    }


def place(question: OperationQuestion, plans: Sequence[Plan], graph: Graph) -> int | None:
    """The place of the first plan that gives exactly the answers, from 1; of several questions in one, any order."""
    evaluator, expected = Evaluator(graph), set(question.answers)
    for number, plan in enumerate(plans, 1):
        parts = plan.query.parts if isinstance(plan.query, Several) else (plan.query,)
        try:
            found = [evaluator.find(part) for part in parts]
        except (IncomparableError, InputError):
            continue
        if {one for own in found for one in own.ids} == expected and not any(own.truncated for own in found):
            return number
    return None


def recall(
    questions: Sequence[OperationQuestion], planner: str, most: Sequence[int], folder: Path = FOLDER
) -> dict[str, dict[str, dict[str, int]]]:
    """Of the questions with answers, by form and by graph: how many, and of how many the best K plans hold these."""
    loaded = load_planner(planner)
    counts: dict[str, dict[str, Counter[str]]] = {"all": {}, "form": {}, "graph": {}}

    def proposed_place(question: OperationQuestion, graph: Graph) -> int | None:
        plans = RoG(graph, loaded, load_reasoner("paths")).ask(question.question).plans
        return place(question, [verdict.plan for verdict in plans], graph)

    for question, found in _each([one for one in questions if one.answers], proposed_place, folder):
        for by, name in (("all", "all"), ("form", question.form), ("graph", question.graph)):
            counter = counts[by].setdefault(name, Counter())
            counter["questions"] += 1
            counter.update(f"best {number}" for number in most if found is not None and found <= number)
    columns = ("questions", *(f"best {number}" for number in most))
    return {
        by: {name: {one: counter[one] for one in columns} for name, counter in sorted(counters.items())}
        for by, counters in counts.items()
    }


def _asked(planner: str, reasoner: str, ranker: Ranker) -> Callable[[OperationQuestion, Graph], Outcome]:
    loaded = load_planner(planner), load_reasoner(reasoner)

    def ask(question: OperationQuestion, graph: Graph) -> Outcome:
        return outcome(question, RoG(graph, *loaded, ranker=ranker).ask(question.question))

    return ask


def _each(
    questions: Sequence[OperationQuestion], judge: Callable[[OperationQuestion, Graph], Judged], folder: Path
) -> Iterator[tuple[OperationQuestion, Judged]]:
    progress = tqdm(total=len(questions), desc=folder.name, unit=" questions")
    for name, group in groupby(questions, key=lambda question: question.graph):
        graph = open_questions_graph(name, folder)
        for question in group:
            yield question, judge(question, graph)
            progress.update()
    progress.close()


def _table(found: dict[str, dict[str, dict[str, int]]]) -> str:
    columns = [one for one in found["all"]["all"] if one != "questions"]
    rows = [["", "questions", *columns]]
    for counters in found.values():
        rows += [
            [name, str(own.get("questions", sum(own.values()))), *(str(own[one]) for one in columns)]
            for name, own in counters.items()
        ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *cells in rows:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        lines.append("  ".join((name.ljust(widths[0]), *numbers)))
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None, folder: Path = FOLDER, description: str | None = __doc__) -> int:
    """Command line. With `--gold`, 1 where a gold query does not give its answers."""
    parser = argparse.ArgumentParser(prog=f"python -m eval.quality.{folder.name}", description=description)
    known = tuple(graphs_in(folder))
    parser.add_argument("graphs", nargs="*", metavar="GRAPH", help=f"of {', '.join(known)}; by default all")
    parser.add_argument("--planner", default="compact", help="as rog ask takes it")
    parser.add_argument("--reasoner", default="paths", help="as rog ask takes it")
    parser.add_argument("--unranked", action="store_true", help="take plans by the planner's score, and rank nothing")
    parser.add_argument("--gold", action="store_true", help="evaluate the gold queries and ask nothing")
    parser.add_argument("--recall", type=int, nargs="+", metavar="K", help="of the best K plans, in place of asking")
    parser.add_argument("--sealed", action="store_true", help="the sealed part in place of the one to develop on")
    parser.add_argument("--json", action="store_true", help="print the report as JSON, with each question's outcome")
    parser.add_argument("--out", type=Path, help="file of such reports, a line for each part and planner")
    args = parser.parse_args(arguments)
    part: Part = "sealed" if args.sealed else "develop"
    unknown = sorted(set(args.graphs) - set(known))
    if unknown:
        parser.error(f"{unknown[0]!r} is none of {', '.join(known)}")
    questions = [one for one in read_operation_questions(part, folder) if not args.graphs or one.graph in args.graphs]
    if args.recall:
        shares = recall(questions, args.planner, args.recall, folder)
        print(json.dumps(shares, ensure_ascii=False) if args.json else _table(shares))
        return 0
    ranker = Ranker(BY_SCORE if args.unranked else None)
    judge = gold_outcome if args.gold else _asked(args.planner, args.reasoner, ranker)
    rows = list(_each(questions, judge, folder))
    found = report(rows)
    answerer = "gold queries" if args.gold else unplaced(args.planner) + (", unranked" if args.unranked else "")
    record: dict[str, Any] = {"part": part, "answerer": answerer, "outcomes": found}
    if args.out:
        replace_record(args.out, record, ["part", "answerer"])
    each = {question.id: one for question, one in rows}
    print(json.dumps({**record, "questions": each}, ensure_ascii=False) if args.json else _table(found))
    if args.gold:
        for question, one in rows:
            if one != "right":
                print(f"{question.id}: {question.query} does not give {', '.join(question.answers) or 'nothing'}")
    return int(args.gold and any(one != "right" for _, one in rows))


if __name__ == "__main__":
    raise SystemExit(main())
