"""Questions with gold paths and answers from any graph:

python -m eval.data.questions GRAPH OUT.jsonl [--count 300] [--hops 1 2 3] [--style varied --wordnet WORDNET.tsv.gz]

For measuring on a graph that has no questions, and for training. Relations whose names are no words (`P31`) are passed
over unless `--relations` says what they are called. A language model may put the questions in other words:
`--rewriter chat:MODEL` at an endpoint, `--rewriter causal:MODEL` in this process. A rewrite is kept if it names its
topic and no answer. The planner of `--check` must also still take the question's path for the best. The other questions
stay as they were made; how many and why is said at the end.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from tqdm import tqdm

from eval.data.questions.make import Style, questions_in_style
from eval.data.questions.rewriters import Rewriter, load_rewriter
from eval.data.questions.rewriting import rewrite_questions, rewriting_report
from rog.cli.arguments import RELATIONS_HELP
from rog.errors import RogError
from rog.graph import Graph, open_graph
from rog.planner import load_planner
from rog.planner.contract import Planner
from rog.questions import Question, write_questions
from rog.training.from_graphs.make import QuestionSettings
from rog.training.from_graphs.paths import PathSettings
from rog.wording.synonyms import read_wordnet

__all__ = ["main"]


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.data.questions", description=__doc__)
    parser.add_argument("graph", help="what rog opens: a bundled graph's name or a file")
    parser.add_argument("out", type=Path, help="JSON lines, gzipped where the name ends in .gz")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hops", type=int, nargs="+", default=[1, 2, 3], choices=(1, 2, 3, 4))
    parser.add_argument("--style", choices=get_args(Style), default="plain")
    parser.add_argument("--wordnet", type=Path, help="WordNet as triples, for the words of --style varied")
    parser.add_argument("--misspelled", type=float, default=0.05, help="share of varied questions with a wrong word")
    parser.add_argument("--answers", type=int, default=30, help="most answers of a question")
    parser.add_argument("--siblings", type=float, default=0.1, help="share of paths that walk a relation back")
    parser.add_argument("--nodes", type=Path, help="names and types of the graph's entities")
    parser.add_argument("--relations", type=Path, help=RELATIONS_HELP)
    parser.add_argument("--rewriter", help="chat:MODEL or causal:MODEL, which puts the questions in other words")
    parser.add_argument("--check", help="the planner that rewrites must still have a plan by (default: compact)")
    args = parser.parse_args(arguments)
    if args.check and not args.rewriter:
        parser.error("--check is what rewrites are checked by: say --rewriter too")
    return args


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 if there are questions, 1 if the graph has no fit path, 2 for what cannot be read or asked."""
    args = _arguments(arguments)
    paths = PathSettings(tuple(dict.fromkeys(args.hops)), answers=args.answers, siblings=args.siblings)
    settings = QuestionSettings(args.count, args.seed, misspelled=args.misspelled, paths=paths)
    try:
        models = (load_rewriter(args.rewriter), load_planner(args.check)) if args.rewriter else None
        graph = open_graph(args.graph, nodes=args.nodes or (), relations=args.relations)
        wordnet = read_wordnet(args.wordnet) if args.wordnet else None
        made = questions_in_style(graph, args.style, settings, wordnet)
        rows = list(tqdm(made, total=args.count, unit=" questions", file=sys.stderr))
        rows = _rewritten(rows, graph, *models) if models else rows
    except RogError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    write_questions(rows, args.out)
    hops = Counter(row.hops for row in rows)
    said = ", ".join(f"{hops[length]} of {length} hops" for length in sorted(hops, key=lambda length: length or 0))
    print(
        f"{args.out}: {len(rows)} questions ({said or 'the graph has no path that is fit to be asked for'})",
        file=sys.stderr,
    )
    return 0 if rows else 1


def _rewritten(rows: Sequence[Question], graph: Graph, rewriter: Rewriter, planner: Planner) -> list[Question]:
    """The questions as they are to be asked; says what became of their rewrites."""
    bar = tqdm(
        rewrite_questions(rows, graph, rewriter, planner),
        total=len(rows), desc="rewriting", unit=" questions", file=sys.stderr,
    )  # fmt: skip
    rewritten = list(bar)
    print(rewriting_report(item.outcome for item in rewritten), file=sys.stderr)
    return [item.question for item in rewritten]


if __name__ == "__main__":
    sys.exit(main())
