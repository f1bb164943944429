"""What a graph holds, as proposals need it: its kinds by their words, what steps leave and reach, and some values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from rog.graph import Graph
from rog.graph.facts import fact_values
from rog.graph.kinds import is_kind
from rog.types import RelationDescription, Step, make_step, read_step
from rog.values import VALUE_KINDS, Value, read_value
from rog.words.english import singular_words
from rog.words.relation_names import relation_name

__all__ = ["ORDERED_KINDS", "Schema"]

MAX_SAMPLED_VALUES = 20
"""Values of a relation that are looked at for their units."""

FIRST_HEADS, MAX_SAMPLED_HEADS, MAX_ENDS_OF_HEAD = 6, 60, 10
"""Heads of a relation whose edges are looked at for whether they say something, and for what; edges of each."""

MAX_PARALLEL_EDGES = 3

MAX_SILENT_RELATIONS = 12
"""Relations without any property of edges after which no others are looked at: the graph's edges say nothing."""

ORDERED_KINDS = frozenset(("number", "date", "year", "time"))
"""Kinds of value that have an order."""


class Schema:
    """Kinds and relations of one graph. Values are looked up when they are first asked for."""

    def __init__(self, described: Mapping[str, RelationDescription], kinds: Mapping[str, int]) -> None:
        self.described = described
        self.kinds = {kind: count for kind, count in kinds.items() if is_kind(kind)}
        self._samples: dict[Step, tuple[Value, ...]] = {}
        self._edge_values: dict[str, dict[str, tuple[Value, ...]]] = {}

    @cached_property
    def kind_words(self) -> dict[tuple[str, ...], str]:
        """The kinds by the words of their names in the singular; of two with the same words the more frequent."""
        words = ((tuple(singular_words(relation_name(kind))), kind) for kind in reversed(self.kinds))
        return {own: kind for own, kind in words if own}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps, but for those from values back to what has them."""
        forward = [make_step(relation) for relation in self.described]
        backward = [
            make_step(relation, forward=False)
            for relation, one in self.described.items()
            if not set(VALUE_KINDS) & set(one.tails)
        ]
        return (*forward, *backward)

    def left(self, step: Step) -> frozenset[str]:
        """The kinds of what a step leaves, as far as they are known."""
        relation, forward = read_step(step)
        described = self.described.get(relation, RelationDescription())
        return frozenset(described.heads if forward else described.tails)

    def reached(self, step: Step) -> frozenset[str]:
        """The kinds of what a step reaches, of values too, as far as they are known."""
        relation, forward = read_step(step)
        described = self.described.get(relation, RelationDescription())
        return frozenset(described.tails if forward else described.heads)

    def is_ordered(self, step: Step) -> bool:
        """Whether a step reaches values with an order."""
        return bool(self.reached(step) & ORDERED_KINDS)

    def reaches_values(self, step: Step) -> bool:
        """Whether a step reaches values of any kind."""
        return bool(self.reached(step) & set(VALUE_KINDS))

    def samples(self, step: Step, graph: Graph) -> tuple[Value, ...]:
        """Some values with an order that a step reaches."""
        if step not in self._samples:
            (heads,) = graph.having([step], MAX_SAMPLED_VALUES)
            ends = graph.ends([(head, (step,)) for head in heads], 1)
            values = (read_value(one) for reached in ends for one in reached)
            self._samples[step] = tuple(value for value in values if value and value.kind in ORDERED_KINDS)
        return self._samples[step]

    def edge_values(self, relation: str, graph: Graph) -> Mapping[str, Sequence[Value]]:
        """The properties that some edges of a relation have, each with values of it."""
        if len(self._edge_values) >= MAX_SILENT_RELATIONS and not any(self._edge_values.values()):
            return {}
        if relation not in self._edge_values:
            step = make_step(relation)
            (heads,) = graph.having([step], MAX_SAMPLED_HEADS)
            found = _said_by_edges(step, list(heads)[:FIRST_HEADS], graph)
            if found:
                found = _said_by_edges(step, list(heads), graph)
            self._edge_values[relation] = {name: tuple(values) for name, values in found.items()}
        return self._edge_values[relation]


def _said_by_edges(step: Step, heads: Sequence[str], graph: Graph) -> dict[str, dict[Value, None]]:
    """The values of each property of the edges by which a step leaves some heads."""
    branches = [(head, (step,)) for head in heads]
    found: dict[str, dict[Value, None]] = defaultdict(dict)
    for branch, ends in zip(branches, graph.ends(branches, MAX_ENDS_OF_HEAD), strict=True):
        for path in graph.walk(branch, ends, MAX_PARALLEL_EDGES):
            for name, content in path.hops[0].properties.items():
                values = map(read_value, fact_values(name, content))
                found[name].update((value, None) for value in values if value is not None)
    return found
