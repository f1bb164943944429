"""Which reader reads which file, and what several files read together need to know of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rog.errors import SourceError
from rog.graph.files.commas import read_csv, read_csv_nodes
from rog.graph.files.delimited import read_tsv, read_tsv_nodes
from rog.graph.files.jsonl import read_jsonl, read_jsonl_nodes
from rog.graph.files.source import Skipped, SourceFile
from rog.graph.records import NodeRecord, Record

__all__ = ["RDF_FORMATS", "read_all"]

RDF_FORMATS = ("nt", "ttl")

Reader = Callable[[SourceFile, Skipped], Iterator[Record]]

EDGE_READERS: dict[str, Reader] = {"tsv": read_tsv, "csv": read_csv, "jsonl": read_jsonl}
NODE_READERS: dict[str, Reader] = {"tsv": read_tsv_nodes, "csv": read_csv_nodes, "jsonl": read_jsonl_nodes}


def read_all(nodes: Sequence[SourceFile], edges: Sequence[SourceFile], skipped: Skipped) -> Iterator[Record]:
    """The records of all files: of node files first, and from those nothing but nodes."""
    sources = _scoped([*nodes, *edges])
    read_rdf = _rdf_reader([source for source in sources if source.format in RDF_FORMATS], skipped)
    for source in sources[: len(nodes)]:
        records = NODE_READERS.get(source.format, read_rdf)(source, skipped)
        yield from _not_empty((record for record in records if isinstance(record, NodeRecord)), source)
    for source in sources[len(nodes) :]:
        yield from _not_empty(EDGE_READERS.get(source.format, read_rdf)(source, skipped), source)


def _scoped(sources: Sequence[SourceFile]) -> list[SourceFile]:
    """Where there are several RDF files, a number for each, since a blank node belongs to its file."""
    if sum(source.format in RDF_FORMATS for source in sources) < 2:
        return list(sources)
    return [replace(source, scope=f"{number}/") for number, source in enumerate(sources, 1)]


def _rdf_reader(sources: Sequence[SourceFile], skipped: Skipped) -> Reader:
    """The reader of these files, after a first pass over all of them."""
    if not sources:
        return lambda source, skipped: iter(())
    from rog.graph.files.rdf.read import read_rdf, scan_rdf  # other files need no RDF parser

    names = scan_rdf(sources, skipped)
    return lambda source, skipped: read_rdf(source, names)


def _not_empty(records: Iterator[Record], source: SourceFile) -> Iterator[Record]:
    """Raises SourceError at the end of a file that gave none."""
    first = next(records, None)
    if first is None:
        empty = source.path.stat().st_size == 0
        raise SourceError(source.path, None, "the file is empty" if empty else "there is nothing in it to read")
    yield first
    yield from records
