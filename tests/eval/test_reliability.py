"""What confidence is worth: counts from predictions, and the tables of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.predictions import Prediction, keep, predictions_path
from eval.quality.reliability import BINS, main, reliability
from eval.report.reliability import calibration_error, diagram_table, reliability_table
from eval.stored import read_records, replace_record
from rog.outcome import Answer
from rog.questions import Question
from rog.result import Result


def prediction(confidence: float | None, right: bool, low: bool = False) -> Prediction:
    answer = Answer(id="a" if right else "b", name="", score=1.0)
    result = Result(question="?", answers=(answer,), confidence=confidence, low_confidence=low)
    return Prediction(question=Question(question="?", answers=("a",)), result=result)


SILENT = Prediction(question=Question(question="?", answers=("a",)), result=Result(question="?", abstained=True))
ASKED = [
    prediction(0.95, right=True),
    prediction(1.0, right=False),
    prediction(0.31, right=True, low=True),
    prediction(None, right=True),
    SILENT,
]


def test_answers_are_counted_by_their_confidence() -> None:
    found = reliability(ASKED)
    assert {name: found[name] for name in found if name != "bins"} == {
        "questions": 5, "answered": 4, "right": 3, "sure": 3, "sure_and_right": 2,
    }  # fmt: skip
    filled = {place: own for place, own in enumerate(found["bins"]) if own["answers"]}
    assert filled == {
        3: {"answers": 1, "right": 1, "confidence": 0.31},
        9: {"answers": 2, "right": 1, "confidence": 0.975},
    }
    assert found["bins"][0] == {"answers": 0, "right": 0, "confidence": None}


def test_the_error_is_the_mean_distance_of_confidence_and_truth() -> None:
    assert calibration_error([reliability(ASKED)]) == pytest.approx((0.69 + 0.95) / 3)
    assert calibration_error([reliability([SILENT])]) is None
    apart = [reliability([prediction(0.9, right)]) for right in (True, False)]
    assert calibration_error(apart) == pytest.approx(0.4)  # two sets together: half is right


def stored(folder: Path, *datasets: str) -> None:
    for dataset in datasets:
        replace_record(folder / "reliability.jsonl", {"dataset": dataset, **reliability(ASKED)}, ["dataset"])


def test_the_tables(tmp_path: Path) -> None:
    stored(tmp_path, "WebQSP", "MetaQA 1 hop")
    assert reliability_table(tmp_path)[1:] == [
        ["MetaQA 1 hop", "4", "60.0", "60.0", "66.7", "66.7", "54.7"],
        ["WebQSP", "4", "60.0", "60.0", "66.7", "66.7", "54.7"],
    ]
    rows = diagram_table(tmp_path)[1:]  # WebQSP only: rog was trained on MetaQA
    assert len(rows) == BINS
    assert rows[0] == ["0.0 to 0.1", "0", "–", "–", ""]
    assert rows[3] == ["0.3 to 0.4", "1", "31.0", "100.0", "`██████┃█████████████`"]
    assert rows[9] == ["0.9 to 1.0", "2", "97.5", "50.0", "`██████████·········┃`"]


def test_the_command_reads_what_was_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = predictions_path(tmp_path / "small.jsonl", "rog", "linked")
    for one in ASKED:
        keep(path, one.question, one.result)
    out = tmp_path / "reliability.jsonl"
    main(["--predictions", str(tmp_path), "--out", str(out)])
    expected: dict[str, Any] = {"dataset": "small graphs, by hand", **reliability(ASKED)}
    assert json.loads(capsys.readouterr().out) == expected
    assert read_records(out) == [expected]
