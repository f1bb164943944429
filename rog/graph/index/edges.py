"""The edges of an index as arrays, and what one does to a whole frontier with a few array operations.

Step `2r` walks relation r forward, `2r + 1` backward. Half-edges (edge x direction) are sorted by
step, entity they leave, entity they reach, edge. A run of one step and entity is a *group*.
What is said of entities here holds for values as well: both are nodes.

All half-edges of a symmetric relation are of step `2r + 1`, a self-loop's one and two of every other edge.
Its edges are numbered as if each led from the entity that comes first; `edge_turned` marks those that do not.

    step_groups     S + 1   first group of each step
    step_values     S       whether the step reaches any value
    group_entity    G       the entity each group leaves, ascending within a step
    group_start     G + 1   first half-edge of each group
    neighbours      2T      the entity each half-edge reaches
    backward_edges  T       number of the edge of each backward half-edge; forward ones count up
    entity_groups   N + 1   first of each entity's entries in the three arrays that follow
    entity_step     G       the steps that leave the entity, ascending
    entity_start    G       first half-edge of that group
    entity_size     G       how many half-edges it has
    relation_loops  R       how many self-loops each relation has
    relation_symmetric  R   whether it holds both ways
    edge_turned     T or 0  whether an edge of a symmetric relation was given the other way round
    edge_extra      T or 0  number of the key and properties of each edge, -1 for none
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_LOOP_ENTITIES", "Edges", "Integers", "distinct", "member", "ranges"]

MAX_LOOP_ENTITIES = 24
"""Entities up to which a Python loop takes less time than array operations."""
MAX_LOOP_HALF_EDGES = 256
"""Half-edges that the loop follows at most."""

Integers = NDArray[np.integer[Any]]


def ranges(starts: Integers, sizes: Integers) -> NDArray[np.int64]:
    """The numbers of `starts[i] .. starts[i] + sizes[i]`, one range after the other."""
    ends = np.cumsum(sizes, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + sizes, sizes) + np.arange(total)


def distinct(numbers: Integers, below: int) -> Integers:
    """The distinct ones of `numbers`, each 0 to `below`, ascending."""
    if len(numbers) * 16 > below:  # marking is linear in `below`, sorting is not worth it
        marked = np.zeros(below, np.bool_)
        marked[numbers] = True
        return marked.nonzero()[0].astype(numbers.dtype)
    if len(numbers) < 2:
        return numbers
    ordered = np.sort(numbers)
    first = np.empty(len(ordered), np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def member(numbers: Integers, ascending: Integers) -> NDArray[np.bool_]:
    """Which of `numbers` are among `ascending`."""
    if not len(ascending):
        return np.zeros(len(numbers), np.bool_)
    is_member: NDArray[np.bool_] = ascending.take(ascending.searchsorted(numbers), mode="clip") == numbers
    return is_member


class Edges:
    """The arrays above, mapped. All entity arguments have the type of `neighbours`: searching copies others."""

    def __init__(self, sections: Mapping[str, NDArray[Any]], is_value: NDArray[np.bool_]) -> None:
        self.group_entity, self.group_start = sections["group_entity"], sections["group_start"]
        self.neighbours, self._backward_edges = sections["neighbours"], sections["backward_edges"]
        self._entity_groups = sections["entity_groups"]
        self._entity_step, self._entity_start = sections["entity_step"], sections["entity_start"]
        self._entity_size = sections["entity_size"]
        self._extra = sections["edge_extra"]
        self._step_groups: list[int] = sections["step_groups"].tolist()
        self.loops: list[int] = sections["relation_loops"].tolist()
        self.reaches_values: list[bool] = sections["step_values"].astype(np.bool_).tolist()
        self.is_symmetric: list[bool] = sections["relation_symmetric"].astype(np.bool_).tolist()
        self.symmetric_steps = (2 * sections["relation_symmetric"].nonzero()[0] + 1).tolist()
        self._turned = sections["edge_turned"]
        self.is_value = is_value
        """For each node whether it is a value."""
        self._loop_arrays = tuple(
            array.data
            for array in (
                self._entity_groups, self._entity_step, self._entity_start, self._entity_size, self.neighbours,
            )
        )  # fmt: skip
        self.node_count, self.step_count = len(self._entity_groups) - 1, len(self._step_groups) - 1
        starts = self.group_start[sections["step_groups"]].astype(np.int64)
        self._step_start: list[int] = starts.tolist()
        backward = np.diff(starts)[1::2]
        sizes = np.where(sections["relation_symmetric"], (backward + sections["relation_loops"]) >> 1, backward)
        self._first_edge: list[int] = np.cumsum([0, *sizes.tolist()]).tolist()
        self._first_backward: list[int] = np.cumsum([0, *backward.tolist()]).tolist()

    @property
    def edge_count(self) -> int:
        """How many edges there are."""
        return self._first_edge[-1]

    def relation_size(self, relation: int) -> int:
        """How many edges the relation has."""
        return self._first_edge[relation + 1] - self._first_edge[relation]

    def reverse(self, step: int) -> int:
        """The step that walks the same edges the other way."""
        return step if self.is_symmetric[step >> 1] else step ^ 1

    def numbers(self, entities: list[int]) -> Integers:
        """Entity numbers as an array of the type that the arrays have."""
        return np.asarray(entities, self.neighbours.dtype)

    def degree(self, entity: int) -> int:
        """How many half-edges leave the entity."""
        return int(self._entity_size[self._entity_groups[entity] : self._entity_groups[entity + 1]].sum())

    def groups(self, step: int, entities: Integers) -> tuple[Integers, Integers, Integers]:
        """Of ascending `entities`, which may repeat, those that the step leaves: position, group start, group size."""
        first, last = self._step_groups[step], self._step_groups[step + 1]
        leaving = self.group_entity[first:last]
        if first == last:
            return np.empty(0, np.int64), self.group_start[:0], self.group_start[:0]
        at = leaving.searchsorted(entities)
        rows = (leaving.take(at, mode="clip") == entities).nonzero()[0]
        group = at[rows] + first
        starts = self.group_start[group]
        return rows, starts, self.group_start[group + 1] - starts

    def groups_by_step(self, steps: Integers, entities: Integers) -> tuple[Integers, Integers, Integers]:
        """As `groups`, with a step for each of the entities, which may come in any order."""
        entry, last = self._entity_groups.take(entities), self._entity_groups.take(entities + 1)
        left = last - entry
        for _ in range(int(left.max(initial=1) - 1).bit_length()):  # a binary search for each, all at once
            half = left >> 1
            before = self._entity_step.take(entry + half - 1, mode="clip") < steps
            entry += half * before
            left -= half
        rows = ((entry < last) & (self._entity_step.take(entry, mode="clip") == steps)).nonzero()[0]
        entry = entry[rows]
        return rows, self._entity_start.take(entry), self._entity_size.take(entry)

    def group(self, step: int, entity: int) -> tuple[int, int]:
        """First half-edge and end of the group; an empty range if the step does not leave the entity."""
        _, starts, sizes = self.groups(step, self.numbers([entity]))
        return (int(starts[0]), int(starts[0] + sizes[0])) if len(starts) else (0, 0)

    def sources(self, step: int) -> Integers:
        """The entities that the step leaves, ascending."""
        return self.group_entity[self._step_groups[step] : self._step_groups[step + 1]]

    def leaving_to_others(self, step: int) -> Integers:
        """The entities from which the step leads to any other than themselves, ascending."""
        sources = self.sources(step)
        if not self.loops[step >> 1]:
            return sources
        at, half = self.expand(step, sources)
        return sources[distinct(at[self.neighbours[half] != sources[at]], len(sources))]

    def relation_reaches_values(self, relation: int) -> bool:
        """Whether any tail of the relation is a value."""
        return self.reaches_values[2 * relation + self.is_symmetric[relation]]

    def expand(self, step: int, entities: Integers) -> tuple[Integers, Integers]:
        """All half-edges of the step that leave `entities`: the position of the entity, and the half-edge."""
        rows, starts, sizes = self.groups(step, entities)
        return np.repeat(rows, sizes), ranges(starts, sizes)

    def reached(self, step: int, entities: Integers) -> Integers:
        """The distinct entities that the step reaches from `entities`, ascending."""
        _, starts, sizes = self.groups(step, entities)
        if len(starts) == 1:
            run = self.neighbours[starts[0] : starts[0] + sizes[0]]
        else:
            run = self.neighbours[ranges(starts, sizes)]
        return distinct(run, self.node_count)

    def reached_from_few(self, step: int, entities: list[int]) -> set[int] | None:
        """`reached` for a few entities, without arrays; None if they have more half-edges than suit that."""
        groups, steps, starts, sizes, neighbours = self._loop_arrays
        reached: set[int] = set()
        left = MAX_LOOP_HALF_EDGES
        for entity in entities:
            first = groups[entity]
            leaving = steps[first : groups[entity + 1]].tolist()
            if step in leaving:
                at = first + leaving.index(step)
                start, size = starts[at], sizes[at]
                left -= size
                if left < 0:
                    return None
                if size == 1:
                    reached.add(neighbours[start])
                else:
                    reached.update(neighbours[start : start + size].tolist())
        return reached

    def edges(self, step: int, half: Integers) -> Integers:
        """Numbers of the edges that half-edges of the step belong to."""
        relation = step >> 1
        if step & 1:
            return self._backward_edges[half - (self._step_start[step] - self._first_backward[relation])]
        return half - (self._step_start[step] - self._first_edge[relation])

    def of_relation(self, relation: int) -> Integers:
        """Numbers of the relation's edges."""
        return np.arange(self._first_edge[relation], self._first_edge[relation + 1])

    def ends_of(self, relation: int, edges: Integers) -> tuple[Integers, Integers]:
        """Heads and tails of edges of the relation."""
        if self.is_symmetric[relation]:
            return self._ends_of_symmetric(relation, edges)
        half = edges + (self._step_start[2 * relation] - self._first_edge[relation])
        first, last = self._step_groups[2 * relation], self._step_groups[2 * relation + 1]
        starts = self.group_start[first:last]
        group = starts.searchsorted(half.astype(starts.dtype), side="right") - 1 + first
        return self.group_entity[group], self.neighbours[half]

    def _ends_of_symmetric(self, relation: int, edges: Integers) -> tuple[Integers, Integers]:
        step = 2 * relation + 1
        source, half = self.expand(step, self.sources(step))
        source, target = self.sources(step)[source], self.neighbours[half]
        once = source <= target  # one of the two half-edges
        order = np.argsort(self.edges(step, half[once]))[edges - self._first_edge[relation]]
        first, last = source[once][order], target[once][order]
        turned = self._turned[edges].astype(np.bool_) if len(self._turned) else np.zeros(len(edges), np.bool_)
        return np.where(turned, last, first), np.where(turned, first, last)

    def leaving(self, entities: Integers) -> NDArray[np.int64]:
        """For each step, by how many half-edges it leaves `entities` together."""
        first, last = self._entity_groups[entities], self._entity_groups[entities + 1]
        at = slice(int(first[0]), int(last[0])) if len(entities) == 1 else ranges(first, last - first)
        counted = np.bincount(self._entity_step[at], self._entity_size[at], self.step_count)
        return counted.astype(np.int64)

    def steps_of(self, entity: int) -> Integers:
        """The steps that leave the entity, ascending."""
        return self._entity_step[self._entity_groups[entity] : self._entity_groups[entity + 1]]

    def around(self, entity: int) -> tuple[Integers, Integers]:
        """All half-edges that leave the entity, by the entity they reach, ascending: that entity, and the step back."""
        entries = slice(int(self._entity_groups[entity]), int(self._entity_groups[entity + 1]))
        steps = self._entity_step[entries].tolist()
        runs = [self.neighbours[slice(*self.group(step, entity))] for step in steps]
        reached = np.concatenate([self.neighbours[:0], *runs])
        back = np.repeat(np.asarray([*map(self.reverse, steps)], np.int64), self._entity_size[entries])
        order = np.argsort(reached, kind="stable")
        return reached[order], back[order]

    def between(self, step: int, source: int, target: int) -> tuple[int, int]:
        """First half-edge and end of those by which the step leads from source to target."""
        first, last = self.group(step, source)
        run, wanted = self.neighbours[first:last], np.asarray(target, self.neighbours.dtype)
        return first + int(run.searchsorted(wanted)), first + int(run.searchsorted(wanted, side="right"))

    def extra(self, edge: int) -> int:
        """Number of the edge's key and properties; -1 for none."""
        return int(self._extra[edge]) if len(self._extra) else -1
