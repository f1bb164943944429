"""The README's tables are those of the stored results; comparing results, as a table and as plots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval.report import compare, tables
from eval.stored import StoredResult, read_results
from rog.errors import InputError, SourceError

ROOT = Path(__file__).parents[2]


def stored(
    dataset: str = "MetaQA 1 hop", answerer: str = "rog", topics: str = "given", f1: float = 0.5
) -> dict[str, Any]:
    """A result file's content."""
    scores = {
        "questions": 1234, "hits_at_1": 0.75, "f1": f1, "exact": 0.25, "latency_p50": 0.01, "latency_p95": 0.02,
        "model_calls": 2.0, "plan_hit_at_1": None, "plan_hit_at_2": 0.4, "plan_hit_at_3": 0.5,
    }  # fmt: skip
    return {
        "dataset": dataset, "answerer": answerer, "topics": topics, "part": "validation", "scores": scores,
        "intervals": {"f1": [0.4, 0.6], "hits_at_1": [0.7, 0.8]}, "by_hops": {"1": scores, "2": {**scores, "f1": 0.1}},
    }  # fmt: skip


def written(folder: Path, *contents: dict[str, Any]) -> list[Path]:
    paths = [folder / f"{at}.json" for at in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(json.dumps(content))
    return paths


def whole(folder: Path) -> None:
    """Every result that the table of answers needs."""
    written(folder, *(stored(dataset, "rog", topics) for dataset in tables.TRAINED for topics in ("given", "linked")))


def test_the_readme_agrees_with_the_stored_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "README.md").read_text("utf-8")
    assert {name for _, name, _, _ in tables.TABLE.findall(text)} == set(tables.NAMES)
    assert tables.main(["--check"]) == 0


def test_tables_are_written_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole(tmp_path)
    readme = tmp_path / "README.md"
    readme.write_text("# rog\n\n<!-- table: answers -->\nold\n<!-- end of table -->\n\nafter\n")
    options = ["--readme", str(readme), "--results", str(tmp_path)]
    assert tables.main(["--check", *options]) == 1
    assert "the table 'answers' differs" in capsys.readouterr().out
    assert tables.main(options) == 0
    text = readme.read_text()
    assert "| MetaQA 1 hop | 1,234 | 75.0 / 75.0 | 50.0 / 50.0 | 25.0 / 25.0 | 40.0 to 60.0 |\n" in text
    assert text.startswith("# rog\n\n<!-- table: answers -->\n")
    assert text.endswith("<!-- end of table -->\n\nafter\n")
    assert tables.main(["--check", *options]) == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<!-- table: answers -->\n", "has no <!-- end of table -->"),
        ("<!-- table: answers -->\n<!-- table: unseen -->\n<!-- end of table -->\n", "has no <!-- end of table -->"),
        ("<!-- table: prices -->\n<!-- end of table -->\n", "asks for the table 'prices'; there are answers"),
        ("<!-- table: unseen -->\n<!-- end of table -->\n", "no stored result of rog on 'small graphs, by hand'"),
        ("<!-- table: robustness -->\n<!-- end of table -->\n", r"robustness: no report of eval\.robustness"),
    ],
)
def test_tables_that_cannot_be_written(tmp_path: Path, text: str, reason: str) -> None:
    whole(tmp_path)
    with pytest.raises(InputError, match=reason):
        tables.filled(text, read_results(sorted(tmp_path.glob("*.json"))), tmp_path)


def test_reports_of_robustness_may_lack_what_came_later(tmp_path: Path) -> None:
    folder = tmp_path / "robustness"
    folder.mkdir()
    old = {"plain": {"exact": 0.5}, "relation_removed": {"abstained": 0.25}, "mistyped": {}}
    new = {**old, "still_answers": {"questions": 9, "share": 0.95}}
    new["relation_removed"] = {"abstained": 0.25, "abstained_or_low": 0.8}
    new["topic_removed"] = {"abstained": 0.5, "abstained_or_low": 0.9}
    (folder / "world.json").write_text(json.dumps(old))
    (folder / "openflights-plain.json").write_text(json.dumps(new))
    _, *rows = tables.robustness_table(tmp_path)
    assert rows == [
        ["world, written by hand", "50.0", "–", "–", "–", "–", "25.0", "–", "–", "–", "–"],
        ["OpenFlights, plain", "50.0", "–", "–", "–", "–", "25.0", "80.0", "–", "90.0", "95.0"],
    ]
    (folder / "webqsp.json").write_text("[]")
    with pytest.raises(InputError, match=r"webqsp\.json: no report of eval\.robustness"):
        tables.robustness_table(tmp_path)


def test_other_compact_models_stand_beside_the_shipped_one() -> None:
    def one(answerer: str, hits: float, topics: str = "given") -> StoredResult:
        row = stored("WebQSP", answerer, topics)
        return StoredResult.model_validate({**row, "scores": {**row["scores"], "hits_at_1": hits}})

    rows = [one("rog", 0.1), one("adapted", 0.4), one("without the constraint", 0.08), one("trained on WebQSP", 0.5)]
    found = {(row.dataset, row.answerer, row.topics): row for row in rows}
    assert tables.ablations_table(found)[1:] == [["WebQSP", "10.0", "8.0", "–", "–"]]
    found["WebQSP", "short training", "given"] = one("short training", 0.2)
    assert tables.trainings_table(found)[1:] == [["WebQSP", "20.0", "–", "–"]]
    assert tables.others_table(found)[1][:4] == ["WebQSP", "trained on WebQSP", "1,234", "50.0"]
    for dataset in tables.UNSEEN:
        for answerer, topics in (("rog", "given"), ("rog", "linked"), ("nearest", "given")):
            found.setdefault((dataset, answerer, topics), one(answerer, 0.3, topics))
    unseen = {row[0]: row[6:] for row in tables.unseen_table(found)}
    assert unseen["questions"] == ["after `rog adapt`, Hits@1", "nearest words, Hits@1"]
    assert (unseen["WebQSP"], unseen["PathQuestion 2 hops"]) == (["40.0", "30.0"], ["–", "30.0"])


def test_results_that_are_malformed_are_named(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"triples": 5}')
    assert read_results([other]) == []
    other.write_text('{"scores": {"f1": "good"}}')
    with pytest.raises(SourceError, match=r"other\.json: dataset"):
        read_results([other])
    other.write_text("{")
    with pytest.raises(SourceError, match=r"other\.json: is no stored result"):
        read_results([other])


def test_results_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="plots take the extra rog[eval]")
    rows = [stored(), stored(answerer="bm25", f1=0.25), stored("a|b $x$ <script>", topics="linked", f1=0.125)]
    paths = written(tmp_path, *rows)
    compare.main([*map(str, paths), "--out", str(tmp_path / "plots")])
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
        assert len(drawn) < 300_000
    again = compare.draw(read_results(paths), tmp_path / "again")
    assert [path.read_text() for path in again] == [
        (tmp_path / "plots" / path.name).read_text() for path in again
    ]  # the same every time


def test_nothing_to_compare(tmp_path: Path) -> None:
    (tmp_path / "walk.json").write_text("{}")
    with pytest.raises(InputError, match="none of these files holds scores"):
        compare.main([str(tmp_path / "walk.json")])
