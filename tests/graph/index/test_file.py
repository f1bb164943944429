"""The index file, its builder and its reader: what is damaged is refused, what is built is whole."""

from __future__ import annotations

import os
import pickle
import struct
import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rog.errors import GraphError, IndexFileError, PathError, UnknownEntityError
from rog.graph.index import file as index_file
from rog.graph.index.building import build as index_build
from rog.graph.index.building import intake as index_intake
from rog.graph.index.building import sorting as index_sort
from rog.graph.index.building.build import build_index
from rog.graph.index.file import FORMAT_VERSION, IndexFile, IndexFileWriter
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.types import RelationDescription
from rog.values import read_value

RECORDS: list[Record] = [
    EdgeRecord("Paris", "capital of", "France", None, {"since": 987}),
    EdgeRecord("Lyon", "in", "France", "k"),
    EdgeRecord("France", "borders", "Spain"),
    EdgeRecord("Spain", "borders", "France"),
    NodeRecord("France", "République française", ("Frankreich",), ("country",), {"area": 543_940}),
]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    build_index(RECORDS, tmp_path / "graph.rog")
    return tmp_path / "graph.rog"


def sealed(content: bytearray) -> bytes:
    """The content with its preamble's checksum made right again."""
    content[40:44] = struct.pack("<I", zlib.crc32(content[:40]))
    return bytes(content)


# The container


def test_arrays_come_back(tmp_path: Path) -> None:
    path = tmp_path / "arrays.rog"
    arrays: dict[str, NDArray[Any]] = {
        "one": np.arange(5, dtype=np.int32),
        "none": np.empty(0, np.int64),
        "table": np.arange(6, dtype=np.uint16).reshape(2, 3),
        "byte": np.array([255], np.uint8),
    }
    with IndexFileWriter(path) as writer:
        for name, array in arrays.items():
            writer.add(name, array)
        with writer.stream("parts", np.int64, (3,)) as write:
            write(np.array([1, 2], np.int32))
            write(np.array([3], np.int64))
        writer.commit({"what": "é"})
    file = IndexFile(path)
    assert file.meta == {"what": "é"}
    assert file.sections.keys() == {*arrays, "parts"}
    for name, array in arrays.items():
        assert file.sections[name].dtype == array.dtype
        assert np.array_equal(file.sections[name], array)
        assert file.sections[name].ctypes.data % 64 == 0 or not array.size
    assert file.sections["parts"].tolist() == [1, 2, 3]
    assert file.bytes_of("t") == {"table": 12}
    with pytest.raises(ValueError, match="read-only"):
        file.sections["one"][0] = 1


def test_nothing_is_left_behind_without_commit(tmp_path: Path) -> None:
    with IndexFileWriter(tmp_path / "x.rog") as writer:
        writer.add("one", np.arange(5))
    assert os.listdir(tmp_path) == []


def test_a_section_of_another_length_than_announced_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="announced"),
        IndexFileWriter(tmp_path / "x.rog") as writer,
        writer.stream("short", np.int32, (2,)) as write,
    ):
        write(np.zeros(1, np.int32))
    assert os.listdir(tmp_path) == []


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.rog").touch()
    with pytest.raises(IndexFileError, match="empty"):
        IndexGraph(tmp_path / "empty.rog")


@pytest.mark.parametrize(
    "content", [b"a\tb\tc\n", b"\x1f\x8b" + bytes(100), b"{}", bytes(200), b"\x89PNG\r\n\x1a\n" * 20]
)
def test_a_foreign_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.rog").write_bytes(content)
    with pytest.raises(IndexFileError, match=r"not a rog index.*rog graph build"):
        IndexGraph(tmp_path / "other.rog")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        IndexGraph(tmp_path / "missing.rog")


def test_cut_short_anywhere(built: Path) -> None:
    content = built.read_bytes()
    for length in [*range(1, 130), *range(130, len(content), 97), len(content) - 1]:
        built.write_bytes(content[:length])
        with pytest.raises(IndexFileError, match=r"graph\.rog: (damaged|this is not)"):
            IndexGraph(built)


def test_added_to(built: Path) -> None:
    built.write_bytes(built.read_bytes() + b"\n")
    with pytest.raises(IndexFileError, match="cut short or added to"):
        IndexGraph(built)


def test_one_byte_flipped_in_any_section(built: Path) -> None:
    content, file = built.read_bytes(), IndexFile(built)
    places = {name: (entry["offset"], file.sections[name].nbytes) for name, entry in file._table.items()}
    assert len(places) > 15
    for name, (offset, size) in places.items():
        for at in {offset, offset + size // 2, offset + size - 1} if size else ():
            damaged = bytearray(content)
            damaged[at] ^= 1
            built.write_bytes(damaged)
            with pytest.raises(IndexFileError, match=f"damaged: section '{name}'.*rog graph build"):
                IndexGraph(built)


def test_one_byte_flipped_in_the_preamble_or_the_table(built: Path) -> None:
    content = built.read_bytes()
    table = struct.unpack_from("<Q", content, 16)[0]
    for at in [*range(64), *range(table, len(content), 11)]:
        damaged = bytearray(content)
        damaged[at] ^= 4
        built.write_bytes(damaged)
        with pytest.raises(IndexFileError):
            IndexGraph(built)


@pytest.mark.parametrize(("version", "which"), [(FORMAT_VERSION + 1, "a newer"), (FORMAT_VERSION - 1, "an older")])
def test_another_version(built: Path, version: int, which: str) -> None:
    content = bytearray(built.read_bytes())
    content[8:12] = struct.pack("<I", version)
    built.write_bytes(sealed(content))
    reason = f"{which} rog, format {version}; this rog reads {FORMAT_VERSION}: rebuild"
    with pytest.raises(IndexFileError, match=reason):
        IndexGraph(built)


def test_large_files_are_checked_when_asked(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(built.read_bytes())
    offset = IndexFile(built)._table["ids.blob"]["offset"]
    content[offset] ^= 1
    built.write_bytes(content)
    monkeypatch.setattr(index_file, "MAX_BYTES_VERIFIED_ON_OPEN", 10)
    graph = IndexGraph(built)
    with pytest.raises(IndexFileError, match=r"ids\.blob"):
        graph.verify()


# The builder


def test_what_was_built(built: Path) -> None:
    graph = IndexGraph(built)
    assert (graph.entity_count, graph.triple_count) == (4, 5)
    assert graph.relation_counts == {"area": 1, "borders": 2, "capital of": 1, "in": 1}
    assert repr(graph).endswith("4 entities, 5 triples")
    graph.verify()
    france = graph.entities(["France", "Nowhere"])[0]
    assert france is not None
    assert (france.name, france.aliases) == ("République française", ("Frankreich",))
    assert (france.types, france.properties) == (("country",), {"area": 543_940})
    (path,) = graph.walk(("Paris", ("capital of", "borders")), ["Spain"], 5)
    assert [hop.properties for hop in path.hops] == [{"since": 987}, {}]


def test_the_sizes_of_the_sections_are_those_of_the_file(built: Path) -> None:
    graph, file = IndexGraph(built), IndexFile(built)
    sizes = graph.section_sizes()
    assert sizes.keys() == {"edges", "names"}
    assert sum(sizes.values()) == sum(array.nbytes for array in file.sections.values())
    assert sizes["edges"] > file.sections["neighbours"].nbytes == 4 * 2 * graph.triple_count
    assert sizes["names"] > file.sections["ids.blob"].nbytes + file.sections["names.trie"].nbytes


def test_the_report_counts(tmp_path: Path) -> None:
    report = build_index([*RECORDS, *RECORDS, EdgeRecord("Lyon", "in", "France", "l")], tmp_path / "g.rog")
    assert (report.entities, report.triples, report.duplicates, report.relations) == (4, 6, 4, 4)
    assert report.seconds > 0


def test_nothing_is_left_but_the_file(built: Path) -> None:
    assert os.listdir(built.parent) == ["graph.rog"]


def test_the_file_depends_on_the_edges_and_not_on_their_order(built: Path) -> None:
    other = built.with_name("other.rog")
    build_index(reversed(RECORDS), other)
    assert other.read_bytes() == built.read_bytes()
    assert IndexGraph(other).checksum == IndexGraph(built).checksum
    build_index(RECORDS[:3], other)
    assert IndexGraph(other).checksum != IndexGraph(built).checksum


KNOWN: list[Record] = [
    RelationRecord("borders", RelationDescription(symmetric=True)),
    NodeRecord(
        "fr", "France", types=("Country", "owl:Thing"),
        properties={"area": '"543940 km²"^^cdt:ucum', "tags": ["x", 1]},
    ),
    NodeRecord("fr", properties={"area": '"551500 km²"^^cdt:ucum', "_id": 7}),
    NodeRecord("es", "Spain", types=("Country",), properties={"area": '"505990 km²"^^cdt:ucum'}),
    EdgeRecord("fr", "borders", "es"),
    EdgeRecord("es", "borders", "fr", None, {"since": 1659}),
    EdgeRecord("es", "borders", "es", "odd"),
    EdgeRecord("fr", "area", '"543940 km²"^^cdt:ucum', None, {"source": "x"}),
    EdgeRecord("es", "capital", "Madrid"),
    EdgeRecord("es", "founded", '"1479"^^xsd:gYear'),
]  # fmt: skip


def test_records_are_what_an_index_is_built_from(tmp_path: Path) -> None:
    build_index(KNOWN, tmp_path / "g.rog")
    records = list(IndexGraph(tmp_path / "g.rog").records())
    nodes = {record.id: record for record in records if isinstance(record, NodeRecord)}
    assert nodes.keys() == {"fr", "es", "Madrid"}
    assert nodes["fr"].properties == {"area": '"543940 km²"^^cdt:ucum', "tags": ["x", 1], "_id": 7}
    assert nodes["fr"].types == ("Country", "owl:Thing")
    edges = [record for record in records if isinstance(record, EdgeRecord)]
    assert [edge[:3] for edge in edges if edge.relation != "borders"] == [
        ("fr", "area", '"543940 km²"^^cdt:ucum'),
        ("fr", "area", '"551500 km²"^^cdt:ucum'),
        ("es", "capital", "Madrid"),
        ("es", "founded", '"1479"^^xsd:gYear'),
    ]
    assert sorted(edge for edge in edges if edge.relation == "borders") == sorted(KNOWN[4:7])
    build_index(records, tmp_path / "again.rog")
    assert IndexGraph(tmp_path / "again.rog").checksum == IndexGraph(tmp_path / "g.rog").checksum


def test_an_account_of_values_kinds_and_symmetric_relations(tmp_path: Path) -> None:
    report = build_index(KNOWN, tmp_path / "g.rog")
    graph = IndexGraph(tmp_path / "g.rog")
    info = graph.info()
    assert (report.entities, report.values, report.triples) == (info["entities"], info["values"], info["triples"])
    assert (info["entities"], info["values"], info["triples"]) == (3, 6, 10)
    assert info["kinds"] == {"Country": 2}
    assert info["relations"] == {"area": 3, "borders": 3, "capital": 1, "founded": 1, "tags": 2}
    assert info["tails"] == {
        "area": ["number"], "borders": ["Country", "owl:Thing"], "founded": ["year"], "tags": ["number", "text"],
    }  # fmt: skip
    assert info["symmetric"] == ["borders"]


def test_a_node_record_of_a_value_says_nothing(tmp_path: Path) -> None:
    build_index([NodeRecord('"1"^^xsd:integer', "one"), EdgeRecord("a", "r", "b")], tmp_path / "g.rog")
    graph = IndexGraph(tmp_path / "g.rog")
    assert graph.entities(['"1"^^xsd:integer']) == [None]
    assert (graph.entity_count, graph.value_count) == (2, 0)


def test_no_value_is_drawn_as_a_start_or_completes_a_name(tmp_path: Path) -> None:
    build_index([*KNOWN, NodeRecord("1479 AD"), EdgeRecord("it", "founded", "1479 AD")], tmp_path / "g.rog")
    graph = IndexGraph(tmp_path / "g.rog")
    assert graph.starts("^founded", 9, Random(0)) == ["1479 AD"]
    assert graph.starts("^tags", 9, Random(0)) == []
    assert sorted(graph.starts("^borders", 9, Random(0))) == ["es", "fr"]
    assert [match.id for match in graph.complete("147")] == ["1479 AD"]


def test_values_by_the_columns_that_they_are_compared_by(tmp_path: Path) -> None:
    ids = [
        '"2 km"^^cdt:ucum', '"2000 m"^^cdt:ucum', '"1999"^^xsd:gYear', '"1999-05-03"^^xsd:date', '"hello"^^xsd:string',
        '"true"^^xsd:boolean', '"7"^^xsd:integer', '"5 €"^^cdt:ucum',
    ]  # fmt: skip
    build_index([EdgeRecord("a", "r", one) for one in [*ids, '"', '"odd"']], tmp_path / "g.rog")
    index = IndexGraph(tmp_path / "g.rog")._index
    assert len(index.values) == len(ids)
    for one in ids:
        number = index.entities.ids.number(one)
        columns = index.values.columns(index.values.places(np.asarray([number])))
        value = read_value(one)
        assert value is not None
        span = value.span
        assert columns.first[0] == (0.0 if span is None else span.first)
        assert columns.last[0] == (0.0 if span is None else span.last)
        assert columns.dimension_names[columns.dimensions[0]] == ("" if span is None else span.dimension)


def test_many_chunks_and_runs_give_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    records: list[Record] = [
        EdgeRecord(f"e{head}", f"r{relation}", f"é{tail}", *((int(key), {"w": int(key)}) if key else ()))
        for head, relation, tail, key in chance.integers(0, [40, 5, 40, 4], (3000, 4))
    ]
    records[::50] = [NodeRecord(f"e{at % 40}", f"name {at}", (f"alias {at}",)) for at in range(60)]
    whole = build_index(records, tmp_path / "whole.rog")
    monkeypatch.setattr(index_intake, "MAX_CHUNK_RECORDS", 70)
    monkeypatch.setattr(index_sort, "ROWS_PER_BLOCK", 64)
    monkeypatch.setattr(index_sort, "ROWS_PER_SAMPLE", 4)
    monkeypatch.setattr(index_sort, "ITEMS_PER_BLOCK", 8)
    monkeypatch.setattr(index_build, "NAMES_PER_BLOCK", 16)
    parts = build_index(records, tmp_path / "parts.rog")
    assert (parts.triples, parts.duplicates) == (whole.triples, whole.duplicates)
    assert whole.triples == len({repr(record) for record in records if isinstance(record, EdgeRecord)})
    assert (tmp_path / "parts.rog").read_bytes() == (tmp_path / "whole.rog").read_bytes()


def test_records_of_one_node_add_up(tmp_path: Path) -> None:
    records = [
        NodeRecord("Q1", "first", ("one",), ("a",), {"x": 1, "y": 1}),
        NodeRecord("Q1", "second", ("one", "first"), ("a", "b"), {"x": 2, "z": 2}),
        NodeRecord("Q1"),
        NodeRecord("Q2", "Q2"),
    ]
    build_index(records, tmp_path / "g.rog")
    first, second = IndexGraph(tmp_path / "g.rog").entities(["Q1", "Q2"])
    assert first is not None
    assert second is not None
    assert (first.name, first.aliases, first.types) == ("first", ("second", "one"), ("a", "b"))
    assert first.properties == {"x": 1, "y": 1, "z": 2}
    assert (second.name, second.aliases) == ("Q2", ())


def test_no_records_at_all(tmp_path: Path) -> None:
    report = build_index([], tmp_path / "g.rog")
    assert (report.entities, report.triples) == (0, 0)
    graph = IndexGraph(tmp_path / "g.rog")
    assert graph.relations() == []
    assert graph.find(["a"], fuzzy=True) == [[]]
    assert graph.entities(["a"]) == [None]
    with pytest.raises(UnknownEntityError):
        graph.steps("a", [()])


def test_parallel_edges_are_in_order_of_their_keys(tmp_path: Path) -> None:
    keys: list[str | int | None] = [10, "b", -5, None, 2, "a", -40, 0, "a\0", 10**30, -(10**30), "", "ab"]
    build_index([EdgeRecord("a", "r", "b", key) for key in keys], tmp_path / "g.rog")
    paths = IndexGraph(tmp_path / "g.rog").walk(("a", ("r",)), ["b"], 100)
    numbers = sorted(key for key in keys if isinstance(key, int))
    texts = sorted(key for key in keys if isinstance(key, str))
    assert [path.hops[0].key for path in paths] == [None, *numbers, *texts]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (EdgeRecord("", "r", "b"), "record 2: an edge needs"),
        (EdgeRecord("a", "", "b"), "record 2: an edge needs"),
        (EdgeRecord("a", "r", ""), "record 2: an edge needs"),
        (NodeRecord(""), "record 2: a node needs an id"),
        (EdgeRecord("a\ud800", "r", "b"), "lone surrogate"),
        (EdgeRecord("a", "r\udfff", "b"), "relation .* lone surrogate"),
        (NodeRecord("a", "\ud800"), "node 'a'"),
        (NodeRecord("a", "n", ("\ud800",)), "node 'a'"),
        (EdgeRecord("a", "r", "b", "\ud800"), "key or property .* lone surrogate"),
        (EdgeRecord("a", "r", "b", None, {"x": "\ud800"}), "lone surrogate"),
        (EdgeRecord(7, "r", "b"), "not a text"),  # type: ignore[arg-type]
        (EdgeRecord("a", "r", "b", 1.5), "key of an edge"),  # type: ignore[arg-type]
        (EdgeRecord("a", "r", "b", None, {"x": object()}), "JSON"),  # type: ignore[dict-item]
    ],
)
def test_records_that_no_graph_can_hold(tmp_path: Path, record: Record, reason: str) -> None:
    with pytest.raises(GraphError, match=reason):
        build_index([EdgeRecord("a", "r", "b"), record], tmp_path / "g.rog")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, GraphError, OSError])
def test_an_interrupted_build_leaves_the_old_file(built: Path, error: type[BaseException]) -> None:
    before = built.read_bytes()

    def interrupted() -> Iterator[Record]:
        yield RECORDS[0]
        raise error

    with pytest.raises(error):
        build_index(interrupted(), built)
    assert built.read_bytes() == before
    assert os.listdir(built.parent) == ["graph.rog"]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed in /proc only")
@pytest.mark.parametrize("wrong", [EdgeRecord("a\ud800", "r", "b"), EdgeRecord("", "r", "b"), KeyboardInterrupt()])
def test_a_failed_build_leaves_no_file_open(
    tmp_path: Path, wrong: Record | BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def records() -> Iterator[Record]:
        yield from (EdgeRecord(f"n{at}", "r", "b") for at in range(50))
        if isinstance(wrong, BaseException):
            raise wrong
        yield wrong

    monkeypatch.setattr(index_intake, "MAX_CHUNK_RECORDS", 20)
    with pytest.raises((GraphError, KeyboardInterrupt)):
        build_index(records(), tmp_path / "g.rog")
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    assert [link for link in links if str(tmp_path) in os.readlink(link)] == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="cannot be written"):
        build_index(RECORDS, tmp_path / "missing" / "g.rog")
    with pytest.raises(IndexFileError, match="folder"):
        build_index(RECORDS, tmp_path)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    build_index(RECORDS, tmp_path / "g.rog", progress=lambda stage, count: told.append((stage, count)))
    assert ("sort", 5) in told
    assert told[-1][0] == "names"


def test_a_name_as_long_as_a_file_name_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 240 + ".rog")
    build_index(RECORDS, path)
    assert IndexGraph(path).triple_count == 5


# The reader


def test_pickled_as_its_path(built: Path) -> None:
    graph = pickle.loads(pickle.dumps(IndexGraph(built)))
    assert graph.ends([("Paris", ("capital of",))], 5) == [("France",)]


def test_closed(built: Path) -> None:
    with IndexGraph(built) as graph:
        assert graph.relations() == ["area", "borders", "capital of", "in"]
    graph.close()
    with pytest.raises(IndexFileError, match="closed"):
        graph.relations()


def test_errors_are_raised_when_walk_is_called(built: Path) -> None:
    graph = IndexGraph(built)
    with pytest.raises(PathError):
        graph.walk(("Paris", ()), ["France"], 1)
    with pytest.raises(UnknownEntityError):
        graph.walk(("Rome", ("in",)), ["France"], 1)


def test_limits_of_nothing(built: Path) -> None:
    graph = IndexGraph(built)
    (none,) = graph.ends([("Paris", ("capital of",))], 0)
    assert none.truncated
    assert list(none) == []
    assert list(graph.walk(("Paris", ("capital of",)), ["France"], 0)) == []
    assert graph.find(["Paris"], 0) == [[]]


def test_one_graph_in_many_threads(tmp_path: Path) -> None:
    edges = [EdgeRecord(f"n{at}", f"r{at % 3}", f"n{at * 7 % 50}") for at in range(400)]
    build_index(edges, tmp_path / "g.rog")
    paths = [(f"r{a}", f"^r{b}", f"r{c}") for a in range(3) for b in range(3) for c in range(3)]
    asked = [(f"n{at}", path) for at in range(20) for path in paths]
    expected = [IndexGraph(tmp_path / "g.rog").ends([branch], 100)[0] for branch in asked[:60]]
    graph, start = IndexGraph(tmp_path / "g.rog"), threading.Barrier(4)

    def ask(_: int) -> list[Any]:
        start.wait(5)
        return [graph.ends([branch], 100)[0] for branch in asked[:60]]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [expected] * 4


def test_many_branches_at_once_are_as_one_by_one(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    edges = [EdgeRecord(f"n{h}", f"r{r}", f"n{t}") for h, r, t in chance.integers(0, [30, 3, 30], (200, 3))]
    build_index(edges, tmp_path / "g.rog")
    graph = IndexGraph(tmp_path / "g.rog")
    steps = ["r0", "^r0", "r1", "^r1", "r2", "^r2", "none"]
    branches = [
        (f"n{chance.integers(30)}", tuple(steps[at] for at in chance.integers(0, 7, chance.integers(1, 5))))
        for _ in range(400)
    ]
    alone = [graph.ends([branch], 10)[0] for branch in branches]
    together = graph.ends(branches, 10)
    assert together == alone
    assert [ends.truncated for ends in together] == [ends.truncated for ends in alone]
