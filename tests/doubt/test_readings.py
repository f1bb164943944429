"""Doubt where the question may name another thing than the topic that a plan starts from."""

from __future__ import annotations

import pytest

from rog.calibration import LOW_CONFIDENCE_THRESHOLD
from rog.doubt.misspelt import is_slip
from rog.doubt.part_of_name import is_part
from rog.doubt.reasons import doubts_of
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.linker import given_topic, link
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.reasoner.paths import PathReasoner
from rog.result import Result
from rog.retriever import Evidence
from rog.testing import ScriptedPlanner
from rog.types import Branch, Entity
from tests.conftest import MakeGraph


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Switzerlnd", "Switzerland"),
        ("Chrisopher Nolan", "Christopher Nolan"),
        ("christohper nolan", "Christopher Nolan"),
        ("Terence Hll", "Terence Hill"),
        ("new yrok", "New_York"),
        ("NewYork", "New York"),
        ("Gambia", "The Gambia"),
        ("niels_bohu 's", "niels_bohr"),
        ("the Netherlandss'", "Netherlands"),
        ("CS201", "cs 201"),
        ("Henry Vlll", "Henry Vlll"),
        ("Путн", "Путин"),
    ],
)
def test_a_slip_of_the_finger(text: str, name: str) -> None:
    assert is_slip(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CS201", "CS101"),
        ("11th Hour", "25th Hour"),
        ("Ada Holm", "Ida Holm"),
        ("South America", "South Africa"),
        ("The Man with the Golden Gun", "The Man with the Golden Arm"),
        ("Vitus", "Titus"),
        ("The Rite", "The Ritz"),
        ("Tormented", "Torment"),
        ("Mrie Crie", "Marie Curie"),
        ("Bob Ray", "Bob Roy"),
        ("New York", "New York City"),
        ("", "Rome"),
        ("巴黎", "巴西"),
        ("华东师范大学", "华中师范大学"),
        ("프랑스어학", "프랑크어학"),
        ("PTPRB", "PTPRC"),
        ("ptprb", "PTPRC"),
        ("Henry VIII", "Henry VII"),
        ("Type IIIB", "Type IIIA"),
        ("'s", "Rome"),
    ],
)
def test_another_name(text: str, name: str) -> None:
    assert not is_slip(text, name)


def mentioned(question: str, *texts: str) -> bool:
    return is_part(question, [given_topic(question, Entity(id=text, name=text)) for text in texts])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who directed For Love or Money", "Love"),
        ("which person directed Over the Brooklyn Bridge", "Brooklyn Bridge"),
        ("who starred in Black Orpheus", "Black"),
        ("which films share the same actor of Another Earth", "Earth"),
        ("who starred in Mississippi Burning", "Burning"),
        ("who made Rimsky-Korsakov", "Korsakov"),
    ],
)
def test_a_part_of_a_longer_name(question: str, text: str) -> None:
    assert mentioned(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("who directed Love", "Love"),
        ("who directed love and money", "love"),
        ("WHO DIRECTED FOR LOVE OR MONEY", "LOVE"),
        ("Who Directed For Love Or Money", "Love"),
        ("Lisbon is the capital of what", "Lisbon"),
        ("Which river crosses Lisbon", "Lisbon"),
        ("My friend moved to Antwerp. What language is spoken there?", "Antwerp"),
        ("May I visit Antwerp, Uncle Tom", "Antwerp"),
        ("where did the CEO of Acme Corp study", "Acme Corp"),
        ("do I like Antwerp", "Antwerp"),
        ("which Films has Antwerp", "Antwerp"),
        ("which stars Films Antwerp", "Antwerp"),
        ("who are the members of The Beatles", "Beatles"),
        ("I love Peru - What is the capital?", "Peru"),
        ("what is the capital of Switzerland ? Thanks", "Switzerland"),
        ("who played Neo in The Matrix", "Matrix"),
        ("who teaches CS101 on Monday", "CS101"),
        ("who directed Titanic and Avatar", "Avatar"),
        ("what did Sir Isaac Newton study", "Isaac Newton"),
        ("how high is Mount Everest", "Everest"),
        ("In welchem Land liegt die Stadt Hamburg?", "Hamburg"),
        ("Lisbon", "Lisbon"),
        ("who is it", "absent"),
    ],
)
def test_a_whole_name(question: str, text: str) -> None:
    assert not mentioned(question, text)


def test_topics_of_one_plan_are_no_parts_of_each_other() -> None:
    question = "which films has Tom Hanks Meg Ryan"
    assert mentioned(question, "Tom Hanks")
    assert not mentioned(question, "Tom Hanks", "Meg Ryan")


RECORDS: list[Record] = [
    EdgeRecord("CS101", "credits", "six"),
    EdgeRecord("CH", "capital", "Bern"),
    EdgeRecord("Love", "director", "Ann"),
    NodeRecord("CH", "Switzerland", ("Helvetia",)),
]


def ask(make_graph: MakeGraph, question: str, topic: str, relation: str) -> Result:
    graph = make_graph(RECORDS)
    return RoG(graph, ScriptedPlanner({question: [(0.9, [(topic, (relation,))])]}), PathReasoner()).ask(question)


@pytest.mark.parametrize("name", ["Switzerland", "Switzerlnd", "Helvetia", "Helvettia"])
def test_a_name_and_an_alias_are_believed_with_a_slip_as_well(make_graph: MakeGraph, name: str) -> None:
    result = ask(make_graph, f"what is the capital of {name}", "CH", "capital")
    assert [answer.id for answer in result.answers] == ["Bern"]
    assert result.confidence == 0.9
    assert not result.low_confidence


def test_an_answer_about_another_name_is_given_and_doubted(make_graph: MakeGraph) -> None:
    result = ask(make_graph, "how many credits has CS201", "CS101", "credits")
    assert [answer.id for answer in result.answers] == ["six"]
    assert result.confidence is not None
    assert result.confidence < LOW_CONFIDENCE_THRESHOLD
    assert result.low_confidence
    assert [doubt.says for doubt in result.doubts] == ["“CS201” was read as CS101, and may be another name"]
    assert "“CS201” was read as CS101" in str(result)
    assert (
        result.usage.graph_calls
        == ask(make_graph, "how many credits has CS101", "CS101", "credits").usage.graph_calls + 1
    )


def test_an_answer_about_a_part_of_the_name_is_doubted_and_says_why(make_graph: MakeGraph) -> None:
    result = ask(make_graph, "who directed For Love or Money", "Love", "director")
    assert [answer.id for answer in result.answers] == ["Ann"]
    assert result.low_confidence
    (doubt,) = result.doubts
    assert (doubt.name, doubt.says) == (
        "part of a name",
        "the question may name more than “Love”, which the graph may not have",
    )


def test_given_topics_are_left_alone(make_graph: MakeGraph) -> None:
    graph, question = make_graph(RECORDS), "how many credits has CS201"
    plan = Plan.of((Branch("CS101", ("credits",)),), 0.9)
    given = (given_topic(question, Entity(id="CS101", name="CS101")),)
    assert doubts_of(Evidence(question, graph, (), topics=given), plan) == ()
    linked = tuple(link(question, graph))
    assert [doubt.name for doubt in doubts_of(Evidence(question, graph, (), topics=linked), plan)] == ["misspelt"]
    assert doubts_of(Evidence(question, graph, ()), plan) == ()
