"""A graph as the file that an adaptation reads, so that a run which was killed goes on with the same graph."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from rog.errors import InputError
from rog.graph import Graph, open_graph
from rog.graph.contract import ListedGraph, SampledGraph, store_of
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.graph.relation_words import RelationWords
from rog.types import RelationDescription, make_step

__all__ = ["take_snapshot"]

UNLIMITED_COUNT = 10**9
"""More than a graph in memory has."""


def take_snapshot(graph: Any, nodes: list[Path], relations: RelationWords | None, path: Path) -> IndexGraph:
    """The graph as an index at `path`, unless there is one from before.

    Raises InputError for a graph without edges and for one whose entities cannot be listed, GraphError.
    """
    if not path.is_file():
        opened = open_graph(graph, nodes=nodes, relations=relations)
        if not opened.relations():
            raise InputError("the graph has no edges, so there is nothing to ask about it")
        if isinstance(opened, IndexGraph):
            _link_or_copy(opened.path, path)
        else:
            build_index(_records(opened), path)
    return IndexGraph(path)


def _link_or_copy(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:  # on another file system, or one without links
        beside = path.with_suffix(".new")
        shutil.copyfile(source, beside)
        os.replace(beside, path)


def _records(graph: Graph) -> Iterator[Record]:
    """All entities and edges of a graph that entities can be drawn from, and what its relations are called."""
    names = graph.relations()
    for relation, said in zip(names, graph.describe(names), strict=True):
        if said.names or said.description:
            yield RelationRecord(relation, RelationDescription(names=said.names, description=said.description))
    store = store_of(graph)
    if isinstance(store, ListedGraph):
        yield from store.records()
        return
    if not isinstance(store, SampledGraph):
        raise InputError(
            f"a {type(store).__name__} does not list its entities, so no questions can be made from it; "
            "export its edges to a file (head, relation, tail) and adapt to that"
        )
    seen: set[str] = set()
    for relation in graph.relations():
        for head in store.starts(make_step(relation), UNLIMITED_COUNT, Random(0)):
            tails = graph.ends([(head, (make_step(relation),))], UNLIMITED_COUNT)[0]
            yield from (EdgeRecord(head, relation, tail) for tail in tails)
            seen.update((head, *tails))
    for entity in filter(None, graph.entities(sorted(seen))):
        yield NodeRecord(entity.id, entity.name, entity.aliases, entity.types)
