"""Fit how sure a plan's score makes one, on questions whose answers are known, and say what that is worth:

python -m eval.quality.calibration PREDICTIONS… [--right exact] [--write MODEL_FOLDER]

Predictions are those that eval.quality.run keeps, of questions that nothing else is measured on; each file weighs the
same, however many questions it has. Isotonic regression (Zadrozny and Elkan 2002) over bins of the scores gives the
points of a `rog.calibration.Calibration`; `--write` puts them into the folder's config.json. The report compares scores
as they are with scores calibrated by a map that was fitted without the question (five folds).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.predictions import read_predictions
from rog.calibration import IDENTITY, LOW_CONFIDENCE_THRESHOLD, Calibration
from rog.errors import InputError, MissingExtraError, ModelError
from rog.metrics import exact, hits_at_1
from rog.result import Result

__all__ = ["Scored", "calibration_error", "fit", "main", "read_scored", "report"]

CROSS_VALIDATION_FOLDS = 5
CONFIDENCE_BUCKETS = 10
"""Equal parts of [0, 1] that confidence and truth are compared in."""

MIN_QUESTIONS_PER_BIN = 20
"""Questions that a bin must have."""

SHARE_OF_RIGHT_KEPT = 0.95
"""Share of the right answers that a threshold is named for."""

JUDGES: dict[str, Callable[..., bool]] = {"exact": exact, "hits_at_1": hits_at_1}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """Answered questions: score of the best kept plan, whether the answers are right (0 or 1), and weight (N each)."""

    scores: Floats
    right: Floats
    weights: Floats

    def part(self, chosen: NDArray[Any]) -> Scored:
        """Those of a mask or of indices."""
        return Scored(self.scores[chosen], self.right[chosen], self.weights[chosen])


def read_scored(paths: Sequence[Path], right: str = "exact") -> Scored:
    """The answered questions of predictions files. Raises SourceError, and InputError where none was answered."""
    scores: list[float] = []
    truth: list[float] = []
    weights: list[float] = []
    for path in paths:
        rows = [row for row in read_predictions(path) if row.result.answers and row.question.answers]
        for row in rows:
            ids = [answer.id for answer in row.result.answers]
            scores.append(_score(row.result))
            truth.append(float(JUDGES[right](ids, row.question.answers)))
        weights += [1.0 / len(rows) for _ in rows]
    if not scores:
        raise InputError(f"{', '.join(map(str, paths))}: no question was answered")
    array = np.array(weights)
    return Scored(np.array(scores), np.array(truth), array / array.mean())


def _score(result: Result) -> float:
    return max((plan.score for plan in result.plans if plan.kept), default=0.0)


def fit(scored: Scored) -> Calibration:
    """The map from scores to the share that was right at such a score.

    A bin's share is smoothed by one right and one wrong answer more (Laplace), so that few questions make nothing
    certain. Raises MissingExtraError without scikit-learn.
    """
    try:
        from sklearn.isotonic import isotonic_regression
    except ImportError as error:
        raise MissingExtraError("scikit-learn", "eval") from error
    groups = _bins(scored)
    weights = np.bincount(groups, scored.weights)
    means = np.bincount(groups, scored.weights * scored.scores) / weights
    shares = (np.bincount(groups, scored.weights * scored.right) + 1) / (weights + 2)
    fitted = isotonic_regression(shares, sample_weight=weights)
    rounded = {round(float(score), 4): round(float(chance), 4) for score, chance in zip(means, fitted, strict=True)}
    points = list(rounded.items())
    inside = range(1, len(points) - 1)
    level = {at for at in inside if points[at - 1][1] == points[at][1] == points[at + 1][1]}
    return Calibration(tuple(point for at, point in enumerate(points) if at not in level))


def _bins(scored: Scored) -> NDArray[np.int64]:
    """The bin of each question, 0 and up without a gap.

    They are cut at every tenth of the score. Since scores crowd near 1 where a model knows a graph, they are also cut
    at every tenth of the weight. A bin with fewer than MIN_QUESTIONS_PER_BIN questions joins the next.
    """
    order = np.argsort(scored.scores)
    passed = np.cumsum(scored.weights[order]) / scored.weights.sum()
    tenths = np.arange(1, 10) / 10
    cuts = np.union1d(tenths, scored.scores[order][np.searchsorted(passed, tenths)])
    fine = np.searchsorted(cuts, scored.scores, side="right")
    counts = np.bincount(fine, minlength=len(cuts) + 1)
    joined, bin, within = [], 0, 0
    for place, count in enumerate(counts):
        joined.append(bin)
        within += count
        if within >= MIN_QUESTIONS_PER_BIN and counts[place + 1 :].sum() >= MIN_QUESTIONS_PER_BIN:
            bin, within = bin + 1, 0
    return np.array(joined)[fine]


def calibration_error(confidence: Floats, scored: Scored) -> float:
    """Expected calibration error (Naeini et al. 2015): mean distance of confidence and truth over buckets of [0, 1]."""
    bucket = np.minimum((confidence * CONFIDENCE_BUCKETS).astype(np.int64), CONFIDENCE_BUCKETS - 1)
    apart = np.bincount(bucket, scored.weights * (confidence - scored.right), CONFIDENCE_BUCKETS)
    return float(np.abs(apart).sum() / scored.weights.sum())


def report(scored: Scored, seed: int = 0) -> dict[str, Any]:
    """What scores are worth as they are and calibrated, and the map fitted on all questions."""
    fold = np.random.default_rng(seed).permutation(len(scored.scores)) % CROSS_VALIDATION_FOLDS
    calibrated = np.zeros_like(scored.scores)
    for one in range(CROSS_VALIDATION_FOLDS):
        rest, held = scored.part(fold != one), fold == one
        calibrated[held] = _applied(fit(rest) if len(rest.scores) else IDENTITY, scored.scores[held])
    return {
        "questions": len(scored.scores),
        "right": round(float(np.average(scored.right, weights=scored.weights)), 4),
        "as_it_is": _worth(scored.scores, scored),
        "calibrated": _worth(calibrated, scored),
        "calibration": [list(point) for point in fit(scored).points],
    }


def _applied(calibration: Calibration, scores: Floats) -> Floats:
    return np.array([calibration(float(score)) for score in scores])


def _worth(confidence: Floats, scored: Scored) -> dict[str, float | None]:
    """Errors of the confidence; which right and wrong answers it doubts; the threshold that would keep most right."""
    right, low = scored.right == 1, confidence < LOW_CONFIDENCE_THRESHOLD
    lost = 1 - SHARE_OF_RIGHT_KEPT
    threshold = round(float(np.quantile(confidence[right], lost)), 4) if right.any() else None
    return {
        "calibration_error": round(calibration_error(confidence, scored), 4),
        "brier_score": round(float(np.average((confidence - scored.right) ** 2, weights=scored.weights)), 4),
        "low_of_right": _share(low, right, scored.weights),
        "low_of_wrong": _share(low, ~right, scored.weights),
        "sure_that_keeps_95": threshold,
    }


def _share(low: NDArray[np.bool_], among: NDArray[np.bool_], weights: Floats) -> float | None:
    return round(float(np.average(low[among], weights=weights[among])), 4) if among.any() else None


def write(calibration: Calibration, folder: Path) -> None:
    """Put the points into a model's config.json. Raises ModelError where there is none."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: not a compact model folder: {error}") from error
    config["calibration"] = [list(point) for point in calibration.points]
    path.write_text(json.dumps(config, indent=1, sort_keys=True) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.calibration", description=__doc__)
    parser.add_argument("predictions", nargs="+", type=Path)
    parser.add_argument("--right", choices=tuple(JUDGES), default="exact", help="what makes an answer right")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="the model's folder, to put the map into")
    args = parser.parse_args(arguments)
    scored = read_scored(args.predictions, args.right)
    print(json.dumps(report(scored), indent=1))
    if args.write:
        write(fit(scored), args.write)


if __name__ == "__main__":
    main()
