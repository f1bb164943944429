"""The picture of the reasoning paths: entities in columns by hop, each once, and the edges between them.

The viewer draws by the same rules (viewer/picture.js).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rog.outcome import ResultFields
from rog.types import Hop, ReasoningPath

__all__ = ["Edge", "Node", "Picture", "make_picture"]


@dataclass(frozen=True)
class Node:
    """An entity, or the rest of a column: then `entity` is None and `more` counts the entities of the rest."""

    column: int
    entity: str | None
    more: int = 0


@dataclass(frozen=True)
class Edge:
    """An edge between two nodes, in the direction of the walk.

    `forward` says that the graph's edge points the same way. `count` is more than 1 where one edge stands for
    several, from or to the rest of a column.
    """

    source: Node
    target: Node
    relation: str
    forward: bool
    count: int = 1

    @property
    def is_group(self) -> bool:
        """Whether an end stands for several entities."""
        return self.source.entity is None or self.target.entity is None


@dataclass(frozen=True)
class Picture:
    """Nodes column by column, in order of appearance with the rest last, and the edges."""

    columns: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...]


def make_picture(result: ResultFields, rows: int) -> Picture:
    """All reasoning paths of the answers; of each column the first `rows` entities, the rest as one node."""
    paths = [path for answer in result.answers for path in answer.drawn_paths]
    column_of = _columns(paths, {answer.id for answer in result.answers})
    members: list[list[str]] = [[] for _ in range(max(column_of.values(), default=-1) + 1)]
    for entity, column in column_of.items():
        members[column].append(entity)
    nodes = {
        entity: node for column, group in enumerate(members) for entity, node in _nodes(column, group, rows).items()
    }
    columns = tuple(tuple(dict.fromkeys(nodes[entity] for entity in group)) for group in members)
    return Picture(columns, tuple(_edges(paths, nodes)))


def _columns(paths: Iterable[ReasoningPath], answers: set[str]) -> dict[str, int]:
    """The column of each entity: topics in the first, answers in the last, others by their last hop."""
    columns: dict[str, int] = {}
    topics = {path.topic for path in paths}
    for path in paths:
        columns.setdefault(path.topic, 0)
        for number, hop in enumerate(path.hops, start=1):
            columns[hop.target] = 0 if hop.target in topics else max(number, columns.get(hop.target, 0))
    last = max(columns.values(), default=0)
    columns |= {entity: last for entity in columns if entity in answers and entity not in topics}
    used = {column: number for number, column in enumerate(sorted(set(columns.values())))}
    return {entity: used[column] for entity, column in columns.items()}


def _nodes(column: int, entities: list[str], rows: int) -> dict[str, Node]:
    """The node of each entity of a column; a single entity is never left out for a note of its size."""
    visible = entities if len(entities) <= rows + 1 else entities[:rows]
    rest = Node(column, None, len(entities) - len(visible))
    return dict.fromkeys(entities, rest) | {entity: Node(column, entity) for entity in visible}


def _edges(paths: Iterable[ReasoningPath], nodes: dict[str, Node]) -> Iterator[Edge]:
    """Each edge of the graph once, those that end in the rest of a column together; in order of appearance."""
    hops: dict[tuple[str, str, str, object], Hop] = {}
    for path in paths:
        for hop in path.hops:
            hops.setdefault((*hop.triple, hop.key), hop)
    counts: Counter[tuple[Edge, str | int | None]] = Counter()
    for hop in hops.values():
        edge = Edge(nodes[hop.source], nodes[hop.target], hop.relation, hop.forward)
        counts[edge, None if edge.is_group else hop.key] += 1
    for (edge, _), count in counts.items():
        yield replace(edge, count=count)
