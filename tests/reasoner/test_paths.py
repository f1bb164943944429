"""Which plans are trusted, how ends are ranked, and when there is no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from rog.calibration import Calibration
from rog.doubt.confidence import WEIGHTS
from rog.errors import InputError
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord
from rog.outcome import Plan
from rog.query import read_query
from rog.reasoner import load_reasoner
from rog.reasoner.contract import Reasoned
from rog.reasoner.paths import PathReasoner, PathReasonerSettings
from rog.retriever import Evidence, Retrieved, reasoning_paths, retrieve
from rog.types import Branch, Ends


@pytest.fixture
def graph(tmp_path: Path) -> IndexGraph:
    edges = ["France borders Spain", "Portugal borders Spain", "France borders Italy", "Italy borders Austria"]
    build_index(
        [EdgeRecord(head, relation, tail) for head, relation, tail in map(str.split, edges)], tmp_path / "graph.rog"
    )
    return IndexGraph(tmp_path / "graph.rog")


def retrieved_plan(score: float, *ends: str, branches: int = 1) -> Retrieved:
    plan = Plan.of(tuple(Branch(f"t{number}", (str(score),)) for number in range(branches)), score)
    return Retrieved(plan, Ends(ends))


def reason(graph: IndexGraph, *retrieved: Retrieved) -> Reasoned:
    return PathReasoner().reason([Evidence("?", graph, retrieved)])[0]


def test_the_whole_set_of_the_best_plan_is_the_answer(graph: IndexGraph) -> None:
    reasoned = reason(graph, retrieved_plan(0.9, "a", "b", "c"), retrieved_plan(0.25, "d"))
    assert [answer.id for answer in reasoned.answers] == ["a", "b", "c"]
    assert [(plan.kept, plan.found) for plan in reasoned.plans] == [(True, 3), (False, 1)]
    assert "less probable than the best" in (reasoned.plans[1].reason or "")


def test_ends_that_other_plans_reach_come_first(graph: IndexGraph) -> None:
    reasoned = reason(graph, retrieved_plan(0.8, "a", "b", "c"), retrieved_plan(0.1, "c", "x"))
    assert [answer.id for answer in reasoned.answers] == ["c", "a", "b"]
    assert {answer.score for answer in reasoned.answers} == {0.8}


def test_plans_about_as_probable_are_trusted_together(graph: IndexGraph) -> None:
    reasoned = reason(graph, retrieved_plan(0.45, "a", "b"), retrieved_plan(0.44, "b", "c"))
    assert [answer.id for answer in reasoned.answers] == ["b", "a", "c"]
    assert reasoned.answers[0].score == pytest.approx(0.89)
    assert [len(answer.plans) for answer in reasoned.answers] == [2, 1, 1]


def test_another_reading_of_the_question_is_not_joined_with_the_best(graph: IndexGraph) -> None:
    def of(score: float, end: str, *branches: Branch) -> Retrieved:
        return Retrieved(Plan.of(branches, score), Ends((end,)))

    best = of(0.45, "Angola", Branch("Portuguese", ("^language",)))
    other = of(0.44, "Portuguese", Branch("Portugal", ("language",)))
    reasoned = reason(graph, best, other)
    assert [answer.id for answer in reasoned.answers] == ["Angola"]
    assert reasoned.plans[1].reason == "another reading of the question than the best plan's"
    negligible = of(0.0001, "Portuguese", Branch("Portuguese", ("^language", "language")))
    assert [answer.id for answer in reason(graph, best, other, negligible).answers] == ["Angola"]
    same_path = of(0.44, "Brazil", Branch("Portuguese (people)", ("^language",)))  # an ambiguous name, asked the same
    same_topic = of(0.43, "Macau", Branch("Portuguese", ("^official language",)))
    both = reason(graph, best, same_path, same_topic)
    assert [answer.id for answer in both.answers] == ["Angola", "Brazil", "Macau"]


def test_a_number_that_other_queries_give_too_is_not_their_joint_answer(graph: IndexGraph) -> None:
    three = '"3"^^xsd:integer'
    found = [
        Retrieved(Plan(query=read_query(text), score=score), Ends((end,)))
        for text, score, end in (
            ("count(Spain / borders)", 0.4, '"1"^^xsd:integer'),
            ("count(Italy / borders)", 0.3, three),
            ("count(Austria / borders)", 0.3, three),
        )
    ]
    (answer,) = reason(graph, *found).answers
    assert (answer.id, answer.score) == ('"1"^^xsd:integer', 0.4)


def test_one_truth_walked_from_either_end_is_one_answer(graph: IndexGraph) -> None:
    yes, no = '"true"^^xsd:boolean', '"false"^^xsd:boolean'
    found = [
        Retrieved(Plan(query=read_query(text), score=score), Ends((end,)))
        for text, score, end in (
            ("exists(Spain and Italy / borders)", 0.4, no),
            ("exists(Spain and France / borders)", 0.25, yes),
            ("exists(France and Spain / ^borders)", 0.25, yes),
        )
    ]
    (answer,) = reason(graph, *found).answers
    assert (answer.id, answer.score) == (yes, 0.5)


def test_a_plan_that_reaches_nothing_is_passed_over(graph: IndexGraph) -> None:
    reasoned = reason(graph, retrieved_plan(0.9, branches=2), retrieved_plan(0.3, "a"))
    assert [answer.id for answer in reasoned.answers] == ["a"]
    assert reasoned.plans[0].reason == "its branches reach nothing in common"


@pytest.mark.parametrize(
    ("retrieved", "because"),
    [
        ((), "no relation path of the graph fits the question"),
        ((retrieved_plan(0.9),), "nothing was found: no plan reaches an entity"),
        ((retrieved_plan(0.001, "a"),), "no plan is probable enough: the best has 0.001"),
    ],
)
def test_it_abstains_with_the_reason(graph: IndexGraph, retrieved: tuple[Retrieved, ...], because: str) -> None:
    reasoned = reason(graph, *retrieved)
    assert (reasoned.answers, reasoned.abstained_because) == ((), because)


def test_plans_that_reach_the_same_are_believed_together(graph: IndexGraph) -> None:
    retrieved = (
        retrieved_plan(0.4, "b"),
        retrieved_plan(0.3, "a"),
        retrieved_plan(0.25, "a"),
        retrieved_plan(0.01, "a"),
    )
    agreed = reason(graph, *retrieved)
    assert [answer.id for answer in agreed.answers] == ["a"]
    assert [plan.kept for plan in agreed.plans] == [False, True, True, False]  # the last adds next to nothing
    assert [doubt.name for doubt in agreed.doubts] == ["close rivals", "improbable"]
    assert reason(graph, *retrieved[1:]).confidence == pytest.approx(0.56)


def test_the_confidence_is_that_of_the_best_plan(graph: IndexGraph) -> None:
    sure = reason(graph, retrieved_plan(0.9), retrieved_plan(0.7, "a"), retrieved_plan(0.25, "b"))
    assert (sure.confidence, sure.low_confidence, sure.doubts) == (0.7, False, ())
    doubtful = reason(graph, retrieved_plan(0.4, "a"), retrieved_plan(0.15, "b"))
    assert (doubtful.confidence, doubtful.low_confidence) == (0.4, True)
    assert [doubt.name for doubt in doubtful.doubts] == ["improbable"]
    rivals = reason(graph, retrieved_plan(0.7, "a"), retrieved_plan(0.36, "b"))
    odds = 0.7 / 0.3 * WEIGHTS["close rivals"]
    assert rivals.confidence == pytest.approx(odds / (1 + odds))
    assert [doubt.name for doubt in rivals.doubts] == ["close rivals"]
    nearly_silent = reason(graph, retrieved_plan(0.006, "a"))
    assert (nearly_silent.confidence, nearly_silent.low_confidence) == (0.006, True)
    silent = reason(graph, retrieved_plan(0.004, "a"))
    assert (silent.confidence, silent.low_confidence) == (None, False)


def test_the_confidence_is_calibrated(graph: IndexGraph) -> None:
    retrieved = (retrieved_plan(0.9, "a"),)
    halved = Evidence("?", graph, retrieved, calibration=Calibration(((0.0, 0.0), (1.0, 0.5))))
    (reasoned,) = PathReasoner().reason([halved])
    assert reasoned.confidence == pytest.approx(0.45)
    assert reasoned.low_confidence
    assert reasoned.answers[0].score == 0.9
    (reasoned,) = PathReasoner(PathReasonerSettings(sure=0.4)).reason([halved])
    assert not reasoned.low_confidence
    (reasoned,) = PathReasoner().reason([Evidence("?", graph, retrieved, calibration=None)])
    assert (reasoned.confidence, reasoned.low_confidence) == (None, False)


def test_branches_meet_in_their_common_ends(graph: IndexGraph) -> None:
    meeting = Plan.of((Branch("France", ("borders",)), Branch("Portugal", ("borders",))), 1.0)
    alone = Plan.of((Branch("France", ("borders",)),), 0.5)
    both, single = retrieve([meeting, alone], graph, limit=10)
    assert (both.ends, single.ends) == (("Spain",), ("Italy", "Spain"))
    shown = reasoning_paths(meeting, ["Spain"], graph, limit=3)["Spain"]
    assert [[path.topic for path in branch] for branch in shown] == [["France"], ["Portugal"]]


def test_a_cut_branch_makes_the_common_ends_cut(graph: IndexGraph) -> None:
    plan = Plan.of((Branch("France", ("borders",)), Branch("Portugal", ("borders",))), 1.0)
    (cut,) = retrieve([plan], graph, limit=1)
    assert cut.ends.truncated
    assert set(cut.ends) <= {"Spain"}


def test_unknown_reasoners_are_refused() -> None:
    with pytest.raises(InputError, match="unknown reasoner 'oracle'"):
        load_reasoner("oracle")
