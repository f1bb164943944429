"""Small inputs that went wrong, by kind: what is read of them, asked and queried, is right now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import rog
from rog.pipeline import RoG

CASES = Path(os.environ.get("ROG_DATA", "../shared/data")).parent / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not at {CASES}")

KIN = {"symmetric": ("sibling of", "colleague of", "twinned with")}


def kg(case: str, file: str, **options: Any) -> RoG:
    if "nodes" in options:
        options["nodes"] = CASES / case / options["nodes"]
    return rog.open(CASES / case / file, cache=False, **options)


@pytest.mark.parametrize(
    ("case", "file", "options", "question", "answers"),
    [
        ("03-symmetric", "kin.tsv", KIN, "Who are Ann's siblings?", {"Bob", "Cleo"}),
        ("03-symmetric", "kin.tsv", KIN, "Who are the colleagues of Eve?", {"Dan", "Gus"}),
        ("03-symmetric", "kin.tsv", KIN, "Which cities are twinned with Oslo?", {"Kiel", "Graz"}),
        ("03-symmetric", "symmetric.ttl", {}, "Who are the siblings of Ann?", {"Bob", "Cleo"}),
        ("07-question-form", "co.tsv", {}, "Does France border Poland?", {"no"}),
        ("19-node-properties", "edges.csv", {"nodes": "nodes.csv"}, "When was Glass Harbor released?", {"1999"}),
        ("19-node-properties", "edges.csv", {"nodes": "nodes.csv"}, "What is the runtime of Glass Harbor?", {"104"}),
        ("20-technical-types", "plant.csv", {"nodes": "nodes.csv"}, "What are the parts of pump1?", {"valve7"}),
        ("20-technical-types", "plant.csv", {"nodes": "nodes.csv"}, "What does pump1 feed?", {"coil2"}),
        ("23-reification", "r.ttl", {}, "Who does Ivo know?", {"Ana"}),
        ("23-reification", "star.ttl", {}, "Who does Ivo work for?", {"Acme"}),
    ],
)
def test_an_answer_is_right_and_sure(
    case: str, file: str, options: dict[str, Any], question: str, answers: set[str]
) -> None:
    result = kg(case, file, **options).ask(question)
    assert {answer.name for answer in result.answers} == answers
    assert not result.low_confidence


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ('exists(Kiro / "founded in" where it = 2005)', ["no"]),
        ('(Kiro / "founded in") = 2005', ["no"]),
        ("exists(Poland and France / borders)", ["no"]),
        ('count(Oslo / ^"headquartered in")', ["2"]),
        ('Kiro / "founded in"; Kiro / "headquartered in"', ["1999", "Oslo"]),
        ("between(France, Poland)", ["Germany"]),
    ],
)
def test_what_is_asked_in_another_form_can_be_queried(query: str, answers: list[str]) -> None:
    result = kg("07-question-form", "co.tsv").run(query)
    assert [answer.name for answer in result.answers] == answers


def test_what_may_be_a_number_of_the_graph_or_counted_is_counted() -> None:
    result = kg("07-question-form", "co.tsv").ask("How many companies are headquartered in Oslo?")
    assert [answer.name for answer in result.answers] == ["2"]


def test_what_is_not_computed_yet_is_not_sure() -> None:
    result = kg("07-question-form", "co.tsv").ask("Was Kiro founded in 2005?")
    assert result.low_confidence or not result.answers


def test_an_address_is_shown_whole() -> None:
    result = kg("21-urls", "people.ttl").ask("What is the workplace homepage of Lena Roth?")
    assert [answer.name for answer in result.answers] == ["https://www.example.com/en/team/index.html"]
    assert "http://www.example.net/~lena/" in {
        answer.name for answer in kg("21-urls", "people.ttl").ask("What is the homepage of Lena Roth?").answers
    }


def test_what_is_said_of_a_statement_is_a_property_of_its_edge() -> None:
    (answer,) = kg("23-reification", "star.ttl").run("Ivo / worksFor[since = '2019']").answers
    assert (answer.name, answer.paths[0].hops[0].properties) == ("Acme", {"since": "2019"})
