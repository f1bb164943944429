"""Results of the tools, as data and as text for a language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field, JsonValue

from rog.explain import printable, to_text
from rog.explain.printable import MAX_SHOWN_CHARACTERS
from rog.result import Result
from rog.types import Entity, Match, ReasoningPath

__all__ = [
    "AskAnswer",
    "CitedAnswer",
    "CitedPath",
    "ComputedAnswer",
    "Edge",
    "EntityList",
    "FoundEntity",
    "QueryAnswer",
    "RelationList",
    "Walk",
    "WalkEnd",
    "ask_answer",
    "cited_path",
    "entity_text",
    "found_entity",
    "query_answer",
    "relation_text",
    "walk_text",
]


class Edge(BaseModel):
    """One edge of a path, as it stands in the graph, and the direction it was walked in."""

    head: str
    relation: str
    tail: str
    forward: bool


class CitedPath(BaseModel):
    """A path that leads to an answer: each edge was in the graph when the answer was given."""

    text: str = Field(description="the path as one line, with names")
    topic: str = Field(description="id of the entity it starts at")
    edges: list[Edge]


class CitedAnswer(BaseModel):
    """An answer with the paths that prove it."""

    id: str
    name: str
    score: float
    paths: list[CitedPath]


class AskAnswer(BaseModel):
    """What a question gave."""

    question: str
    answers: list[CitedAnswer]
    abstained: bool
    reason: str | None = Field(description="why there is no answer, where there is none")
    confidence: float | None = Field(description="probability that the answers are right, where it is known")
    low_confidence: bool = Field(description="whether that is too low: check that the paths mean what was asked")
    doubts: list[str] = Field(description="why the confidence is low, a sentence each: say so with the answer")
    truncated: bool = Field(description="whether a limit cut the answers")
    topics: dict[str, str] = Field(
        description="the mentions in the question, and the id of the entity each was read as"
    )


class ComputedAnswer(BaseModel):
    """An answer of a query, with what proves it."""

    id: str
    kind: str = Field(description="entity, or the kind of value: number, date, time, year, truth, text, address")
    name: str
    value: int | float | bool | str | None = Field(description="the typed value, where the answer is one")
    unit: str
    paths: list[CitedPath]
    proofs: list[dict[str, JsonValue]] = Field(description="counted members, compared values, parts of a sum, absences")


class QueryAnswer(BaseModel):
    """What a query gave."""

    query: str
    answers: list[ComputedAnswer]
    abstained: bool
    reason: str | None = Field(description="why there is no answer, where there is none")
    truncated: bool = Field(description="whether a limit cut the answers")
    warnings: list[str]


class FoundEntity(BaseModel):
    """An entity that a text names."""

    id: str
    name: str
    matched: str
    score: float
    types: list[str]


class EntityList(BaseModel):
    """Entities, best first."""

    entities: list[FoundEntity]


class RelationList(BaseModel):
    """Relations: of the whole graph, or the steps that leave one entity."""

    relations: list[str] = Field(description="relation names; `^relation` is walked against its direction")
    total: int


class WalkEnd(BaseModel):
    """An entity that a relation path reaches, with paths to it."""

    id: str
    name: str
    paths: list[CitedPath]


class Walk(BaseModel):
    """All that a relation path reaches from an entity."""

    topic: str
    path: list[str]
    ends: list[WalkEnd]
    truncated: bool = Field(description="whether a limit cut the ends")


def ask_answer(result: Result) -> tuple[str, AskAnswer]:
    """A result as text and as data."""
    names = {key: entity.name for key, entity in result.entities.items()}
    answers = [
        CitedAnswer(
            id=answer.id,
            name=answer.name,
            score=answer.score,
            paths=[cited_path(path, names) for path in answer.paths],
        )
        for answer in result.answers
    ]
    topics = {topic.text: topic.chosen for topic in result.topics if topic.chosen is not None}
    data = AskAnswer(
        question=result.question,
        answers=answers,
        abstained=result.abstained,
        reason=result.reason,
        confidence=result.confidence,
        low_confidence=result.low_confidence,
        doubts=[printable(doubt.says) for doubt in result.doubts],
        truncated=result.truncated,
        topics=topics,
    )
    return to_text(result), data


def query_answer(result: Result) -> tuple[str, QueryAnswer]:
    """What a query gave, as text and as data."""
    names = {key: entity.name for key, entity in result.entities.items()}
    answers = [
        ComputedAnswer(
            id=answer.id,
            kind=answer.kind,
            name=answer.name,
            value=answer.value,
            unit=answer.unit,
            paths=[cited_path(path, names) for path in answer.paths],
            proofs=[proof.model_dump(mode="json") for proof in answer.proofs],
        )
        for answer in result.answers
    ]
    data = QueryAnswer(
        query=result.question,
        answers=answers,
        abstained=result.abstained,
        reason=result.reason,
        truncated=result.truncated,
        warnings=list(result.warnings),
    )
    return to_text(result), data


def cited_path(path: ReasoningPath, names: Mapping[str, str]) -> CitedPath:
    """A reasoning path with the names of the entities on it."""
    text = _printable_name(names.get(path.topic, path.topic))
    for hop in path.hops:
        relation = _printable_name(hop.relation)
        arrow = f"─{relation}→" if hop.forward else f"←{relation}─"
        text += f" {arrow} {_printable_name(names.get(hop.target, hop.target))}"
    edges = [Edge(head=hop.head, relation=hop.relation, tail=hop.tail, forward=hop.forward) for hop in path.hops]
    return CitedPath(text=text, topic=path.topic, edges=edges)


def entity_text(entities: Sequence[FoundEntity]) -> str:
    """Entities, a line each."""
    if not entities:
        return "no entity is called so"
    return "\n".join(_entity_line(entity) for entity in entities)


def relation_text(listing: RelationList) -> str:
    """Relations, a line each."""
    omitted = listing.total - len(listing.relations)
    note = [f"and {omitted:,} more"] if omitted else []
    return "\n".join([*map(_printable_name, listing.relations), *note]) or "none"


def walk_text(walk: Walk) -> str:
    """The ends of a walk, each with its first path."""
    if not walk.ends:
        return "the relation path reaches nothing from there"
    lines = [end.paths[0].text if end.paths else _printable_name(end.name) for end in walk.ends]
    return "\n".join([*lines, *(["not all: a limit cut the ends"] if walk.truncated else [])])


def found_entity(match: Match, entity: Entity | None) -> FoundEntity:
    """A match with the types of its entity."""
    types = list(entity.types) if entity else []
    return FoundEntity(id=match.id, name=match.name, matched=match.matched, score=match.score, types=types)


def _entity_line(entity: FoundEntity) -> str:
    types = f" ({', '.join(map(_printable_name, entity.types))})" if entity.types else ""
    return f"{_printable_name(entity.name)} [{_printable_name(entity.id)}]{types}"


def _printable_name(name: str) -> str:
    return printable(name, MAX_SHOWN_CHARACTERS)
