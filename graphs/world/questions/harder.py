"""The harder ones of a file of world questions, to train on longer: python -m graphs.world.questions.harder IN.jsonl OUT.jsonl

Those with two topics, facts that a city has from its country, and a sample of the rest, so that it is not forgotten.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["harder", "main"]

MAX_CITY_QUESTIONS = 2500
"""Questions that lead from a city by way of its country."""
MAX_OTHER_QUESTIONS = 4000
"""Other questions of one topic."""


def harder(rows: list[dict[str, Any]], seed: int = 0) -> list[dict[str, Any]]:
    """A choice of the rows, in a random order."""
    random = Random(seed)
    two = [row for row in rows if len(row["topics"]) > 1]
    single = [row for row in rows if len(row["topics"]) == 1]
    of_a_city = [row for row in single if any(path[0] == "country" and len(path) > 1 for path in row["gold_paths"])]
    random.shuffle(single)
    chosen = [*two, *of_a_city[:MAX_CITY_QUESTIONS], *single[:MAX_OTHER_QUESTIONS]]
    random.shuffle(chosen)
    return chosen


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m graphs.world.questions.harder", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.source.read_text("utf-8").splitlines()]
    args.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in harder(rows)), "utf-8")


if __name__ == "__main__":
    main()
