"""The graphs a server answers for, by name, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from rog.errors import InputError
from rog.graph import Graph
from rog.graph.contract import CompletingGraph, SizedGraph, store_of
from rog.pipeline import RoG
from rog.server.examples import Example, example_questions
from rog.server.models import EntityMatch, GraphSummary, RelationSummary
from rog.server.problems import Problem
from rog.types import Match
from rog.words.relation_names import relation_name

__all__ = ["Catalog", "ServedGraph"]

EXAMPLES, EXAMPLE_TRIES = 6, 30


class ServedGraph:
    """One graph under its name. What is slow to find out is kept; a graph that changes is asked anew for the rest."""

    def __init__(self, name: str, kg: RoG) -> None:
        self.name, self.kg = name, kg

    @cached_property
    def examples(self) -> list[Example]:
        """Questions to begin with. Asks the model only where that costs nothing but time."""
        from rog.planner.compact.planner import CompactPlanner
        from rog.reasoner.paths import PathReasoner

        free = isinstance(self.kg.planner, CompactPlanner) and isinstance(self.kg.reasoner, PathReasoner)
        return example_questions(self.kg, EXAMPLES, EXAMPLE_TRIES if free else 0)

    def summary(self, default: bool) -> GraphSummary:
        """What the list of graphs says of it."""
        store = store_of(self.kg.graph)
        return GraphSummary(
            name=self.name,
            default=default,
            relations=len(self.kg.graph.relations()),
            entities=store.entity_count if isinstance(store, SizedGraph) else None,
            triples=store.triple_count if isinstance(store, SizedGraph) else None,
        )

    def relations(self) -> list[RelationSummary]:
        """Every relation type, those with most triples first where the store counts them."""
        store = store_of(self.kg.graph)
        counts = store.relation_counts if isinstance(store, SizedGraph) else {}
        found = [
            RelationSummary(name=name, words=relation_name(name), triples=counts.get(name))
            for name in self.kg.graph.relations()
        ]
        return sorted(found, key=lambda relation: (-(relation.triples or 0), relation.name))

    def entities(self, text: str, limit: int) -> list[EntityMatch]:
        """Entities called so, then those whose name begins so where the store can tell, then those spelt almost so."""
        graph = self.kg.graph
        found: dict[str, Match] = {}
        for match in self._matches(graph, text, limit):
            found.setdefault(match.id, match)
        some = list(found.values())[:limit]
        known = graph.entities([match.id for match in some])
        return [
            EntityMatch(**match.model_dump(), types=entity.types if entity else ())
            for match, entity in zip(some, known, strict=True)
        ]

    def _matches(self, graph: Graph, text: str, limit: int) -> Iterator[Match]:
        exact = graph.find([text], limit)[0]
        yield from exact
        store = store_of(graph)
        begun = store.complete(text, limit) if isinstance(store, CompletingGraph) else []
        yield from begun
        if len(exact) + len(begun) < limit:
            yield from graph.find([text], limit, fuzzy=True)[0]


class Catalog:
    """Served graphs by name; the first is the default. Raises InputError for none."""

    def __init__(self, graphs: Mapping[str, RoG]) -> None:
        if not graphs:
            raise InputError("a server needs a graph")
        self._graphs = {name: ServedGraph(name, kg) for name, kg in graphs.items()}
        self.default = next(iter(self._graphs))

    def __iter__(self) -> Iterator[ServedGraph]:
        return iter(self._graphs.values())

    def __getitem__(self, name: str | None) -> ServedGraph:
        """The graph of this name, the default for None. Raises Problem: 404."""
        found = self._graphs.get(self.default if name is None else name)
        if found is None:
            known = ", ".join(self._graphs)
            raise Problem(404, "unknown-graph", f"there is no graph {(name or '')[:100]!r} here; there are: {known}")
        return found
