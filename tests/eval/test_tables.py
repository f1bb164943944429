"""docs/figures.md is what the stored results give; comparing results, as a table and as plots."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval.report import compare, scores, tables
from eval.report.cells import markdown
from eval.report.reports import robustness_table
from eval.stored import StoredResult, read_records, read_results, replace_record
from rog.errors import InputError, SourceError

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "eval" / "results"


def stored(
    dataset: str = "MetaQA 1 hop", answerer: str = "rog", topics: str = "given", f1: float = 0.5
) -> dict[str, Any]:
    """A record of a file of results."""
    scores = {
        "questions": 1234, "hits_at_1": 0.75, "f1": f1, "exact": 0.25, "latency_p50": 0.01, "latency_p95": 0.02,
        "model_calls": 2.0, "plan_hit_at_1": None, "plan_hit_at_2": 0.4, "plan_hit_at_3": 0.5,
    }  # fmt: skip
    return {
        "dataset": dataset, "answerer": answerer, "topics": topics, "part": "validation", "scores": scores,
        "intervals": {"f1": [0.4, 0.6], "hits_at_1": [0.7, 0.8]}, "by_hops": {"1": scores, "2": {**scores, "f1": 0.1}},
    }  # fmt: skip


def written(folder: Path, *contents: dict[str, Any]) -> Path:
    path = folder / "results.jsonl"
    path.write_text("".join(json.dumps(content) + "\n" for content in contents))
    return path


def whole(folder: Path) -> None:
    """Every result that the table of answers needs."""
    written(folder, *(stored(dataset, "rog", topics) for dataset in scores.TRAINED for topics in ("given", "linked")))


def test_the_document_is_what_the_stored_results_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert tables.main(["--check"]) == 0
    template = tables.TEMPLATE.read_text("utf-8")
    places = [match[1] for match in tables.PLACE.finditer(template)]
    assert sorted(places) == sorted([*tables.NAMES, *tables.NUMBERS])  # each once


@pytest.mark.parametrize("name", tables.NAMES)
def test_no_table_is_empty(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    header, *rows = tables.table(name, RESULTS)
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    for row in rows:
        assert any(any(map(str.isdigit, cell)) for cell in row[1:]), row
    for column in zip(*rows, strict=True):
        assert set(column) != {"–"}, "nothing was measured for a column"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("world.jsonl", '"hits_at_1": 0.9688', '"hits_at_1": 0.9788'),
        ("robustness.jsonl", '"exact": 0.3824', '"exact": 0.4824'),
        ("reliability.jsonl", '"sure_and_right": 129', '"sure_and_right": 126'),
        ("plans.jsonl", '"questions": 234', '"questions": 235'),
        ("benchmarks/ask-world.json", "53.1", "53.2"),
    ],
)
def test_a_changed_figure_does_not_pass(
    file: str, old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    folder = tmp_path / "results"
    shutil.copytree(RESULTS, folder, ignore=shutil.ignore_patterns("*.predictions.*"))
    assert tables.main(["--check", "--results", str(folder)]) == 0
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")
    assert tables.main(["--check", "--results", str(folder)]) == 1
    assert "is not what the stored results give" in capsys.readouterr().out


def test_a_changed_document_does_not_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    document = tmp_path / "figures.md"
    document.write_text(tables.DOCUMENT.read_text("utf-8") + "And 100 % of all others.\n", "utf-8")
    assert tables.main(["--check", "--document", str(document)]) == 1
    assert tables.main(["--document", str(document)]) == 0
    assert document.read_text("utf-8") == tables.DOCUMENT.read_text("utf-8")


def test_places_of_the_template_are_filled(tmp_path: Path) -> None:
    whole(tmp_path)
    text = tables.document("# rog\n\n{{answers}}\n\nafter\n", tmp_path)
    assert text.startswith("# rog\n\n| questions | number |")
    assert "| MetaQA 1 hop | 1,234 | 75.0 / 75.0 | 50.0 / 50.0 | 25.0 / 25.0 | 40.0 to 60.0 |\n" in text
    assert text.endswith("|\n\nafter\n")
    plans = {"planner": "compact", "questions": 1234, "topic_in_the_graph": 1000}
    replace_record(tmp_path / "plans.jsonl", plans, ["planner"])
    assert tables.document("{{without a known topic}} of {{with gold paths}}", tmp_path) == "234 of 1,234"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{prices}}", "asks for 'prices'; there are answers"),
        ("{{unseen}}", "no stored result of rog on 'small graphs, by hand'"),
        ("{{robustness}}", "nothing is stored for the table 'robustness'"),
        ("{{other models}}", "nothing is stored for the table 'other models'"),
        ("{{language models}}", "'language models' wants a figure that is not stored: KeyError"),
    ],
)
def test_tables_that_cannot_be_written(tmp_path: Path, text: str, reason: str) -> None:
    whole(tmp_path)
    replace_record(tmp_path / "robustness.jsonl", {"dataset": "of no set"}, ["dataset"])
    with pytest.raises(InputError, match=reason):
        tables.document(text, tmp_path)


def test_a_missing_report_is_told(tmp_path: Path) -> None:
    whole(tmp_path)
    for name, reason in (("robustness", "cannot be read"), ("speed", "is no report of a benchmark")):
        with pytest.raises(SourceError, match=reason):
            tables.table(name, tmp_path)


def test_reports_of_robustness_may_lack_what_came_later(tmp_path: Path) -> None:
    old = {"plain": {"exact": 0.5}, "relation_removed": {"abstained": 0.25}, "mistyped": {}}
    new: dict[str, Any] = {**old, "still_answers": {"questions": 9, "share": 0.95}}
    new["edges_removed"] = {"0.0": {"exact": 0.75}, "0.2": {"exact": 0.625}}
    new["relation_removed"] = {"abstained": 0.25, "abstained_or_low": 0.8}
    new["topic_removed"] = {"abstained": 0.5, "abstained_or_low": 0.9}
    path = tmp_path / "robustness.jsonl"
    replace_record(path, {"dataset": "world, written by hand", **old}, ["dataset"])
    replace_record(path, {"dataset": "OpenFlights, plain", **new}, ["dataset"])
    _, *rows = robustness_table(tmp_path)
    assert rows == [
        ["world, written by hand", "50.0", "–", "–", "–", "–", "–", "25.0", "–", "–", "–", "–"],
        ["OpenFlights, plain", "50.0", "75.0", "62.5", "–", "–", "–", "25.0", "80.0", "–", "90.0", "95.0"],
    ]
    path.write_text("[]")
    with pytest.raises(SourceError, match=r"robustness\.jsonl:1: is no stored record"):
        robustness_table(tmp_path)


def test_other_compact_models_stand_beside_the_shipped_one() -> None:
    def one(answerer: str, hits: float, topics: str = "given") -> StoredResult:
        row = stored("WebQSP", answerer, topics)
        return StoredResult.model_validate({**row, "scores": {**row["scores"], "hits_at_1": hits}})

    rows = [one("rog", 0.1), one("adapted", 0.4), one("without the constraint", 0.08), one("trained on WebQSP", 0.5)]
    found = {(row.dataset, row.answerer, row.topics): row for row in rows}
    assert scores.ablations_table(found)[1:] == [["WebQSP", "10.0", "8.0", "–", "–"]]
    found["WebQSP", "short training", "given"] = one("short training", 0.2)
    assert scores.trainings_table(found)[1:] == [["WebQSP", "20.0", "–", "–"]]
    assert scores.others_table(found)[1][:4] == ["WebQSP", "trained on WebQSP", "1,234", "50.0"]
    for dataset in scores.UNSEEN:
        for answerer, topics in (("rog", "given"), ("rog", "linked"), ("nearest", "given")):
            found.setdefault((dataset, answerer, topics), one(answerer, 0.3, topics))
    unseen = {row[0]: row[6:] for row in scores.unseen_table(found)}
    assert unseen["questions"] == ["after `rog adapt`, Hits@1", "nearest words, Hits@1"]
    assert (unseen["WebQSP"], unseen["PathQuestion 2 hops"]) == (["40.0", "30.0"], ["–", "30.0"])


def test_faults_are_counted_beside_the_questions_answered_exactly() -> None:
    row = StoredResult.model_validate({**stored("WebQSP", "rog", "linked"), "faults": {"data": 200, "planning": 30}})
    assert scores.faults_table({("WebQSP", "rog", "linked"): row}) == [
        ["questions", "number", "exactly right", "data", "planning"], ["WebQSP", "1,234", "1,004", "200", "30"],
    ]  # fmt: skip


def test_records_are_sorted_and_each_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "records.jsonl"
    for name, share in (("b", 1), ("a", 2), ("Übung", 3), ("b", 4)):
        replace_record(path, {"name": name, "share": share}, ["name"])
    assert path.read_text("utf-8") == (
        '{"name": "a", "share": 2}\n{"name": "b", "share": 4}\n{"name": "Übung", "share": 3}\n'
    )
    assert [file.name for file in path.parent.iterdir()] == ["records.jsonl"]
    assert [row["share"] for row in read_records(path)] == [2, 4, 3]
    path.write_text('{"name": "a"}\n{"name"\n')
    with pytest.raises(SourceError, match=r"records\.jsonl:2: is no stored record"):
        replace_record(path, {"name": "b"}, ["name"])


def test_results_that_are_malformed_are_told(tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"triples": 5}')
    assert read_results([other]) == []
    other.write_text('{"triples": 5}\n{"scores": {"f1": "good"}}')
    with pytest.raises(SourceError, match=r"other\.jsonl:2: dataset"):
        read_results([other])
    other.write_text("{")
    with pytest.raises(SourceError, match=r"other\.jsonl:1: is no stored record"):
        read_results([other])
    with pytest.raises(SourceError, match="cannot be read"):
        read_results([tmp_path / "none.jsonl"])


def test_a_bar_in_a_cell_is_escaped() -> None:
    assert markdown([["a|b", "c"], ["1", "2"]]) == "| a\\|b | c |\n|---|---|\n| 1 | 2 |\n"


def test_results_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="plots take the extra rog[eval]")
    alike = {**stored("a|b $x$ <script>", topics="linked", f1=0.125), "by_hops": {}, "hops": "3"}
    path = written(tmp_path, alike, stored(answerer="bm25", f1=0.25), stored())
    compare.main([str(path), "--out", str(tmp_path / "plots")])
    shown = capsys.readouterr().out.splitlines()
    assert shown[2].startswith(
        "| MetaQA 1 hop | rog | 1,234 | 75.0 (70.0 to 80.0) | 50.0 (40.0 to 60.0) | 25.0 | 10.0 | 20.0"
    )
    assert shown[3].startswith("| MetaQA 1 hop | bm25 | 1,234 |")
    assert shown[4].startswith("| a\\|b $x$ <script> | rog, topics found |")
    for name in ("latency", "hops"):
        drawn = (tmp_path / "plots" / f"{name}.svg").read_text()
        texts = "".join(ElementTree.fromstring(drawn).itertext())
        assert "bm25" in texts
        assert "rog, topics found" in texts
        assert "<script>" not in drawn
        assert len(drawn) < 150_000
    again = compare.draw(compare.in_order(read_results([path]), None), tmp_path / "again")
    assert [path.read_text() for path in again] == [
        (tmp_path / "plots" / path.name).read_text() for path in again
    ]  # the same every time
    assert {row.hops: list(row.scores_by_hops()) for row in read_results([path])} == {"3": [3], None: [1, 2]}


def test_some_answerers_and_one_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="plots take the extra rog[eval]")
    path = written(tmp_path, stored(), stored(answerer="bm25:5"), stored(answerer="nearest"))
    options = ["--answerers", "bm25", "rog", "--out", str(tmp_path / "plots"), "--plots", "latency"]
    compare.main([str(path), *options])
    assert "nearest" not in capsys.readouterr().out
    assert [one.name for one in (tmp_path / "plots").iterdir()] == ["latency.svg"]
    order = compare.in_order(read_results([path]), ["bm25", "rog"])
    assert [one.kind for one in order] == ["bm25", "rog"]


def test_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "walk.jsonl").write_text("{}")
    with pytest.raises(InputError, match="none of these files holds scores"):
        compare.main([str(tmp_path / "walk.jsonl")])
