"""What is computed of walks, by the form of the question."""

from __future__ import annotations

import pytest

from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.planner.proposing import propose
from rog.types import Candidate, RelationPath, Topic
from tests.conftest import MakeGraph
from tests.fakes.company import amount, truth

RECORDS: list[Record] = [
    *(NodeRecord(one, types=("country",)) for one in ("Oria", "Palu", "Quen")),
    *(NodeRecord(one, types=("city",)) for one in ("Ost", "Pell")),
    NodeRecord("Rhine", types=("river",)),
    EdgeRecord("Oria", "borders", "Palu"),
    EdgeRecord("Oria", "borders", "Quen"),
    EdgeRecord("Oria", "borders", "Rhine"),
    EdgeRecord("Oria", "capital", "Ost"),
    EdgeRecord("Palu", "capital", "Pell"),
    EdgeRecord("Oria", "population", amount("5000000")),
    EdgeRecord("Palu", "population", amount("20000000")),
    EdgeRecord("Quen", "population", amount("1000000")),
    EdgeRecord("Oria", "area", amount("300", "km²")),
    EdgeRecord("Palu", "area", amount("900", "km²")),
    EdgeRecord("Oria", "landlocked", truth("no")),
]


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(RECORDS)


def best(graph: IndexGraph, question: str, *paths: RelationPath, topics: tuple[str, ...] = ("Oria",)) -> str:
    """The best plan for a question, where a planner walks these paths from the first topic."""
    mentions = tuple(
        Topic(
            text=name,
            start=question.index(name),
            end=question.index(name) + len(name),
            candidates=(Candidate(id=name, name=name, score=1.0, kind="name"),),
        )
        for name in topics
    )
    plans = tuple(Plan.of([(topics[0], path)], 0.9) for path in paths)
    described = dict(zip(graph.relations(), graph.describe(graph.relations()), strict=True))
    planned = propose(PlanRequest(question, mentions), Planned(plans), graph, described)
    assert [plan.score for plan in planned.plans] == sorted((plan.score for plan in planned.plans), reverse=True)
    return str(planned.plans[0].query)


@pytest.mark.parametrize(
    ("question", "path", "query"),
    [
        ("What is the capital of Oria?", ("capital",), "Oria / capital"),
        ("What borders Oria?", ("borders",), "Oria / borders"),
        ("Which city is the capital of Oria?", ("capital",), "Oria / capital"),
        ("Which countries border Oria?", ("borders",), "Oria / borders where is country"),
        ("How many countries border Oria?", ("borders",), "count(Oria / borders where is country)"),
        ("How many people live in Oria?", ("population",), "Oria / population"),
        ("How many neighbours does Oria have?", ("borders", "area"), "count(Oria / borders)"),
        ("Which countries and rivers border Oria?", ("borders",), "Oria / borders"),
        ("Does Oria have a capital?", ("capital",), "exists(Oria / capital)"),
        ("Is Oria landlocked?", ("landlocked",), "Oria / landlocked"),
        ("What is the most populous neighbour of Oria?", ("borders", "population"), "most(Oria / borders, population)"),
        ("Which neighbour of Oria has the smallest area?", ("borders", "area"), "least(Oria / borders, area)"),
        ("How much area do the neighbours of Oria have in total?", ("borders", "area"), "sum(Oria / borders, area)"),
        ("What is the average area of the neighbours of Oria?", ("borders", "area"), "mean(Oria / borders, area)"),
        (
            "Which neighbours of Oria have more than 10 million people?",
            ("borders", "population"),
            "Oria / borders where population > 10000000",
        ),
        (
            "Which neighbours of Oria are smaller than 500?",
            ("borders", "area"),
            "Oria / borders where area < 500 km²",
        ),
    ],
)
def test_what_is_computed_of_a_walk(graph: IndexGraph, question: str, path: RelationPath, query: str) -> None:
    assert best(graph, question, path) == query


def test_a_second_topic_is_looked_for_among_what_is_reached(graph: IndexGraph) -> None:
    topics = ("Oria", "Palu")
    assert best(graph, "Does Oria border Palu?", ("borders",), topics=topics) == "exists(Palu and Oria / borders)"


def test_a_topic_of_another_kind_than_what_is_reached_is_not_looked_for(graph: IndexGraph) -> None:
    plans = best(graph, "Is Ost in Oria?", ("borders",), ("capital",), topics=("Oria", "Ost"))
    assert plans == "exists(Ost and Oria / capital)"


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Does Oria have a larger area than Palu?", "Oria / area > Palu / area"),
        ("Is the area of Oria smaller than the area of Palu?", "Oria / area < Palu / area"),
    ],
)
def test_two_topics_are_compared_by_a_value(graph: IndexGraph, question: str, query: str) -> None:
    assert best(graph, question, ("area",), topics=("Oria", "Palu")) == query


def test_scores_are_those_of_plan_and_form(graph: IndexGraph) -> None:
    request = PlanRequest("How many countries border Oria?", ())
    described = dict(zip(graph.relations(), graph.describe(graph.relations()), strict=True))
    planned = propose(request, Planned((Plan.of([("Oria", ("borders",))], 0.8),)), graph, described)
    assert sum(plan.score for plan in planned.plans[:1]) <= 0.8
    assert planned.plans[0].score > 0.6
    assert all(plan.score < 0.8 for plan in propose(request, Planned(()), graph, described).plans)


def test_what_is_of_another_kind_than_asked_for_is_doubted(graph: IndexGraph) -> None:
    described = dict(zip(graph.relations(), graph.describe(graph.relations()), strict=True))
    scores = {}
    for question in ("Which river is the capital of Oria?", "What is the capital of Oria?"):
        planned = propose(
            PlanRequest(question, ()), Planned((Plan.of([("Oria", ("capital",))], 0.9),)), graph, described
        )
        scores[question] = max(plan.score for plan in planned.plans if str(plan.query) == "Oria / capital")
    river, thing = scores.values()
    assert river < 0.5 < thing
