"""`rog query`: run a query that was written, and prove its answers."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from rog.cli.arguments import RELATIONS_HELP, add_command, count
from rog.cli.output import FORMATS, print_text, show_result

__all__ = ["add_to"]

EXAMPLES = """\
  rog query "France / borders"                              what a relation path reaches from France
  rog query "count(France / borders)"                       how many they are
  rog query "exists(Poland and France / borders)"           whether one is among them
  rog query "most(kind(country), population, 1, 3)"         the first three by a value
  rog query "kind(country) where count(borders) >= 8"       a condition
  rog query "kind(city) where population > 10000000 where ^capital = France"
  rog query "Spain / borders and France / borders"          also: or, not
  rog query 'Ann / works_for[since >= 2019]'                a condition on the edge
  rog query "between(France, Poland)"                       how they are joined
  rog query --sparql "count(France / borders)"              the same in SPARQL, to paste; --cypher for Cypher

A name is a word or stands in "double quotation marks"; `^relation` is walked against its direction.
"""


def add_to(commands: Any) -> None:
    """Declare the command and its options."""
    parser = add_command(commands, "query", "run a query over relation paths, and prove its answers", _query, EXAMPLES)
    parser.add_argument("query", metavar="QUERY", help="the query; docs/guide/queries.md tells what it may say")
    parser.add_argument(
        "-g",
        "--graph",
        default="world",
        help="a bundled graph's name, a file, or a database's address (default: world)",
    )
    parser.add_argument("--relations", type=Path, metavar="FILE", help=RELATIONS_HELP)
    parser.add_argument("--format", choices=FORMATS, help="how to print the result (default: text)")
    parser.add_argument("--json", action="store_true", help="print the whole result as one line of JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write the result as a page, one file")
    parser.add_argument("--paths", type=count, metavar="N", help="paths to show for each answer (default: 1)")
    parser.add_argument("--limit", type=count, metavar="N", help="most answers to give")
    parser.add_argument("--sparql", action="store_true", help="print the query in SPARQL, and run nothing")
    parser.add_argument("--cypher", action="store_true", help="print the query in Cypher, and run nothing")


def _query(args: argparse.Namespace) -> int:
    if sum((args.json, args.format is not None, args.sparql, args.cypher)) > 1:
        args.refuse("give one of --json, --format, --sparql and --cypher")
    if args.sparql or args.cypher:
        return _print_language(args)
    from rog.graph import open_graph
    from rog.pipeline import AskSettings
    from rog.run import run_query

    graph = open_graph(args.graph, relations=args.relations)
    settings = AskSettings()
    result = run_query(args.query, graph, limit=args.limit or settings.limit, paths=args.paths or settings.paths)
    show_result(result, args)
    return 1 if result.abstained else 0


def _print_language(args: argparse.Namespace) -> int:
    """Print the query in another language, with the graph's own names in place of what was written."""
    from rog.graph import open_graph
    from rog.graph.resolve import resolve
    from rog.query import read_query

    query = resolve(read_query(args.query), open_graph(args.graph, relations=args.relations))
    print_text(query.to_sparql() if args.sparql else query.to_cypher(), "sparql")
    return 0
