"""Make the questions that a ranker of queries is fitted on, count them, and check each gold query:

python -m training.ranking_questions [training/ranking.toml] [--write runs/data/ranking.jsonl.gz] [--show 20]

The table has a row for each source and what is asked for: how many questions are trained on and validated on, and how
many of them the graph cannot answer. Of yes and no it says how many are yes. A gold query that gives other answers than
its example says is an error.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random

from rog.errors import InputError
from rog.training.commands import run_commands
from rog.training.ranking.examples import RankingGraph, RankingQuery, answers_of, write_ranking
from rog.training.ranking.recipe import RankingRecipe, RankingSource, ranking_graphs
from rog.training.recipe import read_commands, read_recipe

__all__ = ["main"]

YES = '"true"^^xsd:boolean'
NO = '"false"^^xsd:boolean'


class Tally:
    """Counts graphs and their questions as they pass, and keeps some of them to show."""

    def __init__(self, shown: int) -> None:
        self._shown = shown
        self._random = Random(0)
        self._counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._kept: list[RankingQuery] = []
        self._seen = 0

    def passed(self, graphs: Iterator[RankingGraph]) -> Iterator[RankingGraph]:
        """The graphs, counted. Raises InputError for a gold query that gives other answers."""
        for graph in graphs:
            for question in graph.questions:
                self._count(graph, question)
            yield graph

    def _count(self, graph: RankingGraph, question: RankingQuery) -> None:
        if question.query is not None and answers_of(question.query, graph.graph) != question.answers:
            raise InputError(f"{question.question}: {question.query} does not give {question.answers}")
        row = self._counts[question.source, question.operation]
        row["validated" if graph.held_out else "trained"] += 1
        row["none"] += question.query is None
        row["yes"] += question.answers == (YES,)
        row["no"] += question.answers == (NO,)
        self._seen += 1
        if len(self._kept) < self._shown:
            self._kept.append(question)
        elif self._random.random() < self._shown / self._seen:
            self._kept[self._random.randrange(self._shown)] = question

    def print(self) -> None:
        """The table, and the questions that were kept."""
        print(f"{'source':16} {'asks for':22} {'train':>7} {'valid.':>7} {'none':>6} {'yes':>6} {'no':>6}")
        for (source, operation), row in sorted(self._counts.items()):
            figures = f"{row['trained']:7,} {row['validated']:7,} {row['none']:6,} {row['yes']:6,} {row['no']:6,}"
            print(f"{source:16} {operation:22} {figures}")
        total = sum((Counter(row) for row in self._counts.values()), Counter())
        print(f"{'all':39} {total['trained']:7,} {total['validated']:7,} {total['none']:6,}")
        for question in self._kept:
            print(f"\n{question.question}\n    {question.query}\n    {', '.join(question.answers[:5])}")


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ranking_questions", description=__doc__)
    parser.add_argument("recipe", type=Path, nargs="?", default=Path("training/ranking.toml"))
    parser.add_argument("--write", type=Path, metavar="FILE", help="where the examples are written, as JSON lines")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many questions, drawn at random")
    args = parser.parse_args(arguments)
    recipe = read_recipe(args.recipe, RankingRecipe, RankingSource)
    run_commands(read_commands(args.recipe))
    tally = Tally(args.show)
    graphs = tally.passed(ranking_graphs(recipe))
    if args.write:
        args.write.parent.mkdir(parents=True, exist_ok=True)
        print(f"{write_ranking(graphs, args.write):,} graphs in {args.write}", file=sys.stderr)
    else:
        for _ in graphs:
            pass
    tally.print()


if __name__ == "__main__":
    main()
