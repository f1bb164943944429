"""Which of WebQSP's published paths is learnt, and in which directions."""

from __future__ import annotations

from eval.data.webqsp import directed_questions, published_questions
from rog.questions import Question
from rog.testing.graph_contract import edges_of
from tests.conftest import MakeGraph


def question(topic: str, answers: tuple[str, ...], *paths: tuple[str, ...]) -> Question:
    return Question(question=f"who is the child of {topic}", topics=(topic,), answers=answers, gold_paths=paths)


def test_the_path_that_leads_to_the_answers_is_taken_with_its_directions(make_graph: MakeGraph) -> None:
    graph = make_graph(edges_of("bea parent ann", "ann gender female", "cleo gender female", "bea gender female"))
    (made,) = directed_questions(graph, [question("ann", ("bea",), ("gender", "gender"), ("parent",))])
    assert made.gold_paths == (("^parent",),)


def test_a_question_without_answers_in_the_graph_gets_the_path_of_most_others(make_graph: MakeGraph) -> None:
    graph = make_graph(edges_of("ann child bea", "dan child eve", "gus child ida", "gus likes ida", "tea likes cake"))
    rows = [
        question("ann", ("bea",), ("child",)),
        question("dan", ("eve",), ("child",)),
        question("gus", ("nobody",), ("likes",), ("child",)),
        question("tea", ("nobody",), ("likes",)),
        question("not there", ("bea",), ("child",)),
    ]
    made = list(directed_questions(graph, rows))
    assert [row.topics[0] for row in made] == ["ann", "dan", "gus"]
    assert all(row.gold_paths == (("child",),) for row in made)


def test_all_questions_keep_their_paths_in_the_usual_directions(make_graph: MakeGraph) -> None:
    graph = make_graph(edges_of("bea parent ann", "cleo parent dan", "ann likes tea"))
    rows = [
        question("ann", ("bea",), ("likes",), ("parent",)),
        question("dan", ("cleo",), ("parent",)),
        question("zoe", ("eve",), ("parent",), ("likes", "parent")),
        Question(question="who", topics=(), answers=("eve",), gold_paths=(("parent",),)),
    ]
    made = list(directed_questions(graph, rows))
    assert [row.topics[0] for row in made] == ["ann", "dan"]
    assert [row.gold_paths for row in published_questions(rows, made)] == [
        (("likes",), ("^parent",)),
        (("^parent",),),
        (("^parent",), ("likes", "^parent")),
        (("^parent",),),
    ]
