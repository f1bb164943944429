"""How sure a score makes one: the map itself, and fitting it on questions whose answers are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sklearn", reason="fitting takes the extra rog[eval]")

from eval.predictions import keep
from eval.quality import calibration as fitting
from eval.quality.calibration import Scored, calibration_error, fit, read_scored
from rog.calibration import IDENTITY, Calibration, read_calibration
from rog.errors import InputError, ModelError
from rog.outcome import Answer, Plan, Verdict
from rog.questions import Question
from rog.result import Result
from rog.types import Branch

# the map


def test_without_points_a_score_is_believed() -> None:
    assert [IDENTITY(score) for score in (0.0, 0.25, 1.0, 1.0000001)] == [0.0, 0.25, 1.0, 1.0]


@pytest.mark.parametrize(
    ("score", "chance"), [(0.0, 0.1), (0.2, 0.1), (0.4, 0.2), (0.6, 0.3), (0.7, 0.5), (0.8, 0.7), (1.0, 0.7)]
)
def test_straight_lines_between_points_and_level_outside(score: float, chance: float) -> None:
    assert Calibration(((0.2, 0.1), (0.6, 0.3), (0.8, 0.7)))(score) == pytest.approx(chance)


def test_one_point_is_a_constant() -> None:
    assert [Calibration(((0.5, 0.3),))(score) for score in (0.0, 0.5, 1.0)] == [0.3, 0.3, 0.3]


shares = st.floats(0, 1).map(lambda value: round(value, 4))


points = st.lists(st.tuples(shares, shares), max_size=6, unique_by=lambda point: point[0])


@given(points, st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_is_never_less_sure(points: list[tuple[float, float]], one: float, other: float) -> None:
    scores = sorted(score for score, _ in points)
    chances = sorted(chance for _, chance in points)
    calibration = Calibration(tuple(zip(scores, chances, strict=True)))
    low, high = sorted((one, other))
    assert 0 <= calibration(low) <= calibration(high) + 1e-12 <= 1 + 1e-12


@pytest.mark.parametrize(
    "points",
    [((0.5, 1.5),), ((-0.1, 0.5),), ((0.5, 0.2), (0.5, 0.3)), ((0.2, 0.5), (0.5, 0.4)), ((0.5, float("nan")),)],
)
def test_points_that_are_no_map(points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1|must rise"):
        Calibration(points)


def test_what_a_model_says() -> None:
    assert read_calibration(None) is IDENTITY
    assert read_calibration([]) == IDENTITY
    assert read_calibration([[0, 0.1], [1, 0.9]]) == Calibration(((0.0, 0.1), (1.0, 0.9)))


@pytest.mark.parametrize("value", ["identity", {"0": 1}, [0.1, 0.2], [[0.1]], [["0.1", 0.2]], [[True, 0.2]], 1])
def test_what_is_no_calibration(value: object) -> None:
    with pytest.raises(ValueError, match="no list of"):
        read_calibration(value)


# fitting it


def drawn(count: int, seed: int = 0) -> Scored:
    """Scores of a model that believes too much: one of score s is right with the chance s squared."""
    random = np.random.default_rng(seed)
    scores = random.uniform(0.2, 1.0, count)
    return Scored(scores, (random.uniform(size=count) < scores**2).astype(np.float64), np.ones(count))


def test_a_model_that_believes_too_much_is_set_right() -> None:
    calibration = fit(drawn(20_000))
    assert 5 <= len(calibration.points) <= 20
    for score in (0.3, 0.5, 0.7, 0.9):
        assert calibration(score) == pytest.approx(score**2, abs=0.04)
    new = drawn(5_000, seed=1)
    set_right = np.array([calibration(score) for score in new.scores])
    assert calibration_error(new.scores, new) > 0.15
    assert calibration_error(set_right, new) < 0.03


def test_the_report_is_of_questions_that_the_map_was_not_fitted_on() -> None:
    found = fitting.report(drawn(2_000))
    assert found["as_it_is"]["calibration_error"] > 0.15
    assert found["calibrated"]["calibration_error"] < 0.05
    assert found["calibrated"]["brier_score"] < found["as_it_is"]["brier_score"]
    assert found["calibrated"]["low_of_wrong"] > found["as_it_is"]["low_of_wrong"] + 0.1
    noise = Scored(drawn(60).scores, (np.arange(60) % 2).astype(np.float64), np.ones(60))
    assert fitting.report(noise)["calibrated"]["calibration_error"] > 0.0  # what was learnt by heart would be 0


def test_few_questions_make_nothing_certain() -> None:
    few = Scored(np.array([0.9, 0.95, 0.97]), np.ones(3), np.ones(3))
    assert fit(few).points == ((0.94, 0.8),)
    assert fit(Scored(np.array([0.9]), np.zeros(1), np.ones(1))).points == ((0.9, 0.3333),)


def test_scores_that_crowd_near_one_are_told_apart() -> None:
    scores = np.concatenate([np.full(300, 0.99), np.full(300, 0.995), np.full(300, 0.999), np.full(50, 0.3)])
    right = np.concatenate([np.arange(300) % 2, np.arange(300) % 4 > 0, np.ones(300), np.zeros(50)])
    points = dict(fit(Scored(scores, right, np.ones(950))).points)
    assert [points[score] for score in (0.99, 0.995, 0.999)] == pytest.approx([0.5, 0.75, 0.997], abs=0.01)
    assert points[0.3] < 0.05


def predictions(path: Path, rows: Sequence[tuple[float, bool]]) -> Path:
    """A predictions file: for each question the score of the plan answered from and whether the answer is right."""
    for number, (score, right) in enumerate(rows):
        branches = (Branch("t", ("r",)),)
        plans = (Verdict(plan=Plan.of(branches, score), kept=True), Verdict(plan=Plan.of(branches, 0.99), kept=False))
        answer = Answer(id="a" if right else "b", name="", score=1.0)
        question = Question(id=str(number), question="?", answers=("a",))
        keep(path, question, Result(question="?", answers=(answer,), plans=plans, confidence=0.5))
    return path


def test_each_file_weighs_the_same(tmp_path: Path) -> None:
    small = predictions(tmp_path / "small.predictions.jsonl.gz", [(0.4, True)])
    large = predictions(tmp_path / "large.predictions.jsonl.gz", [(0.8, False)] * 3)
    keep(large, Question(question="?", answers=("a",)), Result(question="?", abstained=True))
    scored = read_scored([small, large])
    assert scored.scores.tolist() == [0.4, 0.8, 0.8, 0.8]  # of the plans that were kept
    assert scored.right.tolist() == [1, 0, 0, 0]
    assert scored.weights.tolist() == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3])


def test_the_command_writes_into_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = predictions(tmp_path / "some.predictions.jsonl.gz", [(0.3, False)] * 40 + [(0.9, True)] * 40)
    (tmp_path / "config.json").write_text('{"width": 384}')
    fitting.main([str(path), "--write", str(tmp_path)])
    config = json.loads((tmp_path / "config.json").read_text())
    assert config == {"width": 384, "calibration": [[0.3, 0.0238], [0.9, 0.9762]]}
    report = json.loads(capsys.readouterr().out)
    assert (report["questions"], report["calibration"]) == (80, config["calibration"])
    with pytest.raises(ModelError, match=r"config\.json: not a compact model folder"):
        fitting.main([str(path), "--write", str(tmp_path / "nowhere")])


def test_nothing_answered_is_nothing_to_fit(tmp_path: Path) -> None:
    path = tmp_path / "none.predictions.jsonl.gz"
    keep(path, Question(question="?", answers=("a",)), Result(question="?", abstained=True))
    with pytest.raises(InputError, match="no question was answered"):
        read_scored([path])
