"""Relation paths found from answers alone."""

from __future__ import annotations

import pytest

from rog.errors import UnknownEntityError
from rog.graph.index.store import IndexGraph
from rog.metrics import precision_recall_f1
from rog.questions import Question
from rog.testing.brute_force import Enumerator
from rog.testing.graph_contract import edges_of
from rog.training.supervision import find_paths, supervise
from rog.types import RelationPath
from tests.conftest import MakeGraph

EDGES = edges_of(
    "alien director ridley", "alien writer dan", "alien actor sigourney", "alien actor tom",
    "blade director ridley", "blade writer hampton", "blade actor harrison",
    "heat director michael", "heat writer michael", "heat actor robert", "heat actor al",
    "ghost director ivan", "ghost actor sigourney", "ghost actor bill",
)  # fmt: skip


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(EDGES)


def asked(topic: str, *answers: str, template: str = "t", **rest: object) -> Question:
    return Question.model_validate(
        {"question": topic, "topics": [topic], "answers": answers, "template": template, **rest}
    )


def paths_of(
    graph: IndexGraph, *questions: Question, by_template: bool = True
) -> list[dict[str, tuple[RelationPath, ...]]]:
    return [found.paths for found in supervise(graph, questions, by_template=by_template)]


@pytest.mark.parametrize("topic", ["alien", "ridley", "michael", "sigourney"])
@pytest.mark.parametrize("answers", [("sigourney",), ("ridley", "michael"), ("blade", "ghost"), ("harrison", "nobody")])
def test_all_paths_are_found_with_their_fit(graph: IndexGraph, topic: str, answers: tuple[str, ...]) -> None:
    brute = Enumerator(EDGES)
    expected: dict[RelationPath, tuple[float, float, float]] = {}
    for path in brute.relation_paths(topic):
        fit = precision_recall_f1(brute.ends(topic, path), answers)
        if 1 <= len(path) <= 3 and fit[2]:
            expected[path] = fit
    found = find_paths(graph, topic, answers)
    assert {one.path: (one.precision, one.recall, one.f1) for one in found} == expected
    assert [(one.f1, -len(one.path)) for one in found] == sorted(((x.f1, -len(x.path)) for x in found), reverse=True)


def test_paths_are_no_longer_than_asked_for(graph: IndexGraph) -> None:
    assert {len(one.path) for one in find_paths(graph, "alien", ["harrison"], max_hops=2)} == set()
    assert find_paths(graph, "alien", ["harrison"])[0].path == ("director", "^director", "actor")


def test_answers_that_the_graph_does_not_have_find_nothing(graph: IndexGraph) -> None:
    assert find_paths(graph, "alien", ["nobody"]) == []
    assert find_paths(graph, "alien", []) == []
    with pytest.raises(UnknownEntityError):
        find_paths(graph, "nobody", ["alien"])


def test_questions_of_one_template_vote(graph: IndexGraph) -> None:
    heat, alien = asked("heat", "michael"), asked("alien", "ridley")
    assert paths_of(graph, heat, by_template=False) == [{"heat": (("director",), ("writer",))}]
    assert paths_of(graph, heat, alien) == [{"heat": (("director",),)}, {"alien": (("director",),)}]
    apart = asked("heat", "michael", template="other")
    assert paths_of(graph, apart, alien)[0] == {"heat": (("director",), ("writer",))}


def test_a_poor_fit_gives_no_path(graph: IndexGraph) -> None:
    poor = asked("alien", "sigourney", "harrison", "robert", "al", "bill", "ivan")
    assert paths_of(graph, poor, by_template=False) == [{}]


def test_gold_paths_are_taken_where_they_lead_somewhere(graph: IndexGraph) -> None:
    gold = asked("alien", "ridley", gold_paths=[["writer"], ["flies to"]])
    assert paths_of(graph, gold) == [{"alien": (("writer",),)}]
    two = asked("alien", "ridley", gold_paths=[["director"], ["writer"]], topics=["alien", "blade"])
    assert paths_of(graph, two) == [{"alien": (("director",),), "blade": (("writer",),)}]


def test_unknown_topics_are_left_out_and_order_is_kept(graph: IndexGraph) -> None:
    rows = [asked("nobody", "ridley"), asked("alien", "ridley"), asked("ghost", "ivan")]
    found = list(supervise(graph, rows))
    assert [one.question for one in found] == rows
    assert [one.paths for one in found] == [{}, {"alien": (("director",),)}, {"ghost": (("director",),)}]
    assert list(supervise(graph, [])) == []


def test_hops_that_a_question_says_bound_its_search(graph: IndexGraph) -> None:
    assert paths_of(graph, asked("alien", "harrison", hops=2), by_template=False) == [{}]
    assert paths_of(graph, asked("alien", "harrison", hops=3), by_template=False) == [
        {"alien": (("director", "^director", "actor"),)}
    ]
