"""From questions to training examples: which mention is marked, and which relation paths are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tqdm import tqdm

from rog.errors import InputError
from rog.graph import Graph, open_graph
from rog.linker import link, locate
from rog.questions import Question, grounded, question_template, read_questions, split_by_template
from rog.training.recipe import DataSource
from rog.training.supervision import Supervised, supervise
from rog.types import Entity, RelationPath, Topic, read_step

__all__ = ["MAX_RELATIONS_SHOWN", "Example", "SourceData", "check_sources", "prepare", "prepare_all"]

MAX_RELATIONS_SHOWN = 150
"""Of a graph with more relations, an example is shown those near to its paths, at most so many."""


@dataclass(frozen=True)
class Example:
    """A question with one mention marked, and the relation paths that are right from there.

    No paths: the mention is no topic of the question. No offsets: no mention is marked. `topic` is the
    id of the entity that the mention stands for, and `answers` are the question's.
    """

    source: int
    template: str
    question: str
    start: int | None
    end: int | None
    paths: tuple[RelationPath, ...]
    topic: str = ""
    answers: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Relations to choose from where the graph has too many to show them all: those that it offers on the way."""
    is_unconstrained: bool = False
    """Whether to choose from all relations, not only from what the graph offers, and whether any path will do."""


@dataclass(frozen=True)
class SourceData:
    """What one data source gives."""

    name: str
    graph: Graph
    relations: tuple[str, ...]
    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    held_out: tuple[Question, ...]
    """The validation questions themselves, for asking them at the end."""


def prepare(source: DataSource, index: int, seed: int) -> SourceData:
    """Read, split by template, find the paths, and mark the mentions."""
    graph = open_graph(source.graph)
    read = [question for path in source.questions for question in read_questions(path)]
    questions = grounded(read, graph)
    if not source.gold:
        questions = [question.model_copy(update={"gold_paths": ()}) for question in questions]
    train, held_out = split_by_template(questions, share=source.validation, seed=seed)
    rng = Random(seed)
    train, checked = (_sample(part, source.per_template, rng) for part in (train, held_out))
    return SourceData(
        source.name or source.questions[0].rsplit("/", 1)[-1],
        graph,
        tuple(graph.relations()),
        tuple(_examples(train, graph, source, index)),
        tuple(_examples(_sample(checked, 4, rng), graph, source, index)),
        tuple(held_out),
    )


def prepare_all(sources: Sequence[DataSource], seed: int) -> list[SourceData]:
    """Each source prepared, numbered by its place."""
    return [prepare(source, index, seed) for index, source in enumerate(sources)]


def check_sources(sources: Sequence[SourceData]) -> None:
    """Raise InputError where there is nothing to learn or nothing to validate on, before any time is spent."""
    for source in sources:
        if not any(example.paths for example in source.train):
            raise InputError(f"{source.name}: no relation path leads from the topics to the answers of any question")
    if not any(source.validation and source.held_out for source in sources):
        raise InputError("no question is held out to validate on: give more templates, or raise `validation`")


def _sample(questions: Sequence[Question], per_template: int, rng: Random) -> list[Question]:
    """At most `per_template` questions of each template, in a random order."""
    shuffled = list(questions)
    rng.shuffle(shuffled)
    counts: dict[str, int] = {}
    kept = []
    for question in shuffled:
        template = question_template(question)
        counts[template] = counts.get(template, 0) + 1
        if counts[template] <= per_template:
            kept.append(question)
    return kept


def _examples(questions: Sequence[Question], graph: Graph, source: DataSource, index: int) -> Iterator[Example]:
    """An example for each topic, and one without paths for each mention that is none.

    A question without answers is one that the graph cannot answer: its topics are no place to start from.
    """
    relations = graph.relations()
    many = len(relations) > MAX_RELATIONS_SHOWN
    supervised = (
        supervise(graph, questions, by_template=source.vote, max_hops=source.max_hops)
        if source.walked
        else _as_written(questions, frozenset(relations))
    )
    for item in tqdm(supervised, total=len(questions), desc=f"paths of {source.questions[0]}", unit=" questions"):
        question, template = item.question, question_template(item.question)
        unanswerable = dict.fromkeys(question.topics, ()) if not question.answers else {}
        for topic, paths in {**unanswerable, **item.paths}.items():
            (entity,) = graph.entities([topic])
            start, end = locate(question.question, entity or Entity(id=topic, name=topic)) or (None, None)
            near = _near(graph, topic, paths) if many and source.walked else ()
            yield Example(
                index, template, question.question, start, end, tuple(paths), topic, question.answers, near,
                is_unconstrained=not source.walked,
            )  # fmt: skip
        for wrong in _wrong_mentions(link(question.question, graph), question.topics):
            other = wrong.candidates[0].id
            near = _near(graph, other, ()) if many else ()
            yield Example(index, template, question.question, wrong.start, wrong.end, (), other, question.answers, near)


def _as_written(questions: Iterable[Question], relations: frozenset[str]) -> Iterator[Supervised]:
    """Gold paths of the first topic that the graph has the relations of, whether they can be walked or not.

    A question without a topic is read as a whole, with no mention marked, as `eval.quality.plans` has it read.
    """
    for question in questions:
        paths = tuple(path for path in question.gold_paths if relations.issuperset(read_step(step)[0] for step in path))
        yield Supervised(question, dict.fromkeys((*question.topics, "")[:1], paths) if paths else {})


def _near(graph: Graph, topic: str, paths: Sequence[RelationPath]) -> tuple[str, ...]:
    """The relations that the graph offers at the topic and along its paths."""
    prefixes = sorted({(), *(path[:end] for path in paths for end in range(len(path) + 1))})
    offered = graph.steps(topic, prefixes, cap=1)
    return tuple(sorted({read_step(step)[0] for steps in offered for step in steps})[:MAX_RELATIONS_SHOWN])


def _wrong_mentions(found: Iterable[Topic], topics: Sequence[str]) -> Iterator[Topic]:
    """Mentions that can be no topic of the question: none of their candidates is one."""
    return (topic for topic in found if not any(candidate.id in topics for candidate in topic.candidates))
