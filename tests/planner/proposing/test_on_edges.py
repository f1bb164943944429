"""What edges know: asked for, and asked by."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rog.graph.calls import CallCounter, CountedGraph
from rog.graph.evaluate import evaluate
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.planner.proposing.schema import Schema
from rog.planner.proposing.sets.edges import Edges
from rog.planner.proposing.sets.on_edges import edge_conditions
from rog.planner.proposing.sets.sides import Sides
from rog.types import RelationPath
from tests.conftest import MakeGraph
from tests.fakes.company import amount
from tests.planner.proposing.asked import best, proposed, request_of

RECORDS: list[Record] = [
    *(NodeRecord(one, types=("bank",)) for one in ("Nordbank", "Sudbank")),
    *(NodeRecord(one, types=("person",)) for one in ("Bob", "Cleo", "Dora")),
    EdgeRecord("Bob", "ceo_of", "Nordbank", properties={"year": 1999, "style": "strict"}),
    EdgeRecord("Cleo", "ceo_of", "Nordbank", properties={"year": 2012, "style": "mild"}),
    EdgeRecord("Dora", "works_for", "Sudbank", properties={"since": 2009, "until": 2015, "role": "the clerk"}),
    EdgeRecord("Dora", "likes", "Nordbank"),
    *(NodeRecord(one, types=("troupe",)) for one in ("Lanterns", "Moths")),
    EdgeRecord("Bob", "plays_with", "Lanterns", properties={"part": "drums", "since": 1998}),
    EdgeRecord("Cleo", "plays_with", "Lanterns", properties={"part": "vocals", "since": 2006}),
    EdgeRecord("Dora", "plays_with", "Moths", properties={"part": "drums", "since": 2010}),
    EdgeRecord("Nordbank", "lent_to", "Lanterns", properties={"amount": amount("9000", "€")}),
    EdgeRecord("Sudbank", "lent_to", "Moths", properties={"amount": amount("400", "€")}),
]


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(RECORDS)


Walks = Sequence[tuple[Sequence[tuple[str, RelationPath]], float]]
CEO: Walks = (((("Nordbank", ("^ceo_of",)),), 0.9),)
WORKS: Walks = (((("Dora", ("works_for",)),), 0.7), ((("Dora", ("likes",)),), 0.1))


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Who was the CEO of Nordbank in 2012?", ["Cleo"]),
        ("Who was the CEO of Nordbank in 2005?", ["Bob"]),
        ("Who has been CEO of Nordbank since 2010?", ["Cleo"]),
        ("Who was CEO of Nordbank before 2005?", ["Bob"]),
        ("Who is the current CEO of Nordbank?", ["Cleo"]),
        ("Who was the first CEO of Nordbank?", ["Bob"]),
        ("Who was the strict CEO of Nordbank?", ["Bob"]),
    ],
)
def test_conditions_on_edges(graph: IndexGraph, question: str, answers: list[str]) -> None:
    plans = proposed(graph, request_of(question, "Nordbank"), *CEO)
    tested = [plan for plan in plans if "[" in str(plan.query)]
    assert list(evaluate(tested[0].query, graph).ids) == answers
    plain = max(plan.score for plan in plans if str(plan.query) == "Nordbank / ^ceo_of")
    assert plain <= 0.5
    assert tested[0].score > 0.2


@pytest.mark.parametrize(
    ("question", "topics", "query"),
    [
        ("Since when has Dora been at Sudbank?", ["Dora", "Sudbank"], "edge(Dora / works_for, since)"),
        ("Until when was Dora at Sudbank?", ["Dora", "Sudbank"], "edge(Dora / works_for, until)"),
        ("What role does Dora have at Sudbank?", ["Dora", "Sudbank"], "edge(Dora / works_for, role)"),
        ("What's Dora's role on her project?", ["Dora"], "edge(Dora / works_for, role)"),
    ],
)
def test_properties_of_edges(graph: IndexGraph, question: str, topics: Sequence[str], query: str) -> None:
    found = best(graph, question, topics, *WORKS)
    assert found in (query, query.replace("Dora / works_for", "Sudbank / ^works_for"))


@pytest.mark.parametrize(
    ("question", "query", "answers"),
    [
        ("Who are the drummers?", "kind(troupe) / ^plays_with[part = 'drums']", ["Bob", "Dora"]),
        ("Who sings?", "kind(troupe) / ^plays_with[part = 'vocals']", ["Cleo"]),
        ("Who was in a troupe before 2000?", "kind(troupe) / ^plays_with[since < 2000]", ["Bob"]),
        ("Which troupes got a loan of over 5000?", "kind(bank) / lent_to[amount > 5000 €]", ["Lanterns"]),
        (
            "Who joined a troupe in the nineties?",
            "kind(troupe) / ^plays_with[since >= year(1990), since <= year(1999)]",
            ["Bob"],
        ),
        (
            "Who joined a troupe between 2005 and 2008?",
            "kind(troupe) / ^plays_with[since >= 2005, since <= 2008]",
            ["Cleo"],
        ),
        (
            "Which troupes got a loan of less than 5000 euros on paper?",
            "kind(bank) / lent_to[amount < 5000 €]",
            ["Moths"],
        ),
        ("Who has drummed since before 2000?", "kind(troupe) / ^plays_with[part = 'drums', since < 2000]", ["Bob"]),
        ("How many drummers are there?", "count(kind(troupe) / ^plays_with[part = 'drums'])", ['"2"^^xsd:integer']),
    ],
)
def test_edges_of_no_named_thing(graph: IndexGraph, question: str, query: str, answers: list[str]) -> None:
    plans = {str(plan.query): plan.query for plan in proposed(graph, request_of(question))[:16]}
    assert query in plans
    assert list(evaluate(plans[query], graph).ids) == answers


@pytest.mark.parametrize(
    ("question", "topics", "query"),
    [
        ("Who drums for the Lanterns?", ["Lanterns"], "Lanterns / ^plays_with[part = 'drums']"),
        ("Since when has Dora been drumming?", ["Dora"], "edge(Dora / plays_with, since)"),
        ("Does Bob do drums or vocals?", ["Bob"], "edge(Bob / plays_with, part)"),
        ("How big is the amount that Nordbank lent?", ["Nordbank"], "edge(Nordbank / lent_to, amount)"),
    ],
)
def test_edges_that_no_path_walks(graph: IndexGraph, question: str, topics: Sequence[str], query: str) -> None:
    walks = [(((topic, ("likes",)),), 0.5) for topic in topics]
    plans = [str(plan.query) for plan in proposed(graph, request_of(question, *topics), *walks)[:16]]
    assert query in plans


def test_what_an_edge_says_may_be_asked_for_without_saying_so(graph: IndexGraph) -> None:
    walks: Walks = (((("Bob", ("plays_with",)),), 0.9),)
    plans = [str(plan.query) for plan in proposed(graph, request_of("What does Bob play?", "Bob"), *walks)]
    assert "edge(Bob / plays_with, part)" in plans
    plans = [str(plan.query) for plan in proposed(graph, request_of("Who does Bob play with?", "Bob"), *walks)]
    assert "edge(Bob / plays_with, part)" not in plans


def test_what_an_edge_says_is_not_asked_for_where_the_question_says_it(graph: IndexGraph) -> None:
    walks: Walks = (((("Bob", ("plays_with",)),), 0.9),)
    plans = proposed(graph, request_of("With what does Bob play the drums?", "Bob"), *walks)
    scores = {str(plan.query): plan.score for plan in plans}
    assert scores["Bob / plays_with[part = 'drums']"] > scores["edge(Bob / plays_with, part)"]


def test_edges_that_know_nothing_are_left_as_they_are(graph: IndexGraph) -> None:
    walks: Walks = (((("Dora", ("likes",)),), 0.9),)
    plans = proposed(graph, request_of("Which bank does Dora like in 2012?", "Dora"), *walks)
    assert not any("likes[" in str(plan.query) or "likes," in str(plan.query) for plan in plans)


def test_few_calls_are_made(graph: IndexGraph) -> None:
    counter = CallCounter()
    described = dict(zip(graph.relations(), graph.describe(graph.relations()), strict=True))
    schema = Schema(described, graph.kinds())
    request = request_of("Who is the current CEO of Nordbank?", "Nordbank")
    walks = tuple(Plan.of(list(branches), score) for branches, score in CEO)
    for calls in (CallCounter(), counter):  # what the edges of each relation say is looked up once
        context = Context(request, walks, CountedGraph(graph, [calls]), described, known=schema)
        assert edge_conditions(context, Edges(context, Sides(context)))
    assert counter.calls == 2  # ends, and a walk to them
