"""Questions as a file that `read_questions` reads again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from rog.questions.question import Question

__all__ = ["write_questions"]


def write_questions(questions: Iterable[Question], path: Path) -> None:
    """Write JSON lines with the fields of `Question`, gzipped where the name ends in .gz; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as lines:
        for question in questions:
            lines.write(json.dumps(question.model_dump(mode="json"), ensure_ascii=False) + "\n")
