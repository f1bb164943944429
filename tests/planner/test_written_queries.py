"""Queries that a chat model writes: each operation, what is shown for it, and that no reply can do harm."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest

from rog.graph.evaluate import evaluate
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.lm.messages import Reply
from rog.lm.scripted import ScriptedLM
from rog.pipeline import RoG
from rog.planner.chat.planner import ChatPlanner, ChatPlannerSettings
from rog.planner.contract import Planned, PlanRequest
from rog.prompts.planning import PLANNING_RULES
from rog.query import Several
from rog.query.nodes import WRITERS, walk_nodes
from rog.reasoner.paths import PathReasoner
from rog.types import Candidate, Topic
from tests.conftest import MakeGraph
from tests.fakes.company import amount
from tests.reasoner.test_chat import INJECTIONS, OURS

RECORDS: list[Record] = [
    NodeRecord("g1", "Elm Garden", types=("garden",)),
    NodeRecord("g2", "Ash Garden", types=("garden",)),
    NodeRecord("g3", "Fern Garden", types=("garden",)),
    *(NodeRecord(one, types=("plant",)) for one in ("rose", "lily", "moss")),
    NodeRecord("p1", "Ada Moor", types=("gardener",)),
    EdgeRecord("g1", "grows", "rose", properties={"since": 1990}),
    EdgeRecord("g1", "grows", "lily", properties={"since": 2015}),
    EdgeRecord("g2", "grows", "rose", properties={"since": 2001}),
    EdgeRecord("g1", "kept_by", "p1"),
    EdgeRecord("g1", "area", amount("30", "km²")),
    EdgeRecord("g2", "area", amount("80", "km²")),
    EdgeRecord("g1", "motto", '"Slow and green"^^xsd:string'),
]


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(RECORDS)


def topic(key: str, name: str) -> Topic:
    return Topic(text=name, start=None, end=None, candidates=(Candidate(id=key, name=name, score=1.0, kind="name"),))


ELM, ASH = topic("g1", "Elm Garden"), topic("g2", "Ash Garden")


def ask(
    graph: IndexGraph, *replies: Any, question: str = "What grows there?", topics: Sequence[Topic] = (ELM, ASH)
) -> tuple[Planned, ScriptedLM]:
    lm = ScriptedLM([{"plans": [reply]} if isinstance(reply, dict) else reply for reply in replies])
    return ChatPlanner(lm).plan([PlanRequest(question, tuple(topics))], graph)[0], lm


def walk(start: Any, *path: str, **more: Any) -> dict[str, Any]:
    return {"op": "walk", "start": start, "path": list(path), **more}


GARDENS = {"op": "kind", "kind": "garden"}
GROWN = walk("topic 1", "grows")


# each operation

WRITTEN: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    (GROWN, "g1 / grows", ("lily", "rose")),
    (walk("Elm Garden", "grows"), "g1 / grows", ("lily", "rose")),
    (walk({"op": "ids", "ids": ["g1"]}, "grows"), "g1 / grows", ("lily", "rose")),
    (walk(["topic 1"], "grows"), "", ()),  # a list is no query
    (walk("rose", "inverse of grows"), "rose / ^grows", ("g1", "g2")),
    (walk("rose", "^grows"), "rose / ^grows", ("g1", "g2")),
    (
        walk("topic 1", "grows", tests=[{"hop": 1, "property": "since", "sign": ">", "value": "2000"}]),
        "g1 / grows[since > 2000]",
        ("lily",),
    ),
    (
        {"op": "edge_values", "walk": walk("topic 2", "grows"), "property": "since"},
        "edge(g2 / grows, since)",
        ('"2001"^^xsd:integer',),
    ),
    (GARDENS, "kind(garden)", ("g1", "g2", "g3")),
    ({"op": "having", "path": ["area"]}, "having(area)", ("g1", "g2")),
    ({"op": "both", "parts": [GROWN, walk("topic 2", "grows")]}, "g1 / grows and g2 / grows", ("rose",)),
    ({"op": "either", "parts": [GROWN, "moss"]}, "g1 / grows or moss", ("lily", "moss", "rose")),
    ({"op": "without", "whole": GARDENS, "part": "topic 1"}, "kind(garden) not g1", ("g2", "g3")),
    (
        {"op": "where", "whole": GARDENS, "test": {"op": "has", "path": ["kept by"]}},
        "kind(garden) where has kept_by",
        ("g1",),
    ),
    (
        {"op": "where", "whole": GROWN, "test": {"op": "is_a", "kind": "Plant"}},
        "g1 / grows where is plant",
        ("lily", "rose"),
    ),
    (
        {
            "op": "where",
            "whole": GARDENS,
            "test": {"op": "compares", "by": {"path": ["area"]}, "sign": ">", "right": "40 km²"},
        },
        "kind(garden) where area > 40 km²",
        ("g2",),
    ),
    (
        {"op": "where", "whole": GARDENS, "test": {"op": "says", "path": ["motto"], "text": "GREEN"}},
        "kind(garden) where motto contains 'GREEN'",
        ("g1",),
    ),
    (
        {
            "op": "where",
            "whole": GARDENS,
            "test": {"op": "compares", "by": ["motto"], "sign": "=", "right": "Slow and green"},
        },
        "kind(garden) where motto = 'Slow and green'",
        ("g1",),
    ),
    ({"op": "most", "whole": GARDENS, "by": {"path": ["area"]}}, "most(kind(garden), area)", ("g2",)),
    ({"op": "most", "whole": GARDENS, "by": ["area"], "least": True}, "least(kind(garden), area)", ("g1",)),
    (
        {"op": "most", "whole": GARDENS, "by": {"path": ["grows"], "counted": True}},
        "most(kind(garden), count(grows))",
        ("g1",),
    ),
    ({"op": "most", "whole": GARDENS, "by": {"path": ["area"]}, "first": 2}, "most(kind(garden), area, 2)", ("g1",)),
    ({"op": "count", "of": GROWN}, "count(g1 / grows)", ('"2"^^xsd:integer',)),
    (
        {"op": "exists", "of": {"op": "both", "parts": ["moss", GROWN]}},
        "exists(moss and g1 / grows)",
        ('"false"^^xsd:boolean',),
    ),
    (
        {"op": "total", "of": GARDENS, "how": "sum", "path": ["area"]},
        "sum(kind(garden), area)",
        ('"110 km²"^^cdt:ucum',),
    ),
    (
        {"op": "same", "left": walk("topic 1", "area"), "sign": "<", "right": walk("topic 2", "area")},
        "g1 / area < g2 / area",
        ('"true"^^xsd:boolean',),
    ),
    (
        {"op": "same", "left": walk("topic 1", "area"), "sign": ">", "right": 20},
        "",  # square kilometres and a bare number do not compare
        (),
    ),
    ({"op": "between", "left": "topic 1", "right": "topic 2"}, "between(g1, g2)", ("rose",)),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text", "found"), WRITTEN, ids=lambda one: one if isinstance(one, str) else "")
def test_each_operation_is_read_and_executed(
    graph: IndexGraph, form: dict[str, Any], text: str, found: tuple[str, ...]
) -> None:
    planned, lm = ask(graph, form, {"nothing": "more"})
    assert [plan.text for plan in planned.plans] == ([text] if text else [])
    assert [evaluate(plan.query, graph).ids for plan in planned.plans] == ([found] if text else [])
    assert len(lm.asked) == (1 if text else 2)


def test_every_operation_is_among_them_and_in_the_instructions(graph: IndexGraph) -> None:
    queries = [ask(graph, form)[0].plans[0].query for form, text, _ in WRITTEN if text]
    operations = {node.op for query in queries for node in walk_nodes(query)} - {"ids"}
    schema: Any = ask(graph, GROWN)[1].asked[0].schema
    known = {choice["$ref"].rpartition("/")[2] for choice in schema["$defs"]["Query"]["anyOf"][1:]}
    assert len(known) == len(operations) == 14
    assert all(f'"op": "{operation}"' in PLANNING_RULES for operation in operations)


def test_the_examples_of_the_instructions_are_replies_of_the_right_shape(make_graph: MakeGraph) -> None:
    examples = PLANNING_RULES.rpartition("Examples")[2].splitlines()
    replies = [json.loads(line) for line in examples if line.startswith("{")]
    assert len(replies) == 8
    ferries = make_graph([
        NodeRecord("otter", "Otter", types=("ferry",)), NodeRecord("heron", "Heron", types=("ferry",)),
        EdgeRecord("otter", "built_by", "yard"), EdgeRecord("otter", "calls_at", "lumby"),
        EdgeRecord("lumby", "crane", "c1"), EdgeRecord("port", "pilot", "p1"),
        EdgeRecord("otter", "length", amount("50", "m")), EdgeRecord("otter", "operator", "brill"),
        EdgeRecord("otter", "launched", '"1990"^^xsd:gYear'), EdgeRecord("heron", "launched", '"1995"^^xsd:gYear'),
    ])  # fmt: skip
    topics = {0: "otter", 1: "otter", 2: "otter", 4: "brill", 7: "otter"}
    others = {2: "lumby", 7: "heron"}
    for number, reply in enumerate(replies):
        named = [topic(one, one) for one in (topics.get(number), others.get(number)) if one]
        planned, _ = ask(ferries, json.dumps(reply), question="Which ferry length calls?", topics=named)
        assert len(planned.plans) == 1, (reply, planned.warnings)


def test_plans_answer_through_the_pipeline(graph: IndexGraph) -> None:
    lm = ScriptedLM([{"plans": [{"op": "count", "of": GROWN}]}])
    result = RoG(graph, ChatPlanner(lm), PathReasoner()).ask("How many plants grow in Elm Garden?")
    assert [answer.value for answer in result.answers] == [2]


# what is shown


def test_kinds_values_and_properties_of_edges_are_shown(graph: IndexGraph) -> None:
    _, lm = ask(graph, GROWN, question="Which garden grows roses since when?", topics=[ELM])
    assert lm.asked[0].messages[1].content.splitlines()[1:] == [
        "Topic 1: Elm Garden",
        "First steps: grows; area; kept by; motto",
        "Later steps: inverse of grows",
        "Kind: garden; steps: grows; area; kept by; motto",
        "Kind: gardener; steps: inverse of kept by",
        "Values: area, as 30 km²; motto, as Slow and green",
        "Properties of edges of grows: since",
    ]
    schema: Any = lm.asked[0].schema
    assert schema["$defs"]["KindName"]["enum"] == ["garden", "gardener"]
    assert schema["$defs"]["PropertyName"]["enum"] == ["since"]


def test_a_question_without_a_topic_is_asked_with_kinds(graph: IndexGraph) -> None:
    form = {"op": "most", "whole": GARDENS, "by": {"path": ["area"]}}
    planned, lm = ask(graph, form, question="Which is the largest?", topics=[])
    assert [plan.text for plan in planned.plans] == ["most(kind(garden), area)"]
    lines = lm.asked[0].messages[1].content.splitlines()
    assert lines[1:4] == [
        "Kind: garden; steps: area; grows; kept by; motto",
        "Kind: plant; steps: inverse of grows",
        "Kind: gardener; steps: inverse of kept by",
    ]
    schema: Any = lm.asked[0].schema
    assert "integer" not in json.dumps(schema["properties"])  # no topic, so no short form


def test_what_is_shown_keeps_to_the_budget(make_graph: MakeGraph) -> None:
    kinds = [NodeRecord(f"e{number}", types=(f"kind of thing {number}",)) for number in range(300)]
    edges = [EdgeRecord(f"e{number}", f"relation {number}", amount(str(number), "km")) for number in range(300)]
    planned, lm = ask(make_graph([*kinds, *edges]), {"op": "kind", "kind": "kind of thing 7"}, topics=[])
    assert planned.spent.input_tokens <= ChatPlannerSettings().first_prompt
    assert planned.plans[0].text == 'kind("kind of thing 7")'
    assert "Kind: " in lm.asked[0].messages[1].content


# what is wrong, and asking again


@pytest.mark.parametrize(
    ("form", "reason", "possible"),
    [
        (walk("topic 1", "waters"), "the query 'walk': 'waters' is no step of the graph", True),
        (walk("topic 3", "grows"), "the query 'walk': there is no topic 3", False),
        (walk("Oak Garden", "grows"), '"Oak Garden" / grows: the graph has no entity with the id', False),
        ({"op": "kind", "kind": "gardne"}, "kind(gardne): the graph has no kind 'gardne'", False),
        (walk("topic 1", "grows", "area"), "g1 / grows / area: it finds nothing", True),
        ({"op": "count", "of": {"op": "nothing"}}, "the query 'count': not a query", False),
        ({"op": "walk", "start": "topic 1"}, "the query 'walk': not a query: Field required", False),
        ({"op": "walk", "start": "topic 1", "path": []}, "the query 'walk': not a query", False),
        ({"op": "walk", "start": "topic 1", "path": "grows", "limit": 3}, "the query 'walk': not a query", False),
        ({"start": "topic 1"}, "a query without an operation: not a query", False),
        ({"op": "ids", "ids": ["topic 1"]}, "g1: it names things and asks nothing of the graph", False),
        ({"op": "between", "left": GARDENS, "right": "g1"}, "between(kind(garden), g1): what is to be", False),
        ({"op": "several", "parts": [GROWN, GROWN]}, "g1 / grows\\; g1 / grows: a plan asks one question", False),
        (
            {"op": "most", "whole": GARDENS, "by": {"path": ["motto"]}},
            "most(kind(garden), motto): these values have no order",
            False,
        ),
    ],
)  # fmt: skip
def test_the_model_is_told_what_was_wrong(graph: IndexGraph, form: dict[str, Any], reason: str, possible: bool) -> None:
    planned, lm = ask(graph, form, GROWN)
    assert [plan.text for plan in planned.plans] == ["g1 / grows"]
    told = lm.asked[1].messages[1].content.splitlines()[-2]
    assert told.startswith(f"Impossible: {reason}")
    assert ("; possible: " in told) == possible
    assert planned.warnings[0].startswith(f"a plan was dropped: {reason}")


def test_a_plan_that_asks_the_same_is_one(graph: IndexGraph) -> None:
    one = {"op": "both", "parts": [GROWN, walk("topic 2", "grows")]}
    other = {"op": "both", "parts": [walk("topic 2", "grows"), GROWN, GROWN]}
    planned, _ = ask(graph, json.dumps({"plans": [one, other, GROWN]}))
    assert [round(plan.score, 2) for plan in planned.plans] == [0.67, 0.33]


# replies that mean harm


def nested(depth: int) -> dict[str, Any]:
    query: dict[str, Any] = GROWN
    for _ in range(depth):
        query = {"op": "count", "of": query}
    return query


@pytest.mark.parametrize(
    "form",
    [
        nested(45),
        nested(900),
        {"op": "both", "parts": [GROWN] * 100},
        {"op": "both", "parts": [GROWN] * 10_000},
        {"op": "either", "parts": []},
        {"op": "count", "of": [GROWN]},
        walk(None, "grows"),
        walk("topic 1", *["grows"] * 5),
        walk("topic 1", 7),  # type: ignore[arg-type]
        walk("topic 99999999999999999999", "grows"),
        walk("x" * 100_000, "grows"),
        walk("\ud800", "grows"),
        walk("topic 1", "\ud800"),
        walk("topic 1", "grows", tests=[{"hop": 9, "property": "since", "sign": ">", "value": "1"}]),
        walk("topic 1", "grows", tests=[{"hop": 1, "property": ["since"], "sign": "~", "value": {}}]),
        walk("topic 1", "grows", tests="since"),
        {"op": "most", "whole": GARDENS, "by": {"path": ["area"]}, "first": 0},
        {"op": "most", "whole": GARDENS, "by": {"path": ["area"]}, "count": -(10**30)},
        {"op": "most", "whole": GARDENS, "by": 7},
        {"op": "where", "whole": GARDENS, "test": {"op": "compares", "by": ["area"], "sign": ">", "right": 1e400}},
        {"op": "where", "whole": GARDENS, "test": "is_a"},
        {"op": ["walk"], "start": "topic 1", "path": ["grows"]},
        {"op": {"op": "walk"}},
        {"op": "kind", "kind": "garden') DETACH DELETE n //"},
        {"op": "kind", "kind": "garden`) MATCH (n) DETACH DELETE n //"},
        walk("' OR 1=1 --", "grows"),
        walk("topic 1", "grows`]->() DELETE n //"),
        walk("topic 1", 'grows" } UNION { ?s ?p ?o'),
        *(walk(name, "grows") for name in INJECTIONS),
        *(walk("topic 1", name) for name in INJECTIONS),
    ],
    ids=lambda form: ascii(form)[:50],
)
def test_a_reply_that_means_harm_becomes_no_plan(graph: IndexGraph, form: dict[str, Any]) -> None:
    lm = ScriptedLM(lambda _: Reply(text="", parsed={"plans": [form]}, input_tokens=0))
    (planned,) = ChatPlanner(lm).plan([PlanRequest("What grows there?", (ELM, ASH))], graph)
    assert planned.plans == ()
    assert planned.warnings
    assert all(warning.isprintable() for warning in planned.warnings)
    lines = lm.asked[-1].messages[1].content.splitlines()
    assert all(OURS.match(line) for line in lines)
    assert sum(line.startswith("Impossible: ") for line in lines) <= 1


OPERATIONS = (
    "ids", "kind", "having", "walk", "edge_values", "both", "either", "without", "where", "most", "count", "exists",
    "total", "same", "between", "several", "is_a", "has", "compares", "is", "says", "nothing",
)  # fmt: skip
FIELDS = (
    "start", "path", "tests", "walk", "property", "parts", "whole", "part", "test", "by", "sign", "right", "left",
    "of", "how", "kind", "ids", "least", "first", "count", "counted", "text", "hop", "value", "topic", "steps",
)  # fmt: skip
TEXTS = (
    "topic 1", "topic 2", "Elm Garden", "g1", "rose", "garden", "plant", "grows", "inverse of grows", "area", "motto",
    "since", ">", "=", "sum", "most", "contains", "40 km²", "1990", "", "\u2028", "^grows", '"2001"^^xsd:integer',
)  # fmt: skip


def any_value(chance: random.Random, depth: int) -> Any:
    """A value as a model might write in its place, sound or not."""
    kind = chance.random()
    if depth <= 0 or kind < 0.35:
        return chance.choice([*TEXTS, *TEXTS, 7, -1, 1.5, True, None])
    if kind < 0.5:
        return [any_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    return any_query(chance, depth - 1)


def any_query(chance: random.Random, depth: int) -> dict[str, Any]:
    """A query that is nearly one: some of its fields are right, some are anything."""

    def inner() -> Any:
        return any_query(chance, depth - 1) if depth > 0 and chance.random() < 0.6 else "topic 1"

    path = [chance.choice(["grows", "inverse of grows", "area", "kept by", "motto"])]
    right: dict[str, dict[str, Any]] = {
        "walk": {"start": inner(), "path": path}, "count": {"of": inner()}, "exists": {"of": inner()},
        "most": {"whole": inner(), "by": {"path": path, "counted": chance.random() < 0.5}},
        "where": {"whole": inner(), "test": {"op": "compares", "by": {"path": path}, "sign": ">", "right": "40 km²"}},
        "both": {"parts": [inner(), inner()]}, "either": {"parts": [inner(), inner()]},
        "without": {"whole": inner(), "part": inner()}, "kind": {"kind": "garden"}, "having": {"path": path},
        "total": {"of": inner(), "how": "sum", "path": path}, "same": {"left": inner(), "sign": "<", "right": inner()},
        "between": {"left": inner(), "right": "topic 2"}, "edge_values": {"walk": inner(), "property": "since"},
    }  # fmt: skip
    operation = chance.choice(list(right)) if chance.random() < 0.9 else chance.choice(OPERATIONS)
    form: dict[str, Any] = {"op": operation, **right.get(operation, {})}
    if chance.random() < 0.25:
        form[chance.choice(FIELDS)] = any_value(chance, depth)
    return form


@pytest.mark.parametrize("seed", range(8))
def test_any_reply_becomes_plans_that_can_be_executed(graph: IndexGraph, seed: int) -> None:
    chance = random.Random(seed)
    kept = 0
    for _ in range(60):
        plans = [any_query(chance, 3) if chance.random() < 0.8 else any_value(chance, 4) for _ in range(3)]
        text = json.dumps({"plans": plans})
        lm = ScriptedLM([text, text])
        (planned,) = ChatPlanner(lm).plan([PlanRequest("What grows?", (ELM, ASH))], graph)
        for plan in planned.plans:
            found = evaluate(plan.query, graph)
            assert found.ids
            assert not any(isinstance(node, Several) for node in walk_nodes(plan.query))
            assert all(WRITERS[language](plan.query) for language in ("text", "cypher", "sparql"))
        kept += len(planned.plans)
        assert all(warning.isprintable() for warning in planned.warnings)
    assert kept > 20
