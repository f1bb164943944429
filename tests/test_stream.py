"""A question told event by event: in order, answers as they come, and in the end what `ask` gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import sleep
from typing import Any

import pytest

import rog
from rog.errors import InputError, QuestionError, UnknownEntityError
from rog.events import AnswerEvent, DoubtedEvent, LinkedEvent, PlannedEvent, StreamEvent, WalkedEvent
from rog.graph.index.store import IndexGraph
from rog.pipeline import AskSettings, RoG
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.reasoner.paths import PathReasoner
from rog.result import Result
from rog.retriever import Evidence
from rog.testing import ScriptedPlanner
from tests.conftest import MakeGraph
from tests.fakes.edited_graph import EditedGraph, as_graph
from tests.test_pipeline import EDGES, NODES, SCRIPT, over, same

AROUND = "Which languages are spoken around France?"


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph([*NODES, *EDGES])


class OneByOne(PathReasoner):
    """The default reasoner, telling its answers one by one; `log` notes what it has told."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[str] = []

    def stream(self, item: Evidence) -> Iterator[ScoredEnd | Reasoned]:
        (reasoned,) = self.reason([item])
        for answer in reasoned.answers:
            self.log.append(answer.id)
            yield answer
        yield reasoned


def one_by_one(graph: Any, settings: AskSettings | None = None) -> RoG:
    return RoG(graph, ScriptedPlanner(SCRIPT), OneByOne(), settings)


def told(events: Sequence[StreamEvent]) -> tuple[list[AnswerEvent], Result]:
    """The answers and the result of a stream whose order is right."""
    linked, planned, walked, *answers, result = events
    assert isinstance(linked, LinkedEvent)
    assert isinstance(planned, PlannedEvent)
    assert isinstance(walked, WalkedEvent)
    assert isinstance(result, Result)
    found = [event for event in answers if isinstance(event, AnswerEvent)]
    doubted = [event for event in answers if isinstance(event, DoubtedEvent)]
    assert [*doubted, *found] == answers
    assert all((event.confidence, event.doubts) == (result.confidence, result.doubts) for event in doubted)
    return found, result


@pytest.mark.parametrize("make", [over, one_by_one], ids=["together", "one by one"])
@pytest.mark.parametrize("question", SCRIPT)
def test_the_last_event_is_what_asking_gives(graph: IndexGraph, make: Any, question: str) -> None:
    kg = make(graph)
    events = list(kg.stream(question))
    answers, result = told(events)
    asked = kg.ask(question)
    assert same(result) == same(asked)
    assert result.timings.keys() == asked.timings.keys()
    assert tuple(event.answer for event in answers) == asked.answers
    for event in answers:
        assert event.entities.items() <= asked.entities.items()
        on_paths = {key for path in event.answer.paths for hop in path.hops for key in (hop.head, hop.tail)}
        assert event.entities.keys() == {event.answer.id, *on_paths}


def test_each_stage_says_what_it_found(graph: IndexGraph) -> None:
    linked, planned, walked, *_ = over(graph).stream(AROUND)
    assert isinstance(linked, LinkedEvent)
    assert [topic.text for topic in linked.topics] == ["France"]
    assert isinstance(planned, PlannedEvent)
    assert [plan.score for plan in planned.plans] == [0.9, 0.05]
    assert isinstance(walked, WalkedEvent)
    assert [(plan.score, plan.found, plan.kept) for plan in walked.plans] == [(0.9, 3, True), (0.05, 1, True)]


def test_doubt_is_told_before_the_answers(graph: IndexGraph) -> None:
    question = "What borders France?"
    for score, expected in ((0.9, ["answer", "answer", "answer"]), (0.3, ["doubted", "answer", "answer", "answer"])):
        *events, result = over(graph, {question: [(score, [("fr", ("borders",))])]}).stream(question)
        assert [event.event for event in events[3:] if not isinstance(event, Result)] == expected
        assert isinstance(result, Result)
        assert bool(result.doubts) == (score == 0.3)


def test_answers_are_told_before_the_next_is_thought_of(graph: IndexGraph) -> None:
    kg = one_by_one(graph)
    assert isinstance(kg.reasoner, OneByOne)
    seen = [len(kg.reasoner.log) for event in kg.stream(AROUND) if isinstance(event, AnswerEvent)]
    assert seen == [1, 2, 3]


def test_no_more_answers_are_told_than_asked_for(graph: IndexGraph) -> None:
    for kg in (over(graph), one_by_one(graph)):
        answers, result = told(list(kg.stream(AROUND, limit=2, paths=1)))
        assert [event.answer for event in answers] == list(result.answers)
        assert (len(answers), result.truncated) == (2, True)


def test_an_answer_whose_edge_went_is_not_told(graph: IndexGraph) -> None:
    edited = EditedGraph(graph, ("es", "language", "spanish"))
    for kg in (over(as_graph(edited)), one_by_one(as_graph(edited))):
        answers, result = told(list(kg.stream(AROUND)))
        assert (
            [event.answer.id for event in answers] == [answer.id for answer in result.answers] == ["german", "italian"]
        )


def test_the_time_that_the_listener_takes_does_not_count(graph: IndexGraph) -> None:
    for kg in (over(graph), one_by_one(graph)):
        result: StreamEvent | None = None
        for event in kg.stream(AROUND):
            sleep(0.1)
            result = event
        assert isinstance(result, Result)
        assert result.timings["total"] < 0.4  # of the 0.6 and more that it took


def test_what_cannot_be_asked_is_refused_at_once(graph: IndexGraph) -> None:
    kg = over(graph)
    with pytest.raises(QuestionError):
        kg.stream(" ")
    with pytest.raises(UnknownEntityError):
        kg.stream(AROUND, ["Frnce"])
    with pytest.raises(InputError, match="limit is 0"):
        kg.stream(AROUND, limit=0)


def test_events_are_json(graph: IndexGraph) -> None:
    for event in one_by_one(graph).stream(AROUND, ["fr"]):
        assert type(event).model_validate_json(event.model_dump_json()) == event


def test_a_reasoner_that_ends_without_a_result_is_a_fault_of_its_own(graph: IndexGraph) -> None:
    class Silent(OneByOne):
        def stream(self, item: Evidence) -> Iterator[ScoredEnd | Reasoned]:
            return iter(())

    with pytest.raises(TypeError, match="Silent"):
        list(RoG(graph, ScriptedPlanner(SCRIPT), Silent()).stream(AROUND))


def test_the_default_path_streams() -> None:
    kg = rog.open("world")
    for question in ("Which countries border France?", "What is the capital of Peru?", "Who wrote Hamlet's diary?"):
        answers, result = told(list(kg.stream(question)))
        assert same(result) == same(kg.ask(question))
        assert [event.answer for event in answers] == list(result.answers)
