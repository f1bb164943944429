"""Executed plans, ranked by a model."""

from __future__ import annotations

from dataclasses import replace

import networkx
import pytest

import rog
from rog.calibration import Calibration
from rog.outcome import Plan
from rog.query import Ids, Walk
from rog.ranking.model import RankingModel, read_ranking, write_ranking
from rog.ranking.ranker import Ranker
from rog.ranking.signals import QuestionSignals
from rog.retriever import Evidence, Retrieved
from rog.types import Candidate, Ends, Topic


def office() -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    for head, relation, tail in (
        ("Ada Holt", "manages", "Ben Ruiz"),
        ("Ben Ruiz", "manages", "Cy Lang"),
        ("Ada Holt", "mentors", "Cy Lang"),
        ("Cy Lang", "works_in", "Lisbon"),
        ("Ben Ruiz", "works_in", "Porto"),
    ):
        graph.add_edge(head, tail, relation=relation)
    return graph


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who manages Ben Ruiz?", "Ada Holt"),
        ("Whom does Ben Ruiz manage?", "Cy Lang"),
        ("Who is Ben Ruiz's boss?", "Ada Holt"),
        ("Where does Ben Ruiz work?", "Porto"),
    ],
)
def test_the_direction_that_is_asked_for_comes_first(question: str, answer: str) -> None:
    assert rog.open(office()).ask(question).answers[0].id == answer


def test_scores_are_probabilities_of_plans_and_of_none() -> None:
    plans = tuple({"score": -float(at)} for at in range(3))
    chances = RankingModel({"score": 1.0}, {"always": -1.0}).probabilities(QuestionSignals(plans, {"always": 1.0}))
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) < 1


def test_a_signal_that_the_model_does_not_know_counts_nothing() -> None:
    model = RankingModel({"score": 1.0}, {})
    with_it, without = ({"score": 1.0, "new": 5.0}, {"score": 1.0})
    assert len(set(model.probabilities(QuestionSignals((with_it, without), {})))) == 1


def test_a_model_is_read_as_it_was_written() -> None:
    model = RankingModel({"score": 0.5}, {"always": -1.25}, Calibration(((0.0, 0.1), (1.0, 0.9))))
    assert read_ranking(write_ranking(model)) == model


def evidence(graph: networkx.MultiDiGraph, question: str, topic: str, *paths: tuple[str, ...]) -> Evidence:
    opened = rog.open(graph).graph
    plans = [Plan(query=Walk(start=Ids(ids=(topic,)), path=path), score=0.5) for path in paths]
    found = [
        Retrieved(plan, ends)
        for plan, ends in zip(plans, opened.ends([one.branches[0] for one in plans], 10), strict=True)
    ]
    at = question.index(topic)
    named = Topic(
        text=topic, start=at, end=at + len(topic), candidates=(Candidate(id=topic, name=topic, score=1.0, kind="name"),)
    )
    return Evidence(question, opened, tuple(found), topics=(named,))


def test_signals_tell_the_direction_and_what_is_left_unread() -> None:
    item = evidence(office(), "Who manages Ben Ruiz?", "Ben Ruiz", ("^manages",), ("manages",), ("works_in",))
    back, ahead, place = Ranker(RankingModel({}, {})).signals(item).plans
    assert back["likeness"] > ahead["likeness"]
    assert back["said"] > back["said turned"]
    assert place["unread"] > back["unread"] == 0


def test_signals_tell_an_answer_of_another_kind() -> None:
    graph = office()
    kinds = {name: ["city" if name in ("Lisbon", "Porto") else "person"] for name in graph}
    networkx.set_node_attributes(graph, kinds, "types")
    item = evidence(graph, "Which city is Ben Ruiz in?", "Ben Ruiz", ("works_in",), ("manages",))
    place, person = Ranker(RankingModel({}, {})).signals(item).plans
    assert place["of the kind asked for"]
    assert "of another kind" not in place
    assert person["of another kind"]
    assert "of the kind asked for" not in person


def test_without_plans_nothing_is_ranked() -> None:
    item = replace(evidence(office(), "Who manages Ben Ruiz?", "Ben Ruiz", ("manages",)), retrieved=())
    assert Ranker().rank(item) is item


def test_what_finds_nothing_is_not_taken_for_an_answer() -> None:
    item = evidence(office(), "Who manages Ada Holt?", "Ada Holt", ("^manages",))
    assert item.retrieved[0].ends == Ends()
    assert not rog.open(office()).reasoner.reason([Ranker().rank(item)])[0].answers
