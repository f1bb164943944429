"""Source files to records: every format, and every way a file can be wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from rog.errors import GraphError, InputError, SourceError
from rog.graph.files import PASSES, ReadOptions, Skipped, read_records, read_sources
from rog.graph.records import EdgeRecord, NodeRecord, Record

AB = EdgeRecord("a", "r", "b")
BC = EdgeRecord("b", "r", "c")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def read(folder: Path, name: str, content: str | bytes, **options: object) -> list[Record]:
    return list(read_records(write(folder, name, content), **options))  # type: ignore[arg-type]


def edges(records: list[Record]) -> list[EdgeRecord]:
    return [record for record in records if isinstance(record, EdgeRecord)]


def nodes(records: list[Record]) -> dict[str, NodeRecord]:
    """What all node records say together, as the index puts it."""
    together: dict[str, NodeRecord] = {}
    for record in records:
        if isinstance(record, NodeRecord):
            known = together.get(record.id, NodeRecord(record.id))
            together[record.id] = NodeRecord(
                record.id,
                known.name or record.name,
                known.aliases + record.aliases,
                known.types + record.types,
                {**(record.properties or {}), **(known.properties or {})} or None,
            )
    return together


def error(folder: Path, name: str, content: str | bytes, **options: object) -> SourceError:
    with pytest.raises(SourceError) as raised:
        read(folder, name, content, **options)
    assert raised.value.path == folder / name
    return raised.value


# Tab-separated


@pytest.mark.parametrize("suffix", [".tsv", ".txt", ".tab", ".TSV", ".tsv.gz", ".txt.gz"])
def test_tsv(tmp_path: Path, suffix: str) -> None:
    assert read(tmp_path, f"graph{suffix}", "a\tr\tb\nb\tr\tc\n") == [AB, BC]


@pytest.mark.parametrize(
    "content",
    [
        "a\tr\tb\nb\tr\tc",
        "a\tr\tb\r\nb\tr\tc\r\n",
        "\ufeffa\tr\tb\nb\tr\tc\n",
        "\n \na\tr\tb\n\n\nb\tr\tc\n\n",
        "head\trelation\ttail\na\tr\tb\nb\tr\tc\n",
        "Subject\tPredicate\tObject\na\tr\tb\nb\tr\tc\n",
        "a|r|b\nb|r|c\n",
    ],
    ids=["no last line feed", "CRLF", "byte order mark", "blank lines", "header", "other header", "bars"],
)
def test_tsv_variants(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, "graph.txt", content) == [AB, BC]


def test_tsv_takes_every_character_literally(tmp_path: Path) -> None:
    content = '# a\t"r\tit\'s | b,c"\n x\tr\ty \u2028z\x0b\x85\n'
    assert read(tmp_path, "graph.tsv", content) == [
        EdgeRecord("# a", '"r', "it's | b,c\""),
        EdgeRecord(" x", "r", "y \u2028z\x0b\x85"),
    ]


def test_tsv_records_are_named_tuples_with_all_fields(tmp_path: Path) -> None:
    (record,) = read(tmp_path, "graph.tsv", "a\tr\tb\n")
    assert type(record) is EdgeRecord
    assert record._asdict() == AB._asdict()


def test_tsv_header_can_be_switched_off_and_on(tmp_path: Path) -> None:
    content = "head\trelation\ttail\n"
    assert read(tmp_path, "graph.tsv", content, header=False) == [EdgeRecord("head", "relation", "tail")]
    assert "no columns for head, relation and tail" in error(tmp_path, "g.tsv", "a\tr\tb\n", header=True).reason


def test_tsv_further_columns_are_properties(tmp_path: Path) -> None:
    content = "tail\tsince\trelation\thead\tkey\nb\t1990\tr\ta\tk\nc\t\tr\tb\t\n"
    assert read(tmp_path, "graph.tsv", content) == [AB._replace(key="k", properties={"since": 1990}), BC]


def test_columns_by_position(tmp_path: Path) -> None:
    assert read(tmp_path, "graph.tsv", "a\tb\tr\nb\tc\tr\n", columns=(0, 2, 1)) == [AB, BC]
    assert read(tmp_path, "g.tsv", "1\tb\tr\ta\n", columns=[3, 2, 1]) == [AB]
    assert "there are 3 columns" in error(tmp_path, "h.tsv", "a\tb\tr\n", columns=(0, 1, 3)).reason


def test_many_blocks_with_one_bad_line(tmp_path: Path) -> None:
    lines = [f"entity {number}\trelation\tentity {number + 1}" for number in range(120_000)]
    lines[100_000] = "only\ttwo"
    skipped = Skipped(1)
    records = read(tmp_path, "graph.tsv", "\n".join(lines), skip_bad=skipped)
    assert len(records) == 119_999
    assert records[100_000] == EdgeRecord("entity 100001", "relation", "entity 100002")
    assert [(bad.line, bad.reason) for bad in skipped.errors] == [
        (100_001, "expected 3 columns (head, relation, tail), found 2: 'only · two'")
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("", None, "the file is empty"),
        ("\n\r\n  \n", None, "there is nothing in it to read"),
        ("head\trelation\ttail\n", None, "there is nothing in it to read"),
        ("a\n", 1, "expected 3 columns (head, relation, tail), found 1: 'a'"),
        ("a\tr\tb\n\na\tr\n", 3, "expected 3 columns (head, relation, tail), found 2: 'a · r'"),
        ("a\tr\tb\tc\n", 1, "expected 3 columns (head, relation, tail), found 4: 'a · r · b · c'"),
        ("a\tr\nb\tr\tc\td\n", 1, "expected 3 columns (head, relation, tail), found 2: 'a · r'"),
        ("a\tr\tb\n\tr\tb\n", 2, "the head is empty: ' · r · b'"),
        ("a\tr\tb\na\t\tb\n", 2, "the relation is empty: 'a ·  · b'"),
        ("a\tr\tb\na\tr\t\n", 2, "the tail is empty: 'a · r · '"),
        ("a\tr\tb\na\t \tb\n", 2, "the relation is empty: 'a ·   · b'"),
        ("a|r|b\na\tr\tb\n", 2, "expected 3 columns (head, relation, tail), found 1: 'a\\tr\\tb'"),
        ("h\tsince\tr\tt\tsince\n", 1, "two columns are called 'since' in the header"),
        ("h\t\tr\tt\n", 1, "column 2 has no name in the header 'h, , r, t'"),
        ("x" * 999, 1, f"expected 3 columns (head, relation, tail), found 1: '{'x' * 59}…'"),
    ],
)
def test_malformed_tsv(tmp_path: Path, content: str, line: int | None, reason: str) -> None:
    raised = error(tmp_path, "graph.tsv", content)
    assert (raised.line, raised.reason) == (line, reason)
    assert str(tmp_path / "graph.tsv") in str(raised)


# Bytes


@pytest.mark.parametrize("name", ["graph.tsv", "graph.tsv.gz"])
def test_wrong_encoding_says_where_and_what_to_do(tmp_path: Path, name: str) -> None:
    raised = error(tmp_path, name, "a\tr\tb\nZürich\tr\tb\n".encode("cp1252"))
    assert raised.line == 2
    assert raised.reason.startswith("not UTF-8: 0xfc at byte 8 of the file, column 2 of the line, in 'Z\ufffdrich")
    assert "encoding='cp1252'" in raised.reason


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-16", "utf-16-le", "UTF-8", "utf-8-sig"])
@pytest.mark.parametrize("name", ["graph.csv", "graph.csv.gz"])
def test_other_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    content = "head,relation,tail\r\nZürich,r,b\r\n".encode(encoding)
    assert read(tmp_path, name, content, encoding=encoding) == [EdgeRecord("Zürich", "r", "b")]


def test_bytes_that_the_named_encoding_does_not_have(tmp_path: Path) -> None:
    assert "not cp1252" in error(tmp_path, "graph.tsv", b"a\tr\t\x81\n", encoding="cp1252").reason
    assert "give encoding='utf-16'" in error(tmp_path, "g.tsv", "a\tr\tb".encode("utf-16")).reason


@pytest.mark.parametrize("format", ["csv", "jsonl", "nt", "ttl"])
def test_wrong_encoding_in_every_format(tmp_path: Path, format: str) -> None:
    good = {
        "csv": "head,relation,tail\na,r,é\n",
        "jsonl": '["a","r","b"]\n["a","r","é"]\n',
        "nt": '<urn:a> <urn:r> <urn:b> .\n<urn:a> <urn:r> "é" .\n',
        "ttl": '<urn:a> <urn:r> <urn:b> .\n<urn:a> <urn:r> "é" .\n',
    }[format]
    raised = error(tmp_path, f"graph.{format}", good.encode("latin-1"))
    assert raised.line == 2
    assert raised.reason.startswith("not UTF-8")
    assert "encoding=" in raised.reason
    assert read(tmp_path, f"again.{format}", good.encode("latin-1"), encoding="latin-1")


@pytest.mark.parametrize("cut", [5, 200, -4])
@pytest.mark.parametrize("format", ["tsv", "nt"])
def test_truncated_gzip(tmp_path: Path, cut: int, format: str) -> None:
    ending = " .\n" if format == "nt" else "\n"
    separator = " " if format == "nt" else "\t"
    rows = (separator.join(f"<urn:{name}>" for name in (n, n * n, n + 1)) for n in range(5000))
    path = tmp_path / f"graph.{format}.gz"
    path.write_bytes(gzip.compress("".join(row + ending for row in rows).encode())[:cut])
    with pytest.raises(SourceError, match="damaged or cut short"):
        list(read_records(path, skip_bad=10**6))


def test_corrupt_gzip(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress("".join(f"a{n * n}\tr\tb{n}\n" for n in range(5000)).encode()))
    packed[len(packed) // 2] ^= 0xFF
    path = tmp_path / "graph.tsv.gz"
    path.write_bytes(packed)
    with pytest.raises(SourceError, match="damaged or cut short"):
        list(read_records(path))


def test_gzip_by_content_not_by_name(tmp_path: Path) -> None:
    path = tmp_path / "graph.tsv"
    path.write_bytes(gzip.compress(b"a\tr\tb\n"))
    assert list(read_records(path)) == [AB]
    (tmp_path / "plain.tsv.gz").write_bytes(b"a\tr\tb\n")
    with pytest.raises(SourceError, match="not a gzip file"):
        list(read_records(tmp_path / "plain.tsv.gz"))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        list(read_records(tmp_path / "none.tsv"))
    (tmp_path / "folder.tsv").mkdir()
    with pytest.raises(SourceError, match="this is a folder"):
        list(read_records(tmp_path / "folder.tsv"))


def test_empty_gzip(tmp_path: Path) -> None:
    assert error(tmp_path, "graph.tsv.gz", "").reason == "there is nothing in it to read"
    (tmp_path / "zero.tsv.gz").write_bytes(b"")
    with pytest.raises(SourceError, match="the file is empty"):
        list(read_records(tmp_path / "zero.tsv.gz"))


# CSV


@pytest.mark.parametrize(
    "header",
    [
        "head,relation,tail",
        "subject,predicate,object",
        "Source, Relation ,Target",
        "from,type,to",
        ":START_ID,:TYPE,:END_ID",
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_csv_headers(tmp_path: Path, header: str, suffix: str) -> None:
    assert read(tmp_path, f"graph{suffix}", f"{header}\na,r,b\nb,r,c\n") == [AB, BC]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_delimiters(tmp_path: Path, delimiter: str) -> None:
    content = "head,relation,tail\na,r,b\n".replace(",", delimiter)
    assert read(tmp_path, "graph.csv", content) == [AB]
    assert read(tmp_path, "g.csv", "head:relation:tail\na:r:b\n", delimiter=":") == [AB]


def test_csv_named_columns_and_properties(tmp_path: Path) -> None:
    content = "city,link,country,since,source\na,r,b,1990,atlas\nb,r,c,,\n"
    records = read(tmp_path, "graph.csv", content, columns=("city", "link", "country"))
    assert records == [AB._replace(properties={"since": 1990, "source": "atlas"}), BC]


def test_csv_source_is_a_property_where_head_is_there(tmp_path: Path) -> None:
    (record,) = read(tmp_path, "graph.csv", "head,relation,tail,source\na,r,b,atlas\n")
    assert record == AB._replace(properties={"source": "atlas"})


def test_csv_quoting_and_line_numbers(tmp_path: Path) -> None:
    content = 'head,relation,tail\r\n"a, ""b""",r,"two\nlines\n"\r\n\r\na,r,b\r\na,r\r\n'
    path = write(tmp_path, "graph.csv", content)
    skipped = Skipped(1)
    assert list(read_records(path, skip_bad=skipped)) == [EdgeRecord('a, "b"', "r", "two\nlines\n"), AB]
    assert [bad.line for bad in skipped.errors] == [7]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("", None, "the file is empty"),
        ("head,relation,tail\n", None, "there is nothing in it to read"),
        ("a,r,b\n", 1, "no header with head, relation, tail (or subject, predicate, object …): 'a, r, b'"),
        ("one\n", 1, "no header with head, relation, tail (or subject, predicate, object …): 'one'"),
        (
            "source,target\na,b\n",
            1,
            "no header with head, relation, tail (or subject, predicate, object …): 'source, t",
        ),
        ("head,relation,tail\na,r\n", 2, "expected 3 columns (head, relation, tail), found 2: 'a · r'"),
        ("head,relation,tail\na,r,b,c\n", 2, "expected 3 columns (head, relation, tail), found 4: 'a · r · b · c'"),
        ("head,relation,tail,since\na,r,b\n", 2, "expected 4 columns (as in the first line), found 3: 'a · r · b'"),
        ("head,relation,tail\na,,b\n", 2, "the relation is empty: 'a ·  · b'"),
        (
            'head,relation,tail\na,r,b\na,r,"b\nc,r,d\n',
            3,
            "a quoted cell begins in this row and does not end: 'a,r,\"b'",
        ),
        ('head,relation,tail\na,r,"b"x\n', 2, "',' expected after '\"': 'a,r,\"b\"x'"),
    ],
)
def test_malformed_csv(tmp_path: Path, content: str, line: int | None, reason: str) -> None:
    raised = error(tmp_path, "graph.csv", content)
    assert raised.line == line
    assert raised.reason.startswith(reason)


def test_csv_without_header_if_told(tmp_path: Path) -> None:
    assert read(tmp_path, "graph.csv", "a,r,b\nb,r,c\n", header=False) == [AB, BC]
    assert "header=False" in error(tmp_path, "graph.csv", "a,r,b\n").reason


def test_csv_named_column_that_is_not_there(tmp_path: Path) -> None:
    raised = error(tmp_path, "graph.csv", "a,b,c\n1,2,3\n", columns=("a", "b", "z"))
    assert (raised.line, raised.reason) == (1, "no column z in the header 'a, b, c'")


def test_csv_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    content = 'head,relation,tail\na,r,"b\na,r,b\nb,r,c\n'
    skipped = Skipped(1)
    assert read(tmp_path, "graph.csv", content, skip_bad=skipped) == [AB, BC]
    assert [bad.line for bad in skipped.errors] == [2]


# JSON lines


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".jsonl.gz"])
def test_jsonl(tmp_path: Path, suffix: str) -> None:
    lines = [
        {"head": "a", "relation": "r", "tail": "b"},
        ["b", "r", "c"],
        {"source": 1, "type": "r", "target": 2, "key": 7, "properties": {"since": 1990}, "weight": 0.5, "note": None},
        {"id": "a", "name": "Ä", "aliases": ["x", "y"], "types": "City", "population": 3},
        {"id": "b", "name": None},
    ]
    content = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    assert read(tmp_path, f"graph{suffix}", content) == [
        AB,
        BC,
        EdgeRecord("1", "r", "2", 7, {"since": 1990, "weight": 0.5}),
        NodeRecord("a", "Ä", ("x", "y"), ("City",), {"population": 3}),
        NodeRecord("b"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON (Expecting property name enclosed in double quotes at column 2): '{'"),
        ('["a", "r", "b"] x', 'not JSON (Extra data at column 17): \'["a", "r", "b"] x\''),
        ('["a", "r"]', "expected [head, relation, tail], found an array of 2"),
        ('["a", null, "b"]', "the relation must be a string, found null"),
        ('["a", "", "b"]', "the relation is empty"),
        ('["a", "r", {}]', "the tail must be a string, found an object"),
        ('["a", 1.5, "b"]', "the relation must be a string, found a number"),
        ('"a"', "expected an object or an array of three, found a string"),
        ("{}", "neither an edge (head, relation, tail) nor a node (id)"),
        ('{"head": "a", "relation": "r"}', "neither an edge (head, relation, tail) nor a node (id)"),
        ('{"head": "a", "tail": "b"}', "an edge with head and tail but no relation"),
        ('{"head": ["a"], "relation": "r", "tail": "b"}', "the head must be a string, found an array"),
        ('{"head": "a", "relation": "r", "tail": "b", "key": {}}', "the key must be a string or an integer, found an"),
        (
            '{"head": "a", "relation": "r", "tail": "b", "properties": []}',
            "properties must be an object, found an array",
        ),
        ('{"head": "a", "relation": "r", "tail": "b", "x": 1, "properties": {"x": 2}}', "'x' is given twice"),
        ('{"id": "a", "aliases": {"x": 1}}', "the aliases must be a string, found an object"),
        ('{"id": "a", "types": [1.5]}', "the item of types must be a string, found a number"),
        ('{"id": "a", "x": NaN}', "NaN is not JSON"),
        ('{"id": "\\ud800"}', "half of a surrogate pair is not a character"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": "a", "x": ' + "9" * 5000 + "}", "Exceeds the limit"),
    ],
)
def test_malformed_jsonl(tmp_path: Path, line: str, reason: str) -> None:
    raised = error(tmp_path, "graph.jsonl", f'["a", "r", "b"]\n\n{line}\n')
    assert raised.line == 3
    assert raised.reason.startswith(reason)
    assert len(raised.reason) < 300


# Records of WebQSP and CWQ

QUESTION = {"id": "q", "question": "?", "q_entity": ["a"], "a_entity": ["b"]}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["q.jsonl", "q.json", "q.ndjson.gz", "q.json.gz"])
def test_the_graphs_of_questions(tmp_path: Path, name: str, indent: int | None) -> None:
    rows = [
        {**QUESTION, "graph": [["a", "r", "b"], ["ß", "r", "[x|y], 瑞"]]},
        {**QUESTION, "graph": []},
        ["b", "r", "c"],
    ]
    lines = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    content = json.dumps(rows, indent=indent) if ".json" in Path(name).suffixes else lines
    assert read(tmp_path, name, content) == [AB, EdgeRecord("ß", "r", "[x|y], 瑞"), BC]


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (None, "the graph of a question must be an array of triples, found null"),
        ([["a", "r", "b"], ["a", "r"]], "graph.1: expected [head, relation, tail], found an array of 2"),
        ([{"head": "a"}], "graph.0: expected [head, relation, tail], found an object"),
        ([["a", "", "b"]], "graph.0: the relation is empty"),
    ],
)
def test_malformed_graphs_of_questions(tmp_path: Path, graph: object, reason: str) -> None:
    rows = [{**QUESTION, "graph": [["a", "r", "b"]]}, {**QUESTION, "graph": graph}, ["b", "r", "c"]]
    for name, content in (
        ("q.jsonl", "\n".join(map(json.dumps, rows))),
        ("q.json", "[" + ",\n".join(map(json.dumps, rows)) + "]"),
    ):
        raised = error(tmp_path, name, content)
        assert raised.line == 2
        assert raised.reason.startswith(f"{reason}: '{{")
        skipped = Skipped(1)
        assert read(tmp_path, name, content, skip_bad=skipped) == [AB, BC], "nothing of a bad record counts"
        assert len(skipped) == 1


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('[{"head": "a"', 1, 'this item of the array is not JSON: \'{"head": "a"\''),
        ('[{"id": "a"},\n{"id": NaN}]', 2, "NaN is not JSON: '{\"id\": NaN}'"),
        ('[{"id": "a"}\n', 2, "not a JSON array: expected ']', found the end of the file"),
        ("[]", None, "there is nothing in it to read"),
    ],
)
def test_malformed_arrays(tmp_path: Path, content: str, line: int | None, reason: str) -> None:
    raised = error(tmp_path, "graph.json", content)
    assert (raised.line, raised.reason) == (line, reason)


def test_an_array_in_another_encoding(tmp_path: Path) -> None:
    content = '[{"head": "Zürich", "relation": "r", "tail": "b"}]'.encode("cp1252")
    assert read(tmp_path, "graph.json", content, encoding="cp1252") == [EdgeRecord("Zürich", "r", "b")]
    assert "name its own encoding" in error(tmp_path, "again.json", content).reason


# Node files


def test_node_table(tmp_path: Path) -> None:
    content = "id\tname\taliases\ttypes\tpopulation\na\tÄ\tx|y| \tCity|Capital\t3\nb\t\t\t\t\n"
    expected = [
        NodeRecord("a", "Ä", ("x", "y"), ("City", "Capital"), {"population": '"3"^^xsd:integer'}),
        NodeRecord("b"),
    ]
    assert read(tmp_path, "nodes.tsv", content, nodes=True) == expected
    assert read(tmp_path, "nodes.csv", content.replace("\t", ","), nodes=True) == expected
    assert read(tmp_path, "nodes.tsv.gz", content.replace("\n", "\r\n"), nodes=True) == expected


def test_node_lines_and_labels(tmp_path: Path) -> None:
    assert read(tmp_path, "nodes.jsonl", '{"id": "a", "name": "A"}', nodes=True) == [NodeRecord("a", "A")]
    content = '<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "A" .\n<urn:a> <urn:r> <urn:b> .\n'
    assert read(tmp_path, "nodes.nt", content, nodes=True) == [NodeRecord("urn:a", "A"), NodeRecord("urn:b", "b")]


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("nodes.tsv", "", None, "the file is empty"),
        ("nodes.tsv", "a\tA\n", 1, "a node table needs a header with a column 'id'; its first line is 'a, A'"),
        ("nodes.tsv", "id\tname\n", None, "there is nothing in it to read"),
        ("nodes.tsv", "id\tname\na\n", 2, "expected 2 columns (as in the header), found 1: 'a'"),
        ("nodes.tsv", "id\tname\n\tA\n", 2, "the id is empty: ' · A'"),
        ("nodes.csv", 'id,name\n"a,A\n', 2, "a quoted cell begins in this row and does not end"),
        ("nodes.jsonl", '["a", "r", "b"]\n', 1, "expected an object with an id, since this is a node file"),
    ],
)
def test_malformed_nodes(tmp_path: Path, name: str, content: str, line: int | None, reason: str) -> None:
    raised = error(tmp_path, name, content, nodes=True)
    assert raised.line == line
    assert raised.reason.startswith(reason)


def test_node_files_come_first(tmp_path: Path) -> None:
    graph = write(tmp_path, "graph.tsv", "a\tr\tb\n")
    names = write(tmp_path, "nodes.csv", "id,name\na,A\n")
    assert list(read_sources([graph], nodes=[names])) == [NodeRecord("a", "A"), AB]


# RDF

TURTLE = """\
@prefix ex: <http://ex.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:berlin a ex:City ;  # a comment
    rdfs:label "Berlin"@de, "Berlin  City"@en ;
    skos:altLabel "Spree Athens" ;
    ex:foundedIn 1237 ;
    ex:nick "1237", "1237"^^xsd:gYear, "chat"@fr ;
    ex:twinOf ex:New_York%21 .
ex:City rdfs:label "city" .
ex:twinOf rdfs:label "twin of" .
"""


def test_turtle(tmp_path: Path) -> None:
    records = read(tmp_path, "graph.ttl", TURTLE)
    berlin = "http://ex.org/berlin"
    assert edges(records) == [
        EdgeRecord(berlin, "type", "http://ex.org/City"),
        EdgeRecord(berlin, "foundedIn", '"1237"^^xsd:integer'),
        EdgeRecord(berlin, "nick", '"1237"^^xsd:string'),
        EdgeRecord(berlin, "nick", '"1237"^^xsd:gYear'),
        EdgeRecord(berlin, "nick", '"chat"@fr'),
        EdgeRecord(berlin, "twin of", "http://ex.org/New_York%21"),
    ]
    assert nodes(records) == {
        berlin: NodeRecord(berlin, "Berlin City", ("Berlin", "Spree Athens"), ("city",)),
        "http://ex.org/City": NodeRecord("http://ex.org/City", "city"),
        "http://ex.org/New_York%21": NodeRecord("http://ex.org/New_York%21", "New York!"),
    }


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Germany"), ("de", "Deutschland"), ("fr", "D"), ("pt", "Brasil"), ("", "D")]
)
def test_language_of_names(tmp_path: Path, language: str, name: str) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    texts = ['"Deutschland"@de', '"D"', '"Germany"@en', '"Brasil"@pt-BR']
    content = "".join(f"<urn:d> {label} {text} .\n" for text in texts) + "<urn:d> <urn:r> <urn:e> .\n"
    found = nodes(read(tmp_path, "graph.nt", content, language=language))["urn:d"]
    assert found.name == name
    assert {found.name, *found.aliases} == {"Deutschland", "D", "Germany", "Brasil"}
    assert name not in found.aliases


def test_predicates_of_one_name_stay_apart(tmp_path: Path) -> None:
    content = """\
        @prefix ex: <http://ex.org/> .  @prefix foaf: <http://xmlns.com/foaf/0.1/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        ex:a ex:knows ex:b ; foaf:knows ex:b ; <http://other.net/knows> ex:b ; ex:likes ex:b ; ex:p1 ex:b ; ex:p2 ex:b .
        ex:p1 rdfs:label "position" .  ex:p2 rdfs:label "position" .
    """
    assert {edge.relation for edge in edges(read(tmp_path, "graph.ttl", content))} == {
        "ex:knows",
        "foaf:knows",
        "http://other.net/knows",
        "likes",
        "position (ex:p1)",
        "position (ex:p2)",
    }


def test_predicates_of_one_name_in_two_files_stay_apart(tmp_path: Path) -> None:
    one = write(tmp_path, "one.nt", "<urn:a> <http://one.org/knows> <urn:b> .\n")
    two = write(tmp_path, "two.nt", "<urn:a> <http://two.org/knows> <urn:b> .\n")
    relations = [edge.relation for edge in edges(list(read_sources([one, two])))]
    assert relations == ["http://one.org/knows", "http://two.org/knows"]


def test_labels_in_another_file(tmp_path: Path) -> None:
    facts = write(tmp_path, "facts.nt", "<urn:a> <urn:r> <urn:b> .\n")
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    labels = write(tmp_path, "labels.ttl", f'<urn:a> {label} "Ann" . <urn:r> {label} "relates to" .\n')
    records = list(read_sources([facts, labels]))
    assert edges(records) == [EdgeRecord("urn:a", "relates to", "urn:b")]
    assert nodes(records) == {"urn:a": NodeRecord("urn:a", "Ann"), "urn:b": NodeRecord("urn:b", "b")}


def test_blank_nodes(tmp_path: Path) -> None:
    content = '<urn:a> <urn:r> [ <urn:r> <urn:b> ; <http://www.w3.org/2000/01/rdf-schema#label> "Z" ], _:x .\n'
    path = write(tmp_path, "graph.ttl", content)
    records = list(read_records(path))
    assert {edge[:3] for edge in edges(records)} == {
        ("urn:a", "r", "_:[1]"),
        ("_:[1]", "r", "urn:b"),
        ("urn:a", "r", "_:x"),
    }
    assert nodes(records)["_:[1]"] == NodeRecord("_:[1]", "Z")
    assert list(read_records(path)) == records, "the same ids each time"
    twice = edges(list(read_sources([path, write(tmp_path, "again.ttl", content)])))
    assert {edge.tail for edge in twice} == {"_:1/[1]", "_:1/x", "_:2/[1]", "_:2/x", "urn:b"}, "a file has its own"


@pytest.mark.parametrize("name", ["graph.nt", "graph.nt.gz", "graph.ttl.gz"])
def test_ntriples(tmp_path: Path, name: str) -> None:
    content = "\ufeff# comment\r\n\r\n<urn:a> <urn:r> <urn:b> . # here too\r\n<urn:b> <urn:r> <urn:c> ."
    assert edges(read(tmp_path, name, content)) == [
        EdgeRecord("urn:a", "r", "urn:b"),
        EdgeRecord("urn:b", "r", "urn:c"),
    ]


@pytest.mark.parametrize("format", ["nt", "ttl"])
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("<urn:a> <urn:r> b .", ""),
        ("<urn:a> <urn:r> .", ""),
        ('<urn:a> <urn:r> "open .', ""),
        ("<urn:a> <no scheme> <urn:b> .", "Invalid IRI"),
        ('"a" <urn:r> <urn:b> .', ""),
        ("a\tr\tb", ""),
    ],
)
def test_malformed_rdf(tmp_path: Path, format: str, bad: str, reason: str) -> None:
    good = "<urn:a> <urn:r> <urn:b> .\n"
    raised = error(tmp_path, f"graph.{format}", f"{good}{good}{bad}\n{good}")
    assert raised.line == 3
    assert raised.reason.startswith(reason)
    assert repr(bad) in raised.reason
    assert "Parser error" not in raised.reason


@pytest.mark.parametrize("name", ["graph.nt", "graph.ttl"])
def test_rdf_with_nothing_in_it(tmp_path: Path, name: str) -> None:
    assert error(tmp_path, name, "").reason == "the file is empty"
    assert error(tmp_path, name, "# nothing\n\n").reason == "there is nothing in it to read"


def test_triples_about_triples_are_refused(tmp_path: Path) -> None:
    raised = error(tmp_path, "graph.nt", "<urn:a> <urn:r> <<( <urn:a> <urn:r> <urn:b> )>> .\n")
    assert raised.line == 1
    assert "a triple about a triple" in raised.reason


def test_ntriples_skip_line_by_line(tmp_path: Path) -> None:
    lines = [
        "<urn:a> <urn:r> <urn:b> .",
        "<urn:a> <urn:r> <urn:x>",
        "<urn:b> <urn:r> <urn:c> .",
        '<urn:a> <urn:r> "open .',
    ]
    skipped = Skipped(2)
    records = read(tmp_path, "graph.nt", "\n".join([*lines, "<urn:c> <urn:r> <urn:d> ."]), skip_bad=skipped)
    assert [edge.head for edge in edges(records)] == ["urn:a", "urn:b", "urn:c"]
    assert [bad.line for bad in skipped.errors] == [2, 4]


def test_turtle_goes_on_behind_a_bad_statement(tmp_path: Path) -> None:
    content = "<urn:a> <urn:r> <urn:b> .\n<urn:a> <urn:r> bad .\n<urn:b> <urn:r> <urn:c> .\n"
    skipped = Skipped(1)
    records = read(tmp_path, "graph.ttl", content, skip_bad=skipped)
    assert [edge.head for edge in edges(records)] == ["urn:a", "urn:b"]
    assert [bad.line for bad in skipped.errors] == [2]


def test_a_relation_is_no_entity_for_having_a_label(tmp_path: Path) -> None:
    content = '<urn:a> <urn:r> <urn:b> .\n<urn:r> <http://www.w3.org/2000/01/rdf-schema#label> "is" .\n'
    assert nodes(read(tmp_path, "graph.nt", content)).keys() == {"urn:a", "urn:b"}


# Bad lines and options


def test_skip_bad_tolerates_so_many_and_no_more(tmp_path: Path) -> None:
    content = b"a\tr\tb\nbad\n\xff\tr\tc\nb\tr\tc\n"
    told: list[int | None] = []
    skipped = Skipped(2, on_skip=lambda bad: told.append(bad.line))
    assert read(tmp_path, "graph.tsv", content, skip_bad=skipped) == [AB, BC]
    assert told == [2, 3]
    assert len(skipped) == 2
    raised = error(tmp_path, "graph.tsv", content, skip_bad=1)
    assert raised.line == 3
    assert raised.reason.endswith("(bad line 2; 1 were tolerated)")


def test_a_file_of_bad_lines_only_is_an_error(tmp_path: Path) -> None:
    assert error(tmp_path, "graph.tsv", "a\nb\n", skip_bad=5).reason == "there is nothing in it to read"


def test_formats_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, "facts.data", "a\tr\tb\n")
    assert list(read_records(path, format="tsv")) == [AB]
    with pytest.raises(GraphError, match=r"facts\.data: what format is this\? .*\.jsonl"):
        read_records(path)
    with pytest.raises(InputError, match="format='xml' is none of tsv, csv, jsonl, nt, ttl"):
        read_records(path, format="xml")


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": ("a", "b")},
        {"columns": ("a", "b", "a")},
        {"columns": ("a", "b", 2)},
        {"columns": (0, 1, -1)},
        {"columns": ("a", "b", "c"), "header": False},
        {"delimiter": "::"},
        {"encoding": "klingon"},
        {"types": {"population": "amount"}},
        {"symmetric": ("",)},
        {"properties": (1,)},
    ],
)
def test_options_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        ReadOptions(**wrong)  # type: ignore[arg-type]


def test_bytes_read_are_told(tmp_path: Path) -> None:
    line = '{"head": "a", "relation": "r", "tail": "b"}'
    contents = {"tsv": "a\tr\tb\n", "tsv.gz": "a\tr\tb\n", "ttl": TURTLE, "jsonl": line, "json": f"[{line}]"}
    for suffix, content in contents.items():
        path, told = write(tmp_path, f"graph.{suffix}", content), list[int]()
        list(read_records(path, on_bytes=told.append))
        assert sum(told) == PASSES * path.stat().st_size
