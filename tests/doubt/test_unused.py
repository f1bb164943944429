"""Doubt where a question names what the plan does not use."""

from __future__ import annotations

import pytest

from rog.doubt.unused import unused_mention, unused_value
from rog.graph import Graph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.linker import link
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.query import read_query
from rog.reasoner.paths import PathReasoner
from rog.retriever import Evidence
from rog.testing import ScriptedPlanner
from tests.conftest import MakeGraph


@pytest.fixture
def graph(make_graph: MakeGraph) -> Graph:
    names = {"ge": "Georgia", "tr": "Turkey", "am": "Armenia", "mt": "Mountain", "ap": "Apollo 11"}
    return make_graph(
        [
            *(NodeRecord(id, name, types=("country",)) for id, name in names.items()),
            EdgeRecord("ge", "borders", "am"),
            EdgeRecord("tr", "borders", "am"),
            EdgeRecord("ap", "crew", "am"),
            EdgeRecord("mt", "borders", "am"),
        ]
    )


def said(graph: Graph, question: str, query: str) -> list[str]:
    item = Evidence(question, graph, (), topics=tuple(link(question, graph)))
    plan = Plan(query=read_query(query), score=0.9)
    return [doubt.says for doubt in (*unused_mention(item, plan), *unused_value(item, plan))]


BOTH = "Which countries border both Georgia and Turkey?"


def test_a_name_that_the_plan_does_not_use(graph: Graph) -> None:
    assert said(graph, BOTH, "ge / borders") == ["the question names “Turkey” too, which this answer does not use"]
    assert said(graph, BOTH, "ge / borders and tr / borders") == []


def test_a_question_without_capitals_is_read_by_the_capitals_of_the_graph(graph: Graph) -> None:
    assert len(said(graph, "what borders georgia or turkey", "ge / borders")) == 1


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Which mountain borders Georgia?", "ge / borders"),  # a word as any other in a question with capitals
        ("Georgia borders what?", "ge / borders"),
        ("Is Turkey a Country?", "exists(tr where is country)"),
        ("What borders Georgiaa or Georgia?", "ge / borders"),
        ("who was the crew of Apollo 11?", "ap / crew"),
    ],
)
def test_what_is_no_other_name(graph: Graph, question: str, query: str) -> None:
    assert said(graph, question, query) == []


def test_what_a_relation_or_a_kind_says_is_used(make_graph: MakeGraph) -> None:
    graph = make_graph(
        [NodeRecord("k", "Swiss King"), EdgeRecord("ge", "swiss king", "am"), NodeRecord("ge", "Georgia")]
    )
    assert said(graph, "who is the Swiss King of Georgia?", 'ge / "swiss king"') == []
    assert said(graph, "who is the Swiss King of Georgia?", "ge / ruler") != []
    assert said(graph, "is Georgia a Swiss King?", 'exists(ge where is "swiss king")') == []


@pytest.mark.parametrize(
    ("question", "query", "expected"),
    [
        ("What did Georgia border in 2012?", "ge / borders", "2012"),
        ("What did Georgia border since May 2012?", "ge / borders", "May 2012"),
        ("Which of Georgia's neighbours have over 10 million people?", "ge / borders", "10 million"),
        ("who was the crew of Georgia 7?", "ge / crew", "7"),
    ],
)
def test_a_value_that_the_plan_does_not_use(graph: Graph, question: str, query: str, expected: str) -> None:
    assert said(graph, question, query) == [f"the question says “{expected}”, which this answer does not use"]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("What did Georgia border in 2012?", "ge / borders[year = 2012]"),
        ("What did Georgia border in 2012?", "ge / borders where founded = year(2012)"),
        ("What did Georgia border since 3 May 2012?", "ge / borders where founded > 2012-05-03"),
        ("The 3 largest neighbours of Georgia?", "most(ge / borders, area, 1, 3)"),
        ("Which of Georgia's neighbours have over 10 million people?", "ge / borders where people > 10000000"),
        ("Which of Georgia's neighbours have over 1.5 km of coast?", "ge / borders where coast > 1.5 km"),
    ],
)
def test_a_value_that_the_plan_uses(graph: Graph, question: str, query: str) -> None:
    assert said(graph, question, query) == []


def test_an_answer_to_half_of_a_question_is_not_sure(graph: Graph) -> None:
    result = RoG(graph, ScriptedPlanner({BOTH: [(0.99, [("ge", ("borders",))])]}), PathReasoner()).ask(BOTH)
    assert [answer.name for answer in result.answers] == ["Armenia"]
    assert result.low_confidence
    assert [doubt.name for doubt in result.doubts] == ["unused mention"]
    assert "the question names “Turkey” too, which this answer does not use" in str(result)
