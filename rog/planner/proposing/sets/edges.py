"""What the edges of walks know: their properties, looked at on a few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, islice

from rog.graph.evaluate import property_values
from rog.planner.proposing.context import Context
from rog.planner.proposing.sets.sides import Side, Sides
from rog.types import Branch, ReasoningPath, inverse_step, read_step
from rog.values import Value, read_value

__all__ = ["MAX_ENDS", "EdgeProperty", "Edges", "Joint", "Property", "is_time"]

MAX_BRANCHES = 2
"""Best paths whose edges are looked at: each takes a call to the graph."""

MAX_ENDS = 40
"""Ends of a path whose edges are looked at."""

MAX_RELATIONS = 40
"""Relations whose edges are looked at, the likeliest first."""

MAX_FURTHER = 4
"""Further steps from the mentions whose edges say what the question does."""

LEAST_SHARE = 0.2
"""Share of such a step, at least: what its edges say tells that it is meant."""

MAX_PATHS = 3
"""Paths to each of them."""

YEARS = range(1000, 2101)
"""Whole numbers that may be years, as edges of JSON and CSV say them."""


@dataclass(frozen=True)
class Property:
    """A property of edges, and the values that were seen."""

    name: str
    values: tuple[Value, ...]
    ends: int
    """How many ends the edges lead to, as far as was looked."""

    @property
    def is_time(self) -> bool:
        """Whether it says when."""
        return all(is_time(value) for value in self.values)

    @property
    def is_number(self) -> bool:
        """Whether it says how many or how much."""
        return not self.is_time and all(value.kind == "number" for value in self.values)


@dataclass(frozen=True)
class EdgeProperty(Property):
    """A property of the edges of one hop of a path."""

    side: Side
    hop: int
    """Number of the hop, from 1."""


@dataclass(frozen=True)
class Joint:
    """A step that leads from one mention to another."""

    side: Side
    other: Side
    """The same edge from the other mention."""


def is_time(value: Value) -> bool:
    """Whether a value is a date, a time, a year, or a whole number that may be one."""
    if value.kind == "number":
        return not value.unit and value.text.isdigit() and int(value.text) in YEARS
    return value.kind in ("date", "time", "year")


class Edges:
    """The properties of edges that a question may speak of."""

    def __init__(self, context: Context, sides: Sides) -> None:
        self._context, self._sides = context, sides

    @cached_property
    def properties(self) -> list[EdgeProperty]:
        """Those of the edges of the best paths, best first."""
        best = sorted(
            (side for mention in self._sides.mentions for side in self._sides.of(mention)), key=lambda side: -side.share
        )[:MAX_BRANCHES]
        return self.of(best)

    @cached_property
    def of_relations(self) -> dict[str, list[Property]]:
        """What the edges of each relation say, for the relations likeliest to be asked for."""
        schema, graph = self._context.schema, self._context.graph
        steps = self._context.readings.probabilities([one for one in schema.steps if not schema.reaches_values(one)])
        relations = dict.fromkeys(read_step(step)[0] for step in sorted(steps, key=lambda step: -steps[step]))
        found = {}
        for relation in list(relations)[:MAX_RELATIONS]:
            if said := schema.edge_values(relation, graph):
                found[relation] = [Property(name, tuple(values), MAX_ENDS) for name, values in said.items()]
        return found

    def further(self, says: Callable[[Property], bool]) -> list[EdgeProperty]:
        """The properties of edges of other steps from the mentions, where those of their relations may be meant."""
        if not any(map(says, (one for own in self.of_relations.values() for one in own))):
            return []
        known = {one.side.branch for one in self.properties}
        sides = [
            side
            for mention in self._sides.all_mentions
            for side in self._sides.single(mention)
            if side.branch not in known
            if any(map(says, self.of_relations.get(read_step(side.branch.path[0])[0], ())))
        ]
        read = self._context.readings.probabilities(list(dict.fromkeys(side.branch.path[0] for side in sides)))
        shares = [max(side.share, read[side.branch.path[0]], LEAST_SHARE) for side in sides]
        ranked = sorted(zip(shares, sides, strict=True), key=lambda one: -one[0])[:MAX_FURTHER]
        return self.of([replace(side, share=share) for share, side in ranked])

    def of(self, sides: Sequence[Side]) -> list[EdgeProperty]:
        """The properties of the edges of these paths."""
        if not sides:
            return []
        branches = [side.branch for side in sides]
        reached = self._context.graph.ends(branches, MAX_ENDS)
        found = []
        for side, ends in zip(sides, reached, strict=True):
            paths = self._context.graph.walk(side.branch, ends, MAX_PATHS)
            found += _properties(side, list(islice(paths, MAX_ENDS * MAX_PATHS)), len(ends))
        return found

    @cached_property
    def joints(self) -> list[Joint]:
        """The steps that lead from one mention of the question to another, in either direction."""
        sides, context = self._sides, self._context
        found: list[Joint] = []
        candidates = [
            (mention, other, side)
            for mention, other in combinations(sides.all_mentions, 2)
            for side in sides.single(mention)
        ]
        reached = context.graph.ends([side.branch for _, _, side in candidates], MAX_ENDS) if candidates else []
        for (_, other, side), ends in zip(candidates, reached, strict=True):
            topic = sides.topic(other)
            if topic in ends:
                back = inverse_step(side.branch.path[0])
                share = max(side.share, sides.share_of(other, (back,)))
                found.append(Joint(Side(side.mention, side.branch, share), Side(other, Branch(topic, (back,)), share)))
        return found


def _properties(side: Side, paths: Sequence[ReasoningPath], ends: int) -> list[EdgeProperty]:
    found: dict[tuple[int, str], dict[Value, None]] = {}
    for path in paths:
        for hop, edge in enumerate(path.hops, 1):
            for name in edge.properties:
                values = map(read_value, property_values(path, hop, name))
                found.setdefault((hop, name), {}).update((value, None) for value in values if value is not None)
    return [EdgeProperty(name, tuple(values), ends, side, hop) for (hop, name), values in found.items() if values]
