"""Source files to an index, with a progress bar where someone is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from rog.errors import GraphError
from rog.graph.files import PASSES, ReadOptions, Skipped, read_sources
from rog.graph.files.relations import check_relations, read_relations
from rog.graph.index.building.build import BuildReport, build_index
from rog.graph.records import EdgeRecord, Record, RelationRecord

__all__ = ["build_graph", "paths_of"]


def build_graph(
    sources: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    nodes: Sequence[str | Path] | str | Path = (),
    relations: str | Path | None = None,
    format: str | None = None,
    options: ReadOptions | None = None,
    skip_bad: int | Skipped = 0,
    progress: bool | None = None,
) -> BuildReport:
    """Compile source files, and node files if any, into one index at `out`, and a file of relations' names if any.

    The file appears whole or not at all. Give a `Skipped` as `skip_bad` to learn which lines were
    left out. `progress` shows a bar on stderr; None where stderr is a terminal.

    Raises SourceError for malformed input, GraphError for a format that is not known, IndexFileError
    if `out` cannot be written.
    """
    source_paths, node_paths = paths_of(sources), paths_of(nodes)
    if not source_paths:
        raise GraphError("no source file given")
    relation_paths = [] if relations is None else paths_of(relations)
    if Path(out).resolve() in {path.resolve() for path in (*source_paths, *node_paths, *relation_paths)}:
        raise GraphError(f"{out}: this is one of the sources; give another name for the index")
    skipped = skip_bad if isinstance(skip_bad, Skipped) else Skipped(skip_bad)
    with _bar([*source_paths, *node_paths], progress) as bar:
        records = read_sources(
            source_paths,
            nodes=node_paths,
            format=format,
            options=options,
            skipped=skipped,
            on_bytes=bar.read if bar is not None else None,
        )
        if relations is not None:
            records = _with_relations(records, Path(relations).expanduser())
        return build_index(records, out, progress=bar.stage if bar is not None else None)


def _with_relations(records: Iterator[Record], path: Path) -> Iterator[Record]:
    """The records, and then what a file says of the relations that they have. Raises SourceError."""
    rows, relations = read_relations(path), set()
    yield from (RelationRecord(row.relation, row.description) for row in rows)
    for record in records:
        if isinstance(record, EdgeRecord):
            relations.add(record.relation)
        yield record
    check_relations(path, rows, relations)


def paths_of(given: Sequence[str | Path] | str | Path) -> list[Path]:
    """One path or several, as a list."""
    return [Path(path).expanduser() for path in ([given] if isinstance(given, str | Path) else given)]


class _Bar:
    """A bar of bytes read, with the rate of records; afterwards it names the stage of the building."""

    def __init__(self, total: int) -> None:
        self.bar = tqdm(total=total, unit="B", unit_scale=True, desc="reading", file=sys.stderr, leave=False)
        self._began = time.perf_counter()

    def read(self, count: int) -> None:
        """So many more bytes have been read."""
        self.bar.update(count)

    def stage(self, stage: str, done: int) -> None:
        """The builder has done so many records, edges or names in this stage."""
        if stage == "read":
            rate = done / (time.perf_counter() - self._began)
            self.bar.set_postfix_str(f"{done:,} records, {rate:,.0f}/s")
        else:
            self.bar.set_description(f"{stage}: {done:,}")


@contextmanager
def _bar(paths: Sequence[Path], shown: bool | None) -> Iterator[_Bar | None]:
    """The bar; None where nobody is watching."""
    if not (sys.stderr.isatty() if shown is None else shown):
        yield None
        return
    progress = _Bar(PASSES * sum(path.stat().st_size for path in paths if path.is_file()))
    with progress.bar:
        yield progress
