"""`rog graph`: build a graph file from source files, or say what a graph holds."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rog.cli.arguments import RELATIONS_HELP, add_command, add_reading_options, count, names

if TYPE_CHECKING:
    from rog.errors import SourceError

__all__ = ["add_to"]

BUILD_EXAMPLES = """\
  rog graph build movies.tsv movies.rog
  rog graph build edges.csv --columns from,kind,to --nodes people.csv people.rog
  rog graph build part1.nt.gz part2.ttl kg.rog
  rog graph build towns.tsv --types population=number,founded=date --symmetric twinned_with towns.rog
  rog graph build crawl.jsonl.gz --skip-bad 100 crawl.rog
"""

LOAD_EXAMPLES = """\
  rog graph load movies.tsv neo4j://localhost:7687/neo4j
  rog graph load world neo4j+s://db.example.org/neo4j

User and password are read from NEO4J_USERNAME and NEO4J_PASSWORD. What is there already stays and is not written twice.
"""

INFO_EXAMPLES = """\
  rog graph info world
  rog graph info neo4j://localhost:7687/neo4j
  rog graph info kg.rog --json | jq .relations
"""


def add_to(commands: Any) -> None:
    """Declare the commands and their options."""
    graph = commands.add_parser("graph", help="build a graph file, or say what a graph holds")
    actions = graph.add_subparsers(metavar="ACTION", required=True)
    _add_build(actions)
    info = add_command(actions, "info", "say what a graph holds, and check its file", _info, INFO_EXAMPLES)
    info.add_argument("graph", metavar="GRAPH", help="a bundled graph's name, a file, or a database's address")
    info.add_argument("--json", action="store_true", help="print it as one line of JSON")
    load = add_command(actions, "load", "write a graph into a Neo4j database", _load, LOAD_EXAMPLES)
    load.add_argument("source", metavar="SOURCE", help="a bundled graph's name, or a file")
    load.add_argument("database", metavar="ADDRESS", help="neo4j://host:7687/database")


def _add_build(actions: Any) -> None:
    parser = add_command(actions, "build", "build a graph file from source files", _build, BUILD_EXAMPLES)
    parser.add_argument(
        "sources", nargs="+", type=Path, metavar="SOURCE", help="edges: .tsv .csv .jsonl .nt .ttl, or .gz"
    )
    parser.add_argument("out", type=_index_path, metavar="OUT.rog", help="the file to write")
    parser.add_argument(
        "--nodes",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="names of entities: id, name, aliases, types; may be given again",
    )
    parser.add_argument("--relations", type=Path, metavar="FILE", help=RELATIONS_HELP)
    parser.add_argument("--format", help="format of the sources, where their names do not say it (tsv, csv, …)")
    parser.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="whether the first line names the columns (default: look)",
    )
    parser.add_argument(
        "--columns",
        type=_columns,
        metavar="H,R,T",
        help="columns that hold head, relation and tail: their names, or positions from 0",
    )
    parser.add_argument("--delimiter", help="what separates columns (default: look)")
    parser.add_argument("--encoding", default="utf-8", help="of tables and JSON lines (default: %(default)s)")
    parser.add_argument("--language", default="en", help="RDF: language of the labels that become names (default: en)")
    add_reading_options(parser)
    parser.add_argument(
        "--properties",
        type=names,
        default="all",
        metavar="NAME,…",
        help="columns of node files that can be asked about, all or none (default: all)",
    )
    parser.add_argument("--skip-bad", type=count, default=0, metavar="N", help="leave out as many as N bad lines")


def _build(args: argparse.Namespace) -> int:
    from rog.graph.files import ReadOptions, Skipped
    from rog.graph.files.compile import build_graph

    report = build_graph(
        args.sources,
        args.out,
        nodes=args.nodes,
        relations=args.relations,
        format=args.format,
        options=ReadOptions(
            args.header,
            args.columns,
            args.delimiter,
            args.encoding,
            args.language,
            types=args.types,
            symmetric=args.symmetric,
            properties=args.properties,
        ),
        skip_bad=Skipped(args.skip_bad, on_skip=_say_skipped),
    )
    kinds = "relation" if report.relations == 1 else "relations"
    twice = f"; {report.duplicates:,} edges came more than once" if report.duplicates else ""
    print(f"{args.out}: {report.entities:,} entities, {report.triples:,} triples, {report.relations:,} {kinds}{twice}")
    return 0


def _say_skipped(error: SourceError) -> None:
    from rog.explain import printable

    print(f"rog: left out: {printable(str(error))}", file=sys.stderr)


def _load(args: argparse.Namespace) -> int:
    from rog.errors import InputError
    from rog.graph import open_graph
    from rog.graph.contract import ListedGraph, store_of
    from rog.graph.neo4j.address import SCHEMES, read_address

    if args.database.partition("://")[0] not in SCHEMES:
        raise InputError(f"{args.database!r} is no address of a database; one is like neo4j://localhost:7687/neo4j")
    address = read_address(args.database)
    source = store_of(open_graph(args.source))
    if not isinstance(source, ListedGraph):
        raise InputError(f"{args.source}: only a bundled graph or a file can be loaded")

    from rog.graph.neo4j.load import load_graph

    report = load_graph(source, address)
    print(f"{address}: {report.entities:,} entities and {report.triples:,} triples are there")
    return 0


def _info(args: argparse.Namespace) -> int:
    from rog.errors import InputError
    from rog.graph import open_graph
    from rog.graph.contract import InformedGraph, store_of

    graph = store_of(open_graph(args.graph))
    if not isinstance(graph, InformedGraph):
        raise InputError(f"{args.graph}: such a graph gives no account of itself")
    info = graph.info()
    if args.json:
        print(json.dumps(info, ensure_ascii=False))
    else:
        print(_file_text(info) if "path" in info else _database_text(info))
    return 0


def _database_text(found: dict[str, Any]) -> str:
    """What is known of a database, a line each."""
    from rog.explain import printable

    lines = [f"{name}: {value}" for name, value in found.items() if value is not None and name != "relations"]
    kinds = [f"  {count:>14,}  {kind}" for kind, count in found["relations"].items()]
    return "\n".join(printable(line, 2000) for line in (*lines, f"{len(kinds):,} relations:", *kinds))


def _file_text(found: dict[str, Any]) -> str:
    """What is known of an index, a line each."""
    from rog.explain import printable

    values = f", {found['values']:,} values" if found["values"] else ""
    lines = [
        printable(found["path"]),
        f"  {found['bytes']:,} bytes, format {found['format']}, checksum {found['checksum']}: whole and undamaged",
        f"  {found['entities']:,} entities{values}, {found['triples']:,} triples, "
        f"{len(found['relations']):,} relations:",
    ]
    for relation, size in sorted(found["relations"].items(), key=lambda item: (-item[1], item[0])):
        tails = ", ".join(found["tails"].get(relation, ()))
        both_ways = " (both ways)" if relation in found["symmetric"] else ""
        lines.append(f"  {size:>14,}  {printable(relation + (f': {tails}' if tails else ''), 200)}{both_ways}")
    if found["kinds"]:
        lines.append(f"  {len(found['kinds']):,} kinds of entity:")
    return "\n".join(lines + [f"  {size:>14,}  {printable(kind, 200)}" for kind, size in found["kinds"].items()])


def _index_path(text: str) -> Path:
    """A file to write; the suffix is asked for so that a forgotten OUT does not overwrite a source."""
    if not text.endswith(".rog"):
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .rog")
    return Path(text)


def _columns(text: str) -> tuple[str, ...] | tuple[int, ...]:
    names = tuple(part.strip() for part in text.split(","))
    return tuple(map(int, names)) if all(name.isdecimal() for name in names) else names
