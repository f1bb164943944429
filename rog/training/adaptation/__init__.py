"""Adapts a compact planner to a graph, by questions that are made from the graph."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rog.errors import MissingExtraError
from rog.training.adaptation.settings import AdaptReport, AdaptSettings, SetScores

if TYPE_CHECKING:
    from rog.graph.relation_words import RelationWords

__all__ = ["AdaptReport", "AdaptSettings", "SetScores", "adapt"]

REQUIRED_PACKAGES = ("torch", "transformers", "accelerate", "onnx", "onnxscript")


def adapt(
    graph: Any,
    output: str | Path,
    *,
    nodes: Sequence[str | Path] | str | Path = (),
    questions: Sequence[str | Path] | str | Path = (),
    relations: RelationWords | None = None,
    settings: AdaptSettings | None = None,
) -> AdaptReport:
    """Tune a compact planner for `graph` and write it to the folder `output`; it is then `compact:OUTPUT`.

    It learns from questions made from the graph and from `questions` of your own: files that `read_questions` reads,
    with topics and answers or gold paths. So that it does not forget, it learns from questions about the bundled
    world graph too. `graph`, `nodes` and `relations` are what `rog.open` takes, but for a database. A run that was
    killed goes on where it was when it is called again alike.

    Raises InputError for what cannot be adapted to or written to, GraphError, ModelError, MissingExtraError.
    """
    for package in REQUIRED_PACKAGES:
        if find_spec(package) is None:
            raise MissingExtraError(package, "train")
    from rog.graph.files.compile import paths_of
    from rog.training.adaptation.run import Adaptation  # imports torch

    own = paths_of(questions)
    return Adaptation(graph, Path(output), paths_of(nodes), own, relations, settings or AdaptSettings()).run()
