"""`RoG`: a graph, a planner and a reasoner, and the way a question takes through them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from time import perf_counter
from typing import Any

from rog.cite import cite, symmetric_relations
from rog.clock import StageClock
from rog.doubt.readings import readings
from rog.errors import InputError, RogError, UnknownEntityError
from rog.events import AnswerEvent, DoubtedEvent, LinkedEvent, PlannedEvent, StreamEvent, WalkedEvent, answer_event
from rog.graph import Graph
from rog.graph.calls import CallCounter, CountedGraph
from rog.graph.evaluate import Evaluator
from rog.linker import given_topic, link
from rog.outcome import Answer, Plan, ResultPart, Usage, Verdict
from rog.planner import load_planner
from rog.planner.contract import Planned, Planner, PlanRequest
from rog.query import Several
from rog.query.nodes import ids_of
from rog.questions.rows import AnyQuestion, check_question, question_and_topics
from rog.ranking.ranker import Ranker
from rog.reasoner import load_reasoner
from rog.reasoner.contract import Reasoned, Reasoner, ScoredEnd, StreamingReasoner
from rog.result import Result
from rog.retriever import Evidence, retrieve
from rog.run import AnyQuery, run_query
from rog.types import Topic

__all__ = ["AskSettings", "RoG", "open_rog"]

MIN_MENTION_SHARE = 1e-3
"""Share of the best mention's score below which another is not tried as a topic."""

QUESTIONS_PER_BATCH = 32
"""Questions that go through the model together."""

MIN_ENDS_LIMIT = 10_000
"""Most ends of a branch, where fewer answers are asked for: branches that are cut sooner may not meet."""


@dataclass(frozen=True)
class AskSettings:
    """Limits of one question."""

    limit: int = 10_000  # most answers; a plan that reaches more is cut, and the result says so
    paths: int = 3  # most reasoning paths of an answer for each branch of its plan
    mentions: int = 4  # mentions in the question that are tried as topics
    plans: int = 16  # plans that are executed; of made questions with a right plan it is among these in 99.6 %
    today: date | None = None  # day from which "last year" and "now" are counted; None for the day of the question


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
    counter: CallCounter = field(default_factory=CallCounter)
    """Counts the calls that are made of the graph for this question."""


class RoG:
    """Answers questions about one graph. Safe to use from several threads."""

    def __init__(
        self,
        graph: Graph,
        planner: Planner,
        reasoner: Reasoner,
        settings: AskSettings | None = None,
        *,
        ranker: Ranker | None = None,
    ) -> None:
        """`ranker` weighs what the planner's plans find; the one that comes with rog by default."""
        self.graph, self.planner, self.reasoner = graph, planner, reasoner
        self.ranker = ranker or Ranker()
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

    def run(self, query: AnyQuery, *, limit: int | None = None, paths: int | None = None) -> Result:
        """Run a query that was written, as a `rog.query.Query`, its text or its JSON form, and prove its answers.

        Names in it may stand for ids. Raises QuerySyntaxError; UnknownEntityError, InputError for what the graph
        does not have; IncomparableError; GraphError where the graph cannot be read.
        """
        settings = self._settings(limit, paths)
        return run_query(query, self.graph, limit=settings.limit, paths=settings.paths)

    async def aask(self, question: str, topics: Sequence[str] | None = None, **limits: int | None) -> Result:
        """`ask` in a thread, so that an event loop is not held up."""
        return await asyncio.to_thread(self.ask, question, topics, **limits)

    def stream(
        self, question: str, topics: Sequence[str] | None = None, *, limit: int | None = None, paths: int | None = None
    ) -> Iterator[StreamEvent]:
        """`ask`, event by event: topics, plans, what they reached, doubt, each answer, and last the `Result`.

        Answers come one by one from a reasoner that streams, and together from others. The result is that
        of `ask` but for its timings and graph calls. Raises what `ask` raises, at once where the question is at fault.
        """
        settings = self._settings(limit, paths)
        asked = self._link(question, topics, settings)
        if asked.error:
            raise asked.error
        return self._stream(asked, settings)

    def ask_many(
        self, questions: Iterable[AnyQuestion], *, limit: int | None = None, paths: int | None = None
    ) -> Iterator[Result]:
        """Answer questions in batches, in order, lazily; each a text, a Question, or a mapping with
        `question` and perhaps `topics`. One that fails gives a Result with its `error`.
        """
        settings = self._settings(limit, paths)
        rows = iter(questions)
        while batch := list(islice(rows, QUESTIONS_PER_BATCH)):
            yield from self._answer([self._read(row, settings) for row in batch], settings)

    def _read(self, row: AnyQuestion, settings: AskSettings) -> _Asked:
        """Link a row of a batch; whatever is wrong with it, it gives an error and ends nothing."""
        try:
            question, topics = question_and_topics(row)
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
        began, counter = perf_counter(), CallCounter()
        graph = CountedGraph(self.graph, [counter])
        try:
            check_question(question)
            found = _given(question, topics, graph) if topics is not None else link(question, graph)
        except RogError as error:
            return _Asked(question, error=error)
        tried = found if topics is not None else _likely(found, settings.mentions)
        return _Asked(question, tuple(found), tuple(tried), seconds=perf_counter() - began, counter=counter)

    def _counted(self, asked: Iterable[_Asked]) -> Graph:
        """The graph for what is done for some questions together: each of its calls counts for each of them."""
        return CountedGraph(self.graph, [item.counter for item in asked])

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
        clock = StageClock(len(asked))
        planned = self._plan(asked)
        clock.lap("plan")
        evidence = self._retrieve(asked, planned, settings)
        clock.lap("retrieve")
        reasoned = self.reasoner.reason(evidence)
        clock.lap("reason")
        results = [self._result(*parts, settings) for parts in zip(asked, planned, reasoned, strict=True)]
        clock.lap("cite")
        return [
            result.model_copy(update={"timings": clock.timings(item.seconds)})
            for item, result in zip(asked, results, strict=True)
        ]

    def _plan(self, asked: Sequence[_Asked]) -> list[Planned]:
        """Plans for each question."""
        requests = [PlanRequest(item.question, item.tried, self.settings.today) for item in asked]
        return self.planner.plan(requests, self._counted(asked))

    def _retrieve(self, asked: Sequence[_Asked], planned: Sequence[Planned], settings: AskSettings) -> list[Evidence]:
        """What the best plans of each question reach, ranked by what speaks for them."""
        walked = self._walked(asked, planned, settings)
        return [item if made.ranked else self.ranker.rank(item) for item, made in zip(walked, planned, strict=True)]

    def _walked(self, asked: Sequence[_Asked], planned: Sequence[Planned], settings: AskSettings) -> list[Evidence]:
        """What the best plans of each question reach."""
        plans = [list(item.plans[: settings.plans]) for item in planned]
        every = [plan for own in plans for plan in own]
        walked = iter(retrieve(every, self._counted(asked), max(settings.limit, MIN_ENDS_LIMIT)))
        return [
            Evidence(
                item.question, self._counted([item]), tuple(islice(walked, len(own))), made.spent, made.calibration,
                item.tried, made.doubts,
            )
            for item, own, made in zip(asked, plans, planned, strict=True)
        ]  # fmt: skip

    def found(self, question: str, topics: Sequence[str] | None = None) -> Evidence:
        """What the plans for a question find, before it is ranked. Raises what `ask` raises."""
        asked = self._link(question, topics, self.settings)
        if asked.error:
            raise asked.error
        return self._walked([asked], self._plan([asked]), self.settings)[0]

    def _stream(self, asked: _Asked, settings: AskSettings) -> Iterator[StreamEvent]:
        """The stages of one question; the time that the caller takes between two events does not count."""
        yield LinkedEvent(topics=asked.topics)
        clock = StageClock(1)
        (planned,) = self._plan([asked])
        clock.lap("plan")
        yield PlannedEvent(plans=planned.plans)
        clock.resume()
        (evidence,) = self._retrieve([asked], [planned], settings)
        clock.lap("retrieve")
        yield WalkedEvent(plans=tuple(found.verdict(found.why_nothing) for found in evidence.retrieved))
        clock.resume()
        if isinstance(self.reasoner, StreamingReasoner):
            reasoned = yield from self._stream_answers(self.reasoner.stream(evidence), evidence.graph, settings, clock)
            told = True
        else:
            (reasoned,) = self.reasoner.reason([evidence])
            clock.lap("reason")
            told = False
        result = self._result(asked, planned, reasoned, settings)
        clock.lap("cite")
        if not told:
            if result.low_confidence:
                yield DoubtedEvent(confidence=result.confidence, doubts=result.doubts)
            yield from (answer_event(answer, result.entities) for answer in result.answers)
        yield result.model_copy(update={"timings": clock.timings(asked.seconds)})

    def _stream_answers(
        self, parts: Iterator[ScoredEnd | Reasoned], graph: Graph, settings: AskSettings, clock: StageClock
    ) -> Generator[AnswerEvent, None, Reasoned]:
        """Each answer of a reasoner as it comes, cited; gives all of it in the end."""
        left = settings.limit
        for part in parts:
            clock.lap("reason")
            if isinstance(part, Reasoned):
                return part
            if left > 0:
                cited = cite(Reasoned((part,), ()), graph, settings.paths)
                clock.lap("cite")
                yield from (answer_event(answer, cited.entities) for answer in cited.answers)
            left -= 1
            clock.resume()
        raise TypeError(f"{type(self.reasoner).__name__}.stream ended without what it reasoned")

    def _result(self, asked: _Asked, planned: Planned, reasoned: Reasoned, settings: AskSettings) -> Result:
        answers = reasoned.answers[: settings.limit]
        cited = cite(replace(reasoned, answers=answers), self._counted([asked]), settings.paths)
        started = {one for plan in reasoned.plans if plan.kept for one in ids_of(plan.query)}
        because = reasoned.abstained_because
        if not asked.topics and not planned.plans:
            because = "nothing in the question names an entity of the graph"
        elif not cited.answers and not because:
            because = "no answer is left whose paths the graph holds"
        parts = _parts(reasoned, cited.answers, self._counted([asked]))
        return Result(
            question=asked.question,
            answers=tuple({one.id: one for part in parts for one in part.answers}.values()) or cited.answers,
            parts=parts,
            plans=(*reasoned.plans, *_not_walked(planned.plans[settings.plans :])),
            topics=tuple(
                topic.model_copy(update={"chosen": read and read.id})
                for topic, read in zip(asked.topics, readings(asked.topics, started), strict=True)
            ),
            entities=cited.entities,
            symmetric=symmetric_relations(cited.answers, self._counted([asked])),
            abstained=not cited.answers,
            reason=because,
            confidence=reasoned.confidence if cited.answers else None,
            low_confidence=reasoned.low_confidence and bool(cited.answers),
            doubts=reasoned.doubts if cited.answers else (),
            truncated=reasoned.truncated or len(answers) < len(reasoned.answers),
            warnings=(*planned.warnings, *reasoned.warnings, *cited.warnings),
            usage=_usage(planned.usage, reasoned.usage, asked.counter.calls),
        )


def _given(question: str, ids: Sequence[str], graph: Graph) -> list[Topic]:
    """Topics that the caller named, with the place in the question where each is mentioned."""
    if isinstance(ids, str) or not all(isinstance(key, str) for key in ids):
        raise InputError(f"topics are a list of entity ids, not {ids!r}")
    ids = list(dict.fromkeys(ids))
    given = []
    for key, entity in zip(ids, graph.entities(ids), strict=True):
        if entity is None:
            raise UnknownEntityError(key, [match.id for match in graph.find([key], 3, fuzzy=True)[0]])
        given.append(given_topic(question, entity))
    return given


def _likely(found: Sequence[Topic], most: int) -> list[Topic]:
    """The best mentions, without those that are hopeless beside the best: each costs a reading of the question."""
    scores = [max((candidate.score for candidate in topic.candidates), default=0.0) for topic in found]
    floor = MIN_MENTION_SHARE * max(scores, default=0.0)
    return [topic for topic, score in zip(found, scores, strict=True) if score >= floor][:most]


def _failed(question: str, error: Exception) -> Result:
    text = str(error) if isinstance(error, RogError) else f"{type(error).__name__}: {error}"
    return Result(question=question, abstained=True, reason="the question failed", error=text)


def _not_walked(plans: Iterable[Plan]) -> Iterator[Verdict]:
    return (Verdict(plan=plan, kept=False, reason="not walked: better plans came first") for plan in plans)


def _parts(reasoned: Reasoned, answers: Sequence[Answer], graph: Graph) -> tuple[ResultPart, ...]:
    """The answers by the question that they answer, where the best plan kept is one of several questions."""
    best = next((verdict.query for verdict in reasoned.plans if verdict.kept), None)
    if not isinstance(best, Several):
        return ()
    evaluator, by_id = Evaluator(graph), {answer.id: answer for answer in answers}
    found = ((part, evaluator.find(part).ids) for part in best.parts)
    return tuple(
        ResultPart(question=str(part), query=part, answers=tuple(by_id[one] for one in ids if one in by_id))
        for part, ids in found
    )


def _usage(planned: Usage, reasoned: Usage, graph_calls: int) -> Usage:
    return Usage(
        model_calls=planned.model_calls + reasoned.model_calls,
        input_tokens=planned.input_tokens + reasoned.input_tokens,
        output_tokens=planned.output_tokens + reasoned.output_tokens,
        graph_calls=graph_calls,
    )
