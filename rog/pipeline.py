"""`RoG`: a graph, a planner and a reasoner, and the way a question takes through them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter
from typing import Any

from rog.answers import cite
from rog.errors import InputError, QuestionError, RogError, UnknownEntityError
from rog.graph import Graph
from rog.linker import link, locate
from rog.planner import Planned, Planner, PlanRequest, load_planner
from rog.questions import Question
from rog.reasoner import Reasoned, Reasoner, load_reasoner
from rog.retriever import Evidence, retrieve
from rog.types import Candidate, Plan, Result, Topic, Usage

__all__ = ["MAX_QUESTION", "AskSettings", "Linked", "PlansMade", "PlansWalked", "RoG", "StageEvent", "open_rog"]

MAX_QUESTION = 4000
"""Longest question, in characters."""

HOPELESS = 1e-3
"""Share of the best mention's score below which another is not tried as a topic."""

BATCH = 32
"""Questions that go through the model together."""

REACHED = 10_000
"""Most ends of a branch, where fewer answers are asked for: branches that are cut sooner may not meet."""


@dataclass(frozen=True)
class AskSettings:
    """Limits of one question."""

    limit: int = 10_000  # most answers; a plan that reaches more is cut, and the result says so
    paths: int = 3  # most reasoning paths of an answer for each branch of its plan
    mentions: int = 4  # mentions in the question that are tried as topics
    plans: int = 8  # plans that are walked


AnyQuestion = str | Question | Mapping[str, Any]


@dataclass(frozen=True)
class Linked:
    """The mentions in the question and the entities they may stand for."""

    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class PlansMade:
    """The plans that will be walked, best first."""

    plans: tuple[Plan, ...]


@dataclass(frozen=True)
class PlansWalked:
    """The same plans, with the number of entities that each reaches."""

    plans: tuple[Plan, ...]


StageEvent = Linked | PlansMade | PlansWalked | Result
"""What `RoG.stream` yields, in this order."""


def open_rog(
    graph: Any = "world", planner: str | Planner | None = None, reasoner: str | Reasoner | None = None, **options: Any
) -> RoG:
    """A `RoG` over a graph: a bundled graph's name, a file, a networkx graph or any `Graph` object.

    `options` go to `rog.graph.open_graph`. Raises GraphError, ModelError, InputError.
    """
    from rog.graph import open_graph

    return RoG(open_graph(graph, **options), load_planner(planner), load_reasoner(reasoner))


@dataclass(frozen=True)
class _Asked:
    """A question on its way: what was linked, or why it cannot be asked."""

    question: str
    topics: tuple[Topic, ...] = ()
    tried: tuple[Topic, ...] = ()
    """Those of the topics that are planned from."""
    error: Exception | None = None
    seconds: float = 0.0


class RoG:
    """Answers questions about one graph. Safe to use from several threads."""

    def __init__(self, graph: Graph, planner: Planner, reasoner: Reasoner, settings: AskSettings | None = None) -> None:
        self.graph, self.planner, self.reasoner = graph, planner, reasoner
        self.settings = settings or AskSettings()

    def ask(
        self, question: str, topics: Sequence[str] | None = None, *, limit: int | None = None, paths: int | None = None
    ) -> Result:
        """Answer one question; `topics` are entity ids to start from instead of those found in it.

        Raises QuestionError, UnknownEntityError, and GraphError where the graph cannot be read.
        """
        settings = self._settings(limit, paths)
        asked = self._link(question, topics, settings)
        if asked.error:
            raise asked.error
        return self._answer_together([asked], settings)[0]

    def stream(
        self, question: str, topics: Sequence[str] | None = None, *, limit: int | None = None, paths: int | None = None
    ) -> Iterator[StageEvent]:
        """As `ask`, stage by stage as they end: Linked, PlansMade, PlansWalked, and the Result that `ask` gives."""
        settings = self._settings(limit, paths)
        asked = self._link(question, topics, settings)
        if asked.error:
            raise asked.error
        yield Linked(asked.topics)
        clock = _Clock(1)
        planned = self.planner.plan([PlanRequest(asked.question, asked.tried)], self.graph)[0]
        plans = planned.plans[: settings.plans]
        clock.lap("plan")
        yield PlansMade(plans)
        clock.restart()
        walked = tuple(retrieve(plans, self.graph, max(settings.limit, REACHED)))
        clock.lap("retrieve")
        yield PlansWalked(tuple(one.plan.model_copy(update={"reached": len(one.ends)}) for one in walked))
        clock.restart()
        reasoned = self.reasoner.reason([Evidence(asked.question, self.graph, walked)])[0]
        clock.lap("reason")
        result = self._result(asked, planned, reasoned, settings)
        clock.lap("cite")
        yield result.model_copy(update={"timings": clock.timings(asked.seconds)})

    async def aask(self, question: str, topics: Sequence[str] | None = None, **limits: int | None) -> Result:
        """`ask` in a thread, so that an event loop is not held up."""
        return await asyncio.to_thread(self.ask, question, topics, **limits)

    def ask_many(
        self, questions: Iterable[AnyQuestion], *, limit: int | None = None, paths: int | None = None
    ) -> Iterator[Result]:
        """Answer questions in batches, in order, lazily; each a text, a Question, or a mapping with
        `question` and perhaps `topics`. One that fails gives a Result with its `error`.
        """
        settings = self._settings(limit, paths)
        rows = iter(questions)
        while batch := list(islice(rows, BATCH)):
            yield from self._answer([self._read(row, settings) for row in batch], settings)

    def _read(self, row: AnyQuestion, settings: AskSettings) -> _Asked:
        """Link a row of a batch; whatever is wrong with it, it gives an error and ends nothing."""
        try:
            question, topics = _question_and_topics(row)
        except InputError as error:
            return _Asked("", error=error)
        try:
            return self._link(question, topics, settings)
        except Exception as error:
            return _Asked(question, error=error)

    def _settings(self, limit: int | None, paths: int | None) -> AskSettings:
        for name, value in (("limit", limit), ("paths", paths)):
            if value is not None and value < 1:
                raise InputError(f"{name} is {value}; it must be at least 1")
        own = self.settings
        return replace(own, limit=own.limit if limit is None else limit, paths=own.paths if paths is None else paths)

    def _link(self, question: str, topics: Sequence[str] | None, settings: AskSettings) -> _Asked:
        """Find the topics, or say what is wrong with the question."""
        began = perf_counter()
        try:
            _check(question)
            found = self._given(question, topics) if topics is not None else link(question, self.graph)
        except RogError as error:
            return _Asked(question, error=error)
        tried = found if topics is not None else _likely(found, settings.mentions)
        return _Asked(question, tuple(found), tuple(tried), seconds=perf_counter() - began)

    def _given(self, question: str, ids: Sequence[str]) -> list[Topic]:
        """Topics that the caller named, with the place in the question where each is mentioned."""
        if isinstance(ids, str) or not all(isinstance(key, str) for key in ids):
            raise InputError(f"topics are a list of entity ids, not {ids!r}")
        ids = list(dict.fromkeys(ids))
        given = []
        for key, entity in zip(ids, self.graph.entities(ids), strict=True):
            if entity is None:
                raise UnknownEntityError(key, self._near(key))
            start, end = locate(question, entity) or (None, None)
            text = entity.name if start is None else question[start:end]
            candidate = Candidate(id=entity.id, name=entity.name, score=1.0, kind="given")
            given.append(Topic(text=text, start=start, end=end, candidates=(candidate,)))
        return given

    def _near(self, key: str) -> list[str]:
        """Ids of entities that are called like an unknown id."""
        return [match.id for match in self.graph.find([key], 3, fuzzy=True)[0]]

    def _answer(self, asked: Sequence[_Asked], settings: AskSettings) -> list[Result]:
        """Plan, retrieve, reason and cite for a batch; where that fails, for each question alone."""
        try:
            answered = iter(self._answer_together([item for item in asked if item.error is None], settings))
        except Exception:
            return [self._answer_alone(item, settings) for item in asked]
        return [_failed(item.question, item.error) if item.error else next(answered) for item in asked]

    def _answer_alone(self, asked: _Asked, settings: AskSettings) -> Result:
        if asked.error:
            return _failed(asked.question, asked.error)
        try:
            return self._answer_together([asked], settings)[0]
        except Exception as error:  # whatever befalls one question must not end the batch
            return _failed(asked.question, error)

    def _answer_together(self, asked: Sequence[_Asked], settings: AskSettings) -> list[Result]:
        clock = _Clock(len(asked))
        requests = [PlanRequest(item.question, item.tried) for item in asked]
        planned = self.planner.plan(requests, self.graph)
        clock.lap("plan")
        plans = [list(item.plans[: settings.plans]) for item in planned]
        walked = iter(retrieve([plan for own in plans for plan in own], self.graph, max(settings.limit, REACHED)))
        evidence = [
            Evidence(item.question, self.graph, tuple(islice(walked, len(own))))
            for item, own in zip(asked, plans, strict=True)
        ]
        clock.lap("retrieve")
        reasoned = self.reasoner.reason(evidence)
        clock.lap("reason")
        results = [self._result(*parts, settings) for parts in zip(asked, planned, reasoned, strict=True)]
        clock.lap("cite")
        return [
            result.model_copy(update={"timings": clock.timings(item.seconds)})
            for item, result in zip(asked, results, strict=True)
        ]

    def _result(self, asked: _Asked, planned: Planned, reasoned: Reasoned, settings: AskSettings) -> Result:
        answers = reasoned.answers[: settings.limit]
        cited = cite(replace(reasoned, answers=answers), self.graph, settings.paths)
        started = {branch.topic for plan in reasoned.plans if plan.kept for branch in plan.branches}
        because = reasoned.abstained_because
        if not asked.topics:
            because = "nothing in the question names an entity of the graph"
        elif not cited.answers and not because:
            because = "no answer is left whose paths the graph holds"
        return Result(
            question=asked.question,
            answers=cited.answers,
            plans=(*reasoned.plans, *_not_walked(planned.plans[settings.plans :])),
            topics=tuple(_chosen(topic, started) for topic in asked.topics),
            entities=cited.entities,
            abstained=not cited.answers,
            reason=because,
            truncated=reasoned.truncated or len(answers) < len(reasoned.answers),
            warnings=(*planned.warnings, *cited.warnings),
            usage=_usage(planned.usage, reasoned.usage, cited.graph_calls),
        )


def _likely(found: Sequence[Topic], most: int) -> list[Topic]:
    """The best mentions, without those that are hopeless beside the best: each costs a reading of the question."""
    scores = [max((candidate.score for candidate in topic.candidates), default=0.0) for topic in found]
    floor = HOPELESS * max(scores, default=0.0)
    return [topic for topic, score in zip(found, scores, strict=True) if score >= floor][:most]


class _Clock:
    """Seconds by stage; a batch's stages are shared out evenly over its questions."""

    def __init__(self, questions: int) -> None:
        self._questions = max(questions, 1)
        self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self._laps[stage] = (now - self._last) / self._questions
        self._last = now

    def restart(self) -> None:
        """Leave out the time since the last lap, which was the reader's of a stream."""
        self._last = perf_counter()

    def timings(self, linking: float) -> dict[str, float]:
        laps = {"link": linking, **self._laps}
        return {stage: round(seconds, 6) for stage, seconds in {**laps, "total": sum(laps.values())}.items()}


def _check(question: str) -> None:
    if not isinstance(question, str):
        raise QuestionError(f"a question is a text, not {type(question).__name__}")
    if not question.strip():
        raise QuestionError("the question is empty")
    if len(question) > MAX_QUESTION:
        raise QuestionError(f"the question has {len(question):,} characters; at most {MAX_QUESTION:,} are read")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionError("the question has half a surrogate pair, which is no character; was it decoded as UTF-8?")


def _question_and_topics(row: AnyQuestion) -> tuple[str, Sequence[str] | None]:
    """The text of a row and the topics it gives, if any. Raises InputError for what is no row."""
    if isinstance(row, str):
        return row, None
    if isinstance(row, Question):
        return row.question, row.topics or None
    if not isinstance(row, Mapping):
        raise InputError(f"a row is a text, a Question or a mapping, not {type(row).__name__}")
    question, topics = row.get("question", ""), row.get("topics")
    if not isinstance(question, str):
        raise InputError(f"a row's question is a text, not {type(question).__name__}")
    return question, topics or None


def _failed(question: str, error: Exception) -> Result:
    text = str(error) if isinstance(error, RogError) else f"{type(error).__name__}: {error}"
    return Result(question=question, abstained=True, reason="the question failed", error=text)


def _not_walked(plans: Iterable[Plan]) -> Iterator[Plan]:
    return (plan.model_copy(update={"kept": False, "reason": "not walked: better plans came first"}) for plan in plans)


def _chosen(topic: Topic, started: set[str]) -> Topic:
    chosen = next((candidate.id for candidate in topic.candidates if candidate.id in started), None)
    return topic.model_copy(update={"chosen": chosen})


def _usage(planned: Usage, reasoned: Usage, cited_calls: int) -> Usage:
    return Usage(
        model_calls=planned.model_calls + reasoned.model_calls,
        input_tokens=planned.input_tokens + reasoned.input_tokens,
        output_tokens=planned.output_tokens + reasoned.output_tokens,
        graph_calls=planned.graph_calls + reasoned.graph_calls + cited_calls + 1,
    )
