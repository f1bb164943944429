"""A user's own networkx graph as a `Graph`, live: an edge, a node or an attribute is in the next answer.

networkx itself is not imported: any object with its adjacency and node views will do, so graph
views and MultiGraph-like classes work too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any

from rog.errors import UnknownEntityError
from rog.graph.contract import AnyBranch, AnyTriple, checked_path
from rog.graph.facts import fact_rules
from rog.graph.kinds import MAX_SAMPLED_EDGES, MAX_SAMPLED_ENTITIES, frequent_kinds, kind_in_name, shared_kind
from rog.graph.networkx.edges import EdgeReader
from rog.graph.networkx.facts import FactReader
from rog.graph.networkx.nodes import Node, NodeReader
from rog.graph.networkx.value_names import ValueNames
from rog.graph.networkx.walk import Memo, Walker
from rog.graph.networkx.ways import Ways
from rog.types import (
    Ends,
    Entity,
    Match,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Step,
    make_step,
)
from rog.values import is_value, read_value

__all__ = ["NetworkxGraph"]


class NetworkxGraph:
    """A networkx MultiDiGraph, DiGraph, MultiGraph, Graph, or a view of one.

    `relation` is "key" for the keys of a multigraph's edges, or the name of an edge attribute. By default
    the edges tell which, and `read_as` says what they told. `name`, `aliases` and `types` are names of node
    attributes. What else a node has are its properties, each walked as a relation to its values: by `properties`
    "all" but what `rog.graph.facts` leaves out, "none", or those named. Entity ids are the nodes as text.

    The edges of the relations in `symmetric`, and all of an undirected graph, are walked by `r` from either
    side, and `^r` means `r`.

    Raises GraphError where no relation can be read, or where two nodes are the same text.
    """

    def __init__(
        self,
        graph: Any,
        *,
        relation: str | None = None,
        name: str = "name",
        aliases: str | None = "aliases",
        types: str | None = "types",
        properties: str | Sequence[str] = "all",
        symmetric: str | Sequence[str] = (),
    ) -> None:
        self._edges = EdgeReader(graph, relation, (symmetric,) if isinstance(symmetric, str) else symmetric)
        self._facts = FactReader(graph, fact_rules(properties), (name, aliases, types))
        self._nodes = NodeReader(graph, self._degree, name=name, aliases=aliases, types=types)
        self._value_names = ValueNames()

    def __repr__(self) -> str:
        return f"NetworkxGraph({self.read_as()})"

    def read_as(self) -> str:
        """What is read from where, such as "relations are read from edge attribute 'relation'"."""
        return f"{self._edges.describe()}, {self._nodes.describe()}, {self._facts.describe()}"

    def refresh(self) -> None:
        """Read names anew: needed after a node's name or aliases changed, not after nodes came or went."""
        self._nodes.refresh()

    def _degree(self, node: Node) -> int:
        return self._edges.degree(node) + self._facts.count(node)

    def _ways(self) -> Ways:
        """What steps there are, for one call: nothing that may change is kept for the next."""
        return Ways(self._edges, self._facts, self._nodes)

    def relations(self) -> list[str]:
        """Every relation type, in code point order. One pass over edges and one over nodes."""
        return sorted(self._ways().relations())

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """For each relation the kinds of its heads and tails, at its first MAX_SAMPLED_EDGES edges as they come.

        At most one pass over edges and one over nodes. The graph says nothing of further names. Where no types are
        known, kinds are those that names tell (`rog.graph.kinds`), but not where edges have no head.
        """
        ways = self._ways()
        sample = ways.sample(set(relations), MAX_SAMPLED_EDGES)
        by_names: Callable[[Node], set[str]] = lru_cache(maxsize=None)(
            lambda node: {kind_in_name(name) for name in ways.first_relations(node, MAX_SAMPLED_EDGES)} - {""}
        )
        return [self._described(relation, sample.get(relation, ()), by_names) for relation in relations]

    def _described(
        self, relation: str, pairs: Sequence[tuple[Node, Node]], by_names: Callable[[Node], set[str]]
    ) -> RelationDescription:
        """By the types of heads and tails, or else by names."""
        symmetric = bool(pairs) and self._edges.is_symmetric(relation)
        heads, tails = (
            frequent_kinds(Counter(kind for pair in pairs for kind in self._nodes.kinds(pair[end]))) for end in (0, 1)
        )
        kind = kind_in_name(relation)
        if heads or tails or symmetric or not (kind and pairs):
            return RelationDescription(heads=heads, tails=tails, symmetric=symmetric)
        reached = dict.fromkeys(tail for _, tail in pairs)
        return RelationDescription(
            heads=(kind,), tails=shared_kind(map(by_names, islice(reached, MAX_SAMPLED_ENTITIES)))
        )

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """For each text, at most `limit` entities and values with that id, name or alias, best first."""
        ways = self._ways()
        nodes = self._nodes.find(texts, limit, fuzzy=fuzzy)
        values = self._value_names.find(texts, limit, ways, fuzzy=fuzzy)
        return [
            sorted([*of_nodes, *of_values], key=lambda match: (-match.score, -ways.degree(match.id), match.id))[:limit]
            if of_values
            else of_nodes
            for of_nodes, of_values in zip(nodes, values, strict=True)
        ]

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """The entities themselves; None for an id that the graph does not have."""
        ways = self._ways()
        return [self._entity(entity_id, ways) for entity_id in ids]

    def _entity(self, entity_id: str, ways: Ways) -> Entity | None:
        value = read_value(entity_id)
        if value is None:
            return self._nodes.entity(entity_id)
        if ways.node(entity_id) is None:
            return None
        return Entity(id=entity_id, name=str(value), types=(value.kind,))

    def starts(self, step: Step, count: int, random: Random) -> list[str]:
        """Entities that the step leaves, `count` of them drawn at random, or all. One pass over edges and nodes."""
        leaving = sorted(one for one in map(str, self._ways().sources(step)) if not is_value(one))
        return random.sample(leaving, min(count, len(leaving)))

    def kinds(self) -> dict[str, int]:
        """Every kind of entity and how many entities are of it; see `Graph.kinds`. One pass over the nodes."""
        return {kind: len(members) for kind, members in self._nodes.by_kind().items()}

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """For each kind the entities of it; see `Graph.members`. One pass over the nodes."""
        by_kind = self._nodes.by_kind()
        return [_first(by_kind.get(kind, []), limit) for kind in kinds]

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """For each step what it leaves; see `Graph.having`. One pass over edges and nodes for each."""
        ways = self._ways()
        return [_first(sorted(map(str, ways.sources(step))), limit) for step in steps]

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist now."""
        ways = self._ways()
        return [self._holds(ways, *triple) for triple in triples]

    def _holds(self, ways: Ways, head: str, relation: str, tail: str) -> bool:
        source, target = ways.at(head), ways.at(tail)
        return source is not None and target is not None and any(ways.between(source, target, make_step(relation)))

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix, the steps that can follow and by how many edges, up to `cap`."""
        return self.next_steps([(topic, prefix) for prefix in prefixes], cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """For each (topic, prefix), the steps that can follow and by how many edges, up to `cap`."""
        ways = self._ways()
        walker, memos = Walker(ways), defaultdict[str, Memo](dict)
        return [
            walker.following(self._node(topic, ways), tuple(prefix), cap, memos[topic]) for topic, prefix in prefixes
        ]

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each (topic, relation path), the set of entities it reaches, at most `limit` of them."""
        ways = self._ways()
        checked = [(self._node(topic, ways), checked_path(path)) for topic, path in branches]
        walker = Walker(ways)
        return [_first(sorted(map(str, walker.levels(topic, path)[-1])), limit) for topic, path in checked]

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """Lazily, for each of `ends` in the order given, at most `limit` paths from the topic to it."""
        topic, path = branch
        ways = self._ways()
        path = checked_path(path)
        return Walker(ways).walk(self._node(topic, ways), path, tuple(ends), limit)

    def _node(self, entity_id: str, ways: Ways) -> Node:
        node = ways.node(entity_id)
        if node is None:
            raise UnknownEntityError(entity_id)
        return node


def _first(ids: Sequence[str], limit: int) -> Ends:
    return Ends(ids[:limit], len(ids) > limit)
