"""Operations that a causal model writes behind paths: what it may write can be executed, and is scored as it writes."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from rog.graph.evaluate import evaluate
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.planner.causal.planner import CausalPlanner, CausalSettings
from rog.planner.contract import Planned, PlanRequest
from rog.planner.search.beams import BeamSettings
from rog.prompts.names import escape_name
from rog.prompts.operation_texts import OPERATION_SEPARATOR, operation_options, operation_pieces
from rog.prompts.planning import planning_prompt
from rog.prompts.step_texts import STEP_SEPARATOR, step_texts
from rog.query import Query
from rog.testing.graph_contract import HOSTILE
from rog.types import Branch, Candidate, Entity, RelationPath, Topic
from rog.values import Value, value_from_text
from tests.conftest import MakeGraph
from tests.fakes.company import amount
from tests.fakes.steered_lm import SteeredLM

RECORDS: list[Record] = [
    EdgeRecord("Oria", "borders", "Palu"),
    EdgeRecord("Oria", "borders", "Quen"),
    EdgeRecord("Palu", "borders", "Quen"),
    EdgeRecord("Oria", "river", "Rhine"),
    EdgeRecord("Oria", "area", amount("300", "km²")),
    EdgeRecord("Palu", "area", amount("900", "km²")),
    EdgeRecord("Quen", "area", amount("100", "km²")),
    EdgeRecord("Palu", "motto", '"Onward"^^xsd:string'),
]


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(RECORDS)


def request(question: str, *names: str) -> PlanRequest:
    return PlanRequest(
        question,
        tuple(
            Topic(
                text=name,
                start=question.find(name) if name in question else None,
                end=question.find(name) + len(name) if name in question else None,
                candidates=(Candidate(id=name, name=name, score=1.0, kind="name"),),
            )
            for name in names
        ),
    )


def plan(
    graph: IndexGraph, asked: PlanRequest, wanted: Mapping[str, float], **settings: Any
) -> tuple[Planned, SteeredLM]:
    """What is planned by a model that wants to write these texts behind the first topic, and nothing behind others."""
    others = {f"Topic: {topic.text}\n": {"": 1.0} for topic in asked.topics[1:]}
    lm = SteeredLM({f"Topic: {asked.topics[0].text}\n": wanted, **others})
    (planned,) = CausalPlanner(lm, settings=CausalSettings(**settings)).plan([asked], graph)
    return planned, lm


@pytest.mark.parametrize(
    ("question", "topics", "written", "query"),
    [
        ("What borders Oria?", ["Oria"], " borders", "Oria / borders"),
        ("How many border Oria?", ["Oria"], " borders; count", "count(Oria / borders)"),
        ("Has Oria a river?", ["Oria"], " river; exists", "exists(Oria / river)"),
        ("Does Oria border Palu?", ["Oria", "Palu"], " borders; is Palu", "exists(Palu and Oria / borders)"),
        ("Largest that borders Oria?", ["Oria"], " borders -> area; most", "most(Oria / borders, area)"),
        ("Smallest that borders Oria?", ["Oria"], " borders -> area; least", "least(Oria / borders, area)"),
        (
            "Which that borders Oria has most neighbours?",
            ["Oria"],
            " borders -> borders; most",
            "most(Oria / borders, count(borders))",
        ),
        (
            "What borders Oria and is over 500 km²?",
            ["Oria"],
            " borders -> area; over 500 km²",
            "Oria / borders where area > 500 km²",
        ),
        (
            "What borders Oria and is under 500 large?",
            ["Oria"],
            " borders -> area; under 500",
            "Oria / borders where area < 500 km²",
        ),
        ("Area of all that border Oria?", ["Oria"], " borders -> area; sum", "sum(Oria / borders, area)"),
        ("Mean area of those by Oria?", ["Oria"], " borders -> area; mean", "mean(Oria / borders, area)"),
        ("Is Oria larger than Palu?", ["Oria", "Palu"], " area; more than Palu", "Oria / area > Palu / area"),
        ("Is Oria smaller than Palu?", ["Oria", "Palu"], " area; less than Palu", "Oria / area < Palu / area"),
    ],
)  # fmt: skip
def test_what_the_model_wants_to_write_is_planned(
    graph: IndexGraph, question: str, topics: list[str], written: str, query: str
) -> None:
    planned, _ = plan(graph, request(question, *topics), {written: 1.0})
    assert planned.plans[0].text == query
    assert planned.plans[0].score > 0.5
    assert evaluate(planned.plans[0].query, graph).ids


def test_a_score_is_shared_as_the_model_shares_it(graph: IndexGraph) -> None:
    asked = request("How many border Oria?", "Oria")
    planned, _ = plan(graph, asked, {" borders; count": 0.6, " borders": 0.3, " borders; exists": 0.1})
    scores = {one.text: one.score for one in planned.plans}
    plain, _ = plan(graph, asked, {" borders": 1.0})
    whole = plain.plans[0].score
    assert scores["count(Oria / borders)"] == pytest.approx(0.6 * whole, abs=0.03)
    assert scores["Oria / borders"] == pytest.approx(0.3 * whole, abs=0.03)
    assert scores["exists(Oria / borders)"] == pytest.approx(0.1 * whole, abs=0.03)
    assert [one.score for one in planned.plans] == sorted(scores.values(), reverse=True)


def test_a_model_that_writes_no_operations_costs_no_run_more(graph: IndexGraph) -> None:
    asked = request("What borders Oria?", "Oria")
    planned, lm = plan(graph, asked, {" borders": 1.0})
    paths_only, other = plan(graph, asked, {" borders": 1.0}, operations=False)
    assert planned == paths_only
    assert lm.runs == other.runs
    _, counting = plan(graph, asked, {" borders; count": 1.0})
    assert counting.runs <= lm.runs + 1


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (("borders",), {"count", "exists", "is Palu"}),
        (("borders", "borders"), {"count", "exists", "is Palu", "most", "least"}),
        (("area",), {"more than Palu", "less than Palu"}),
        (("borders", "area"), {"most", "least", "sum", "mean", "over 500 km²", "under 500 km²"}),
        (("borders", "motto"), set()),
        (("motto",), set()),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_no_option(graph: IndexGraph, path: tuple[str, ...], texts: set[str]) -> None:
    named = [Entity(id=one, name=one) for one in ("Oria", "Palu")]
    values = [value for value in (value_from_text("500 km²", "number"), value_from_text("3 kg", "number")) if value]
    (options,) = operation_options([Branch("Oria", path)], graph, [named], [values])
    assert set(options) == texts


def read_back(text: str, topic: Topic, asked: PlanRequest, graph: IndexGraph, values: Sequence[Value]) -> Query | None:
    """The query of a text by the grammar alone: a path, and perhaps an operation that can be computed of it."""
    texts = step_texts(tuple(graph.relations()))
    path_text, operation = text, ""
    for at in range(len(text)):
        before = text[:at]
        backslashes = len(before) - len(before.rstrip("\\"))
        if text[at] == OPERATION_SEPARATOR and backslashes % 2 == 0:
            path_text, operation = before, text[at + 1 :].strip()
            break
    branch = Branch(topic.candidates[0].id, texts.path(path_text))
    others = [Entity(id=one.candidates[0].id, name=one.candidates[0].name) for one in asked.topics]
    (options,) = operation_options([branch], graph, [others], [values])
    return options.get(operation)


def random_records(chance: random.Random, names: Sequence[str], relations: Sequence[str]) -> list[Record]:
    records: list[Record] = [NodeRecord(name) for name in names]
    records += (
        EdgeRecord(chance.choice(names), chance.choice(relations[:4]), chance.choice(names), number)
        for number in range(18)
    )
    for name in names:
        if chance.random() < 0.8:
            unit = chance.choice(["km", "km", "kg", ""])
            records.append(EdgeRecord(name, relations[4], amount(str(chance.randint(1, 90)), unit)))
        if chance.random() < 0.5:
            records.append(EdgeRecord(name, relations[5], f'"{chance.randint(1900, 2020)}"^^xsd:gYear'))
        if chance.random() < 0.5:
            records.append(EdgeRecord(name, relations[6], '"said; most"^^xsd:string'))
    return records


@pytest.mark.parametrize("seed", range(12))
def test_all_that_can_be_written_reads_back_and_can_be_executed(make_graph: MakeGraph, seed: int) -> None:
    chance = random.Random(seed)
    relations = ["near; most", "of\\", "a -> b", *(name[:60] for name in chance.sample(HOSTILE, 8) if name.strip())]
    relations = list(dict.fromkeys(relations))[:7]
    names = [f"e{number}; count" for number in range(6)]
    graph = make_graph(random_records(chance, names, relations))
    value = value_from_text(f"{chance.randint(1, 90)} km", "number")
    assert value is not None
    texts = step_texts(tuple(graph.relations()))
    written = 0
    for name in names:
        asked = request("?", name, *(other for other in names if other != name))
        others = [Entity(id=one, name=one) for one in names]
        paths: list[RelationPath] = [(step,) for step in graph.next_steps([(name, ())])[0]]
        paths += [(*path, step) for path in paths for step in graph.next_steps([(name, path)])[0]]
        for path in paths:
            (options,) = operation_options([Branch(name, path)], graph, [others], [[value]])
            for operation, query in options.items():
                text = "".join([*texts.path_pieces(path), *operation_pieces(operation)])
                assert read_back(text, asked.topics[0], asked, graph, [value]) == query
                found = evaluate(query, graph)
                assert found.ids or found.notes or "where" in str(query)
                written += 1
    assert written > 50


@pytest.mark.parametrize("seed", range(4))
def test_every_plan_of_a_model_that_writes_anything_can_be_executed(make_graph: MakeGraph, seed: int) -> None:
    chance = random.Random(seed)
    relations = ["near", "part of", "made by", "owner", "length", "founded", "motto"]
    names = [f"e{number}" for number in range(6)]
    graph = make_graph(random_records(chance, names, relations))
    wide = BeamSettings(width=20, prune=1e-6, plans=20)
    texts = [
        f" {step}{rest}" for step in relations for rest in ("; count", "; most", "", f"{STEP_SEPARATOR} length; sum")
    ]
    asked = request("which is over 40 km, e0 or e1?", "e0", "e1")
    planned, _ = plan(graph, asked, dict.fromkeys(texts, 1.0), beams=wide)
    assert any(not one.branches for one in planned.plans)
    for one in planned.plans:
        evaluate(one.query, graph)
        assert 0 <= one.score <= 1


def test_a_name_cannot_be_an_operation() -> None:
    assert escape_name("Oria; count") == "Oria\\; count"
    assert planning_prompt("?", "Oria; count").splitlines()[1] == "Topic: Oria\\; count"
