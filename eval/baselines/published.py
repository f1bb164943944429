"""The relation paths that RoG's planner (Luo et al., ICLR 2024) published for WebQSP, walked as plans."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from eval.baselines.starts import starting_topics
from eval.gold import orientations
from eval.places import placed
from rog.errors import SourceError
from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.types import Branch, RelationPath

__all__ = ["PublishedPlanner", "read_predictions"]

PUBLISHED_FILE = "DATA/webqsp/validation.jsonl.gz"
"""The file that has the paths of WebQSP's validation part."""


class _Row(BaseModel):
    question: str
    rog_prediction: tuple[RelationPath, ...]


def read_predictions(path: str | Path | None = None) -> dict[str, tuple[RelationPath, ...]]:
    """For each question text, the relation paths in its row's field `rog_prediction`, best first.

    `path` is a file of JSON lines, by default WebQSP's validation part. Raises SourceError.
    """
    path = Path(path or placed(PUBLISHED_FILE))
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            predictions = dict(_prediction(line, path, number) for number, line in enumerate(lines, 1))
    except (OSError, EOFError) as error:
        raise SourceError(path, None, f"cannot be read: {error}") from error
    return predictions


def _prediction(line: bytes, path: Path, number: int) -> tuple[str, tuple[RelationPath, ...]]:
    try:
        row = _Row.model_validate_json(line)
        return row.question, row.rog_prediction
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the row"
        raise SourceError(path, number, f"{where}: {first['msg']}") from error


class PublishedPlanner:
    """Gives each question the paths that were predicted for it.

    The predictions do not say in which direction a relation is walked: every orientation that leads somewhere is a
    plan of the prediction's own rank, and the answers are those of all of them. The score is 1 / rank, which is no
    probability.
    """

    def __init__(self, predictions: Mapping[str, Sequence[RelationPath]], *, constrained: bool = True) -> None:
        """Without `constrained` every path is a plan as it is written, whether the graph holds it or not."""
        self.predictions, self.constrained = predictions, constrained

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `rog.planner.contract.Planner`."""
        return [self._plan(request, graph) for request in requests]

    def _plan(self, request: PlanRequest, graph: Graph) -> Planned:
        if request.question not in self.predictions:
            return Planned((), warnings=("no prediction was published for this question",))
        topics = [topic for topic, _ in starting_topics(request)]
        plans = tuple(self._plans(self.predictions[request.question], topics, graph))
        return Planned(plans)

    def _plans(self, paths: Sequence[RelationPath], topics: Sequence[str], graph: Graph) -> Iterator[Plan]:
        for rank, path in enumerate(paths, 1):
            if not self.constrained:
                yield from (Plan.of((Branch(topic, path),), round(1 / rank, 6)) for topic in topics[:1])
                continue
            branches = [Branch(topic, way) for topic in topics for way in orientations(path)]
            for branch, ends in zip(branches, graph.ends(branches, 1), strict=True):
                if ends:
                    yield Plan.of((branch,), round(1 / rank, 6))
