"""The questions of eval/questions/everyday: their gold queries give their answers."""

from __future__ import annotations

import pytest

from eval.quality.everyday import FOLDER, main
from eval.quality.operations import PARTS, gold_outcome, graphs_in, open_questions_graph, read_operation_questions

QUESTIONS = [question for part in PARTS for question in read_operation_questions(part, FOLDER)]


@pytest.mark.parametrize("name", graphs_in(FOLDER))
def test_gold_queries_give_the_answers(name: str) -> None:
    graph = open_questions_graph(name, FOLDER)
    own = [question for question in QUESTIONS if question.graph == name]
    assert own
    assert [question.id for question in own if gold_outcome(question, graph) != "right"] == []


def test_no_id_comes_twice() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


def test_the_command_asks_one_graph(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clinic", "--gold"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["all", "55", "55"]
