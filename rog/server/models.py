"""Request and response bodies, beside `Result` itself; the OpenAPI description is made from these."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictInt

from rog.questions.rows import MAX_QUESTION_CHARACTERS
from rog.result import Result
from rog.types import Match

__all__ = [
    "AskRequest",
    "EntityMatch",
    "ExampleQuestion",
    "ExplainRequest",
    "GraphSummary",
    "Health",
    "NamedEntity",
    "QueryRequest",
    "RelationEdge",
    "RelationPage",
    "RelationSummary",
]

EXAMPLE_QUESTION = "Which languages are spoken in the countries that border Switzerland?"
MAX_REQUESTED_ITEMS = 1_000_000
"""Most answers, or paths of an answer, that a valid request may ask for; the server's own limit may be lower."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskRequest(_Body):
    """A question."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS, examples=[EXAMPLE_QUESTION])
    graph: str | None = Field(None, max_length=200, description="name of the graph; the default one if left out")
    topics: list[str] | None = Field(
        None, max_length=50, description="ids of entities to start from instead of those found in the question"
    )
    limit: StrictInt | None = Field(None, ge=1, le=MAX_REQUESTED_ITEMS, description="most answers", examples=[100])
    paths: StrictInt | None = Field(
        None, ge=1, le=MAX_REQUESTED_ITEMS, description="most paths of an answer", examples=[3]
    )


class QueryRequest(_Body):
    """A query that was written."""

    query: str | dict[str, JsonValue] = Field(
        description="in its text form or its JSON form; docs/guide/queries.md tells both",
        examples=["count(France / borders)"],
    )
    graph: str | None = Field(None, max_length=200, description="name of the graph; the default one if left out")
    limit: StrictInt | None = Field(None, ge=1, le=MAX_REQUESTED_ITEMS, description="most answers", examples=[100])
    paths: StrictInt | None = Field(
        None, ge=1, le=MAX_REQUESTED_ITEMS, description="most paths of an answer", examples=[3]
    )


class ExplainRequest(_Body):
    """A result that was given before, or a question to ask now."""

    result: Result | None = Field(None, description="a result as `ask` gave it")
    ask: AskRequest | None = Field(
        None, description="a question, if no result is given", examples=[{"question": EXAMPLE_QUESTION}]
    )


class Health(BaseModel):
    """Whether the server takes requests."""

    status: Literal["ok"]
    version: str = Field(description="version of rog", examples=["0.1.0"])


class GraphSummary(BaseModel):
    """A graph that can be asked."""

    name: str = Field(examples=["world"])
    default: bool = Field(description="whether it is asked where no graph is named")
    relations: int
    entities: int | None = Field(None, description="where the store counts them")
    triples: int | None = Field(None, description="where the store counts them")


class RelationSummary(BaseModel):
    """A relation type."""

    name: str = Field(examples=["official_language"])
    words: str = Field(description="the name as words", examples=["official language"])
    triples: int | None = Field(None, description="where the store counts them")


class RelationPage(BaseModel):
    """Some of a graph's relation types, those with most triples first."""

    total: int = Field(description="how many there are in all that match")
    relations: list[RelationSummary]


class NamedEntity(BaseModel):
    """An entity by id and name."""

    id: str
    name: str


class RelationEdge(BaseModel):
    """An edge of the graph, with the names of its ends."""

    head: NamedEntity
    relation: str
    tail: NamedEntity


class EntityMatch(Match):
    """An entity that a text names or begins to name."""

    types: tuple[str, ...] = ()


class ExampleQuestion(BaseModel):
    """A question that the graph has an answer to."""

    question: str
    answers: int = Field(description="how many entities answer it")
