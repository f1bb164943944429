"""The kinds of heads and tails of an index whose relations are named after them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rog.graph.index.edges import Edges
from rog.graph.kinds import MAX_SAMPLED_ENTITIES, kind_in_name, shared_kind
from rog.types import RelationDescription

__all__ = ["described_by_names"]


def described_by_names(relations: Sequence[str], edges: Edges) -> list[RelationDescription]:
    """For each relation of an index that is named so the kinds of its heads and tails."""
    kinds = np.array([kind for relation in relations for kind in (kind_in_name(relation), "")])
    return [
        RelationDescription(heads=(kind,), tails=_reached(kinds, edges, 2 * at + 1)) if kind else RelationDescription()
        for at, kind in enumerate(kinds[::2].tolist())
    ]


def _reached(kinds: NDArray[np.str_], edges: Edges, step: int) -> tuple[str, ...]:
    """The kind of what the step leaves; `kinds` are what each step says of what it leaves."""
    sources = edges.sources(step)
    spread = sources[:: max(1, -(-len(sources) // MAX_SAMPLED_ENTITIES))].tolist()
    return shared_kind(set(kinds[edges.steps_of(entity)].tolist()) - {""} for entity in spread)
