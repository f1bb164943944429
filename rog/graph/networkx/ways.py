"""All ways out of the nodes of a networkx graph: its edges, and the attributes of nodes as edges to values."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from itertools import chain, islice

from rog.graph.networkx.edges import EdgeId, EdgeReader
from rog.graph.networkx.facts import FactReader
from rog.graph.networkx.nodes import Node, NodeReader
from rog.types import Hop, Step, make_step, read_step
from rog.values import is_value

__all__ = ["Ways"]

FACT = object()
"""In the key of the edge from a node to a value that an attribute tells."""


class Ways:
    """Where steps lead, for one call of a method: which nodes have a value is read at most once.

    A value that is a node stands for itself, any other is its id. An attribute that says what an edge says adds none.
    """

    def __init__(self, edges: EdgeReader, facts: FactReader, nodes: NodeReader) -> None:
        self._edges, self._facts, self._nodes = edges, facts, nodes
        self._value_nodes = nodes.value_nodes()
        self._having_value: dict[str, list[tuple[str, Node]]] | None = None

    def node(self, entity_id: str) -> Node:
        """The node with this id, or the value that some node has; None if there is none."""
        return self.at(entity_id) if not is_value(entity_id) or self.degree(entity_id) else None

    def at(self, entity_id: str) -> Node:
        """The node with this id, or the value, whether or not anything has it; None if it is neither."""
        node = self._nodes.get(entity_id)
        return entity_id if node is None and is_value(entity_id) else node

    def is_value(self, node: Node) -> bool:
        """Whether a node is a value, on through which no path leads."""
        return (node[:1] == '"' if isinstance(node, str) else True) and is_value(str(node))

    def values(self) -> dict[str, list[tuple[str, Node]]]:
        """For each value that an attribute holds the relations and nodes that have it. One pass over the nodes."""
        if self._having_value is None:
            having: dict[str, list[tuple[str, Node]]] = {}
            for node, relation, values in self._facts.all():
                for value in values:
                    having.setdefault(value, []).append((relation, node))
            self._having_value = having
        return self._having_value

    def value_ids(self) -> Collection[str]:
        """The ids of all values."""
        alone = [key for key, node in self._value_nodes.items() if self._edges.degree(node)]
        return dict.fromkeys([*self.values(), *alone])

    def relations(self) -> set[str]:
        """Every relation, from one pass over edges and one over nodes."""
        return self._edges.relations() | {relation for _, relation, _ in self._facts.all()}

    def sample(self, relations: Collection[str], limit: int) -> dict[str, list[tuple[Node, Node]]]:
        """Head and tail of the first `limit` edges of each of the relations, a symmetric edge both ways round."""
        pairs = self._edges.sample(relations, limit)
        wanted = {relation for relation, found in pairs.items() if len(found) < limit}
        for node, relation, values in self._facts.all() if wanted else ():
            if relation not in wanted:
                continue
            targets = [self._of_value(value) for value in self._told_by_attribute(node, relation, values)]
            pairs[relation] += [(node, target) for target in targets]
            if self._edges.is_symmetric(relation):
                pairs[relation] += [(target, node) for target in targets]
            if len(pairs[relation]) >= limit:
                wanted.discard(relation)
        return pairs

    def leaving(self, node: Node) -> Iterable[tuple[Step, Node, EdgeId]]:
        """Each edge at `node`: the step that walks it from there, where to, and the edge."""
        edges = self._edges.leaving(node) if self._is_node(node) else ()
        if self.is_value(node):
            facts = self._facts_of_value(node)
        elif self._facts.count(node):
            facts = self._facts_of_node(node)
        else:
            return edges
        return chain(edges, facts)

    def _facts_of_node(self, node: Node) -> Iterator[tuple[Step, Node, EdgeId]]:
        for relation, values in self._facts.of(node):
            for value in self._told_by_attribute(node, relation, values):
                yield make_step(relation), self._of_value(value), _fact_edge(node, relation, value)

    def _facts_of_value(self, node: Node) -> Iterator[tuple[Step, Node, EdgeId]]:
        value = str(node)
        for relation, other in self.values().get(value, ()):
            if self._told_by_attribute(other, relation, (value,)):
                step = make_step(relation, self._edges.is_symmetric(relation))
                yield step, other, _fact_edge(other, relation, value)

    def along(self, node: Node, step: Step) -> Iterable[tuple[Node, EdgeId]]:
        """Where `step` leads from `node`, and by which edge."""
        if self.is_value(node):
            step = make_step(read_step(step)[0]) if self._edges.is_symmetric(read_step(step)[0]) else step
            facts = [(other, edge) for own, other, edge in self._facts_of_value(node) if own == step]
            return [*(self._edges.along(node, step) if self._is_node(node) else ()), *facts]
        edges = self._edges.along(node, step)
        relation, forward = read_step(step)
        values = self._facts.values(node, relation) if forward or self._edges.is_symmetric(relation) else ()
        if not values:
            return edges
        told = self._told_by_attribute(node, relation, values)
        return chain(edges, [(self._of_value(value), _fact_edge(node, relation, value)) for value in told])

    def between(self, source: Node, target: Node, step: Step) -> Iterator[tuple[EdgeId, Hop]]:
        """The edges by which `step` leads from `source` to `target`, in order of their keys."""
        relation, forward = read_step(step)
        both_ways = self._edges.is_symmetric(relation)
        if self._has_fact(source, target, relation) and (forward or both_ways):
            hop = Hop(head=str(source), relation=relation, tail=str(target))
            yield _fact_edge(source, relation, str(target)), hop
        if self._has_fact(target, source, relation) and (both_ways or not forward):
            ends = (str(source), str(target)) if both_ways else (str(target), str(source))
            hop = Hop(head=ends[0], relation=relation, tail=ends[1], forward=both_ways)
            yield _fact_edge(target, relation, str(source)), hop
        if self._is_node(source) and self._is_node(target):
            yield from self._edges.between(source, target, step)

    def neighbours(self, node: Node, step: Step, among: Collection[Node], *, backward: bool = False) -> set[Node]:
        """Which of `among` `step` leads to from `node`; with `backward`, from which it leads to `node`."""
        relation, forward = read_step(step)
        found = self._edges.neighbours(node, step, among, backward=backward) if self._is_node(node) else set()
        both_ways = self._edges.is_symmetric(relation)
        if self.is_value(node):
            if both_ways or forward == backward:
                found.update(other for other in among if self._has_fact(other, node, relation))
        elif both_ways or forward != backward:
            values = self._told_by_attribute(node, relation, self._facts.values(node, relation))
            found.update(other for value in values if (other := self._of_value(value)) in among)
        return found

    def sources(self, step: Step) -> set[Node]:
        """The nodes and values that `step` leads on from to another."""
        relation, forward = read_step(step)
        both_ways = self._edges.is_symmetric(relation)
        found = self._edges.sources(step)
        for node, name, values in self._facts.all():
            if name == relation:
                found |= {node} if forward or both_ways else set()
                found |= set(map(self._of_value, values)) if both_ways or not forward else set()
        return found

    def degree(self, entity_id: str) -> int:
        """How many ways lead out of a node or a value."""
        node = self._nodes.get(entity_id)
        if is_value(entity_id):
            edges = 0 if node is None else self._edges.degree(node)
            return edges + len(self.values().get(entity_id, ()))
        return 0 if node is None else self._edges.degree(node) + self._facts.count(node)

    def first_relations(self, node: Node, limit: int) -> set[str]:
        """The relations of which the node is a head, at its first edges."""
        steps = (read_step(step) for step, *_ in islice(self._edges.leaving(node), limit))
        return {relation for relation, forward in steps if forward}

    def _is_node(self, node: Node) -> bool:
        return not self.is_value(node) or str(node) in self._value_nodes

    def _of_value(self, value: str) -> Node:
        return self._value_nodes.get(value, value)

    def _has_fact(self, node: Node, value: Node, relation: str) -> bool:
        if self.is_value(node) or not self.is_value(value):
            return False
        told = self._told_by_attribute(node, relation, self._facts.values(node, relation))
        return str(value) in told

    def _told_by_attribute(self, node: Node, relation: str, values: Sequence[str]) -> Sequence[str]:
        """Those of the values to which no edge of the relation leads."""
        if not self._value_nodes:
            return values
        step = make_step(relation)
        return [
            value
            for value in values
            if value not in self._value_nodes or not any(self._edges.between(node, self._value_nodes[value], step))
        ]


def _fact_edge(node: Hashable, relation: str, value: str) -> EdgeId:
    return node, value, (FACT, relation)
