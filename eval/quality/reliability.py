"""What rog's confidence is worth on the sets of eval/suite.toml, topics found in the question:

python -m eval.quality.reliability [NAME…] [--predictions FOLDER] [--out eval/results/reliability.jsonl]

Reads the predictions that eval.quality.suite keeps. Right is Hits@1. A record counts, for each tenth of the confidence,
the answers, how many are right, and the mean confidence: the bins of a reliability diagram (DeGroot and Fienberg 1983).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.predictions import Prediction, predictions_path, read_predictions
from eval.quality.suite import sets_named
from eval.stored import RESULTS, replace_record
from rog.metrics import score_question

__all__ = ["BINS", "main", "reliability"]

BINS = 10


def reliability(predictions: Iterable[Prediction]) -> dict[str, Any]:
    """Counts of questions, and of answers by how sure they are and whether they are right.

    Answers without a confidence are in no bin. They are sure unless they are marked as doubted.
    """
    counts = dict.fromkeys(("questions", "answered", "right", "sure", "sure_and_right"), 0)
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one in predictions:
        counts["questions"] += 1
        result = one.result
        if not result.answers:
            continue
        right, sure = bool(score_question(result, one.question)["hits_at_1"]), not result.low_confidence
        for name, holds in (("answered", True), ("right", right), ("sure", sure), ("sure_and_right", right and sure)):
            counts[name] += holds
        if result.confidence is not None:
            bins[min(int(result.confidence * BINS), BINS - 1)].append((result.confidence, right))
    return {**counts, "bins": [_bin(answers) for answers in bins]}


def _bin(answers: Sequence[tuple[float, bool]]) -> dict[str, float | None]:
    """How many answers, how many of them right, and their mean confidence."""
    mean = round(fmean(confidence for confidence, _ in answers), 4) if answers else None
    return {"answers": len(answers), "right": sum(right for _, right in answers), "confidence": mean}


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.reliability", description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="NAME", help="of eval/suite.toml; by default all that were asked")
    parser.add_argument("--predictions", type=Path, default=RESULTS, metavar="FOLDER", help="where they are kept")
    parser.add_argument("--out", type=Path, help="file of such records, a line for each set")
    args = parser.parse_args(arguments)
    for one in sets_named(args.sets):
        path = predictions_path(args.predictions / f"{one.name}.jsonl", "rog", "linked")
        if not path.exists() and not args.sets:
            continue
        record = {"dataset": one.dataset, **reliability(read_predictions(path))}
        print(json.dumps(record, ensure_ascii=False))
        if args.out:
            replace_record(args.out, record, ["dataset"])


if __name__ == "__main__":
    main()
