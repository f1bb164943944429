"""`ends` of the index by each of its ways: alone, in a batch, from a few entities and by arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rog.errors import PathError, UnknownEntityError
from rog.graph.index import batch as index_batch
from rog.graph.index import edges as index_edges
from rog.graph.index import entities as index_entities
from rog.graph.index import frontiers as index_frontiers
from rog.graph.index.building.build import build_index
from rog.graph.index.edges import Edges
from rog.graph.index.entities import Ids, SortedTexts, hash_sections
from rog.graph.index.store import MIN_BRANCHES_TOGETHER, IndexGraph
from rog.graph.records import EdgeRecord
from rog.types import Branch

STEPS = ["r0", "^r0", "r1", "^r1", "r2", "^r2"]


def random_edges(count: int = 300, entities: int = 40) -> list[EdgeRecord]:
    """Edges of three relations; the first ten entities are hubs."""
    chance = np.random.default_rng(7)
    heads, tails = chance.integers(0, entities, count), chance.integers(0, 10, count)
    return [
        EdgeRecord(f"n{h}", f"r{r}", f"n{t}")
        for h, r, t in zip(heads.tolist(), chance.integers(0, 3, count).tolist(), tails.tolist(), strict=True)
    ]


def random_branches(count: int, steps: list[str], entities: int = 12) -> list[Branch]:
    """Branches of one to four steps, many of the same topic and prefix."""
    chance = np.random.default_rng(8)
    paths = [tuple(steps[at] for at in chance.integers(0, len(steps), length)) for length in (1, 2, 2, 3, 3, 3, 4, 4)]
    return [Branch(f"n{chance.integers(entities)}", paths[chance.integers(len(paths))]) for _ in range(count)]


def plain_ends(edges: list[EdgeRecord], branch: Branch) -> list[str]:
    """The ends of all paths that use no edge twice and never come back to the topic, path by path."""
    distinct = sorted({edge[:3] for edge in edges})
    paths: list[tuple[str, frozenset[int]]] = [(branch.topic, frozenset())]
    for step in branch.path:
        relation, forward = step.removeprefix("^"), not step.startswith("^")
        paths = [
            (target, used | {number})
            for node, used in paths
            for number, (head, name, tail) in enumerate(distinct)
            if name == relation and number not in used
            for source, target in [(head, tail) if forward else (tail, head)]
            if source == node and target != branch.topic
        ]
        paths = list(dict.fromkeys(paths))
    return sorted({node for node, _ in paths})


@pytest.fixture
def graph(tmp_path: Path) -> IndexGraph:
    build_index(random_edges(), tmp_path / "graph.rog")
    return IndexGraph(tmp_path / "graph.rog")


WAYS: list[list[tuple[Any, str, int]]] = [
    [],
    [(index_frontiers, "MAX_LOOP_ENTITIES", 0)],
    [(index_frontiers, "MAX_LOOP_ENTITIES", 10**6), (index_edges, "MAX_LOOP_HALF_EDGES", 10**6)],
    [(index_edges, "MAX_LOOP_HALF_EDGES", 3)],
    [(index_batch, "MAX_BRANCHES_PER_BATCH", 3)],
    [(index_batch, "MAX_ROWS_PER_BATCH", 12)],
    [(index_batch, "MAX_ROWS_PER_BATCH", 0)],
    [(index_entities, "MAX_CACHED_TEXTS", 2)],
    [(index_entities, "MIN_DEDUPLICATED_TEXTS", 0)],
    [(index_frontiers, "MAX_CACHED_BYTES", 0)],
]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_gives_the_same(graph: IndexGraph, way: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, value in way:
        monkeypatch.setattr(module, name, value)
    edges, branches = random_edges(), random_branches(150, STEPS)
    expected = [tuple(plain_ends(edges, branch)) for branch in branches]
    assert sum(map(len, expected)) > 300
    for limit in (10**9, 3):
        cut = [(ends[:limit], len(ends) > limit) for ends in expected]
        alone = [graph.ends([branch], limit)[0] for branch in branches]
        assert [(tuple(ends), ends.truncated) for ends in alone] == cut
        together = graph.ends(branches, limit)
        assert [(tuple(ends), ends.truncated) for ends in together] == cut


def test_a_batch_of_paths_that_reach_nothing(graph: IndexGraph) -> None:
    assert graph.ends([("n0", ("none",))] * MIN_BRANCHES_TOGETHER, 5) == [()] * MIN_BRANCHES_TOGETHER
    mixed: list[Branch] = [Branch("n0", ("none",)), Branch("n0", ("^r0",)), Branch("n39", ("^r0", "r1"))] * 3
    assert graph.ends(mixed, 10**9) == [graph.ends([branch], 10**9)[0] for branch in mixed]


@pytest.mark.parametrize("count", [1, MIN_BRANCHES_TOGETHER])
def test_what_is_wrong_is_said_in_a_batch_too(graph: IndexGraph, count: int) -> None:
    good: list[Any] = [("n0", ("r0",))] * (count - 1)
    with pytest.raises(UnknownEntityError, match="nobody"):
        graph.ends([*good, ("nobody", ("r0",))], 5)
    wrong: list[Any] = [(), ("r0",) * 5, "r0"]
    for path in wrong:
        with pytest.raises(PathError, match="1 to 4 steps"):
            graph.ends([*good, ("n0", path)], 5)
    as_lists: list[Any] = [("n0", ["^r0"])] * count
    assert graph.ends(as_lists, 99) == graph.ends([("n0", ("^r0",))], 99) * count


def test_steps_of_many_entities_at_once(graph: IndexGraph) -> None:
    edges = graph._index.edges
    assert isinstance(edges, Edges)
    entities = np.repeat(np.arange(edges.node_count), edges.step_count)
    steps = np.tile(np.arange(edges.step_count), edges.node_count)
    order = np.random.default_rng(1).permutation(len(steps))
    rows, starts, sizes = edges.groups_by_step(steps[order], edges.numbers(entities[order].tolist()))
    found = {
        (int(steps[order][row]), int(entities[order][row])): (start, start + size)
        for row, start, size in zip(rows.tolist(), starts.tolist(), sizes.tolist(), strict=True)
    }
    for step in range(edges.step_count):
        for entity in range(edges.node_count):
            assert found.get((step, entity), (0, 0)) == edges.group(step, entity)
            run = edges.neighbours[slice(*edges.group(step, entity))].tolist()
            assert edges.reached_from_few(step, [entity]) == set(run)


# Ids


def ids_of(texts: list[str], hashes: list[int]) -> Ids:
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    sections: dict[str, Any] = {"ids.blob": np.frombuffer(b"".join(encoded), np.uint8), "ids.offsets": offsets}
    buckets = hash_sections(np.asarray(hashes, np.uint32))
    return Ids(sections | {f"ids.{name}": array for name, array in buckets.items()})


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 31, 32, 33, 200])
def test_ids_are_found_by_their_hash(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_entities, "crc32", lambda raw: int.from_bytes(raw[-2:], "big"))
    texts = sorted(f"é{number}" for number in range(count))
    ids = ids_of(texts, [int.from_bytes(text.encode()[-2:], "big") for text in texts])
    assert [ids.number(text) for text in texts] == list(range(count))
    assert [ids.number(text) for text in ("", "é", "é-1", "e1", f"é{count}", "\ud800")] == [-1] * 6


def test_ids_of_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_entities, "crc32", lambda _: 2**32 - 1)
    texts = ["a", "ab", "b", "é"]
    ids = ids_of(texts, [2**32 - 1] * 4)
    assert [ids.number(text) for text in [*texts, "c"]] == [0, 1, 2, 3, -1]


@pytest.mark.parametrize("kept", [0, 5, 10**6])
def test_many_texts_are_those_one_by_one(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_entities, "MAX_CACHED_TEXTS", kept)
    monkeypatch.setattr(index_entities, "MIN_DEDUPLICATED_TEXTS", 4)
    texts = sorted(["", "a", "ß", "日本", "\0", "x" * 300, "😀", "b"])
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)])
    table = SortedTexts(np.frombuffer(b"".join(encoded), np.uint8), offsets)
    for numbers in ([], [3], [1, 1, 0], [7, 0, 7, 3, 2, 2, 5, 7, 4], list(range(8))):
        assert table.many(np.asarray(numbers, np.int32)) == [texts[number] for number in numbers]
        assert [table[number] for number in numbers] == [texts[number] for number in numbers]
    assert table.all() == texts
