"""The questions of eval/questions/direction: their gold queries, and the relations that each topic has."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pytest

from eval.quality.direction import FOLDER, main
from eval.quality.operations import (
    PARTS,
    OperationQuestion,
    gold_parts,
    graphs_in,
    open_questions_graph,
    read_operation_questions,
)
from rog.query import Ids, Walk, read_query
from rog.types import Branch, inverse_step

QUESTIONS = [question for part in PARTS for question in read_operation_questions(part, FOLDER)]


def asked(question: OperationQuestion) -> tuple[str, str]:
    """The topic and the step that the question asks for."""
    query = read_query(question.query)
    assert isinstance(query, Walk)
    assert isinstance(query.start, Ids)
    (topic,), (step,) = query.start.ids, query.path
    return topic, step


def over(name: str) -> list[OperationQuestion]:
    """The questions over the graph of that name."""
    return [question for question in QUESTIONS if question.graph == name]


@pytest.mark.parametrize("name", graphs_in(FOLDER))
def test_gold_queries_give_the_answers(name: str) -> None:
    graph = open_questions_graph(name, FOLDER)
    given = {question.id: gold_parts(question, graph) for question in over(name)}
    assert given == {question.id: (question.answers,) for question in over(name)}


@pytest.mark.parametrize("name", graphs_in(FOLDER))
def test_both_directions_are_there_unless_one_is_missing(name: str) -> None:
    graph = open_questions_graph(name, FOLDER)
    for question in over(name):
        topic, step = asked(question)
        there, other = graph.ends([Branch(topic, (step,)), Branch(topic, (inverse_step(step),))], 100)
        assert other, question.id
        assert set(there).isdisjoint(other), question.id
        assert bool(there) == (question.form != "missing"), question.id


@pytest.mark.parametrize("name", graphs_in(FOLDER))
def test_a_topic_is_named_in_full_and_has_other_relations(name: str) -> None:
    graph = open_questions_graph(name, FOLDER)
    for question in over(name):
        topic, step = asked(question)
        assert topic.casefold() in question.question.casefold()
        (steps,) = graph.next_steps([Branch(topic, ())])
        assert steps.keys() - {step, inverse_step(step)}, question.id


def test_each_relation_is_asked_three_times_in_each_direction() -> None:
    forms: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for question in QUESTIONS:
        step = asked(question)[1]
        forms[question.part, question.graph, step.removeprefix("^")][question.form] += 1
        assert question.form == "missing" or step.startswith("^") == (question.form == "backward")
    assert Counter(part for part, _, _ in forms) == {"develop": 20, "sealed": 20}
    assert all(found == {"forward": 3, "backward": 3, "missing": 1} for found in forms.values())


def test_the_parts_share_no_graph_no_relation_and_no_question() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS) == 280
    assert len({question.question.casefold() for question in QUESTIONS}) == len(QUESTIONS)
    develop, sealed = ([one for one in QUESTIONS if one.part == part] for part in PARTS)
    assert {one.graph for one in develop}.isdisjoint(one.graph for one in sealed)
    assert {asked(one)[1].strip("^") for one in develop}.isdisjoint(asked(one)[1].strip("^") for one in sealed)


def test_the_command_counts_by_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["office", "--gold", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    right = {form: counts["right"] for form, counts in found["outcomes"]["form"].items()}
    assert right == {"backward": 12, "forward": 12, "missing": 4}


def test_the_command_knows_its_own_graphs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["shop"])
    assert "'shop' is none of office" in capsys.readouterr().err
