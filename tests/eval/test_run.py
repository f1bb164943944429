"""eval.quality.run: what is asked, kept, scored and gone on with; and that the suite names what there is."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from eval.places import placed
from eval.predictions import keep, predictions_path, read_kept, read_predictions
from eval.quality import run
from eval.quality.suite import (
    AskedModel,
    asked_of,
    commands,
    is_there,
    model_commands,
    name_files,
    question_files,
    read_models,
    read_suite,
    sets_named,
)
from eval.report import scores
from eval.stored import KEY, find_result, read_records
from rog.errors import InputError, SourceError
from rog.questions import Question
from rog.result import Result

TRIPLES = "".join(f"n{number}\tparent\tn{number + 1}\nn{number}\tlikes\tm{number}\n" for number in range(40))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "family.tsv").write_text(TRIPLES)
    rows = [
        {"id": str(number), "question": f"who is the parent of n{number}?", "topics": [f"n{number}"],
         "answers": [f"n{number + 1}"], "gold_paths": [["parent"]], "hops": 1}
        for number in range(20)
    ]  # fmt: skip
    rows += [
        {"id": f"x{number}", "question": f"who does n{number} like?", "topics": [f"n{number}"],
         "answers": [f"m{number}"], "gold_paths": [["likes"]], "hops": 1}
        for number in range(10)
    ]  # fmt: skip
    (tmp_path / "family.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def asked(files: Path, *more: str, out: str = "scores.jsonl") -> dict[str, Any]:
    arguments = ["--graph", str(files / "family.tsv"), "--questions", str(files / "family.jsonl")]
    return run.run(run.parser().parse_args([*arguments, "--out", str(files / out), *more]))


def test_a_report_holds_scores_and_what_they_rest_on(files: Path) -> None:
    report = asked(files, "--triples", str(files / "family.tsv"), "--dataset", "the family")
    (record,) = read_records(files / "scores.jsonl")
    assert {name: record[name] for name in (*KEY, "part", "scores", "model", "cited_edges")} == {
        name: report[name] for name in (*KEY, "part", "scores", "model", "cited_edges")
    }
    assert set(record["intervals"]) == {"hits_at_1", "f1", "exact"}
    assert record["hops"] == "1"  # their scores are those of all questions, and not stored twice
    assert "by_hops" not in record
    assert (report["dataset"], report["answerer"], report["topics"], report["part"]) == (
        "the family", "rog", "given", "all",
    )  # fmt: skip
    assert report["scores"]["questions"] == 30
    assert report["scores"]["cited_edges_held"] == 1.0
    assert report["cited_edges"]["distinct"] == report["cited_edges"]["in_the_file"] > 0
    assert report["by_hops"]["1"]["questions"] == 30
    low, high = report["intervals"]["f1"]
    assert low <= report["scores"]["f1"] <= high
    assert len(report["model"]) == 64
    assert report["configuration"]["seed"] == 0
    predictions = list(read_predictions(predictions_path(files / "scores.jsonl", "rog", "given")))
    right = sum({answer.id for answer in row.result.answers} == set(row.question.answers) for row in predictions)
    assert report["scores"]["exact"] == pytest.approx(right / 30, abs=1e-4)


def test_linked_topics_and_samples(files: Path) -> None:
    report = asked(files, "--topics", "linked", "--limit", "7", "--seed", "3")
    kept = [row.id for row in read_predictions(predictions_path(files / "scores.jsonl", "rog", "linked"))]
    assert report["scores"]["questions"] == len(kept) == 7
    asked(files, "--limit", "7", "--seed", "3", out="again.jsonl")
    assert [row.id for row in read_predictions(predictions_path(files / "again.jsonl", "rog", "given"))] == kept


def test_what_was_asked_is_not_asked_again(files: Path) -> None:
    first = asked(files)
    path = predictions_path(files / "scores.jsonl", "rog", "given")
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    row = json.loads(lines[0])
    right = {answer["id"] for answer in row["result"]["answers"]} == set(row["question"]["answers"])
    gold = {"id": row["question"]["answers"][0], "name": "?", "score": 1.0}
    row["result"]["answers"] = [] if right else [gold]  # so that it shows whether the line is kept
    lines[0] = json.dumps(row).encode() + b"\n"
    path.write_bytes(gzip.compress(b"".join(lines[:12]) + lines[12][:20]))  # cut in the middle of a line
    second = asked(files)
    change = -1 / 30 if right else 1 / 30
    assert second["scores"]["exact"] == pytest.approx(first["scores"]["exact"] + change, abs=2e-4)
    assert len(list(read_predictions(path))) == 30
    assert asked(files, "--again")["scores"]["exact"] == first["scores"]["exact"]


def test_predictions_of_other_questions_are_not_mixed_in(files: Path) -> None:
    asked(files, "--limit", "5")
    with pytest.raises(InputError, match=r"holds answers to other questions .*; --again asks anew"):
        asked(files, "--limit", "6", "--seed", "9")
    with pytest.raises(InputError, match="more questions than are asked"):
        asked(files, "--limit", "4")


def test_predictions_of_another_planner_are_not_scored_as_ones_own(files: Path) -> None:
    asked(files, "--limit", "5")
    other = ("--planner", "compact")
    with pytest.raises(InputError, match=r"was answered by another run than this one; --again asks anew"):
        asked(files, "--limit", "5", *other)
    assert asked(files, "--limit", "5", *other, "--again")["configuration"]["planner"] == "compact"
    path = predictions_path(files / "scores.jsonl", "rog", "given")
    path.with_suffix("").with_suffix(".run.json").unlink()
    with pytest.raises(InputError, match="another run"):
        asked(files, "--limit", "5", *other)


def test_a_run_replaces_its_own_record_and_keeps_the_others(files: Path) -> None:
    linked = asked(files, "--limit", "5", "--topics", "linked")
    baseline = asked(files, "--limit", "5", "--baseline", "breadth:1")
    asked(files, "--limit", "5")
    again = asked(files, "--limit", "4", "--again")
    results = files / "scores.jsonl"
    assert [(row["answerer"], row["topics"]) for row in read_records(results)] == [
        ("breadth:1", "given"), ("rog", "given"), ("rog", "linked"),
    ]  # fmt: skip
    assert find_result(results, "rog", "given").scores == again["scores"]
    assert find_result(results, "rog", "linked").scores == linked["scores"]
    assert find_result(results, "breadth", "given").scores == baseline["scores"]
    with pytest.raises(InputError, match=r"0 results of bm25, topics given; there are breadth:1 \(given\), rog"):
        find_result(results, "bm25", "given")


def test_paths_of_a_result_hold_on_another_machine(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROG_DATA", str(files))
    assert asked(files, "--limit", "5")["configuration"]["graph"] == "DATA/family.tsv"
    configuration = find_result(files / "scores.jsonl", "rog", "given").configuration
    assert configuration == {
        "graph": "DATA/family.tsv", "questions": ["DATA/family.jsonl"], "limit": 5, "seed": 0,
    }  # fmt: skip
    assert placed(configuration["graph"]) == str(files / "family.tsv")


def test_a_run_that_was_killed_goes_on(files: Path) -> None:
    command = [sys.executable, "-m", "eval.quality.run", "--graph", str(files / "family.tsv")]
    command += ["--questions", str(files / "family.jsonl"), "--out", str(files / "killed.jsonl")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    path = predictions_path(files / "killed.jsonl", "rog", "given")
    until = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size > 2_000) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    report = asked(files, out="killed.jsonl")
    assert report["scores"]["questions"] == 30
    assert report["scores"]["exact"] == asked(files)["scores"]["exact"]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (["--baseline", "oracle"], "unknown baseline 'oracle'; there are frequent, nearest"),
        (["--baseline", "frequent"], "needs questions of a training part"),
        (["--baseline", "breadth", "--planner", "compact"], "stands in place of --planner"),
    ],
)
def test_what_cannot_be_asked(files: Path, more: list[str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        asked(files, *more)


def test_a_baseline_in_the_same_run(files: Path) -> None:
    train = ["--train", str(files / "family.jsonl")]
    report = asked(files, "--baseline", "frequent", *train, out="frequent.jsonl")
    assert report["answerer"] == "frequent"
    assert report["model"] is None
    assert report["scores"]["exact"] == pytest.approx(20 / 30, abs=1e-4)  # parent is the commoner path


def test_kept_lines_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "scores.predictions.jsonl.gz"
    questions = [Question(id=str(number), question="who?") for number in range(3)]
    for question in questions:
        keep(path, question, Result(question="who?", reason="\u2028"))
    path.with_suffix("").with_suffix(".run.json").write_text("{}")
    whole = path.read_bytes()
    path.write_bytes(whole[:-60])  # the last member is cut off
    assert len(read_kept(path, questions, {})) == 2
    keep(path, questions[2], Result(question="who?"))
    assert [row.id for row in read_predictions(path)] == ["0", "1", "2"]
    path.write_bytes(gzip.compress(b"{}\n"))
    with pytest.raises(SourceError, match=r"scores.predictions.jsonl.gz:1: question: Field required"):
        read_kept(path, questions, {})


def test_the_suite_names_sets_once_and_files_that_are_there() -> None:
    suite = read_suite()
    assert len({measured.name for measured in suite}) == len(suite)
    if not Path(placed("DATA")).is_dir():
        pytest.skip("the data is not beside the checkout")
    for measured in suite:
        for path in (measured.graph, *measured.questions, *measured.train):
            assert path == "world" or os.path.exists(placed(path)), path
        for command in commands(measured, 300):
            run.parser().parse_args(command)


def test_other_compact_models_are_asked_all_questions_of_their_sets(tmp_path: Path) -> None:
    (measured,) = sets_named(["nell995-varied"])
    adapted = AskedModel(name="adapted", planner=f"compact:{tmp_path}/SET?kinds=no", sets=("nell995-varied",))
    assert not is_there(adapted, measured)
    (tmp_path / "nell995-varied").mkdir()
    assert is_there(adapted, measured)
    (command,) = model_commands(measured, [adapted], None)
    args = run.parser().parse_args(command)
    assert (args.planner, args.reasoner) == (f"compact:{tmp_path}/nell995-varied?kinds=no", "paths")
    assert (args.answerer, args.out.name, args.limit) == ("adapted", "nell995-varied.jsonl", None)
    assert (args.questions, args.nodes) == ([Path(question_files(measured)[0])], name_files(measured))
    assert list(model_commands(sets_named(["world"])[0], [adapted], None)) == []
    asked = argparse.Namespace(language_models=False, compact_models=True, limit=300)
    shipped = [run.parser().parse_args(command) for command in asked_of(measured, asked)]
    wanted = {"without the constraint"}
    assert wanted <= {args.answerer for args in shipped}


def test_models_of_the_suite_are_asked_sets_that_there_are_and_are_columns_of_tables() -> None:
    names = {measured.name for measured in read_suite()}
    compact, language = read_models("compact_model"), read_models("language_model")
    for model in (*compact, *language):
        assert set(model.sets) <= names
    assert {model.name for model in compact} == {
        scores.ADAPTED, *scores.ABLATIONS, *scores.SHORT, *scores.OTHERS,
    }  # fmt: skip
    assert {model.name for model in language} == set(scores.LANGUAGE_MODELS)
