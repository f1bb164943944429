"""Reads the nodes of a networkx graph: ids, names, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from rog.errors import GraphError
from rog.graph.facts import shown_properties
from rog.graph.json_values import to_json
from rog.graph.kinds import is_kind
from rog.graph.names.live import LiveNames
from rog.graph.names.matching import EntityNames
from rog.types import Entity, Match
from rog.values import is_value, read_value

__all__ = ["Node", "NodeReader"]

Node = Hashable


class NodeReader:
    """The nodes of `graph` by id, which is their text. `name`, `aliases`, `types` are attributes.

    Ids and names are read once and again when nodes came or went, which the number of nodes and
    the last one tell. `degree` gives the number of edges of a node.
    """

    def __init__(
        self, graph: Any, degree: Callable[[Node], int], *, name: str, aliases: str | None, types: str | None
    ) -> None:
        self._graph, self._degree = graph, degree
        self._name, self._aliases, self._types = name, aliases, types
        self._by_id: dict[str, Node] = {}
        self._values: dict[str, Node] = {}
        self._last_fingerprint: tuple[int, Node] = (0, None)
        self._names: LiveNames | None = None
        self._update()

    def describe(self) -> str:
        """Where names are read from, in words."""
        return f"names from node attribute {self._name!r}, else from the node itself"

    def refresh(self) -> None:
        """Read all nodes and names anew."""
        self._names = None
        self._by_id, self._values = {}, {}
        self._add(self._graph)
        self._last_fingerprint = self._fingerprint()

    def get(self, entity_id: str) -> Node:
        """The node with this id; None if there is none."""
        self._update()
        node = self._by_id.get(entity_id)
        if node is not None and node in self._graph:
            return node
        return entity_id if entity_id in self._graph else None

    def entity(self, entity_id: str) -> Entity | None:
        """What is known of the node with this id; None if there is none."""
        node = self.get(entity_id)
        if node is None:
            return None
        data: Mapping[Any, Any] = self._graph.nodes[node]
        named = {self._name, self._aliases, self._types}
        names = self._names_of(entity_id, data)
        return Entity(
            id=entity_id,
            name=names.name,
            aliases=tuple(names.aliases),
            types=_texts(data, self._types),
            properties=shown_properties({str(key): to_json(value) for key, value in data.items() if key not in named}),
        )

    def value_nodes(self) -> dict[str, Node]:
        """The nodes that are values, whose own text is the id of one."""
        self._update()
        return {entity_id: node for entity_id, node in self._values.items() if node in self._graph}

    def kinds(self, node: Node) -> tuple[str, ...]:
        """What kinds of thing a node is; the one kind of value that a value is."""
        value = read_value(str(node))
        return _texts(self._graph.nodes[node], self._types) if value is None else (value.kind,)

    def by_kind(self) -> dict[str, list[str]]:
        """The ids of the nodes of each kind, in code point order; the most frequent kind first. One pass over all."""
        members: dict[str, list[str]] = {}
        for node, data in self._graph.nodes.items():
            for kind in () if is_value(str(node)) else filter(is_kind, _texts(data, self._types)):
                members.setdefault(kind, []).append(str(node))
        ordered = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        return {kind: sorted(ids) for kind, ids in ordered}

    def find(self, texts: Sequence[str], limit: int, *, fuzzy: bool) -> list[list[Match]]:
        """For each text, at most `limit` nodes that are no values with that id, name or alias, best first."""
        self._update()
        matches = self._find(texts, limit, fuzzy)
        if any(self.get(match.id) is None for matches_of_text in matches for match in matches_of_text):
            self.refresh()  # nodes went and as many came
            matches = self._find(texts, limit, fuzzy)
        return matches

    def _find(self, texts: Sequence[str], limit: int, fuzzy: bool) -> list[list[Match]]:
        if self._names is None:
            here = [node for node in self._by_id.values() if node in self._graph]
            self._names = LiveNames(self._names_of_all(here), self._degree_of)
        return [self._names.find(text, limit, fuzzy=fuzzy) for text in texts]

    def _names_of(self, entity_id: str, data: Mapping[Any, Any]) -> EntityNames:
        name = data.get(self._name)
        text = entity_id if name is None else str(name)
        aliases = dict.fromkeys(_texts(data, self._aliases))
        return EntityNames(entity_id, text, [alias for alias in aliases if alias != text])

    def _names_of_all(self, nodes: Sequence[Node]) -> list[EntityNames]:
        entities = ((str(node), node) for node in nodes)
        return [self._names_of(text, self._graph.nodes[node]) for text, node in entities if not is_value(text)]

    def _degree_of(self, entity_id: str) -> int:
        node = self.get(entity_id)
        return 0 if node is None else self._degree(node)

    def _update(self) -> None:
        """Take in the nodes that came since; read all again if any went."""
        fingerprint = self._fingerprint()
        if fingerprint == self._last_fingerprint:
            return
        count, last = self._last_fingerprint
        store = _node_store(self._graph)
        added = list(takewhile(lambda node: node != last, reversed(store))) if isinstance(store, dict) else []
        if added and store is getattr(self._graph, "_node", None) and count + len(added) == fingerprint[0]:
            self._add(reversed(added))
            self._last_fingerprint = fingerprint
            if self._names is not None:
                self._names.add(self._names_of_all(added[::-1]))
        else:
            self.refresh()

    def _add(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            other = self._by_id.setdefault(str(node), node)
            if other != node and other in self._graph:
                raise GraphError(
                    f"the nodes {other!r} and {node!r} are the same as text, and ids are text: rename one of them"
                )
            self._by_id[str(node)] = node
            if is_value(str(node)):
                self._values[str(node)] = node

    def _fingerprint(self) -> tuple[int, Node]:
        store = _node_store(self._graph)
        return len(store), next(reversed(store), None) if isinstance(store, dict) else None


def _node_store(graph: Any) -> Any:
    """The mapping that holds the nodes, in the order they came; for a view that of the graph behind it."""
    while hasattr(getattr(graph, "_graph", None), "_node"):
        graph = graph._graph
    return getattr(graph, "_node", graph)


def _texts(data: Mapping[Any, Any], name: str | None) -> tuple[str, ...]:
    value = None if name is None else data.get(name)
    if value is None:
        return ()
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
