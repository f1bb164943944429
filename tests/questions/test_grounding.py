"""Published questions, whose years and numbers are texts, and a graph in which they are values."""

from __future__ import annotations

from rog.graph.records import EdgeRecord
from rog.questions import Question, grounded
from rog.values import value_from_text
from tests.conftest import MakeGraph


def year(text: str) -> str:
    value = value_from_text(text, "year")
    assert value is not None
    return value.id


def test_texts_become_the_values_that_the_graph_has(make_graph: MakeGraph) -> None:
    graph = make_graph(
        [
            EdgeRecord("Alien", "year", year("1979")),
            EdgeRecord("1941", "year", year("1979")),
            EdgeRecord("Suspicion", "year", year("1941")),
            EdgeRecord("Ann", "directed", "1941"),
            EdgeRecord("Ann", "directed", "Alien"),
        ]
    )
    asked = [
        Question(question="When was Alien released?", topics=("Alien",), answers=("1979",)),
        Question(question="When was Suspicion released?", topics=("Suspicion",), answers=("1941",)),
        Question(question="What came out in 1979?", topics=("1979",), answers=("Alien", "1941")),
        Question(question="What did Ann direct?", topics=("Ann",), answers=("1941", "Alien")),
        Question(question="What came out in 2050?", topics=("2050",), answers=()),
    ]
    assert [(one.topics, one.answers) for one in grounded(asked, graph)] == [
        (("Alien",), (year("1979"),)),
        (("Suspicion",), (year("1941"),)),
        ((year("1979"),), ("Alien", "1941")),
        (("Ann",), ("1941", "Alien")),
        (("2050",), ()),
    ]


def test_questions_of_a_graph_without_values_stay(make_graph: MakeGraph) -> None:
    asked = [Question(question="?", topics=("a",), answers=("7",))]
    assert grounded(asked, make_graph([EdgeRecord("a", "r", "7"), EdgeRecord("7", "r", "b")])) == asked
