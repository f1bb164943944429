"""The `Graph` contract that every store keeps, and what only some stores can do beside it.

Walk semantics, the same on every store: a path uses no edge twice and never comes back to its
topic. A self-loop is one edge, walked by `r` or by `^r`. Limits never change meaning: what was cut
says so, and what was not cut is complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol, TypeGuard, runtime_checkable

from rog.errors import PathError
from rog.graph.records import Record
from rog.query import Query
from rog.types import (
    MAX_HOPS,
    Branch,
    Ends,
    Entity,
    Match,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Step,
    Triple,
)

__all__ = [
    "AnyBranch",
    "AnyTriple",
    "ClosableGraph",
    "CompletingGraph",
    "EvaluatingGraph",
    "Found",
    "Graph",
    "GraphWrapper",
    "InformedGraph",
    "ListedGraph",
    "RefreshableGraph",
    "SampledGraph",
    "SizedGraph",
    "checked_path",
    "is_graph",
    "store_of",
]

AnyBranch = Branch | tuple[str, RelationPath]
AnyTriple = Triple | tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a query stands for in a graph."""

    ids: tuple[str, ...] = ()
    """Entities and values: of a superlative by places, else in code point order; one value for what is computed."""
    truncated: bool = False
    """Whether a limit cut it; then `ids` are some of the answers, or none where a part would pass for the whole."""
    notes: tuple[str, ...] = ()
    """What was left out and why, in sentences."""


class Graph(Protocol):
    """What every store can do. Each method takes many and answers for each, in the same order."""

    def relations(self) -> list[str]:
        """Every relation type, in code point order."""
        ...

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """For each relation its further names, its description, and the kinds of its heads and tails.

        Kinds are counted by edges, among equals in code point order; a store may count a sample of a relation's
        edges, and tell kinds by relations' names where there are no types. A relation that the graph does not
        have has an empty description.
        """
        ...

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """For each text, at most `limit` entities with that id, name or alias, best first.

        Texts and names are compared normalised (`rog.words.normal_form.normalize`). With `fuzzy`, close
        spellings are found too, and names that have the words of the text among their own, in their order. Among
        equal scores the entity with more edges comes first, then code point order of the id.
        """
        ...

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """The entities themselves; None for an id that the graph does not have."""
        ...

    def kinds(self) -> dict[str, int]:
        """Every kind of entity, with how many entities are of it: the most frequent first, then in code point order."""
        ...

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """For each kind the entities that are of it, at most `limit`, in code point order of the ids."""
        ...

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """For each step the entities and values that it leaves, at most `limit`, in code point order of the ids.

        A step that only leads from an entity back to itself does not leave it.
        """
        ...

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """For each relation-path prefix (`()` is the topic itself), the steps that can follow.

        The value is the number of distinct edges by which some walk of the prefix can go on,
        counted up to `cap`; a step that cannot follow is not a key. A prefix of MAX_HOPS steps or
        one that cannot be walked has none. Keys are in code point order.

        Raises UnknownEntityError.
        """
        ...

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """As `steps`, for prefixes of several topics: for each (topic, prefix) the steps that can follow.

        Raises UnknownEntityError.
        """
        ...

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """For each (topic, relation path), the set of entities it reaches, at most `limit` of them.

        In code point order of the ids. No path is enumerated for it. A relation that the graph
        does not have reaches nothing.

        Raises UnknownEntityError; PathError for a path that has not 1 to MAX_HOPS steps.
        """
        ...

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """Lazily, for each of `ends` in the order given, at most `limit` paths from the topic to it.

        Paths of one end come in order of the sequence of entity ids they visit (code point order),
        then of the hops' edge keys. An end that is not reached has none. Raises as `ends`.
        """
        ...

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """Which of these edges exist now."""
        ...


def is_graph(source: object) -> TypeGuard[Graph]:
    """Whether an object has every method of `Graph`."""
    methods = (name for name in vars(Graph) if not name.startswith("_"))
    return all(callable(getattr(source, name, None)) for name in methods)


def checked_path(path: RelationPath) -> RelationPath:
    """The path as a tuple. Raises PathError unless it has 1 to MAX_HOPS steps."""
    if isinstance(path, str) or not 1 <= len(path) <= MAX_HOPS:
        raise PathError(f"a relation path has 1 to {MAX_HOPS} steps, in a tuple; this is {path!r}")
    return tuple(path)


# What some stores can do. Ask the store for it: `isinstance(store_of(graph), SampledGraph)`.


@runtime_checkable
class SampledGraph(Graph, Protocol):
    """A store that entities can be drawn from."""

    def starts(self, step: Step, count: int, random: Random) -> list[str]:
        """Entities that the step leaves, `count` of them drawn at random, or all."""
        ...


@runtime_checkable
class ListedGraph(Protocol):
    """A store that can list everything it holds."""

    def records(self) -> Iterator[Record]:
        """Its entities, descriptions of its relations, and its edges, as an index is built from them."""
        ...


@runtime_checkable
class SizedGraph(Protocol):
    """A store that knows how much it holds."""

    @property
    def entity_count(self) -> int:
        """The number of entities."""
        ...

    @property
    def triple_count(self) -> int:
        """The number of edges."""
        ...

    @property
    def relation_counts(self) -> Mapping[str, int]:
        """The number of edges of each relation."""
        ...


@runtime_checkable
class CompletingGraph(Protocol):
    """A store that completes names."""

    def complete(self, text: str, limit: int = 10) -> list[Match]:
        """At most `limit` entities that have a name beginning as `text` does, those with most edges first."""
        ...


@runtime_checkable
class EvaluatingGraph(Protocol):
    """A store that evaluates queries, or some of them, in a better way than by the contract."""

    def evaluate(self, query: Query, limit: int) -> Found | None:
        """What `rog.graph.evaluate.evaluate` gives, or None for a query that it has no better way for."""
        ...


@runtime_checkable
class InformedGraph(Protocol):
    """A store that gives an account of itself."""

    def info(self) -> dict[str, Any]:
        """Where it is and what it holds, as JSON values. A store that can be damaged is checked first."""
        ...


@runtime_checkable
class ClosableGraph(Protocol):
    """A store that holds a file or a connection."""

    def close(self) -> None:
        """Let go of it."""
        ...


@runtime_checkable
class RefreshableGraph(Protocol):
    """A store that keeps what it read of a graph that may change."""

    def refresh(self) -> None:
        """Read it anew."""
        ...


class GraphWrapper:
    """Base of what is a graph around another: it changes how the graph is described, never what can be walked in it."""

    def __init__(self, wrapped_graph: Graph) -> None:
        self.wrapped_graph = wrapped_graph

    def __repr__(self) -> str:
        return repr(self.wrapped_graph)

    def _called(self) -> Graph:
        """The graph within, of which a method is called now."""
        return self.wrapped_graph

    def relations(self) -> list[str]:
        """See `Graph.relations`."""
        return self._called().relations()

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        """See `Graph.describe`."""
        return self._called().describe(relations)

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        """See `Graph.find`."""
        return self._called().find(texts, limit, fuzzy=fuzzy)

    def entities(self, ids: Sequence[str]) -> list[Entity | None]:
        """See `Graph.entities`."""
        return self._called().entities(ids)

    def kinds(self) -> dict[str, int]:
        """See `Graph.kinds`."""
        return self._called().kinds()

    def members(self, kinds: Sequence[str], limit: int) -> list[Ends]:
        """See `Graph.members`."""
        return self._called().members(kinds, limit)

    def having(self, steps: Sequence[Step], limit: int) -> list[Ends]:
        """See `Graph.having`."""
        return self._called().having(steps, limit)

    def steps(self, topic: str, prefixes: Sequence[RelationPath], cap: int = 1000) -> list[dict[Step, int]]:
        """See `Graph.steps`."""
        return self._called().steps(topic, prefixes, cap)

    def next_steps(self, prefixes: Sequence[AnyBranch], cap: int = 1000) -> list[dict[Step, int]]:
        """See `Graph.next_steps`."""
        return self._called().next_steps(prefixes, cap)

    def ends(self, branches: Sequence[AnyBranch], limit: int) -> list[Ends]:
        """See `Graph.ends`."""
        return self._called().ends(branches, limit)

    def walk(self, branch: AnyBranch, ends: Sequence[str], limit: int) -> Iterator[ReasoningPath]:
        """See `Graph.walk`."""
        return self._called().walk(branch, ends, limit)

    def holds(self, triples: Sequence[AnyTriple]) -> list[bool]:
        """See `Graph.holds`."""
        return self._called().holds(triples)


def store_of(graph: Graph) -> Graph:
    """The store within all wrappers, which have the methods of `Graph` and no others."""
    while isinstance(graph, GraphWrapper):
        graph = graph.wrapped_graph
    return graph
