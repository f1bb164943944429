"""Source files to records, streaming: tables, JSON lines and RDF, plain or gzipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rog.errors import GraphError, InputError
from rog.graph.files.dispatch import read_all
from rog.graph.files.source import ReadOptions, Skipped, SourceFile
from rog.graph.records import Record

__all__ = ["FORMATS", "PASSES", "SUFFIXES", "ReadOptions", "Skipped", "format_of", "read_records", "read_sources"]

SUFFIXES = {
    ".tsv": "tsv",
    ".tab": "tsv",
    ".txt": "tsv",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".nt": "nt",
    ".ttl": "ttl",
}
"""What the suffix of a file says about its format; `.gz` may follow."""

PASSES = 2
"""How many times a file is read, so how often `on_bytes` hears of each of its bytes."""

FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))


def read_records(
    path: str | Path,
    *,
    format: str | None = None,
    nodes: bool = False,
    header: bool | None = None,
    columns: Sequence[str | int] | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    language: str = "en",
    skip_bad: int | Skipped = 0,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Record]:
    """The edges and nodes of one file, as it is read the second time.

    `format` is one of FORMATS, by default after the suffix. `nodes` says that it is a node file: id,
    name, aliases, types (the last two separated by `|`), further columns properties. For `header`,
    `columns`, `delimiter`, `encoding` and `language` see ReadOptions, which has more. `skip_bad` is how many
    bad lines are left out before one is raised; give a `Skipped` to learn which.

    Raises SourceError for what is malformed, with the first record; GraphError for a format that is
    not known; InputError for options that cannot be.
    """
    options = ReadOptions(header, None if columns is None else tuple(columns), delimiter, encoding, language)
    skipped = skip_bad if isinstance(skip_bad, Skipped) else Skipped(skip_bad)
    edge_files, node_files = ([], [path]) if nodes else ([path], [])
    return read_sources(
        edge_files, nodes=node_files, format=format, options=options, skipped=skipped, on_bytes=on_bytes
    )


def read_sources(
    paths: Sequence[str | Path],
    *,
    nodes: Sequence[str | Path] = (),
    format: str | None = None,
    options: ReadOptions | None = None,
    skipped: Skipped | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Record]:
    """The records of several files as of one graph, node files first, so that their names stand.

    Files are read twice, the first time for what their texts have in common and for the names that they give each
    other. Raises as `read_records`.
    """
    options = ReadOptions() if options is None else options
    skipped = Skipped() if skipped is None else skipped
    node_sources = [
        SourceFile(Path(path), _format(path, None if paths else format), options, on_bytes) for path in nodes
    ]
    edge_sources = [SourceFile(Path(path), _format(path, format), options, on_bytes) for path in paths]
    return read_all(node_sources, edge_sources, options, skipped)


def format_of(path: str | Path) -> str | None:
    """The format that a file's name says it has; None for a name that says nothing."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def _format(path: str | Path, format: str | None) -> str:
    if format is not None and format not in FORMATS:
        raise InputError(f"format={format!r} is none of {', '.join(FORMATS)}")
    recognised = format or format_of(path)
    if recognised is None:
        raise GraphError(
            f"{path}: what format is this? Its name should end in {', '.join(SUFFIXES)}, with or without .gz; "
            f"or give format= ({', '.join(FORMATS)})"
        )
    return recognised
