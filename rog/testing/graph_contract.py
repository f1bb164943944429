"""What every store must do: subclass `GraphContract` with a `make` to hold a store to the contract."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise

import pytest

from rog.errors import InputError, PathError, UnknownEntityError
from rog.graph import AnyBranch, Graph
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.testing.brute_force import Enumerator
from rog.types import (
    MAX_HOPS,
    Branch,
    Entity,
    Hop,
    ReasoningPath,
    RelationDescription,
    RelationPath,
    Triple,
    make_step,
)

__all__ = ["HOSTILE", "GraphContract", "assert_equals_brute_force", "edges_of"]

HOSTILE = (
    "`", "``) DETACH DELETE n //", "'", '"', "' OR 1=1 --", "a\nb", "a\tb", "\r\n", "\\", "\\n", "^up", "^^", "\\^x",
    "<script>alert(1)</script>", "&amp;", "{{7*7}}", "${x}", "%s%n", "\u202eright to left", "שלום עולם", "مرحبا",
    "e\u0301", "\u00e9", "Z\u0351\u036b\u0343", "👩‍👩‍👧‍👦", "日本語", "\u200b", " ", "  padded  ",
    "\x00nul", "\ufeff", "0", "None", "null", "x" * 10_000, "ÿ" * 5_000,
)  # fmt: skip


def edges_of(*texts: str) -> list[EdgeRecord]:
    """Edges written as "head relation tail", numbered by their keys."""
    triples = [text.split() for text in texts]
    return [EdgeRecord(head, relation, tail, key) for key, (head, relation, tail) in enumerate(triples)]


def targets(paths: Iterable[ReasoningPath]) -> list[str]:
    """The entities each path visits, as one word."""
    return ["".join([path.topic, *(hop.target for hop in path.hops)]) for path in paths]


def assert_equals_brute_force(graph: Graph, records: Sequence[Record], *, at_most: int = 60, seed: int = 0) -> None:
    """Every method agrees with plain enumeration, for at most so many relation paths of each entity."""
    brute, chance = Enumerator.of_records(records), random.Random(seed)
    assert graph.relations() == sorted({edge.relation for edge in brute.edges})
    assert list(graph.kinds().items()) == [(kind, len(members)) for kind, members in brute.kinds().items()]
    assert graph.members(list(brute.kinds()), 10_000) == [tuple(members) for members in brute.kinds().values()]
    assert graph.having(brute.step_names(), 10_000) == [tuple(brute.having(step)) for step in brute.step_names()]
    assert graph.holds([edge[:3] for edge in brute.edges]) == [True] * len(brute.edges)
    for topic in brute.entities():
        paths: list[RelationPath] = [(), *brute.relation_paths(topic)]
        paths = paths if len(paths) <= at_most else chance.sample(paths, at_most)
        steps = graph.steps(topic, paths)
        assert steps == [brute.steps(topic, path) for path in paths]
        assert all(list(found) == sorted(found) for found in steps)
        walked = [path for path in paths if path]
        reached = graph.ends([Branch(topic, path) for path in walked], 10_000)
        assert [list(ends) for ends in reached] == [brute.ends(topic, path) for path in walked]
        for path, ends in zip(walked, reached, strict=True):
            expected = [found for end in ends for found in brute.paths(topic, path, end)]
            assert list(graph.walk((topic, path), ends, 10**6)) == expected
            first = [found for end in ends for found in brute.paths(topic, path, end)[:1]]
            assert list(graph.walk((topic, path), ends, 1)) == first


FAMILY = edges_of(
    "ann parent bob", "ann parent cat", "bob parent dan", "cat parent dan", "dan likes ann", "dan likes dan",
    "eve likes ann",
)  # fmt: skip

TRAPS = {
    "there and back": ("a r b", "b r c"),
    "loop at the topic": ("a r a", "a r b"),
    "loop in the middle": ("a r b", "b r b", "b r c"),
    "two loops in the middle": ("a r b", "b r b", "b r b", "b r c"),
    "triangle": ("a r b", "b r c", "c r a", "c r d"),
    "triangle beside the topic": ("a r b", "b r c", "c r d", "d r b"),
    "two-cycle beside the topic": ("a r b", "b r c", "c r b", "b r c"),
    "parallel edges": ("a r b", "a r b", "b r c", "b r c", "b s c"),
    "one edge, then two": ("a s b", "b r c", "d r c", "d r b", "c r d"),
    "star": ("a r h", "h r b", "h r c", "b r h", "d r h"),
    "ladder": ("a r b", "a r c", "b r d", "c r d", "d r e", "b r c", "e r b"),
    "many ways to one node": ("a s b", "a s c", "a s d", "b r x", "c r x", "d r x", "x r b", "x r c"),
}


YEAR, TEXT, LONG = '"1941"^^xsd:gYear', '"Casablanca"^^xsd:string', '"102"^^xsd:integer'
FILMS: list[Record] = [
    NodeRecord("1941", "1941", types=("Film",)),
    NodeRecord("kane", "Citizen Kane", types=("Film", "Classic"), properties={"title": "Citizen Kane"}),
    NodeRecord("gauge", types=("Thing",), properties={
        "released": YEAR, "runs": 102, "stars": 4.5, "silent": False, "awards": ["Oscar", "Oscar", "Hugo"],
        "area": '"9984670 km²"^^cdt:ucum', "shown": '"1999-05-03"^^xsd:date',
        "embedding": [0.25] * 8, "notes": "x" * 301, "created_at": "2020-01-01", "_id": 7, "odd": {"a": 1},
        "none": None, "blank": " ",
    }),
    *edges_of(f"kane released {YEAR}", "kane after 1941", "kane features gauge"),
]  # fmt: skip
"""A film and a year that look alike, and a node whose properties are of every type."""

SPOUSES = RelationRecord("spouse", RelationDescription(symmetric=True))
COUPLES: list[Record] = [
    SPOUSES,
    *edges_of(
        "ann spouse bob", "bob spouse cat", "cat spouse ann", "bob spouse bob", "ann child dan", "dan spouse eve"
    ),
]


class GraphContract:
    """The suite. A subclass gives `make`; nothing else is asked of a store."""

    def make(self, records: Iterable[Record]) -> Graph:
        """A graph that holds these records and nothing else."""
        raise NotImplementedError

    @pytest.fixture
    def family(self) -> Graph:
        return self.make(FAMILY)

    # relations

    def test_relations_come_in_code_point_order(self) -> None:
        graph = self.make(edges_of("a b c", "a B c", "a é c", "a z c", "a ^b c", "a \\b c", "a b d"))
        assert graph.relations() == ["B", "\\b", "^b", "b", "z", "é"]

    def test_one_edge(self) -> None:
        graph = self.make(edges_of("a r b"))
        assert graph.relations() == ["r"]
        assert graph.steps("a", [()]) == [{"r": 1}]
        assert graph.steps("b", [()]) == [{"^r": 1}]
        assert graph.ends([("a", ("r",)), ("b", ("^r",)), ("a", ("^r",))], 10) == [("b",), ("a",), ()]
        assert graph.holds([("a", "r", "b"), ("b", "r", "a")]) == [True, False]

    # what is known of relations

    def test_the_kinds_of_heads_and_tails(self) -> None:
        graph = self.make(
            [
                NodeRecord("ann", types=("person", "author")), NodeRecord("bob", types=("person",)),
                NodeRecord("cat", types=("animal",)), NodeRecord("dan", types=("person",)),
                NodeRecord("x", types=("place",)),
                *edges_of("ann likes cat", "ann likes bob", "bob likes dan", "cat likes x", "ann `by\\` e", "e by x"),
            ]
        )  # fmt: skip
        likes = RelationDescription(heads=("person", "author", "animal"), tails=("person", "animal", "place"))
        odd, by = RelationDescription(heads=("author", "person")), RelationDescription(tails=("place",))
        assert graph.describe(["likes", "hates", "`by\\`", "by", "likes", ""]) == [
            likes, RelationDescription(), odd, by, likes, RelationDescription(),
        ]  # fmt: skip
        assert graph.describe([]) == []

    def test_the_most_frequent_three_kinds(self) -> None:
        kinds = [NodeRecord(f"n{number}", types=(f"k{number % 5}",)) for number in range(14)]
        edges = [EdgeRecord("a", "r", f"n{number}", number) for number in range(14)]
        (found,) = self.make([*kinds, *edges]).describe(["r"])
        assert found == RelationDescription(tails=("k0", "k1", "k2"))

    def test_kinds_are_counted_by_edges(self) -> None:
        nodes = [NodeRecord("a", types=("rare",)), *(NodeRecord(name, types=("common",)) for name in "bc")]
        graph = self.make([*nodes, *edges_of("a r x", "a r y", "a r z", "b r x", "c r x")])
        assert graph.describe(["r"]) == [RelationDescription(heads=("rare", "common"))]

    # nothing asked, nothing known

    def test_asking_for_nothing_gives_nothing(self, family: Graph) -> None:
        assert family.find([]) == []
        assert family.entities([]) == []
        assert family.steps("ann", []) == []
        assert family.ends([], 10) == []
        assert list(family.walk(("ann", ("parent",)), [], 10)) == []
        assert family.holds([]) == []

    def test_an_unknown_topic_is_an_error(self, family: Graph) -> None:
        for ask in (
            lambda: family.steps("nobody", [()]),
            lambda: family.ends([("ann", ("parent",)), ("nobody", ("parent",))], 10),
            lambda: list(family.walk(("nobody", ("parent",)), ["ann"], 10)),
            lambda: family.ends([("", ("parent",))], 10),
        ):
            with pytest.raises(UnknownEntityError):
                ask()

    def test_the_error_names_the_entity(self, family: Graph) -> None:
        with pytest.raises(UnknownEntityError, match="nobody") as caught:
            family.steps("nobody", [()])
        assert caught.value.entity_id == "nobody"
        assert isinstance(caught.value, InputError)

    def test_an_unknown_relation_reaches_nothing(self, family: Graph) -> None:
        paths: list[RelationPath] = [("hates",), ("^hates",), ("parent", "hates"), ("hates", "parent"), ("",), ("^",)]
        assert family.ends([("ann", path) for path in paths], 10) == [()] * len(paths)
        assert not any(ends.truncated for ends in family.ends([("ann", path) for path in paths], 10))
        assert family.steps("ann", paths) == [{}] * len(paths)
        assert [list(family.walk(("ann", path), ["bob"], 10)) for path in paths] == [[]] * len(paths)

    @pytest.mark.parametrize("path", [(), ("parent",) * (MAX_HOPS + 1)])
    def test_a_path_has_one_to_four_steps(self, family: Graph, path: RelationPath) -> None:
        with pytest.raises(PathError):
            family.ends([("ann", path)], 10)
        with pytest.raises(PathError):
            list(family.walk(("ann", path), ["bob"], 10))

    # steps

    def test_steps_that_can_follow(self, family: Graph) -> None:
        prefixes: list[RelationPath] = [
            (),
            ("parent",),
            ("parent", "parent"),
            ("^likes",),
            ("parent", "parent", "likes"),
        ]
        assert family.steps("ann", prefixes) == [
            {"^likes": 2, "parent": 2},
            {"parent": 2},
            {"^likes": 1, "^parent": 2, "likes": 1},  # dan's own loop both ways, and not back to ann
            {"^likes": 1, "^parent": 2, "likes": 1},
            {"^parent": 2},  # the loop is used up, and the way to ann is barred
        ]

    def test_steps_are_in_code_point_order(self) -> None:
        graph = self.make(edges_of("a b x", "a B x", "a é x", "y z a", "a ^b x", "a \\b x"))
        assert list(graph.steps("a", [()])[0]) == ["B", "\\\\b", "\\^b", "^z", "b", "é"]

    def test_steps_of_several_topics(self, family: Graph) -> None:
        prefixes: list[AnyBranch] = [("ann", ()), Branch("bob", ("^parent",)), ("eve", ("likes",)), ("ann", ("hates",))]
        alone = [family.steps(topic, [path])[0] for topic, path in prefixes]
        assert family.next_steps(prefixes) == alone
        assert alone[1] == {"^likes": 2, "parent": 1}
        assert family.next_steps([], cap=5) == []
        with pytest.raises(UnknownEntityError, match="nobody"):
            family.next_steps([("ann", ()), ("nobody", ())])

    def test_no_step_follows_the_longest_prefix(self) -> None:
        graph = self.make(edges_of("a r b", "b r c", "c r d", "d r e", "e r f"))
        four = ("r",) * MAX_HOPS
        assert graph.steps("a", [four[:3], four, (*four, "r")]) == [{"r": 1}, {}, {}]

    def test_step_counts_stop_at_the_cap(self) -> None:
        graph = self.make([EdgeRecord("a", "r", f"b{number}", number) for number in range(20)])
        assert graph.steps("a", [()], cap=5) == [{"r": 5}]
        assert graph.steps("a", [()], cap=20) == [{"r": 20}]
        assert graph.steps("a", [()], cap=21) == [{"r": 20}]

    def test_an_edge_counts_once_however_many_walks_reach_it(self) -> None:
        graph = self.make(edges_of("a r b", "a r c", "b r d", "c r d", "d s e"))
        assert graph.steps("a", [("r", "r")]) == [{"^r": 2, "s": 1}]

    # ends

    def test_ends_answer_in_the_order_asked(self, family: Graph) -> None:
        branches = [
            ("ann", ("parent", "parent")),
            Branch("dan", ("^parent",)),
            ("ann", ("parent",)),
            ("ann", ("parent",)),
        ]
        assert family.ends(branches, 10) == [("dan",), ("bob", "cat"), ("bob", "cat"), ("bob", "cat")]

    def test_ends_are_cut_to_the_first_and_say_so(self) -> None:
        graph = self.make(edges_of("a r d", "a r c", "a r B", "a r é", "a r d"))
        cut, exact, more = (graph.ends([("a", ("r",))], limit)[0] for limit in (2, 4, 5))
        assert (tuple(cut), cut.truncated) == (("B", "c"), True)
        assert (tuple(exact), exact.truncated) == (("B", "c", "d", "é"), False)
        assert more == exact
        assert not more.truncated

    def test_a_limit_cuts_the_ends_and_not_the_way_there(self) -> None:
        many = [EdgeRecord("a", "r", f"m{number:03}", number) for number in range(100)]
        graph = self.make([*many, *edges_of("m099 s z", "m098 s y")])
        ends = graph.ends([("a", ("r", "s"))], 1)[0]
        assert (tuple(ends), ends.truncated) == (("y",), True)

    def test_a_branch_is_cut_alone(self) -> None:
        graph = self.make(edges_of("a r b", "a r c", "a s d"))
        assert [ends.truncated for ends in graph.ends([("a", ("r",)), ("a", ("s",))], 1)] == [True, False]

    # walk

    def test_walk_shows_edges_and_directions(self, family: Graph) -> None:
        (path,) = family.walk(("bob", ("^parent", "parent")), ["cat"], 10)
        up = Hop(head="ann", relation="parent", tail="bob", forward=False, key=0)
        assert path == ReasoningPath(topic="bob", hops=(up, Hop(head="ann", relation="parent", tail="cat", key=1)))
        assert (path.end, path.relation_path) == ("cat", ("^parent", "parent"))

    def test_walk_takes_the_ends_in_the_order_given(self, family: Graph) -> None:
        for ends in (["cat", "bob"], ["bob", "cat"], ["cat", "nobody", "dan", "ann", "bob"]):
            found = [path.end for path in family.walk(Branch("ann", ("parent",)), ends, 10)]
            assert found == [end for end in ends if end in {"bob", "cat"}]

    def test_walk_limits_each_end(self) -> None:
        graph = self.make(edges_of("a r m", "a r n", "a r o", "m r z", "n r z", "o r z", "o r y"))
        assert targets(graph.walk(("a", ("r", "r")), ["z", "y"], 2)) == ["amz", "anz", "aoy"]
        assert targets(graph.walk(("a", ("r", "r")), ["z", "y"], 3)) == ["amz", "anz", "aoz", "aoy"]

    def test_paths_come_by_the_entities_they_visit_then_by_keys(self) -> None:
        edges = [
            EdgeRecord("a", "r", "n", 0), EdgeRecord("a", "r", "m", 10), EdgeRecord("a", "r", "m", 9),
            EdgeRecord("m", "r", "z", 2), EdgeRecord("m", "r", "z", 1), EdgeRecord("n", "r", "z", 0),
        ]  # fmt: skip
        found = list(self.make(edges).walk(("a", ("r", "r")), ["z"], 100))
        keys = [(hop_from.target, hop_from.key, hop_to.key) for hop_from, hop_to in (path.hops for path in found)]
        assert keys == [("m", 9, 1), ("m", 9, 2), ("m", 10, 1), ("m", 10, 2), ("n", 0, 0)]

    def test_text_keys(self) -> None:
        edges = [EdgeRecord("a", "r", "b", key) for key in ("y", "x", "`'\"\n")]
        assert [path.hops[0].key for path in self.make(edges).walk(("a", ("r",)), ["b"], 9)] == ["`'\"\n", "x", "y"]

    def test_walk_is_lazy(self) -> None:
        layers = [[f"{letter}{number}" for number in range(30)] for letter in "bcd"]
        pairs = [("a", first) for first in layers[0]] + [(last, "z") for last in layers[-1]]
        pairs += [(head, tail) for here, there in pairwise(layers) for head in here for tail in there]
        graph = self.make([EdgeRecord(head, "r", tail, number) for number, (head, tail) in enumerate(pairs)])
        first = islice(graph.walk(("a", ("r",) * 4), ["z"], 10**9), 2)  # of 27,000
        assert targets(first) == ["ab0c0d0z", "ab0c0d1z"]

    # walk semantics

    @pytest.mark.parametrize("trap", TRAPS)
    def test_no_edge_twice_and_never_back_to_the_topic(self, trap: str) -> None:
        edges = edges_of(*TRAPS[trap])
        assert_equals_brute_force(self.make(edges), edges, at_most=1000)

    def test_siblings_do_not_include_oneself(self, family: Graph) -> None:
        assert family.ends([("bob", ("^parent", "parent"))], 10) == [("cat",)]

    def test_a_self_loop_is_one_edge_walked_either_way(self) -> None:
        graph = self.make(edges_of("a s b", "b r b"))
        paths: list[RelationPath] = [("s", "r"), ("s", "^r"), ("s", "r", "^r"), ("s", "r", "r")]
        assert graph.ends([("a", path) for path in paths], 10) == [("b",), ("b",), (), ()]
        assert graph.steps("a", [("s",)]) == [{"^r": 1, "r": 1}]
        assert graph.steps("b", [()]) == [{"^s": 1}]  # its own loop would come back to the topic

    def test_relations_named_like_inverse_steps(self) -> None:
        edges = [EdgeRecord("a", name, "b", 0) for name in ("^r", "\\r")] + [EdgeRecord("b", "r", "a", 1)]
        graph = self.make([edge._replace(key=number) for number, edge in enumerate(edges)])
        assert graph.steps("a", [()]) == [{"\\\\r": 1, "\\^r": 1, "^r": 1}]
        path = next(graph.walk(("b", ("^\\^r",)), ["a"], 1))
        assert path.hops[0] == Hop(head="a", relation="^r", tail="b", forward=False, key=0)
        assert graph.holds([("a", "^r", "b"), ("a", "r", "b"), ("b", "^r", "a"), ("a", "\\^r", "b")]) == [
            True, False, False, False,
        ]  # fmt: skip

    def test_a_hub_under_a_small_limit(self) -> None:
        size = 20_000
        spokes = [EdgeRecord("hub", "r", f"n{number:05}", number) for number in range(size)]
        graph = self.make([EdgeRecord("a", "s", "hub", 0), *spokes, EdgeRecord("n00007", "t", "z", 0)])
        branches: list[Branch] = [Branch("a", ("s", "r")), Branch("a", ("s", "r", "^r")), Branch("n00000", ("^r", "r"))]
        near, back, others = graph.ends(branches, 2)
        assert (tuple(near), near.truncated) == (("n00000", "n00001"), True)
        assert (tuple(back), back.truncated) == ((), False)
        assert (tuple(others), others.truncated) == (("n00001", "n00002"), True)
        assert graph.steps("a", [("s",), ("s", "r")], cap=100) == [{"r": 100}, {"t": 1}]
        assert targets(graph.walk(("a", ("s", "r", "t")), ["z"], 5)) == ["ahubn00007z"]
        assert targets(graph.walk(("n00000", ("^r", "r")), ["n19999", "n00000"], 5)) == ["n00000hubn19999"]

    # holds

    def test_holds(self, family: Graph) -> None:
        asked = [
            Triple("ann", "parent", "bob"), ("bob", "parent", "ann"), ("ann", "likes", "bob"), ("dan", "likes", "dan"),
            ("nobody", "likes", "ann"), ("ann", "likes", "nobody"), ("ann", "hates", "bob"), ("bob", "^parent", "ann"),
        ]  # fmt: skip
        assert family.holds(asked) == [True, False, False, True, False, False, False, False]

    # entities

    def test_entities_in_the_order_asked(self) -> None:
        graph = self.make(
            [
                NodeRecord(
                    "b", "Bé", ("Bee", "B."), ("Person", "Author"), {"born": 1900, "tags": ["x", 1], "dead": None}
                ),
                *edges_of("a r b"),
                NodeRecord("c"),
            ]
        )
        known = Entity(
            id="b",
            name="Bé",
            aliases=("Bee", "B."),
            types=("Person", "Author"),
            properties={"born": 1900, "tags": ["x", 1], "dead": None},
        )
        bare = Entity(id="a", name="a")
        assert graph.entities(["b", "z", "a", "c", "b"]) == [known, None, bare, Entity(id="c", name="c"), known]

    def test_an_entity_without_edges(self) -> None:
        graph = self.make([*edges_of("a r b"), NodeRecord("c", "Sea")])
        assert graph.steps("c", [(), ("r",)]) == [{}, {}]
        assert graph.ends([("c", ("r",))], 10) == [()]
        assert [match.id for match in graph.find(["sea"])[0]] == ["c"]

    def test_edge_properties_and_parallel_edges(self) -> None:
        edges = [
            EdgeRecord("a", "r", "b", "second", {"since": 2001, "note": "`\n'"}),
            EdgeRecord("a", "r", "b", "first", {"since": None, "weights": [0.5, {"x": True}]}),
        ]
        found = list(self.make(edges).walk(("b", ("^r",)), ["a"], 10))
        assert [(path.hops[0].key, path.hops[0].properties) for path in found] == [
            ("first", {"since": None, "weights": [0.5, {"x": True}]}),
            ("second", {"since": 2001, "note": "`\n'"}),
        ]

    # names that were not meant well

    def test_hostile_ids_and_relations(self) -> None:
        ring = list(pairwise([*HOSTILE, HOSTILE[0]]))
        edges = [EdgeRecord(head, f"{head[:50]}~", tail, 0) for head, tail in ring]
        edges += [EdgeRecord(tail, head[:50], head, 0) for head, tail in ring if head[:50]]
        graph = self.make(edges)
        assert graph.relations() == sorted({edge.relation for edge in edges})
        assert graph.holds([edge[:3] for edge in edges]) == [True] * len(edges)
        assert graph.entities(HOSTILE) == [Entity(id=text, name=text) for text in HOSTILE]
        for edge in edges:
            step, back = make_step(edge.relation), make_step(edge.relation, forward=False)
            assert edge.tail in graph.ends([(edge.head, (step,))], 100)[0]
            assert step in graph.steps(edge.head, [()])[0]
            (path, *_) = graph.walk((edge.tail, (back,)), [edge.head], 1)
            assert path.hops[0].triple == edge[:3]

    def test_hostile_ids_alone_are_not_mixed_up(self) -> None:
        edges = [EdgeRecord("topic", "r", text, number) for number, text in enumerate(HOSTILE)]
        assert list(self.make(edges).ends([("topic", ("r",))], 1000)[0]) == sorted(HOSTILE)

    # find

    def test_find_by_id_name_and_alias(self) -> None:
        graph = self.make([NodeRecord("Q1", "Zürich", ("Turicum",)), NodeRecord("Q2", "Bern"), *edges_of("Q1 near Q2")])
        by_id, by_name, by_alias, none = graph.find(["Q1", "Zürich", "Turicum", "Basel"])
        first = [found[0] for found in (by_id, by_name, by_alias)]
        assert [(match.id, match.name, match.matched, match.kind) for match in first] == [
            ("Q1", "Zürich", "Q1", "id"), ("Q1", "Zürich", "Zürich", "name"), ("Q1", "Zürich", "Turicum", "alias"),
        ]  # fmt: skip
        assert [found[0].score for found in (by_id, by_name, by_alias)] == [1.0, 1.0, 1.0]
        assert none == []

    def test_find_compares_normalised_texts(self) -> None:
        graph = self.make([NodeRecord("Q1", "Zürich Airport"), *edges_of("Q1 in Q2")])
        for text in ("zürich airport", "ZÜRICH  AIRPORT", "Zu\u0308rich Airport", " Zürich Airport "):
            assert [match.id for match in graph.find([text])[0]] == ["Q1"], text

    @pytest.mark.parametrize("text", ["", " ", "\n", "?", "no such name", "x" * 100_000])
    @pytest.mark.parametrize("fuzzy", [False, True])
    def test_find_nothing(self, family: Graph, text: str, fuzzy: bool) -> None:
        assert family.find([text, "ann"], fuzzy=fuzzy)[0] == []
        assert [match.id for match in family.find([text, "ann"], fuzzy=fuzzy)[1]][:1] == ["ann"]

    def test_of_equal_matches_the_one_with_more_edges_is_first(self) -> None:
        nodes = [NodeRecord(entity, "Paris") for entity in ("d", "b", "c", "a")]
        graph = self.make([*nodes, *edges_of("c r x", "c r y", "d r x", "d r y", "z r d")])
        assert [match.id for match in graph.find(["paris"])[0]] == ["d", "c", "a", "b"]
        assert [match.id for match in graph.find(["paris"], 2)[0]] == ["d", "c"]

    def test_an_entity_is_found_once_though_names_agree(self) -> None:
        graph = self.make([NodeRecord("Rome", "Rome", ("rome", "ROME")), *edges_of("Rome in Italy")])
        assert [match.id for match in graph.find(["Rome"], fuzzy=True)[0]] == ["Rome"]

    def test_fuzzy_find(self) -> None:
        names = ["Switzerland", "Swaziland", "Germany"]
        nodes = [NodeRecord(f"Q{number}", name) for number, name in enumerate(names)]
        graph = self.make([*nodes, *edges_of("Q0 r Q1")])
        assert graph.find(["Switzerlnad"]) == [[]]
        best = graph.find(["Switzerlnad"], fuzzy=True)[0][0]
        assert (best.id, best.matched, best.kind) == ("Q0", "Switzerland", "fuzzy")
        assert 0 < best.score < 1
        exact = graph.find(["switzerland"], fuzzy=True)[0]
        assert (exact[0].id, exact[0].kind) == ("Q0", "name")
        assert [match.score for match in exact] == sorted((match.score for match in exact), reverse=True)

    def test_find_by_a_part_of_the_name(self) -> None:
        names = [
            "Helena Brandt", "Nordwind Logistics GmbH", "International Business Machines (IBM)", "J. R. R. Tolkien",
            "Carl Maria von Weber", "Brandtner", "Mercury (planet)", "Ada Brandt",
        ]  # fmt: skip
        nodes = [NodeRecord(f"Q{number}", name) for number, name in enumerate(names)]
        nodes += [NodeRecord("Q8", "Alpha", ("Zeppelin Works",)), NodeRecord('"Max Planck"^^xsd:string')]
        graph = self.make([*nodes, *edges_of("Q0 r Q1", "Q0 r Q7")])
        texts = {
            "brandt": ["Q7", "Q0"], "Helena": ["Q0"], "Nordwind Logistics": ["Q1"], "IBM": ["Q2"], "Tolkien": ["Q3"],
            "Carl Weber": ["Q4"], "Weber Carl": [], "Maria": ["Q4"], "Mercury": ["Q6"], "Zeppelin": ["Q8"], "Nord": [],
            "Planck": [], "Helena Brandt born": [],
        }  # fmt: skip
        assert graph.find(list(texts)) == [[] for _ in texts]
        found = graph.find(list(texts), fuzzy=True)
        assert {text: [match.id for match in of] for text, of in zip(texts, found, strict=True)} == texts
        assert {match.kind for of in found for match in of} == {"part"}
        scores = {match.id: match.score for of in found for match in of}
        assert max(scores.values()) == scores["Q2"] == scores["Q6"] == 0.9
        assert graph.find(["Zeppelin"], fuzzy=True)[0][0].matched == "Zeppelin Works"

    @pytest.mark.parametrize("name", [text for text in HOSTILE if any(map(str.isalnum, text))])
    def test_hostile_names_are_found(self, name: str) -> None:
        graph = self.make([NodeRecord("Q1", name), NodeRecord("Q2", "other", (name,)), *edges_of("Q1 r Q2")])
        assert {match.id for match in graph.find([name])[0]} == {"Q1", "Q2"}
        assert graph.entities(["Q1", "Q2"]) == [
            Entity(id="Q1", name=name), Entity(id="Q2", name="other", aliases=(name,)),
        ]  # fmt: skip

    # values

    def test_a_value_is_an_end_and_a_topic(self) -> None:
        graph = self.make(FILMS)
        assert graph.ends([("kane", ("released",)), (YEAR, ("^released",)), (YEAR, ("released",))], 9) == [
            (YEAR,), ("gauge", "kane"), (),
        ]  # fmt: skip
        assert graph.steps(YEAR, [()]) == [{"^released": 2}]
        assert graph.ends([(YEAR, ("^released", "after"))], 9) == [("1941",)]
        assert graph.steps(YEAR, [("^released",)])[0]["runs"] == 1
        (path,) = graph.walk((YEAR, ("^released", "runs")), [LONG], 9)
        assert path.hops == (
            Hop(head="gauge", relation="released", tail=YEAR, forward=False),
            Hop(head="gauge", relation="runs", tail=LONG),
        )

    def test_no_path_leads_on_through_a_value(self) -> None:
        graph = self.make(FILMS)
        through: list[RelationPath] = [
            ("released", "^released"), ("features", "released", "^released"), ("released", "^released", "after"),
        ]  # fmt: skip
        assert graph.steps("kane", [("released",), ("features", "released")]) == [{}, {}]
        assert graph.ends([("kane", path) for path in through], 9) == [(), (), ()]
        assert graph.ends([("kane", path) for path in through] * 9, 9) == [()] * 27
        assert [list(graph.walk(("kane", path), ["gauge", "1941"], 9)) for path in through] == [[], [], []]
        assert graph.ends([("1941", ("^after", "features", "released"))], 9) == [(YEAR,)]

    def test_an_entity_whose_id_begins_like_a_value_is_none(self) -> None:
        for odd in ('"', '"Heroes"', '"1"^^', '"1"^^xsd:', '"a"b'):
            graph = self.make(
                [EdgeRecord("a", "r", odd, 0), EdgeRecord(odd, "r", "b", 0), EdgeRecord("a", "r", YEAR, 1)]
            )
            assert graph.ends([("a", ("r", "r")), ("b", ("^r", "^r"))], 9) == [("b",), ("a",)]
            assert graph.steps("a", [("r",)]) == [{"r": 1}]

    def test_entities_that_are_values(self) -> None:
        graph = self.make(FILMS)
        ids = [YEAR, "1941", '"9984670 km²"^^cdt:ucum', '"1942"^^xsd:gYear', '"1999-05-03"^^xsd:date']
        assert graph.entities(ids) == [
            Entity(id=YEAR, name="1941", types=("year",)),
            Entity(id="1941", name="1941", types=("Film",)),
            Entity(id=ids[2], name="9,984,670 km²", types=("number",)),
            None,
            Entity(id=ids[4], name="3 May 1999", types=("date",)),
        ]

    def test_find_tells_a_film_from_a_year(self) -> None:
        graph = self.make(FILMS)
        found = graph.find(["1941", "9,984,670 km²", "9984670", "3 May 1999", "1999-05-03", "Oscar", "1943"])
        assert {(match.id, match.name, match.kind) for match in found[0]} == {
            ("1941", "1941", "id"), (YEAR, "1941", "name"),
        }  # fmt: skip
        assert [[(match.name, match.kind) for match in matches] for matches in found[1:]] == [
            [("9,984,670 km²", "name")], [("9,984,670 km²", "alias")], [("3 May 1999", "name")],
            [("3 May 1999", "alias")], [("Oscar", "name")], [],
        ]  # fmt: skip

    def test_another_number_is_no_misspelling(self) -> None:
        graph = self.make([NodeRecord("a", properties={"born": YEAR, "height": 19411, "place": "Casablanca"})])
        assert graph.find(["1942", "19412"], fuzzy=True) == [[], []]
        assert [match.id for match in graph.find(["Casablnaca"], fuzzy=True)[0]] == [TEXT]

    # what nodes know

    def test_properties_are_facts(self) -> None:
        graph = self.make(FILMS)
        facts = {
            "area": ('"9984670 km²"^^cdt:ucum',), "awards": ('"Hugo"^^xsd:string', '"Oscar"^^xsd:string'),
            "released": (YEAR,), "runs": (LONG,), "shown": ('"1999-05-03"^^xsd:date',),
            "silent": ('"false"^^xsd:boolean',), "stars": ('"4.5"^^xsd:decimal',),
        }  # fmt: skip
        assert graph.relations() == sorted([*facts, "after", "features", "title"])
        assert graph.ends([("gauge", (name,)) for name in facts], 9) == list(facts.values())
        steps = {name: len(values) for name, values in facts.items()}
        assert graph.steps("gauge", [()]) == [{"^features": 1, **steps}]
        asked = [("gauge", "runs", LONG), ("gauge", "runs", "102"), (LONG, "runs", "gauge"), ("gauge", "_id", LONG)]
        assert graph.holds(asked) == [True, False, False, False]

    def test_properties_are_shown_as_plain_values(self) -> None:
        (gauge,) = self.make(FILMS).entities(["gauge"])
        assert gauge is not None
        shown = {name: gauge.properties[name] for name in ("released", "runs", "stars", "silent", "area", "shown")}
        assert shown == {
            "released": 1941, "runs": 102, "stars": 4.5, "silent": False, "area": "9,984,670 km²",
            "shown": "1999-05-03",
        }  # fmt: skip

    def test_a_property_that_an_edge_says_too_is_one_fact(self) -> None:
        edges = [EdgeRecord("a", "born", YEAR, 0, {"source": "x"}), EdgeRecord("b", "born", YEAR, 1)]
        graph = self.make([*edges, NodeRecord("a", properties={"born": YEAR})])
        assert graph.steps("a", [()]) == [{"born": 1}]
        assert [path.hops[0].key for path in graph.walk(("a", ("born",)), [YEAR], 9)] == [0]

    def test_descriptions_tell_the_kinds_of_values(self) -> None:
        released, runs, awards = self.make(FILMS).describe(["released", "runs", "awards"])
        assert (set(released.heads), released.tails) == ({"Film", "Classic", "Thing"}, ("year",))
        assert runs == RelationDescription(heads=("Thing",), tails=("number",))
        assert awards.tails == ("text",)

    # kinds

    def test_kinds_and_their_members(self) -> None:
        graph = self.make(FILMS)
        assert list(graph.kinds().items()) == [("Film", 2), ("Classic", 1), ("Thing", 1)]
        assert graph.members(["Film", "year", "none", "", "Thing", "Film"], 9) == [
            ("1941", "kane"), (), (), (), ("gauge",), ("1941", "kane"),
        ]  # fmt: skip
        assert graph.members([], 9) == []

    def test_members_are_cut_and_say_so(self) -> None:
        graph = self.make([NodeRecord(name, types=("K",)) for name in ("b", "é", "B", "a")])
        cut, exact, none = (graph.members(["K"], limit)[0] for limit in (2, 4, 0))
        assert (tuple(cut), cut.truncated) == (("B", "a"), True)
        assert (tuple(exact), exact.truncated) == (("B", "a", "b", "é"), False)
        assert (tuple(none), none.truncated) == ((), True)

    def test_what_a_schema_or_a_tool_says_is_no_kind(self) -> None:
        schema = ("owl:Class", "rdfs:Resource", "owl:Thing", "owl:NamedIndividual", "rdf:Property", "__KGBuilder__")
        graph = self.make([NodeRecord("a", types=(*schema, "Person")), NodeRecord("b", types=("__Entity__",))])
        assert graph.kinds() == {"Person": 1}
        assert graph.members([*schema, "__Entity__"], 9) == [()] * 7

    def test_what_a_step_leaves(self) -> None:
        graph = self.make([*FAMILY, EdgeRecord("eve", "likes", "eve", 9), EdgeRecord("fay", "likes", "fay", 10)])
        steps = ["likes", "^likes", "parent", "^parent", "hates", "^hates", ""]
        assert graph.having(steps, 9) == [
            ("dan", "eve"),
            ("ann",),
            ("ann", "bob", "cat"),
            ("bob", "cat", "dan"),
            (),
            (),
            (),
        ]
        cut, exact = graph.having(["parent"], 2)[0], graph.having(["parent"], 3)[0]
        assert (tuple(cut), cut.truncated, exact.truncated) == (("ann", "bob"), True, False)
        assert graph.having([], 9) == []

    def test_values_that_a_step_leaves(self) -> None:
        graph = self.make(FILMS)
        assert graph.having(["^released", "^awards", "released"], 9) == [
            (YEAR,), ('"Hugo"^^xsd:string', '"Oscar"^^xsd:string'), ("gauge", "kane"),
        ]  # fmt: skip

    # relations that hold both ways

    def test_a_symmetric_relation_is_walked_from_either_end(self) -> None:
        graph = self.make([SPOUSES, EdgeRecord("ann", "spouse", "bob", 0, {"since": 1999})])
        assert graph.steps("bob", [()]) == [{"spouse": 1}]
        assert graph.ends([("bob", ("spouse",)), ("bob", ("^spouse",)), ("ann", ("^spouse",))], 9) == [
            ("ann",), ("ann",), ("bob",),
        ]  # fmt: skip
        assert graph.ends([("bob", ("^spouse",))] * 9, 9) == [("ann",)] * 9
        for step in ("spouse", "^spouse"):
            (path,) = graph.walk(("bob", (step,)), ["ann"], 9)
            assert path.hops == (Hop(head="bob", relation="spouse", tail="ann", key=0, properties={"since": 1999}),)
        assert graph.holds([("ann", "spouse", "bob"), ("bob", "spouse", "ann")]) == [True, True]
        assert graph.having(["spouse", "^spouse"], 9) == [("ann", "bob"), ("ann", "bob")]
        assert graph.describe(["spouse"])[0].symmetric

    def test_an_edge_that_is_walked_both_ways_is_one_edge(self) -> None:
        graph = self.make(COUPLES)
        assert graph.steps("ann", [(), ("spouse",), ("child",)]) == [
            {"child": 1, "spouse": 2},
            {"spouse": 2},
            {"spouse": 1},
        ]
        assert graph.ends([("ann", ("spouse", "spouse")), ("ann", ("spouse",) * 3), ("dan", ("spouse",) * 2)], 9) == [
            ("bob", "cat"), ("bob", "cat"), (),
        ]  # fmt: skip
        walked = graph.walk(("dan", ("^child", "spouse", "^spouse")), ["bob", "cat", "ann"], 9)
        assert targets(walked) == ["danannbobbob", "dananncatbob", "danannbobcat"]

    def test_opposite_edges_of_a_symmetric_relation_are_parallel(self) -> None:
        graph = self.make([SPOUSES, *edges_of("ann spouse bob", "bob spouse ann", "ann spouse bob", "bob spouse cat")])
        assert graph.steps("ann", [()]) == [{"spouse": 3}]
        assert [path.hops[0].key for path in graph.walk(("ann", ("spouse",)), ["bob"], 9)] == [0, 1, 2]
        assert [path.hops[0].key for path in graph.walk(("bob", ("spouse",)), ["ann"], 9)] == [0, 1, 2]

    def test_symmetric_relations_equal_brute_force(self) -> None:
        records: list[Record] = [*COUPLES, *edges_of("bob child eve", "eve likes bob", "eve likes eve")]
        assert_equals_brute_force(self.make(records), records, at_most=1000)

    def test_values_equal_brute_force(self) -> None:
        assert_equals_brute_force(self.make(FILMS), FILMS, at_most=1000)
