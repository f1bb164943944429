"""Tails and cells that are values: what is inferred, what is left as it is, and what the user says."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rog.errors import InputError, SourceError
from rog.graph.evaluate import evaluate
from rog.graph.files import ReadOptions, Skipped, read_sources
from rog.graph.files.compile import build_graph
from rog.graph.files.forms import Column, TextSample, form_of, value_of
from rog.graph.open import open_graph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.query import EdgeTest, Ids, Walk
from rog.query.nodes import Sign
from rog.types import RelationDescription
from rog.values import VALUE_KINDS, Value, ValueKind, is_value, number, read_value, value_from_text

DATA = Path(os.environ.get("ROG_DATA", "../shared/data"))
CASES = DATA.parent / "cases"


def read_rows(folder: Path, rows: Sequence[Sequence[str]], **options: object) -> list[Record]:
    path = folder / "graph.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return list(read_sources([path], options=ReadOptions(**options)))  # type: ignore[arg-type]


def tails(folder: Path, texts: Sequence[str], relation: str = "r", **options: object) -> list[str]:
    """The tails of a relation that has these, from heads that are words."""
    rows = [(f"thing {chr(97 + at)}", relation, text) for at, text in enumerate(texts)]
    return [record.tail for record in read_rows(folder, rows, **options) if isinstance(record, EdgeRecord)]


# What the texts have in common


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        (["1066", "1815", "2001"], ['"1066"^^xsd:gYear', '"1815"^^xsd:gYear', '"2001"^^xsd:gYear']),
        (["753 BC", "476"], ['"-0753"^^xsd:gYear', '"0476"^^xsd:gYear']),
        (["1999-05-01", "2 June 2003"], ['"1999-05-01"^^xsd:date', '"2003-06-02"^^xsd:date']),
        (["July 4, 1776", "May 1968"], ['"1776-07-04"^^xsd:date', '"1968-05"^^xsd:gYearMonth']),
        (["1999-05-01T10:00:00Z"], ['"1999-05-01T10:00:00Z"^^xsd:dateTime']),
        (["1999", "2001-02-03"], ['"1999"^^xsd:gYear', '"2001-02-03"^^xsd:date']),
        (["7", "12", "31415"], ['"7"^^xsd:integer', '"12"^^xsd:integer', '"31415"^^xsd:integer']),
        (["9,984,670", "301"], ['"9984670"^^xsd:integer', '"301"^^xsd:integer']),
        (["0.5", "-3.25", "10"], ['"0.5"^^xsd:decimal', '"-3.25"^^xsd:decimal', '"10"^^xsd:integer']),
        (["9,984,670 km²", "0.44 km²"], ['"9984670 km²"^^cdt:ucum', '"0.44 km²"^^cdt:ucum']),
        (["104 min", "2 h"], ['"104 min"^^cdt:ucum', '"2 h"^^cdt:ucum']),
        (["$1,200", "$0.99", "€5"], ['"1200 $"^^cdt:ucum', '"0.99 $"^^cdt:ucum', '"5 €"^^cdt:ucum']),
        (["350 EUR", "1,050 CHF"], ['"350 EUR"^^cdt:ucum', '"1050 CHF"^^cdt:ucum']),
        (["12%", "99.5 %"], ['"12 %"^^cdt:ucum', '"99.5 %"^^cdt:ucum']),
        (["true", "False"], ['"true"^^xsd:boolean', '"false"^^xsd:boolean']),
        (["yes", "no", "Yes"], ['"true"^^xsd:boolean', '"false"^^xsd:boolean', '"true"^^xsd:boolean']),
        (["https://a.example/", "www.b.example"], ['"https://a.example/"^^xsd:anyURI', '"www.b.example"^^xsd:anyURI']),
        (["ada@mail.example", "bo.b@x.example"], ['"ada@mail.example"^^xsd:anyURI', '"bo.b@x.example"^^xsd:anyURI']),
        (["09:30", "17:05:30"], ['"09:30:00"^^xsd:time', '"17:05:30"^^xsd:time']),
        (["1804", "999", "40"], ['"1804"^^xsd:integer', '"999"^^xsd:integer', '"40"^^xsd:integer']),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_tails_of_one_form_are_values(tmp_path: Path, texts: list[str], ids: list[str]) -> None:
    assert tails(tmp_path, texts) == ids
    assert all(map(is_value, ids))


@pytest.mark.parametrize(
    "texts",
    [
        ["1999", "soon"],
        ["12", "13", "14", "15", "16", "n/a"],
        ["00012", "00013"],
        ["4024393020103040", "4024393020103041"],
        ["2008 Summer Olympics", "2012 Summer Olympics"],
        ["66th", "67th"],
        ["1920s", "1930s"],
        ["3D", "2D"],
        ["100m", "200m"],
        ["5 km", "3 kg"],
        ["$5", "3 km"],
        ["34.4383,-118.2539"],
        ["+49 30 1234", "+49 30 4321"],
        ["12e4", "7e5"],
        ["1.2.3", "1.10.0"],
        ["1999-13-01"],
        ["yes", "maybe"],
        ["09:30", "1999"],
        ["https://a.example/x", "Ann"],
        ["50 Cent", "10 cc"],
        ["May", "June"],
    ],
    ids=str,
)
def test_what_is_no_value_is_left_as_it_is(tmp_path: Path, texts: list[str]) -> None:
    assert tails(tmp_path, texts) == texts


@pytest.mark.parametrize(
    ("relation", "text", "kind"),
    [
        ("ticketPrice", "1200", "number"),
        ("height", "1850", "number"),
        ("founded_in_year", "1200", "year"),
        ("was released", "850", "number"),
        ("since", "1999", "year"),
        ("zip_code", "80331", None),
        ("phone", "5551234", None),
        ("ISBN", "978", None),
        ("postcode", "1010", None),
    ],
)
def test_the_name_of_a_relation_tells_amounts_years_and_codes(
    tmp_path: Path, relation: str, text: str, kind: str | None
) -> None:
    (tail,) = tails(tmp_path, [text], relation)
    value = read_value(tail)
    assert (value.kind if value is not None else None) == kind


def test_relations_are_typed_one_by_one(tmp_path: Path) -> None:
    rows = [("Oslo", "founded", "1048"), ("Oslo", "country", "Norway"), ("Oslo", "population", "709,037")]
    assert [edge.tail for edge in read_rows(tmp_path, rows) if isinstance(edge, EdgeRecord)] == [
        '"1048"^^xsd:gYear',
        "Norway",
        '"709037"^^xsd:integer',
    ]


# Numbers that are ids


@pytest.mark.parametrize(
    "rows",
    [
        [("1", "knows", "2")],
        [("1", "knows", "2"), ("2", "knows", "3"), ("7", "knows", "1999")],
        [("1", "born", "2"), ("2", "born", "3")],
        [("Ann", "owns", "17"), ("Bob", "owns", "18"), ("17", "made by", "Acme")],
        [("1204", "cites", "1999"), ("1300", "cites", "1204")],
        [("http://a.example/1", "links", "http://a.example/2")],
        [("ada@a.example", "writes to", "bob@a.example")],
        [("www.a.example", "links", "www.b.example")],
    ],
    ids=str,
)
def test_ids_of_entities_are_no_values(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    assert [edge[:3] for edge in read_rows(tmp_path, rows)] == rows


def test_ids_in_a_node_file_are_no_values(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("id,name\n17,Hammer\n18,Saw\n")
    (tmp_path / "edges.csv").write_text("head,relation,tail\nAnn,owns,17\nBob,owns,18\n")
    records = read_sources([tmp_path / "edges.csv"], nodes=[tmp_path / "nodes.csv"])
    assert [edge.tail for edge in records if isinstance(edge, EdgeRecord)] == ["17", "18"]


def test_a_few_films_called_as_years_are(tmp_path: Path) -> None:
    rows = [(f"film {year}", "release_year", str(year)) for year in range(1930, 1990)]
    rows += [("1941", "release_year", "1979"), ("1984", "release_year", "1956"), ("1941", "directed_by", "Spielberg")]
    records = [edge for edge in read_rows(tmp_path, rows) if isinstance(edge, EdgeRecord)]
    assert all(is_value(edge.tail) for edge in records if edge.relation == "release_year")
    assert {edge.head for edge in records} >= {"1941", "1984"}, "the films stay what they are"


def test_amounts_beside_numeric_ids_are_values_where_the_name_or_form_says_so(tmp_path: Path) -> None:
    rows = [("1", "age", "31"), ("2", "age", "2"), ("1", "area", "5.5"), ("2", "area", "6.5"), ("1", "born", "1990")]
    rows += [("1", "mail", "ada@a.example"), ("2", "seen", "1999-05-01")]
    assert [edge.tail for edge in read_rows(tmp_path, rows) if isinstance(edge, EdgeRecord)] == [
        '"31"^^xsd:integer',
        '"2"^^xsd:integer',
        '"5.5"^^xsd:decimal',
        '"6.5"^^xsd:decimal',
        '"1990"^^xsd:gYear',
        '"ada@a.example"^^xsd:anyURI',
        '"1999-05-01"^^xsd:date',
    ]


def test_a_sample_of_many_texts_is_the_same_part_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rog.graph.files.forms.MAX_SAMPLED_TEXTS", 64)
    half, whole = TextSample(), TextSample()
    for at in range(4000):
        whole.add(str(at))
        if at % 2:
            half.add(str(at))
    assert len(whole.texts) <= 64
    assert half.share_in(whole) == 1.0
    assert 0.25 < whole.share_in(half) < 0.75
    assert TextSample().share_in(whole) == 0.0


# Node tables and JSON


def test_each_column_of_a_node_table_is_typed_alike(tmp_path: Path) -> None:
    path = tmp_path / "nodes.csv"
    path.write_text(
        "id,name,year,founded,area,site,open,note,code,when\n"
        'a,A,1999,3 May 1999,"1,200 km²",https://a.example,yes,old,007,10:15\n'
        "b,B,850,2001-02-03,15 ha,https://b.example,no,12,008,\n"
        "c,C,,,,,,,,\n"
    )
    (edges := tmp_path / "edges.csv").write_text("head,relation,tail\na,near,b\n")
    first, second, third, _ = read_sources([edges], nodes=[path])
    assert isinstance(first, NodeRecord)
    assert isinstance(second, NodeRecord)
    assert isinstance(third, NodeRecord)
    assert first.properties == {
        "year": '"1999"^^xsd:integer',
        "founded": '"1999-05-03"^^xsd:date',
        "area": '"1200 km²"^^cdt:ucum',
        "site": '"https://a.example"^^xsd:anyURI',
        "open": '"true"^^xsd:boolean',
        "note": "old",
        "code": "007",
        "when": '"10:15:00"^^xsd:time',
    }
    assert second.properties is not None
    assert (second.properties["year"], second.properties["note"]) == ('"850"^^xsd:integer', "12")
    assert third.properties is None


def test_json_numbers_and_truths_are_typed_by_themselves_and_texts_by_column(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "height": 1.5, "open": True, "since": "1999", "tags": ["x", "y"], "years": ["1990", "2001"]},
        {"id": "b", "height": 3, "open": False, "since": "2004", "tags": "z", "years": "1980"},
        {"head": "a", "relation": "weighs", "tail": 2.5},
        {"head": "b", "relation": "weighs", "tail": 3},
        ["b", "is open", True],
        ["a", "near", "b"],
    ]  # fmt: skip
    (path := tmp_path / "graph.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert list(read_sources([path])) == [
        NodeRecord("a", properties={
            "height": 1.5, "open": True, "since": '"1999"^^xsd:gYear', "tags": ["x", "y"],
            "years": ['"1990"^^xsd:gYear', '"2001"^^xsd:gYear'],
        }),
        NodeRecord("b", properties={
            "height": 3, "open": False, "since": '"2004"^^xsd:gYear', "tags": "z", "years": '"1980"^^xsd:gYear',
        }),
        EdgeRecord("a", "weighs", '"2.5"^^xsd:decimal'),
        EdgeRecord("b", "weighs", '"3"^^xsd:integer'),
        EdgeRecord("b", "is open", '"true"^^xsd:boolean'),
        EdgeRecord("a", "near", "b"),
    ]  # fmt: skip


def test_what_an_edge_knows_is_json_where_that_says_all(tmp_path: Path) -> None:
    (path := tmp_path / "g.csv").write_text(
        "head,relation,tail,since,rating,paid,until,fee,role\n"
        "a,r,b,2019,4.5,yes,2020-01-31,$5,Neo\n"
        "a,r,c,2007,3,no,1 May 2021,$7,\n"
    )
    first, second = read_sources([path])
    assert isinstance(first, EdgeRecord)
    assert isinstance(second, EdgeRecord)
    until, fee = '"2020-01-31"^^xsd:date', '"5 $"^^cdt:ucum'
    assert first.properties == {"since": 2019, "rating": 4.5, "paid": True, "until": until, "fee": fee, "role": "Neo"}
    assert second.properties is not None
    assert second.properties["until"] == '"2021-05-01"^^xsd:date'


@pytest.mark.parametrize(
    ("property", "sign", "value", "found"),
    [
        ("since", ">", "2010", ("b",)),
        ("until", "<", "2020-06-01", ("b",)),
        ("fee", ">=", "6 $", ("c",)),
        ("paid", "=", "yes", ("b",)),
        ("role", "=", "Neo", ("b",)),
    ],
)
def test_what_an_edge_knows_is_a_condition(
    tmp_path: Path, property: str, sign: Sign, value: str, found: tuple[str, ...]
) -> None:
    (path := tmp_path / "g.csv").write_text(
        "head,relation,tail,since,paid,until,fee,role\na,r,b,2019,yes,2020-01-31,$5,Neo\na,r,c,2007,no,1 May 2021,$7,\n"
    )
    kinds: dict[str, ValueKind] = {
        "since": "year", "until": "date", "fee": "number", "paid": "truth", "role": "text"
    }  # fmt: skip
    wanted = value_from_text(value, kinds[property])
    assert wanted is not None
    test = EdgeTest(hop=1, property=property, sign=sign, value=wanted.id)
    query = Walk(start=Ids(ids=("a",)), path=("r",), tests=(test,))
    assert evaluate(query, open_graph(path, cache=False)).ids == found


# What the user says


@pytest.mark.parametrize(
    ("types", "texts", "ids"),
    [
        ({"r": "entity"}, ["1999", "2001"], ["1999", "2001"]),
        ({"r": "text"}, ["1999", "soon"], ['"1999"^^xsd:string', '"soon"^^xsd:string']),
        ({"r": "number"}, ["1999", "2001"], ['"1999"^^xsd:integer', '"2001"^^xsd:integer']),
        ({"r": "number"}, ["007"], ['"7"^^xsd:integer']),
        ({"r": "date"}, ["1999", "May 2001"], ['"1999"^^xsd:gYear', '"2001-05"^^xsd:gYearMonth']),
        ({"r": "year"}, ["476"], ['"0476"^^xsd:gYear']),
        ({"r": "address"}, ["tel:112"], ['"tel:112"^^xsd:anyURI']),
    ],
    ids=str,
)
def test_the_user_says_what_a_relation_holds(
    tmp_path: Path, types: dict[str, str], texts: list[str], ids: list[str]
) -> None:
    assert tails(tmp_path, texts, types=types) == ids


def test_the_user_says_what_a_column_holds(tmp_path: Path) -> None:
    (edges := tmp_path / "e.csv").write_text("head,relation,tail,since\na,r,b,1999\n")
    (nodes := tmp_path / "n.jsonl").write_text('{"id": "a", "year": 1999, "note": "12"}\n')
    options = ReadOptions(types={"year": "year", "note": "text", "since": "text"})
    node, edge = read_sources([edges], nodes=[nodes], options=options)
    assert node == NodeRecord("a", properties={"year": '"1999"^^xsd:gYear', "note": "12"})
    assert edge == EdgeRecord("a", "r", "b", properties={"since": "1999"})


def test_a_column_of_entities_is_a_relation_to_them(tmp_path: Path) -> None:
    (edges := tmp_path / "e.csv").write_text("head,relation,tail\na,r,b\n")
    (nodes := tmp_path / "n.csv").write_text("id,country,size\na,Norway,5\nb,,6\n")
    (more := tmp_path / "m.jsonl").write_text('{"id": "c", "country": ["Peru", 7, null]}\n')
    records = list(read_sources([edges, more], nodes=[nodes], options=ReadOptions(types={"country": "entity"})))
    assert records == [
        NodeRecord("a", properties={"size": '"5"^^xsd:integer'}),
        EdgeRecord("a", "country", "Norway"),
        NodeRecord("b", properties={"size": '"6"^^xsd:integer'}),
        EdgeRecord("a", "r", "b"),
        NodeRecord("c"),
        EdgeRecord("c", "country", "Peru"),
        EdgeRecord("c", "country", "7"),
    ]
    options = ReadOptions(types={"country": "entity"}, symmetric=("country",))
    assert RelationRecord("country", RelationDescription(symmetric=True)) in read_sources([more], options=options)


@pytest.mark.parametrize(
    ("name", "content", "types", "line", "reason"),
    [
        ("g.tsv", "a\tn\t1\nb\tn\tx\n", {"n": "number"}, 2, "column 3: 'x' is no number, which types says of 'n'"),
        ("g.tsv", "a\tn\t1999\na\tr\tb\n", {"n": "time"}, 1, "column 3: '1999' is no time, which types says of 'n'"),
        (
            "g.csv", "tail,head,relation,since\nb,a,r,\nb,c,r,once\n", {"since": "date"}, 3,
            "column 4: 'once' is no date, which types says of 'since'",
        ),
        (
            "g.csv", "relation,tail,head\nr,1999-02-30,b\nr,1999-02-28,b\n", {"r": "date"}, 2,
            "column 2: '1999-02-30' is no date, which types says of 'r'",
        ),
        (
            "g.jsonl", '["a", "n", "1"]\n["a", "n", "x"]\n', {"n": "number"}, 2,
            "the tail: 'x' is no number, which types says of 'n'",
        ),
        (
            "g.jsonl", '["a", "r", "b"]\n{"id": "a", "open": 1}\n', {"open": "truth"}, 2,
            "the field 'open': '1' is no truth, which types says of 'open'",
        ),
        (
            "g.ttl", '<urn:a> <urn:n> "1", "x" .\n', {"n": "number"}, None,
            "'x' is no number, which types says of 'n'; its subject is 'urn:a'",
        ),
    ],
)  # fmt: skip
def test_a_text_that_is_not_what_the_user_says(
    tmp_path: Path, name: str, content: str, types: dict[str, str], line: int | None, reason: str
) -> None:
    (path := tmp_path / name).write_text(content)
    options = ReadOptions(types=types)
    with pytest.raises(SourceError) as raised:
        list(read_sources([path], options=options))
    assert (raised.value.path, raised.value.line, raised.value.reason) == (path, line, reason)
    skipped = Skipped(1)
    assert list(read_sources([path], options=options, skipped=skipped)), "the others are read"
    assert [error.reason for error in skipped.errors] == [reason]


def test_a_bad_cell_of_a_node_table_names_its_column(tmp_path: Path) -> None:
    (edges := tmp_path / "e.tsv").write_text("a\tr\tb\n")
    (nodes := tmp_path / "n.csv").write_text("id,name,size\na,A,5\nb,B,big\n")
    with pytest.raises(SourceError, match=r"n\.csv:3: column 3: 'big' is no number, which types says of 'size'"):
        list(read_sources([edges], nodes=[nodes], options=ReadOptions(types={"size": "number"})))


def test_a_line_that_is_left_out_counts_once(tmp_path: Path) -> None:
    rows = [("a", "n", "1"), ("b", "n", "x"), ("c", "n", "2"), ("only one",), ("d", "n", "3")]
    path = tmp_path / "g.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in rows))
    skipped = Skipped(2)
    records = list(read_sources([path], options=ReadOptions(types={"n": "number"}), skipped=skipped))
    assert [record[0] for record in records] == ["a", "c", "d"]
    assert sorted(error.line or 0 for error in skipped.errors) == [2, 4]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"types": {"born": "day"}},
            "types: 'day', said of 'born', is none of entity, number, date, time, year, truth, text, address",
        ),
        ({"types": {"bron": "year"}}, "types: the files have no 'bron'; did you mean 'born'?"),
        ({"symmetric": ("sibling of",)}, "symmetric: the files have no 'sibling of'; did you mean 'sibling_of'?"),
        ({"symmetric": ("friend",)}, "symmetric: the files have no 'friend'"),
    ],
)
def test_options_that_do_not_fit(tmp_path: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as raised:
        read_rows(tmp_path, [("Ann", "born", "1999"), ("Ann", "sibling_of", "Bob")], **options)
    assert str(raised.value) == message


def test_a_named_relation_holds_both_ways(tmp_path: Path) -> None:
    rows = [("Ann", "sibling_of", "Bob"), ("Oslo", "twinned with", "Kiel"), ("Ann", "lives in", "Oslo")]
    records = read_rows(tmp_path, rows, symmetric=["sibling_of", "twinned with"])
    assert records[:3] == [EdgeRecord(*row) for row in rows]
    assert records[3:] == [
        RelationRecord(name, RelationDescription(symmetric=True)) for name in ("sibling_of", "twinned with")
    ]
    graph = open_graph(tmp_path / "graph.tsv", symmetric="sibling_of", cache=False)
    assert [one.symmetric for one in graph.describe(["sibling_of", "twinned with"])] == [True, False]


@pytest.mark.parametrize(
    ("given", "kept"), [("all", {"year", "note"}), ("none", set()), (("note",), {"note"}), ("note", {"note"})]
)
def test_properties_that_are_passed_on(tmp_path: Path, given: str | tuple[str, ...], kept: set[str]) -> None:
    (nodes := tmp_path / "n.csv").write_text("id,year,note\na,1999,x\n")
    (edges := tmp_path / "e.tsv").write_text("a\tr\tb\n")
    node, *_ = read_sources([edges], nodes=[nodes], options=ReadOptions(properties=given))
    assert isinstance(node, NodeRecord)
    assert set(node.properties or {}) == kept


def test_types_are_part_of_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROG_CACHE", str(tmp_path / "cache"))
    (path := tmp_path / "g.tsv").write_text("Ann\tborn\t1999\n")
    assert open_graph(path).ends([("Ann", ("born",))], 9) == [('"1999"^^xsd:gYear',)]
    assert open_graph(path, types={"born": "entity"}).ends([("Ann", ("born",))], 9) == [("1999",)]
    assert open_graph(path, types={"born": "number"}).ends([("Ann", ("born",))], 9) == [('"1999"^^xsd:integer',)]
    assert open_graph(path).ends([("Ann", ("born",))], 9) == [('"1999"^^xsd:gYear',)]


# Properties


@given(st.lists(st.decimals(-(10**9), 10**9, allow_nan=False, places=3), min_size=1))
def test_numbers_are_read_back(amounts: list[object]) -> None:
    column = Column()
    texts = [f"{amount:,}" for amount in amounts]
    for text in texts:
        column.take(text)
    assert column.kind("r") == "number"
    assert [value_of(text, "number") for text in texts] == [number(str(amount)) for amount in amounts]


@given(st.lists(st.dates(date(1000, 1, 1)), min_size=1), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y"]))
def test_dates_are_read_back(days: list[date], written: str) -> None:
    column = Column()
    texts = [f"{day:{written}}" for day in days]
    for text in texts:
        column.take(text)
    assert column.kind("r") == "date"
    assert [value_of(text, "date") for text in texts] == [Value("date", f"{day}") for day in days]


@given(st.lists(st.text(min_size=1), min_size=1))
def test_a_column_that_is_of_a_kind_has_nothing_else(texts: list[str]) -> None:
    column = Column()
    for text in texts:
        column.take(text)
    kind = column.kind("r")
    assert kind is None or all(value_of(text, kind) is not None for text in texts)


@given(st.text())
def test_every_text_has_a_form_or_none(text: str) -> None:
    form, dimension = form_of(text)
    assert form in {"", "year", "whole", "number", "date", "era", "time", "truth", "address"}
    assert form == "number" or not dimension


# The cases


def case(name: str) -> Path:
    folder = CASES / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


def test_case_of_node_properties() -> None:
    folder = case("19-node-properties")
    records = read_sources([folder / "edges.csv"], nodes=[folder / "nodes.csv"])
    film = next(record for record in records if isinstance(record, NodeRecord))
    assert film.properties == {"year": '"1999"^^xsd:gYear', "runtime": '"104"^^xsd:integer'}


def test_case_of_technical_types() -> None:
    folder = case("20-technical-types")
    records = read_sources([folder / "plant.csv"], nodes=[folder / "nodes.csv"])
    types = [record.types for record in records if isinstance(record, NodeRecord)]
    assert types == [("Chilled Water Pump",), ("Isolation Valve",), ("Cooling Coil",), ("Temperature Sensor",)]


def test_case_of_symmetric_relations() -> None:
    path = case("03-symmetric") / "kin.tsv"
    graph = open_graph(path, symmetric=("sibling of", "colleague of", "twinned with"), cache=False)
    assert all(description.symmetric for description in graph.describe(graph.relations()))


def test_metaqa_has_years_and_films_called_as_years(tmp_path: Path) -> None:
    path = DATA / "metaqa" / "triples.tsv.gz"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    kinds: dict[str, set[str]] = {}
    heads = set()
    for record in read_sources([path]):
        assert isinstance(record, EdgeRecord)
        value = read_value(record.tail)
        kinds.setdefault(record.relation, set()).add(value.kind if value is not None else "entity")
        heads.add(record.head)
    assert kinds.pop("release_year") == {"year"}
    assert set().union(*kinds.values()) == {"entity"}
    assert "1941" in heads


def test_kinds_that_a_user_may_name_are_those_of_values(tmp_path: Path) -> None:
    for kind in VALUE_KINDS:
        assert ReadOptions(types={"r": kind}).types == {"r": kind}


def test_a_graph_file_is_built_with_types(tmp_path: Path) -> None:
    (path := tmp_path / "g.tsv").write_text("Rome\tpopulation\t2,800,000\nRome\tcountry\tItaly\n")
    build_graph(path, tmp_path / "g.rog", options=ReadOptions(types={"population": "number"}))
    graph = open_graph(tmp_path / "g.rog")
    assert graph.ends([("Rome", ("population",))], 9) == [('"2800000"^^xsd:integer',)]
