"""The networkx store: the contract, and what is its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest

from rog.errors import GraphError, InputError, UnknownEntityError
from rog.graph import Graph
from rog.graph.names.live import MIN_RECENT_NODES
from rog.graph.networkx.store import NetworkxGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.testing.brute_force import Enumerator
from rog.testing.graph_contract import HOSTILE, TRAPS, GraphContract, edges_of
from rog.types import Entity, Hop, RelationDescription, make_step

networkx = pytest.importorskip("networkx")

__all__ = ["TestNetworkxContract", "from_records"]


def from_records(records: Iterable[Record]) -> NetworkxGraph:
    """The same graph as a MultiDiGraph whose relations are an edge attribute."""
    graph = networkx.MultiDiGraph()
    symmetric = []
    for record in records:
        if isinstance(record, RelationRecord):
            symmetric += [record.relation] if record.description.symmetric else []
        elif isinstance(record, EdgeRecord):
            assert not graph.has_edge(record.head, record.tail, record.key), "networkx needs distinct keys"
            data = {"relation": record.relation, **(record.properties or {})}
            graph.add_edge(record.head, record.tail, key=record.key, **data)
        elif isinstance(record, NodeRecord):
            given = {"name": record.name, "aliases": record.aliases, "types": record.types}
            known = {key: value for key, value in given.items() if value}
            graph.add_node(record.id, **known, **(record.properties or {}))
    return NetworkxGraph(graph, relation="relation", symmetric=symmetric)


class TestNetworkxContract(GraphContract):
    def make(self, records: Iterable[Record]) -> Graph:
        return from_records(records)


# how relations are read


def two_nodes(kind: Any, key: Any = None, **data: Any) -> Any:
    graph = kind()
    graph.add_edge("a", "b", **({"key": key} if key is not None else {}), **data)
    return graph


@pytest.mark.parametrize(
    ("graph", "relation", "found"),
    [
        (two_nodes(networkx.MultiDiGraph, key="likes"), "likes", "edge keys"),
        (two_nodes(networkx.MultiDiGraph, key="likes", weight=1), "likes", "edge keys"),
        (two_nodes(networkx.MultiDiGraph, key="e1", label="likes"), "likes", "edge attribute 'label'"),
        (two_nodes(networkx.DiGraph, relation="likes", type="edge"), "likes", "edge attribute 'relation'"),
        (two_nodes(networkx.DiGraph, type="likes"), "likes", "edge attribute 'type'"),
        (two_nodes(networkx.Graph, predicate="likes"), "likes", "edge attribute 'predicate'"),
        (two_nodes(networkx.MultiGraph, label=3, predicate="likes"), "likes", "edge attribute 'predicate'"),
    ],
)
def test_relations_are_found_by_looking(graph: Any, relation: str, found: str) -> None:
    store = NetworkxGraph(graph)
    assert store.relations() == [relation]
    assert f"relations are read from {found}" in store.read_as()
    assert store.read_as() in repr(store)
    assert store.ends([("a", (relation,))], 10) == [("b",)]


def test_relations_are_read_from_where_one_says() -> None:
    graph = two_nodes(networkx.MultiDiGraph, key="k", relation="r", verb="v", year=1999)
    for relation, expected in {"key": "k", "verb": "v", "year": "1999", "relation": "r"}.items():
        store = NetworkxGraph(graph, relation=relation)
        assert store.relations() == [expected]
        (path,) = store.walk(("a", (expected,)), ["b"], 10)
        assert path.hops[0].key == "k"
        assert relation not in path.hops[0].properties


@pytest.mark.parametrize("kind", [networkx.MultiDiGraph, networkx.MultiGraph, networkx.DiGraph, networkx.Graph])
def test_edges_without_anything_usable(kind: Any) -> None:
    with pytest.raises(GraphError, match=r"pass relation= .*\(seen: weight\)"):
        NetworkxGraph(two_nodes(kind, weight=1))
    with pytest.raises(GraphError, match=r"\(seen: none\)"):
        NetworkxGraph(two_nodes(kind))


def test_keys_of_a_graph_that_has_none() -> None:
    with pytest.raises(GraphError, match="only a multigraph has them"):
        NetworkxGraph(two_nodes(networkx.DiGraph, relation="r"), relation="key")


def test_an_edge_without_the_attribute_is_named() -> None:
    graph = two_nodes(networkx.MultiDiGraph, key="k", relation="r")
    store = NetworkxGraph(graph)
    graph.add_edge("a", "c", key="bare")
    asks: list[Callable[[], object]] = [
        store.relations,
        lambda: store.steps("a", [()]),
        lambda: store.ends([("a", ("r",))], 10),
        lambda: store.holds([("a", "r", "c")]),
    ]
    for ask in asks:
        with pytest.raises(GraphError, match="edge from 'a' to 'c' with key 'bare' has no attribute 'relation'"):
            ask()
    assert store.holds([("a", "r", "b")]) == [True]


# live


def test_an_empty_graph_and_then_edges() -> None:
    graph = networkx.MultiDiGraph()
    store = NetworkxGraph(graph)
    assert (store.relations(), store.find(["a"]), store.entities(["a"]), store.holds([("a", "r", "b")])) == (
        [], [[]], [None], [False],
    )  # fmt: skip
    assert "no edges" in store.read_as()
    graph.add_edge("a", "b", label="r")
    assert store.steps("a", [()]) == [{"r": 1}]
    assert "edge attribute 'label'" in store.read_as()


def test_what_is_added_or_removed_is_in_the_next_answer() -> None:
    graph = two_nodes(networkx.MultiDiGraph, relation="r")
    store = NetworkxGraph(graph)
    assert store.find(["Cee"]) == [[]]
    graph.add_edge("b", "c", relation="s")
    graph.nodes["c"]["name"] = "Cee"
    assert store.ends([("a", ("r", "s"))], 10) == [("c",)]
    assert [match.id for match in store.find(["Cee"])[0]] == ["c"]
    graph.remove_node("b")
    assert store.ends([("a", ("r", "s"))], 10) == [()]
    assert store.entities(["b"]) == [None]
    assert store.find(["b"], fuzzy=True) == [[]]
    with pytest.raises(UnknownEntityError):
        store.steps("b", [()])


def test_nodes_that_change_places_are_never_stale() -> None:
    graph = networkx.MultiDiGraph()
    networkx.add_path(graph, ["one", "two", "three"], relation="r")
    store = NetworkxGraph(graph)
    assert store.find(["two"])[0][0].id == "two"
    graph.remove_node("two")
    graph.remove_node("three")
    graph.add_nodes_from(["four", "three"])  # as many nodes and the same last one
    assert store.find(["two", "four"]) == [[], store.find(["four"])[0]]
    assert store.entities(["two"]) == [None]
    assert [entity.id for entity in store.entities(["four"]) if entity] == ["four"]


def test_a_changed_name_after_refresh() -> None:
    graph = two_nodes(networkx.MultiDiGraph, relation="r")
    store = NetworkxGraph(graph)
    assert store.find(["Ann"]) == [[]]
    graph.nodes["a"].update(name="Ann", aliases={"Annie"})
    store.refresh()
    assert [match.name for match in store.find(["ann", "annie", "a"], fuzzy=True)[0]] == ["Ann"]


def test_many_nodes_that_come_one_by_one_are_found() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(["first", "second"])
    store = NetworkxGraph(graph)
    assert store.find(["first"])[0][0].id == "first"
    graph.add_nodes_from(f"node {number}" for number in range(MIN_RECENT_NODES))
    graph.add_edge("second", "twin", relation="r")
    graph.nodes["twin"]["name"] = "First"
    assert [match.id for match in store.find(["First", "node 7"])[0]] == ["twin", "first"]
    graph.add_nodes_from(f"later {number}" for number in range(MIN_RECENT_NODES))
    assert [[match.id for match in found] for found in store.find(["later 9", "node 7", "second"])] == [
        ["later 9"], ["node 7"], ["second"],
    ]  # fmt: skip


# nodes


def test_nodes_of_any_kind_go_by_their_text() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_edge(1, ("x", 2), relation="r")
    graph.add_edge(("x", 2), date(2020, 1, 2), relation="r")
    store = NetworkxGraph(graph)
    assert store.ends([("1", ("r",)), ("1", ("r", "r"))], 10) == [("('x', 2)",), ("2020-01-02",)]
    assert store.holds([("1", "r", "('x', 2)")]) == [True]
    (path,) = store.walk(("2020-01-02", ("^r",)), ["('x', 2)"], 10)
    assert path.hops[0] == Hop(head="('x', 2)", relation="r", tail="2020-01-02", forward=False, key=0)


def test_two_nodes_of_one_text() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_edge(1, "1", relation="r")
    with pytest.raises(GraphError, match="1 and '1' are the same as text"):
        NetworkxGraph(graph)


def test_two_nodes_of_one_text_later() -> None:
    graph = two_nodes(networkx.MultiDiGraph, relation="r")
    graph.add_node(1)
    store = NetworkxGraph(graph)
    graph.add_node("1")
    for _ in range(2):
        with pytest.raises(GraphError, match="1 and '1' are the same as text"):
            store.steps("a", [()])
    graph.remove_node(1)
    assert [entity.id for entity in store.entities(["1"]) if entity] == ["1"]


def test_attributes_can_be_chosen() -> None:
    graph = two_nodes(networkx.DiGraph, relation="r")
    graph.nodes["a"].update(title="Ann", aka="Annie", kind=["Person"], name=["not", "this"], born=date(1900, 1, 2))
    store = NetworkxGraph(graph, name="title", aliases="aka", types="kind")
    (entity,) = store.entities(["a"])
    assert entity is not None
    assert entity.model_dump() == {
        "id": "a", "name": "Ann", "aliases": ("Annie",), "types": ("Person",),
        "properties": {"name": ["not", "this"], "born": "1900-01-02"},
    }  # fmt: skip
    assert [found[0].kind for found in store.find(["Ann", "Annie"])] == ["name", "alias"]
    assert "'title'" in store.read_as()


def test_values_that_json_does_not_have_become_text() -> None:
    graph = networkx.DiGraph()
    given = {
        "when": date(2020, 1, 2), "count": np.int64(3), "vector": np.array([1.5, 2.0]), "odd": float("nan"),
        "nested": {1: {"b", "a"}, "t": (1, None)}, "flag": True,
    }  # fmt: skip
    graph.add_edge("a", "b", relation="r", **given)
    (path,) = NetworkxGraph(graph).walk(("a", ("r",)), ["b"], 1)
    assert path.hops[0].key is None
    assert path.hops[0].properties == {
        "when": "2020-01-02", "count": 3, "vector": [1.5, 2.0], "odd": "nan",
        "nested": {"1": ["a", "b"], "t": [1, None]}, "flag": True,
    }  # fmt: skip
    assert type(path).model_validate_json(path.model_dump_json()) == path


def test_keys_that_json_does_not_have_become_text() -> None:
    graph = networkx.MultiDiGraph()
    for key in (("x", 1), True, 5, "5"):
        graph.add_edge("a", "b", key=key, relation="r")
    found = NetworkxGraph(graph).walk(("a", ("r",)), ["b"], 10)
    assert [path.hops[0].key for path in found] == [5, "('x', 1)", "5", "True"]


# kinds of graphs


@pytest.mark.parametrize("trap", TRAPS)
def test_undirected_edges_are_walked_from_both_sides(trap: str) -> None:
    graph, edges = networkx.MultiGraph(), edges_of(*TRAPS[trap])
    for edge in edges:
        graph.add_edge(edge.head, edge.tail, key=edge.key, relation=edge.relation)
    store, brute = NetworkxGraph(graph), Enumerator(edges, undirected=True)
    for topic in brute.entities():
        assert store.steps(topic, [()]) == [brute.steps(topic, ())]
        for path in brute.relation_paths(topic):
            assert store.steps(topic, [path]) == [brute.steps(topic, path)]
            (ends,) = store.ends([(topic, path)], 1000)
            assert list(ends) == brute.ends(topic, path)
            for end in ends:
                assert list(store.walk((topic, path), [end], 10_000)) == brute.paths(topic, path, end)
    asked = [turned for edge in edges for turned in (edge[:3], (edge.tail, edge.relation, edge.head))]
    assert store.holds(asked) == [True] * len(asked)


def test_an_undirected_graph_has_no_inverse_steps() -> None:
    store = NetworkxGraph(two_nodes(networkx.Graph, relation="r"))
    assert store.steps("b", [()]) == [{"r": 1}]
    assert store.ends([("b", ("^r",)), ("b", ("r",)), ("b", ("r", "r"))], 10) == [("a",), ("a",), ()]
    for step in ("r", "^r"):
        (path,) = store.walk(("b", (step,)), ["a"], 1)
        assert path.hops[0] == Hop(head="b", relation="r", tail="a")
    assert store.describe(["r"])[0].symmetric


@pytest.mark.parametrize("trap", TRAPS)
def test_symmetric_relations_of_a_directed_graph(trap: str) -> None:
    edges = edges_of(*TRAPS[trap])
    graph = networkx.MultiDiGraph()
    for edge in edges:
        graph.add_edge(edge.head, edge.tail, key=edge.key, relation=edge.relation)
    store, brute = NetworkxGraph(graph, symmetric=("r", "s")), Enumerator(edges, undirected=True)
    for topic in brute.entities():
        assert store.steps(topic, [()]) == [brute.steps(topic, ())]
        for path in brute.relation_paths(topic):
            assert store.steps(topic, [path]) == [brute.steps(topic, path)]
            inverse = tuple(f"^{step}" for step in path)
            ends, others = store.ends([(topic, path), (topic, inverse)], 1000)
            assert list(ends) == list(others) == brute.ends(topic, path)
            for end in ends:
                assert list(store.walk((topic, path), [end], 10_000)) == brute.paths(topic, path, end)
    assert store.holds([(edge.tail, edge.relation, edge.head) for edge in edges]) == [True] * len(edges)


def test_one_symmetric_relation_among_others() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_edge("a", "b", relation="married")
    graph.add_edge("a", "c", relation="parent")
    store = NetworkxGraph(graph, symmetric="married")
    assert store.steps("b", [(), ("married",)]) == [{"married": 1}, {"parent": 1}]
    assert store.steps("c", [()]) == [{"^parent": 1}]
    assert store.having(["married", "^married", "parent"], 9) == [("a", "b"), ("a", "b"), ("a",)]
    assert [found.symmetric for found in store.describe(["married", "parent", "none"])] == [True, False, False]
    assert store.holds([("b", "married", "a"), ("c", "parent", "a")]) == [True, False]


# attributes of nodes as facts


def films() -> Any:
    graph = networkx.MultiDiGraph()
    graph.add_node("f1", name="Speed", types="Film", released='"1994"^^xsd:gYear', minutes=116, tags=["bus", "bomb"])
    graph.add_node("f2", name="1941", types="Film", released='"1979"^^xsd:gYear', seen=date(2020, 1, 2), good=False)
    graph.add_node("p", name="Keanu", types=["Person", "owl:Thing"], born=date(1964, 9, 2), height=np.float64(1.86))
    graph.add_edge("p", "f1", relation="acted_in")
    return graph


def test_attributes_are_walked_to_values_and_back() -> None:
    store = NetworkxGraph(films())
    year, born = '"1994"^^xsd:gYear', '"1964-09-02"^^xsd:date'
    assert store.relations() == ["acted_in", "born", "good", "height", "minutes", "released", "seen", "tags"]
    assert store.steps("p", [(), ("acted_in",), ("born",)]) == [
        {"acted_in": 1, "born": 1, "height": 1}, {"minutes": 1, "released": 1, "tags": 2}, {},
    ]  # fmt: skip
    assert store.ends([("p", ("acted_in", "released")), ("p", ("height",)), ("f2", ("good",))], 9) == [
        (year,), ('"1.86"^^xsd:decimal',), ('"false"^^xsd:boolean',),
    ]  # fmt: skip
    assert store.steps(year, [(), ("^released",)]) == [{"^released": 1}, {"^acted_in": 1, "minutes": 1, "tags": 2}]
    assert store.ends([(year, ("^released", "^acted_in", "born"))], 9) == [(born,)]
    (path,) = store.walk((year, ("^released", "^acted_in", "born")), [born], 9)
    assert [hop.triple for hop in path.hops] == [("f1", "released", year), ("p", "acted_in", "f1"), ("p", "born", born)]
    assert [(hop.forward, hop.key, hop.properties) for hop in path.hops[::2]] == [(False, None, {}), (True, None, {})]
    assert store.holds([hop.triple for hop in path.hops]) == [True] * 3
    assert store.holds([("f1", "released", '"1995"^^xsd:gYear'), (year, "released", "f1"), ("f1", "name", year)]) == [
        False, False, False,
    ]  # fmt: skip


def test_values_are_entities_of_no_kind() -> None:
    store = NetworkxGraph(films())
    year = '"1994"^^xsd:gYear'
    assert store.entities([year, '"1995"^^xsd:gYear', '"116"^^xsd:integer']) == [
        Entity(id=year, name="1994", types=("year",)), None,
        Entity(id='"116"^^xsd:integer', name="116", types=("number",)),
    ]  # fmt: skip
    speed = store.entities(["f1"])[0]
    assert speed is not None
    assert speed.properties == {"released": 1994, "minutes": 116, "tags": ["bus", "bomb"]}
    assert store.kinds() == {"Film": 2, "Person": 1}
    assert store.members(["Film", "year", "owl:Thing"], 1) == [("f1",), (), ()]
    assert store.having(["released", "^released", "acted_in", "^tags", "name"], 9) == [
        ("f1", "f2"), ('"1979"^^xsd:gYear', year), ("p",), ('"bomb"^^xsd:string', '"bus"^^xsd:string'), (),
    ]  # fmt: skip
    assert store.describe(["released", "tags", "acted_in"]) == [
        RelationDescription(heads=("Film",), tails=("year",)), RelationDescription(heads=("Film",), tails=("text",)),
        RelationDescription(heads=("Person", "owl:Thing"), tails=("Film",)),
    ]  # fmt: skip
    with pytest.raises(UnknownEntityError):
        store.ends([('"1995"^^xsd:gYear', ("^released",))], 9)
    assert sorted(store.starts("released", 9, Random(0))) == ["f1", "f2"]
    assert store.starts("^released", 9, Random(0)) == []


def test_values_are_found_by_how_they_are_written_and_printed() -> None:
    graph = films()
    store = NetworkxGraph(graph)
    found = store.find(["1994", "2 January 2020", "2020-01-02", "1941", "bus", "no"])
    assert [[(match.id, match.kind) for match in matches] for matches in found] == [
        [('"1994"^^xsd:gYear', "name")], [('"2020-01-02"^^xsd:date', "name")], [('"2020-01-02"^^xsd:date', "alias")],
        [("f2", "name")], [('"bus"^^xsd:string', "name")], [('"false"^^xsd:boolean', "name")],
    ]  # fmt: skip
    graph.nodes["f2"]["set_in"] = '"1941"^^xsd:gYear'
    assert {match.id for match in store.find(["1941"])[0]} == {"f2", '"1941"^^xsd:gYear'}
    del graph.nodes["f2"]["set_in"]
    assert [match.id for match in store.find(["1941"], 1)[0]] == ["f2"]


def test_changed_attributes_are_in_the_next_answer() -> None:
    graph = films()
    store = NetworkxGraph(graph)
    assert store.ends([('"116"^^xsd:integer', ("^minutes",))], 9) == [("f1",)]
    graph.nodes["f1"]["minutes"] = 117
    graph.nodes["f2"]["minutes"] = 117
    assert store.entities(['"116"^^xsd:integer']) == [None]
    assert store.ends([('"117"^^xsd:integer', ("^minutes",)), ("f1", ("minutes", "^minutes"))], 9) == [("f1", "f2"), ()]
    graph.nodes["p"]["oscars"] = 0
    assert "oscars" in store.relations()
    assert store.steps("p", [()])[0]["oscars"] == 1


def test_an_attribute_that_says_what_an_edge_says_is_one_edge() -> None:
    graph = networkx.MultiDiGraph()
    year = '"1994"^^xsd:gYear'
    graph.add_edge("f", year, key="k", relation="released", source="imdb")
    graph.nodes["f"]["released"] = [year, '"1995"^^xsd:gYear']
    graph.add_node("g", released=year)
    store = NetworkxGraph(graph)
    assert store.steps("f", [()]) == [{"released": 2}]
    assert store.steps(year, [(), ("^released",)]) == [{"^released": 2}, {"released": 1}]
    (path,) = store.walk((year, ("^released",)), ["f"], 9)
    assert (path.hops[0].key, path.hops[0].properties) == ("k", {"source": "imdb"})
    assert store.ends([("g", ("released",)), (year, ("^released", "released"))], 9) == [(year,), ('"1995"^^xsd:gYear',)]
    assert store.kinds() == {}


def test_no_path_leads_on_through_a_value() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_edge("a", '"1"^^xsd:integer', relation="r")
    graph.add_edge("b", '"1"^^xsd:integer', relation="r")
    graph.add_edge('"1"^^xsd:integer', "c", relation="s")
    store = NetworkxGraph(graph)
    assert store.steps("a", [("r",)]) == [{}]
    assert store.ends([("a", ("r", "^r")), ("a", ("r", "s")), ('"1"^^xsd:integer', ("s",))], 9) == [(), (), ("c",)]
    assert list(store.walk(("a", ("r", "^r")), ["b"], 9)) == []


def test_which_attributes_are_facts_can_be_said() -> None:
    graph = films()
    graph.nodes["p"].update(vector=[0.5] * 32, created_at="x", story="long " * 100, nested={"a": 1})
    everything, some, none = (
        NetworkxGraph(graph, properties=properties) for properties in ("all", ["released", "vector"], "none")
    )
    assert {"vector", "created_at", "story", "nested"}.isdisjoint(everything.relations())
    for said in (
        "vector (bookkeeping, by its name)",
        "nested (nothing in it is a value)",
        "created_at (bookkeeping, by its name)",
        "tags",
    ):
        assert said in everything.read_as()
    assert some.relations() == ["acted_in", "released", "vector"]
    assert none.relations() == ["acted_in"]
    assert none.entities(['"116"^^xsd:integer']) == [None]
    with pytest.raises(InputError, match="properties"):
        NetworkxGraph(graph, properties="a,,b")


def test_a_symmetric_attribute_is_walked_from_its_value() -> None:
    graph = networkx.MultiDiGraph()
    graph.add_node("a", same="x")
    graph.add_node("b", same="x")
    store = NetworkxGraph(graph, symmetric="same")
    assert store.ends([('"x"^^xsd:string', ("same",)), ('"x"^^xsd:string', ("^same",))], 9) == [("a", "b")] * 2
    assert store.steps('"x"^^xsd:string', [()]) == [{"same": 2}]
    assert store.holds([('"x"^^xsd:string', "same", "a"), ("a", "same", '"x"^^xsd:string')]) == [True, True]
    (path,) = store.walk(('"x"^^xsd:string', ("same",)), ["a"], 9)
    assert path.hops == (Hop(head='"x"^^xsd:string', relation="same", tail="a"),)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_attribute_names_and_contents(name: str) -> None:
    graph = networkx.MultiDiGraph()
    graph.add_node("a", **{name: "x"}, said=name[:200])
    graph.add_edge("a", "b", relation="r")
    store = NetworkxGraph(graph, properties=[name, "said"])
    assert store.ends([("a", (make_step(name),))], 9) == [('"x"^^xsd:string',)]
    assert store.ends([('"x"^^xsd:string', (make_step(name, False),))], 9) == [("a",)]
    for value in store.ends([("a", ("said",))], 9)[0]:
        assert store.ends([(value, ("^said",))], 9) == [("a",)]
        assert store.holds([("a", "said", value)]) == [True]


def test_views() -> None:
    graph = networkx.MultiDiGraph()
    networkx.add_path(graph, ["a", "b", "c", "d"], relation="r")
    part = NetworkxGraph(networkx.subgraph_view(graph, filter_node=lambda node: node != "c"))
    assert part.ends([("a", ("r",)), ("a", ("r", "r"))], 10) == [("b",), ()]
    assert (part.entities(["c"]), part.find(["c"]), part.holds([("b", "r", "c")])) == ([None], [[]], [False])
    turned = NetworkxGraph(graph.reverse(copy=False))
    assert turned.ends([("d", ("r", "r")), ("b", ("^r",))], 10) == [("b",), ("c",)]
    graph.add_edge("a", "e", relation="r")
    assert part.ends([("a", ("r",))], 10) == [("b", "e")]
    assert turned.ends([("e", ("r",))], 10) == [("a",)]
    assert [match.id for match in part.find(["e"])[0]] == ["e"]


def test_a_path_of_letters_is_no_path_of_steps() -> None:
    store = NetworkxGraph(two_nodes(networkx.DiGraph, relation="r"))
    with pytest.raises(ValueError, match="relation path"):
        store.ends([("a", "r")], 10)  # type: ignore[list-item]


def test_long_chains_of_parallel_edges_are_not_enumerated() -> None:
    graph = networkx.MultiDiGraph()
    for head, tail in pairwise("abcde"):
        for _ in range(300):
            graph.add_edge(head, tail, relation="r")
    store = NetworkxGraph(graph)
    assert store.ends([("a", ("r",) * 4)], 10) == [("e",)]
    assert store.steps("a", [("r",) * 3], cap=100) == [{"^r": 100, "r": 100}]
    assert [path.hops[3].key for path in store.walk(("a", ("r",) * 4), ["e"], 3)] == [0, 1, 2]


def test_networkx_is_not_imported_for_it() -> None:
    code = "import sys, rog, rog.graph.networkx.store; print('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
