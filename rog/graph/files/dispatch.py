"""Which reader reads which file, and what several files read together need to know of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rog.errors import SourceError
from rog.graph.files.commas import read_csv, read_csv_nodes
from rog.graph.files.delimited import read_tsv, read_tsv_nodes
from rog.graph.files.jsonl import read_jsonl, read_jsonl_nodes
from rog.graph.files.scan import Scan
from rog.graph.files.source import ReadOptions, Skipped, SourceFile
from rog.graph.files.value_types import ValueTypes, check_named
from rog.graph.records import NodeRecord, Record, RelationRecord
from rog.types import RelationDescription

if TYPE_CHECKING:
    from rog.graph.files.rdf.read import RdfReader

__all__ = ["read_all"]

RDF_FORMATS = ("nt", "ttl")

Reader = Callable[[SourceFile, Skipped, ValueTypes], Iterator[Record]]

EDGE_READERS: dict[str, Reader] = {"tsv": read_tsv, "csv": read_csv, "jsonl": read_jsonl}
NODE_READERS: dict[str, Reader] = {"tsv": read_tsv_nodes, "csv": read_csv_nodes, "jsonl": read_jsonl_nodes}


def read_all(
    nodes: Sequence[SourceFile], edges: Sequence[SourceFile], options: ReadOptions, skipped: Skipped
) -> Iterator[Record]:
    """The records of all files, after a first pass over them: of node files first, and from those nothing but nodes."""
    sources = _scoped([*nodes, *edges])
    node_sources, edge_sources = sources[: len(nodes)], sources[len(nodes) :]
    scan = Scan()
    for files, readers in ((node_sources, NODE_READERS), (edge_sources, EDGE_READERS)):
        for source in files:
            if source.format in readers:
                scan.take(readers[source.format](source, skipped, ValueTypes()))
    rdf = _rdf_reader([source for source in sources if source.format in RDF_FORMATS], options, skipped)
    relations = {*scan.relations, *(rdf.relations if rdf is not None else ())}
    types = scan.types(options)
    check_named("types", options.types, {*relations, *scan.node_columns, *scan.edge_columns})
    check_named("symmetric", options.symmetric, {*relations, *types.entity_columns})

    def records(source: SourceFile, readers: dict[str, Reader]) -> Iterator[Record]:
        if source.format in readers:
            return readers[source.format](source, skipped, types)
        return rdf.read(source) if rdf is not None else iter(())

    for source in node_sources:
        nodes_of_file = (record for record in records(source, NODE_READERS) if isinstance(record, NodeRecord))
        yield from types.linked(_not_empty(nodes_of_file, source))
    for source in edge_sources:
        yield from types.linked(_not_empty(records(source, EDGE_READERS), source))
    if rdf is not None:
        yield from rdf.rest()
    for relation in options.symmetric:
        yield RelationRecord(relation, RelationDescription(symmetric=True))


def _scoped(sources: Sequence[SourceFile]) -> list[SourceFile]:
    """Where there are several RDF files, a number for each, since a blank node belongs to its file."""
    if sum(source.format in RDF_FORMATS for source in sources) < 2:
        return list(sources)
    return [replace(source, scope=f"{number}/") for number, source in enumerate(sources, 1)]


def _rdf_reader(sources: Sequence[SourceFile], options: ReadOptions, skipped: Skipped) -> RdfReader | None:
    """The reader of these files, after a first pass over all of them; None where there are none."""
    if not sources:
        return None
    from rog.graph.files.rdf.read import RdfReader  # other files need no RDF parser

    return RdfReader(sources, options, skipped)


def _not_empty(records: Iterator[Record], source: SourceFile) -> Iterator[Record]:
    """Raises SourceError at the end of a file that gave none."""
    first = next(records, None)
    if first is None:
        empty = source.path.stat().st_size == 0
        raise SourceError(source.path, None, "the file is empty" if empty else "there is nothing in it to read")
    yield first
    yield from records
