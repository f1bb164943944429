"""Second pass of the index builder: numbered edges become the arrays that `rog.graph.index.edges` describes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rog.errors import GraphError
from rog.graph.index.building.intake import NO_EXTRA, PROPERTY_FACT
from rog.graph.index.building.sorting import RowSorter, Spool
from rog.graph.index.file import IndexFileWriter

__all__ = ["EdgeLayout"]


class EdgeLayout:
    """Sorts edges by (relation, head, tail, extra) and by (relation, tail, head, edge) and writes the arrays.

    The half-edges of a symmetric relation are all backward ones, in both directions; its edges are turned to lead
    from the entity that comes first, so that parallel ones are numbered in order of their keys.
    """

    def __init__(self, folder: Path, is_value: NDArray[np.bool_], is_symmetric: NDArray[np.bool_]) -> None:
        self._folder, self._entities, self._relations = folder, len(is_value), len(is_symmetric)
        self._is_symmetric = is_symmetric
        self._forward, self._backward = (
            _Direction(folder, name, is_value, self._relations) for name in ("forward", "backward")
        )
        self._loops = np.zeros(self._relations, np.int64)
        self.edge_count, self.duplicates = 0, 0

    def write(
        self,
        file: IndexFileWriter,
        chunks: Iterable[tuple[NDArray[Any], ...]],
        progress: Callable[[str, int], None] | None,
    ) -> NDArray[np.int64]:
        """Write all edge sections of head, relation, tail, extra `chunks`; returns the half-edges of each entity."""
        by_head = RowSorter(self._folder, "by-head", [np.int32, np.int32, np.uint8])
        by_tail = RowSorter(self._folder, "by-tail", [np.int32, np.int32])
        turned = Spool(self._folder / "edge-turned", np.uint8)
        for head, relation, tail, extra in chunks:
            turn = self._is_symmetric[relation] & (head > tail)
            head, tail = np.where(turn, tail, head), np.where(turn, head, tail)
            by_head.add(relation.astype(np.int64) * self._entities + head, tail, extra, turn)
        extras = self._lay_forward(by_head, by_tail, turned, progress)
        backward_edges = self._lay_backward(by_tail)
        file.add("relation_symmetric", self._is_symmetric.astype(np.uint8))
        file.add("edge_turned", turned.read() if turned.read().any() else np.empty(0, np.uint8))
        file.add("edge_extra", extras.read() if (extras.read() >= 0).any() else np.empty(0, np.int32))
        file.add("backward_edges", backward_edges.read())
        file.add("relation_loops", self._loops)
        return self._write_groups(file)

    def groups(self) -> Iterator[tuple[int, NDArray[Any], NDArray[Any]]]:
        """After `write`: for each step in order the entities that it leaves, and by how many edges each."""
        ways = (self._forward, self._backward)
        counts = [way.groups_of for way in ways]
        entities = _by_step([way.entity.read() for way in ways], counts)
        sizes = _by_step([way.size.read() for way in ways], counts)
        for (step, leaving), (_, size) in zip(entities, sizes, strict=True):
            yield step, leaving, size

    def _lay_forward(
        self, by_head: RowSorter, by_tail: RowSorter, turned: Spool, progress: Callable[[str, int], None] | None
    ) -> Spool:
        extras = Spool(self._folder / "edge-extra", np.int32)
        for key, tail, extra, turn in by_head.blocks():
            new = np.ones(len(key), np.bool_)
            new[1:] = (key[1:] != key[:-1]) | (tail[1:] != tail[:-1])
            is_last = np.append(new[1:], True)
            new[1:] |= (extra[1:] != extra[:-1]) | (turn[1:] != turn[:-1])
            self.duplicates += int(np.count_nonzero(~new & (extra != PROPERTY_FACT)))
            # What properties say comes first of what joins two nodes: it is an edge where nothing else comes after.
            new = np.where(extra == PROPERTY_FACT, is_last, new)
            key, tail, extra, turn = key[new], tail[new], extra[new], turn[new]
            relation, head = np.divmod(key, self._entities)
            self._loops += np.bincount(relation[head == tail], minlength=self._relations)
            edge = np.arange(self.edge_count, self.edge_count + len(key))
            by_tail.add(relation * self._entities + tail, head.astype(np.int32), edge.astype(np.int32))
            plain = ~self._is_symmetric[relation]
            self._forward.add(relation[plain], head[plain], tail[plain])
            back = ~plain & (head != tail)
            by_tail.add((relation * self._entities + head)[back], tail[back], edge[back].astype(np.int32))
            extras.append(np.maximum(extra, NO_EXTRA))
            turned.append(turn)
            self.edge_count += len(key)
            if self.edge_count >= 2**31 - 1:
                raise GraphError("an index holds at most 2^31 - 2 triples")
            if progress is not None:
                progress("sort", self.edge_count)
        return extras

    def _lay_backward(self, by_tail: RowSorter) -> Spool:
        edges = Spool(self._folder / "backward-edges", np.int32)
        for key, head, edge in by_tail.blocks():
            relation, tail = np.divmod(key, self._entities)
            self._backward.add(relation, tail, head)
            edges.append(edge)
        return edges

    def _write_groups(self, file: IndexFileWriter) -> NDArray[np.int64]:
        ways = (self._forward, self._backward)
        groups = np.stack([way.groups_of for way in ways], axis=1).reshape(-1)
        file.add("step_groups", np.concatenate([[0], np.cumsum(groups)]).astype(np.int64))
        file.add("step_values", np.stack([way.values_of > 0 for way in ways], axis=1).reshape(-1).astype(np.uint8))
        self._interleave(file, "neighbours", [way.reached.read() for way in ways], [way.edges_of for way in ways])
        entity, size = [way.entity.read() for way in ways], [way.size.read() for way in ways]
        counts = [way.groups_of for way in ways]
        self._interleave(file, "group_entity", entity, counts)
        start_type = np.dtype(np.int32 if 2 * self.edge_count < 2**31 else np.int64)
        self._write_starts(file, size, counts, start_type)
        return self._write_by_entity(file, entity, size, counts, start_type)

    def _interleave(
        self, file: IndexFileWriter, name: str, ways: list[NDArray[Any]], counts: list[NDArray[np.int64]]
    ) -> None:
        """Write the two arrays as one: relation by relation, forward and then backward."""
        with file.stream(name, np.int32, (sum(map(len, ways)),)) as write:
            for _, part in _by_step(ways, counts):
                write(part)

    def _write_starts(
        self,
        file: IndexFileWriter,
        sizes: list[NDArray[Any]],
        counts: list[NDArray[np.int64]],
        dtype: np.dtype[Any],
    ) -> None:
        end = 0
        with file.stream("group_start", dtype, (sum(map(len, sizes)) + 1,)) as write:
            write(np.zeros(1, dtype))
            for _, part in _by_step(sizes, counts):
                ends = end + np.cumsum(part, dtype=np.int64)
                write(ends)
                end = int(ends[-1]) if len(ends) else end

    def _write_by_entity(
        self,
        file: IndexFileWriter,
        entity: list[NDArray[Any]],
        size: list[NDArray[Any]],
        counts: list[NDArray[np.int64]],
        start_type: np.dtype[Any],
    ) -> NDArray[np.int64]:
        steps, end = max(1, 2 * self._relations), 0
        rows = RowSorter(self._folder, "by-entity", [start_type, np.int32])
        for (step, leaving), (_, sizes) in zip(_by_step(entity, counts), _by_step(size, counts), strict=True):
            ends = end + np.cumsum(sizes, dtype=np.int64)
            rows.add(leaving.astype(np.int64) * steps + step, (ends - sizes).astype(start_type), sizes)
            end = int(ends[-1]) if len(ends) else end
        step_type: DTypeLike = np.min_scalar_type(steps - 1)
        size_type = np.min_scalar_type(max((int(sizes.max(initial=0)) for sizes in size), default=0))
        step_spool = Spool(self._folder / "entity-step", step_type)
        start_spool = Spool(self._folder / "entity-start", start_type)
        size_spool = Spool(self._folder / "entity-size", size_type)
        groups, degrees = np.zeros(self._entities + 1, np.int64), np.zeros(self._entities, np.int64)
        for key, starts, sizes in rows.blocks():
            leaving = key // steps
            step_spool.append(key % steps)
            start_spool.append(starts)
            size_spool.append(sizes)
            np.add.at(groups, leaving + 1, 1)
            np.add.at(degrees, leaving, sizes)
        file.add("entity_step", step_spool.read())
        file.add("entity_start", start_spool.read())
        file.add("entity_size", size_spool.read())
        file.add("entity_groups", np.cumsum(groups).astype(np.int32 if len(step_spool.read()) < 2**31 else np.int64))
        return degrees


class _Direction:
    """One direction's half-edges and groups, in order, on disk; and how many of either each relation has."""

    def __init__(self, folder: Path, name: str, is_value: NDArray[np.bool_], relation_count: int) -> None:
        self._is_value = is_value
        self.reached, self.entity, self.size = (
            Spool(folder / f"{name}-{part}", np.int32) for part in ("reached", "entity", "size")
        )
        self.edges_of, self.groups_of, self.values_of = np.zeros((3, relation_count), np.int64)

    def add(self, relation: NDArray[Any], leaving: NDArray[Any], reached: NDArray[Any]) -> None:
        """Append sorted half-edges, of which no group goes on in the next call."""
        self.reached.append(reached)
        first = np.ones(len(leaving), np.bool_)
        first[1:] = (leaving[1:] != leaving[:-1]) | (relation[1:] != relation[:-1])
        starts = first.nonzero()[0]
        self.entity.append(leaving[starts])
        self.size.append(np.diff(starts, append=len(leaving)))
        self.edges_of += np.bincount(relation, minlength=len(self.edges_of))
        self.values_of += np.bincount(relation[self._is_value[reached]], minlength=len(self.edges_of))
        self.groups_of += np.bincount(relation[starts], minlength=len(self.groups_of))


def _by_step(ways: list[NDArray[Any]], counts: list[NDArray[np.int64]]) -> Iterable[tuple[int, NDArray[Any]]]:
    """The parts of the forward and the backward array that belong to each step, in order."""
    ends = [np.cumsum(count).tolist() for count in counts]
    for relation in range(len(counts[0])):
        for way in range(2):
            start = ends[way][relation - 1] if relation else 0
            yield 2 * relation + way, ways[way][start : ends[way][relation]]
