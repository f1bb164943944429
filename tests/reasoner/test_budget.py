"""What a question may cost in language models, whoever spends it: planner and reasoner together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import rog
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Message, Reply
from rog.lm.scripted import ScriptedLM
from rog.outcome import Plan, Usage
from rog.pipeline import RoG
from rog.planner.chat.planner import ChatPlanner
from rog.prompts.planning import PLANNING_RULES
from rog.reasoner.budget import Budget
from rog.reasoner.causal.reasoner import CausalReasoner
from rog.reasoner.chat import ChatReasoner, ChatReasonerSettings
from rog.reasoner.contract import ScoredEnd
from rog.reasoner.paths import PathReasoner
from rog.result import Result
from rog.retriever import Evidence, retrieve
from rog.testing import ScriptedPlanner
from rog.testing.graph_contract import edges_of
from rog.types import Branch
from tests.conftest import MakeGraph
from tests.fakes.tiny_lm import tiny_lm

EDGES = edges_of("fr borders es", "fr borders it", "es language spanish", "it language italian", "fr capital paris")
QUESTION = "Which languages are spoken around France?"
RIGHT = {"plans": [[{"topic": 1, "steps": ["borders", "language"]}]]}
WRONG = {"plans": [[{"topic": 1, "steps": ["language"]}]]}
SPANISH = {"answers": [{"paths": [2], "answer": "spanish"}]}
ALL = ["italian", "spanish"]

INSTRUCTIONS = estimate_tokens(PLANNING_RULES)
"""Tokens of a planning prompt that do not count, as they are the same for every question."""


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph([NodeRecord("fr", "France"), *EDGES])


def evidence(graph: IndexGraph, spent: Usage) -> Evidence:
    plan = Plan.of((Branch("fr", ("borders", "language")),), 0.9)
    return Evidence(QUESTION, graph, tuple(retrieve([plan], graph, 100)), spent)


def ask(graph: IndexGraph, *replies: Any, **limits: int) -> tuple[Result, ScriptedLM]:
    lm = ScriptedLM(replies)
    kg = rog.open(graph, planner=ChatPlanner(lm), reasoner=ChatReasoner(lm, ChatReasonerSettings(**limits)))
    return kg.ask(QUESTION), lm


def ids(result: Result) -> list[str]:
    return [answer.id for answer in result.answers]


@pytest.mark.parametrize(
    ("spent", "room"),
    [
        (Usage(), 500),
        (Usage(model_calls=1, input_tokens=180), 320),
        (Usage(model_calls=1, input_tokens=500), 0),
        (Usage(model_calls=1, input_tokens=900), 0),
        (Usage(model_calls=2, input_tokens=10), 0),
        (Usage(model_calls=3), 0),
    ],
)
def test_what_is_left(spent: Usage, room: int) -> None:
    assert Budget().remaining_tokens(spent) == room


def test_one_call_each_and_both_within_the_tokens(graph: IndexGraph) -> None:
    result, lm = ask(graph, RIGHT, SPANISH)
    assert (ids(result), result.warnings) == (["spanish"], ())
    assert (result.usage.model_calls, len(lm.asked)) == (2, 2)
    assert result.usage.input_tokens == sum(estimate_prompt(call.messages) for call in lm.asked)
    assert result.usage.input_tokens - INSTRUCTIONS <= 500


def test_where_planning_took_both_calls_the_plans_answer(graph: IndexGraph) -> None:
    result, lm = ask(graph, WRONG, RIGHT)
    assert (ids(result), len(lm.asked), result.usage.model_calls) == (ALL, 2, 2)
    assert all(answer.paths for answer in result.answers)
    assert result.warnings[-1] == (
        "the reasoning model was not asked: planning took 2 of the question's 2 calls;"
        " what the best plans reach is the answer"
    )
    more, lm = ask(graph, WRONG, RIGHT, SPANISH, calls=3, prompt_tokens=1000)
    assert (ids(more), len(lm.asked), more.usage.model_calls) == (["spanish"], 3, 3)


def test_where_planning_took_the_tokens_the_plans_answer(graph: IndexGraph) -> None:
    dear = Reply("", RIGHT, input_tokens=400 + INSTRUCTIONS)
    result, lm = ask(graph, dear)
    assert (ids(result), len(lm.asked)) == (ALL, 1)
    assert "the 100 prompt tokens that planning left" in result.warnings[-1]


def test_without_a_plan_nothing_is_asked_and_nothing_said(graph: IndexGraph) -> None:
    result, lm = ask(graph, {"plans": []})
    assert (result.answers, result.abstained, len(lm.asked)) == ((), True, 1)
    assert result.reason == "no relation path of the graph fits the question"
    assert not [warning for warning in result.warnings if "not asked" in warning]


def test_the_reasoner_has_what_the_planner_left(make_graph: MakeGraph) -> None:
    nodes = [NodeRecord("fr", "France")]
    hub = make_graph([*nodes, *(EdgeRecord("fr", "holds", f"thing {number:03}") for number in range(200))])
    plan = Plan.of((Branch("fr", ("holds",)),), 0.9)
    item = Evidence("What?", hub, tuple(retrieve([plan], hub, 1000)))
    items = [replace(item, spent=Usage(model_calls=1, input_tokens=tokens)) for tokens in (0, 150, 300)]
    lm = ScriptedLM([{"answers": []}] * 3)
    ChatReasoner(lm, ChatReasonerSettings(together=1)).reason(items)
    took = [estimate_prompt(call.messages) for call in lm.asked]
    assert 460 < took[0] <= 500
    assert 310 < took[1] <= 350
    assert 160 < took[2] <= 200


def test_a_planner_that_is_no_language_model_takes_nothing_of_it(graph: IndexGraph) -> None:
    lm = ScriptedLM([SPANISH])
    result = rog.open(graph, reasoner=ChatReasoner(lm)).ask(QUESTION)
    assert len(lm.asked) == 1
    assert result.usage.model_calls > 2
    assert not [warning for warning in result.warnings if "not asked" in warning]


def test_what_a_planner_of_ones_own_spends_counts(graph: IndexGraph) -> None:
    planner = ScriptedPlanner({QUESTION: [(0.9, [("fr", ("borders", "language"))])]})
    result = RoG(graph, planner, ChatReasoner(ScriptedLM([]), ChatReasonerSettings(calls=1))).ask(QUESTION)
    assert ids(result) == ALL
    assert "planning took 1 of the question's 1 calls" in result.warnings[-1]


def test_each_question_of_a_batch_has_its_own(graph: IndexGraph) -> None:
    spent = [Usage(), Usage(model_calls=2), Usage(model_calls=1, input_tokens=100), Usage(input_tokens=480)]
    lm = ScriptedLM(lambda _: SPANISH)
    items = [evidence(graph, usage) for usage in spent]
    reasoned = ChatReasoner(lm).reason(items)
    assert [[answer.id for answer in one.answers] for one in reasoned] == [["spanish"], ALL, ["spanish"], ALL]
    assert [len(one.warnings) for one in reasoned] == [0, 1, 0, 1]
    assert [one.usage.model_calls for one in reasoned] == [1, 0, 1, 0]
    assert len(lm.asked) == 2
    assert reasoned[1].plans == PathReasoner().reason(items)[1].plans


def test_no_script_makes_a_question_cost_more(make_graph: MakeGraph) -> None:
    names = [f"relation about the topic number {number}" for number in range(60)]
    edges = [EdgeRecord(head, name, f"{name} of {head}") for name in names for head in ("France", "Spain")]
    graph = make_graph(edges)

    def reply(messages: Sequence[Message]) -> Any:
        """Plans with whatever steps are shown, every other time in an order that cannot be walked."""
        if messages[0].content != PLANNING_RULES:
            return {"answers": [{"paths": [1], "answer": "x"}]}
        shown = re.findall(r"relation about the topic number \d+", messages[1].content)
        steps = shown[:3] if "number 7" in messages[1].content.split("\n")[0] else shown[:1]
        return {"plans": [[{"topic": 1, "steps": steps}]]}

    for question in ("relation number 7 of France", "relation number 8 of France", "France and Spain? " * 12):
        lm = ScriptedLM(reply)
        result = rog.open(graph, planner=ChatPlanner(lm), reasoner=ChatReasoner(lm)).ask(question)
        assert 1 <= len(lm.asked) == result.usage.model_calls <= 2
        assert sum(estimate_prompt(call.messages) for call in lm.asked) == result.usage.input_tokens
        planning = sum(call.messages[0].content == PLANNING_RULES for call in lm.asked)
        assert result.usage.input_tokens - planning * INSTRUCTIONS <= 500


def test_the_causal_reasoner_keeps_the_same_budget(graph: IndexGraph) -> None:
    lm = tiny_lm()
    reasoner = CausalReasoner(lm)
    spent = [Usage(), Usage(model_calls=2), Usage(model_calls=1, input_tokens=490)]
    asked, *without_model = reasoner.reason([evidence(graph, usage) for usage in spent])
    assert 0 < asked.usage.input_tokens <= 500
    assert asked.usage.model_calls == 1
    for one in without_model:
        assert [answer.id for answer in one.answers] == ALL
        assert one.usage.model_calls == 0
        assert "was not asked" in one.warnings[-1]
    streamed = list(reasoner.stream(evidence(graph, Usage(model_calls=2))))
    assert [one.id for one in streamed if isinstance(one, ScoredEnd)] == ALL
    assert streamed[-1] == without_model[0]


def test_a_streamed_question_has_the_same_budget(graph: IndexGraph) -> None:
    lm = ScriptedLM([WRONG, RIGHT] * 2)
    kg = rog.open(graph, planner=ChatPlanner(lm), reasoner=ChatReasoner(lm))
    *_, result = kg.stream(QUESTION)
    assert isinstance(result, Result)
    assert (ids(result), result.warnings) == (ALL, kg.ask(QUESTION).warnings)
    assert len(lm.asked) == 4
