"""Builds an index file from records, in memory that does not grow with the number of triples.

Texts and edges are sorted in runs on disk, in a temporary folder beside the output, and merged. What
does grow: the trie of names (their length, once), the arrays of names and trigrams, and a few
numbers for each entity.
"""

from __future__ import annotations

import json
import tempfile
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rog.errors import GraphError, IndexFileError
from rog.graph.index.building.intake import Intake
from rog.graph.index.building.layout import EdgeLayout
from rog.graph.index.building.sorting import ItemRuns, Spool
from rog.graph.index.edges import Integers
from rog.graph.index.entities import hash_sections
from rog.graph.index.file import IndexFileWriter
from rog.graph.index.relations import NodeKinds, count_kinds, description_texts
from rog.graph.index.values import ValueColumns
from rog.graph.names.index import NameIndex
from rog.graph.records import NodeRecord, Record
from rog.values import read_value
from rog.words.normal_form import normalize

__all__ = ["BuildReport", "Progress", "build_index"]

NAMES_PER_BLOCK = 1 << 14
"""Names kept in memory until they are written."""
OFFSETS_PER_BLOCK = 1 << 20
"""Offsets of texts written at once."""

Progress = Callable[[str, int], None]
"""Called with the stage (read, sort, names) and how many records, edges or names it has done."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built. `duplicates` were equal in all fields to another edge and are not in it."""

    entities: int
    values: int
    triples: int
    duplicates: int
    relations: int
    seconds: float


def build_index(records: Iterable[Record], path: str | Path, *, progress: Progress | None = None) -> BuildReport:
    """Write an index of all `records` to `path`, which appears whole or not at all.

    The file depends on the records only, not on their order. Raises GraphError for a record that
    cannot be in a graph, IndexFileError if the file cannot be written.
    """
    began, path = time.perf_counter(), Path(path)
    with IndexFileWriter(path) as file, _temporary_folder(path) as folder:
        intake = Intake(Path(folder))
        intake.take(records, progress)
        kinds, values = NodeKinds(), ValueColumns()
        names = _write_entities(file, intake, Path(folder), kinds, values)
        is_value = values.mask(names.node_count)
        for name, section in values.sections().items():
            file.add(f"values.{name}", section)
        _write_texts(file, "dimensions", iter(values.dimensions()), Path(folder))
        _write_kinds(file, kinds.members(is_value), Path(folder))
        _write_texts(file, "extras", intake.merged_extras(), Path(folder))
        _write_texts(file, "relations", iter(intake.relations), Path(folder))
        layout = EdgeLayout(Path(folder), is_value, intake.symmetric())
        degrees = layout.write(file, intake.edges(), progress)
        counted = count_kinds(kinds, layout.groups(), intake.symmetric())
        _write_texts(
            file, "descriptions", description_texts(intake.relations, intake.descriptions, counted), Path(folder)
        )
        index = NameIndex.from_normalised(names.blocks, degrees, values.exact_only(names.node_count))
        for name, section in index.sections().items():
            file.add(f"names.{name}", section)
        if progress is not None:
            progress("names", len(index))
        counts = {
            "entities": names.node_count - len(values),
            "values": len(values),
            "triples": layout.edge_count,
            "relations": len(intake.relations),
        }
        file.commit(counts)
    seconds = time.perf_counter() - began
    return BuildReport(**counts, duplicates=layout.duplicates, seconds=seconds)


def _temporary_folder(path: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise IndexFileError(path, f"no temporary folder can be made beside it: {error.strerror}") from error


class _NameRuns:
    """Normal forms of the names, with the entities they name, kept on disk."""

    def __init__(self, folder: Path) -> None:
        self._texts, self._entities = ItemRuns(folder, "names"), Spool(folder / "names-entities", np.int32)
        self.node_count = 0
        self._pending: list[tuple[str, int]] = []

    def add(self, entity: int, names: Iterable[str]) -> None:
        """Add all names of one entity."""
        self._pending.extend((form, entity) for form in dict.fromkeys(map(normalize, names)) if form)
        self.node_count = entity + 1
        if len(self._pending) >= NAMES_PER_BLOCK:
            self.flush()

    def flush(self) -> None:
        """Write what is pending."""
        if self._pending:
            texts, entities = zip(*self._pending, strict=True)
            self._texts.add(texts)
            self._entities.append(np.asarray(entities, np.int32))
        self._pending = []

    def blocks(self) -> Iterator[tuple[list[str], NDArray[Any]]]:
        """Forms and entities, a block at a time."""
        entities, first = self._entities.read(), 0
        for run in range(self._texts.count):
            texts = list(self._texts.read(run))
            yield texts, entities[first : first + len(texts)]
            first += len(texts)


def _write_entities(
    file: IndexFileWriter, intake: Intake, folder: Path, kinds: NodeKinds, values: ValueColumns
) -> _NameRuns:
    names = _NameRuns(folder)
    about, entities_with_about = _TextSections(folder, "about"), array("i")
    ids, hashes = _TextSections(folder, "ids"), array("I")
    for number, (entity_id, node) in enumerate(intake.merged_ids()):
        if number >= 2**31 - 1:
            raise GraphError("an index holds at most 2^31 - 2 entities and values")
        ids.add(entity_id)
        hashes.append(crc32(entity_id.encode()))
        value = read_value(entity_id)
        if value is not None:
            values.add(number, value)
            kinds.add((value.kind,))
            names.add(number, (str(value), value.text))
            continue
        properties = {} if node is None else _about(node)
        kinds.add(properties.get("types", ()))
        if properties:
            about.add(json.dumps(properties, ensure_ascii=False, separators=(",", ":")))
            entities_with_about.append(number)
        name = [properties["name"]] if "name" in properties else []
        names.add(number, [entity_id, *name, *properties.get("aliases", ())])
    names.flush()
    ids.write(file)
    for part, section in hash_sections(np.frombuffer(hashes, np.uint32)).items():
        file.add(f"ids.{part}", section)
    about.write(file)
    file.add("about.entities", np.frombuffer(entities_with_about, np.int32))
    return names


def _write_kinds(file: IndexFileWriter, members: dict[str, Integers], folder: Path) -> None:
    _write_texts(file, "kinds", iter(members), folder)
    file.add("kinds.starts", np.cumsum([0, *map(len, members.values())], dtype=np.int64))
    file.add("kinds.members", np.concatenate([np.empty(0, np.int32), *members.values()]))


def _about(node: NodeRecord) -> dict[str, Any]:
    """What an entity's record says beside its id."""
    name = None if node.name == node.id else node.name
    fields = {"name": name, "aliases": node.aliases, "types": node.types, "properties": node.properties}
    return {key: value for key, value in fields.items() if value}


class _TextSections:
    """The sections `NAME.blob` and `NAME.offsets`, spooled as texts come."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._blob, self._ends = (
            Spool(folder / f"{name}-blob", np.uint8),
            Spool(folder / f"{name}-offsets", np.int64),
        )
        self._pending: list[bytes] = []
        self._end = 0

    def add(self, text: str) -> None:
        """Append one text."""
        self._pending.append(text.encode())
        if len(self._pending) >= NAMES_PER_BLOCK:
            self._flush()

    def write(self, file: IndexFileWriter) -> None:
        """Write both sections."""
        self._flush()
        file.add(f"{self._name}.blob", self._blob.read())
        ends = self._ends.read()
        offset_type = np.int32 if self._end < 2**31 else np.int64
        with file.stream(f"{self._name}.offsets", offset_type, (len(ends) + 1,)) as write:
            write(np.zeros(1, np.int64))
            for first in range(0, len(ends), OFFSETS_PER_BLOCK):
                write(ends[first : first + OFFSETS_PER_BLOCK])

    def _flush(self) -> None:
        ends = np.cumsum([0, *map(len, self._pending)])[1:] + self._end
        self._blob.append(np.frombuffer(b"".join(self._pending), np.uint8))
        self._ends.append(ends)
        self._end = int(ends[-1]) if len(ends) else self._end
        self._pending = []


def _write_texts(file: IndexFileWriter, name: str, texts: Iterator[str], folder: Path) -> None:
    sections = _TextSections(folder, name)
    for text in texts:
        sections.add(text)
    sections.write(file)
