"""A graph shown without one of its relations, so that questions which need it have no answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rog.graph.contract import AnyBranch, AnyTriple, Graph
from rog.types import (
    Ends,
    Entity,
    Match,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Step,
    read_step,
)  # fmt: skip

__all__ = ["WithoutRelation"]


class WithoutRelation:
    """The graph but for the edges of one relation. It is no `GraphWrapper`: what is computed in the store has them."""

    def __init__(self, graph: Graph, relation: str) -> None:
        self._graph, self.relation = graph, relation

    def relations(self) -> list[str]:
        """See `Graph.relations`."""
        return [one for one in self._graph.relations() if one != self.relation]

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """See `Graph.describe`."""
        found = self._graph.describe(relations)
        return [
            RelationDescription() if name == self.relation else one for name, one in zip(relations, found, strict=True)
        ]

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """See `Graph.find`."""
        return self._graph.find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """See `Graph.entities`."""
        return self._graph.entities(ids)

    def kinds(self) -> dict[str, int]:
        """See `Graph.kinds`."""
        return self._graph.kinds()

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """See `Graph.members`."""
        return self._graph.members(kinds, limit)

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """See `Graph.having`."""
        return [
            Ends() if self._hides((step,)) else ends
            for step, ends in zip(steps, self._graph.having(steps, limit), strict=True)
        ]

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """See `Graph.steps`."""
        return self._shown(prefixes, self._graph.steps(topic, prefixes, cap))

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """See `Graph.next_steps`."""
        return self._shown([prefix[1] for prefix in prefixes], self._graph.next_steps(prefixes, cap))

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """See `Graph.ends`."""
        found = self._graph.ends(branches, limit)
        return [Ends() if self._hides(one[1]) else ends for one, ends in zip(branches, found, strict=True)]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """See `Graph.walk`."""
        return iter(()) if self._hides(branch[1]) else self._graph.walk(branch, ends, limit)

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """See `Graph.holds`."""
        found = self._graph.holds(triples)
        return [one and triple[1] != self.relation for one, triple in zip(found, triples, strict=True)]

    def _hides(self, path: RelationPath) -> bool:
        return any(read_step(step)[0] == self.relation for step in path)

    def _shown(self, prefixes: Sequence[RelationPath], found: list[dict[Step, int]]) -> list[dict[Step, int]]:
        return [
            {}
            if self._hides(prefix)
            else {step: count for step, count in steps.items() if read_step(step)[0] != self.relation}
            for prefix, steps in zip(prefixes, found, strict=True)
        ]
