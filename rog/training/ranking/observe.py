"""What a ranker is fitted on: the signals of each question's executed plans, and which of the plans are right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rog.errors import RogError
from rog.pipeline import RoG
from rog.planner.contract import Planner
from rog.ranking.ranker import Ranker
from rog.ranking.signals import Signals
from rog.reasoner.paths import PathReasoner
from rog.training.ranking.examples import RankingGraph

__all__ = ["Observation", "observe", "read_observations", "write_observations"]


@dataclass(frozen=True)
class Observation:
    """A question's plans that found something: the signals of each, which is right, and which give one answer."""

    source: str
    operation: str
    held_out: bool
    question: str
    queries: tuple[str, ...]
    plans: tuple[Signals, ...]
    right: tuple[bool, ...]
    answers: tuple[int, ...]
    """A number for each plan, the same for plans that find the same."""
    none: Signals


def observe(graphs: Iterable[RankingGraph], planner: Planner, ranker: Ranker) -> Iterator[Observation]:
    """Ask every question, without ranking; one whose asking fails is left out."""
    for one in graphs:
        asked = RoG(one.graph, planner, PathReasoner(), ranker=ranker)
        for item in one.questions:
            try:
                found = asked.found(item.question)
            except RogError:
                continue
            signals = ranker.signals(found)
            gold, numbers = set(item.answers), dict[tuple[str, ...], int]()
            kept = [at for at, plan in enumerate(found.retrieved) if plan.ends]
            ends = [tuple(found.retrieved[at].ends) for at in kept]
            yield Observation(
                item.source,
                item.operation,
                one.held_out,
                item.question,
                tuple(str(found.retrieved[at].plan.query) for at in kept),
                tuple(signals.plans[at] for at in kept),
                tuple(bool(gold) and set(own) == gold for own in ends),
                tuple(numbers.setdefault(own, len(numbers)) for own in ends),
                signals.none,
            )


def write_observations(observations: Iterable[Observation], path: Path) -> None:
    """Write observations as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in observations)


def read_observations(path: Path) -> list[Observation]:
    """The observations of a file."""
    with path.open(encoding="utf-8") as lines:
        return [_observation(json.loads(line)) for line in lines]


def _observation(row: dict[str, object]) -> Observation:
    listed = ("queries", "plans", "right", "answers")
    return Observation(**{name: tuple(value) if name in listed else value for name, value in row.items()})  # type: ignore[arg-type]
