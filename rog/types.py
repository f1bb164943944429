"""Values that travel between the stages: frozen and typed. This module imports nothing else of rog."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

__all__ = [
    "MAX_HOPS",
    "MAX_KINDS_PER_END",
    "Branch",
    "Candidate",
    "Ends",
    "Entity",
    "FrozenModel",
    "Hop",
    "Match",
    "ReasoningPath",
    "RelationDescription",
    "RelationPath",
    "Step",
    "Topic",
    "Triple",
    "inverse_step",
    "make_step",
    "read_step",
]

MAX_HOPS = 4
"""Longest relation path, in steps."""

MAX_KINDS_PER_END = 3
"""Most kinds of entity that a description lists for the heads, or for the tails, of a relation."""

Step = str
"""A relation, or `^relation` for walking it against its direction (SPARQL 1.1 property paths)."""

RelationPath = tuple[Step, ...]


def make_step(relation: str, forward: bool = True) -> Step:
    """The step that walks `relation`, against its direction unless `forward`.

    A relation whose name begins with `^` or a backslash gets a backslash before it, so that no two steps
    look the same.
    """
    escaped = "\\" + relation if relation.startswith(("^", "\\")) else relation
    return escaped if forward else "^" + escaped


def read_step(step: Step) -> tuple[str, bool]:
    """The relation a step walks and whether it walks it forward: the inverse of `make_step`."""
    forward = not step.startswith("^")
    relation = step if forward else step[1:]
    return relation.removeprefix("\\"), forward


def inverse_step(step: Step) -> Step:
    """The step that walks the same edges the other way."""
    return step[1:] if step.startswith("^") else "^" + step


class Triple(NamedTuple):
    """A directed edge, by entity ids and relation name."""

    head: str
    relation: str
    tail: str


class Branch(NamedTuple):
    """A topic and the relation path walked from it; a plain `(topic, path)` pair does as well."""

    topic: str
    path: RelationPath


class Ends(tuple[str, ...]):
    """The distinct entity ids a branch reaches, in code point order.

    `truncated` says that a limit cut them: then they are the first ones and not all.
    """

    truncated: bool

    def __new__(cls, ids: Iterable[str] = (), truncated: bool = False) -> Ends:
        ends = super().__new__(cls, ids)
        ends.truncated = truncated
        return ends


class FrozenModel(BaseModel):
    """The base of all values: immutable, and unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entity(FrozenModel):
    """A node of the graph: `id` is unique, `name` is what people read."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    properties: dict[str, JsonValue] = Field(default_factory=dict)


class RelationDescription(FrozenModel):
    """What is known of a relation beside the name that its edges have."""

    names: tuple[str, ...] = ()
    """Further names, the best one first."""
    description: str = ""
    heads: tuple[str, ...] = ()
    """Kinds of its heads (`Entity.types`), the most frequent first, at most MAX_KINDS_PER_END."""
    tails: tuple[str, ...] = ()
    """Kinds of its tails, in the same way; the kind of a value (`rog.values.ValueKind`) where they are values."""
    symmetric: bool = False
    """Whether it was declared to hold both ways; then its step walks each edge from either end."""

    def joined(self, other: RelationDescription) -> RelationDescription:
        """Both descriptions in one, this one's names and kinds before the other's."""
        return RelationDescription(
            names=tuple(dict.fromkeys(self.names + other.names)),
            description=self.description or other.description,
            heads=tuple(dict.fromkeys(self.heads + other.heads))[:MAX_KINDS_PER_END],
            tails=tuple(dict.fromkeys(self.tails + other.tails))[:MAX_KINDS_PER_END],
            symmetric=self.symmetric or other.symmetric,
        )


class Match(FrozenModel):
    """An entity that a text may name. `matched` is the id, name or alias that matched."""

    id: str
    name: str
    matched: str
    kind: Literal["id", "name", "alias", "fuzzy", "part"]
    score: float
    """Likeness of text and `matched`, 0 to 1; 1 is letter for letter. Of a part, its share of the letters."""


class Candidate(FrozenModel):
    """One entity that a mention in the question may stand for."""

    id: str
    name: str
    score: float
    """How well the entity fits the mention, 0 to 1."""
    kind: Literal["id", "name", "alias", "fuzzy", "part", "given"]


class Topic(FrozenModel):
    """A mention in the question and the entities it may stand for, best first."""

    text: str
    start: int | None
    """Offset in the question, in characters; None where the caller gave the topic and the question has no mention."""
    end: int | None
    candidates: tuple[Candidate, ...]
    chosen: str | None = None
    """Id of the candidate that the answers start from; None for an unused mention."""

    @property
    def span(self) -> tuple[int, int] | None:
        """Its offsets in the question; None where the question has no mention."""
        return None if self.start is None or self.end is None else (self.start, self.end)

    def overlaps(self, other: Topic) -> bool:
        """Whether two mentions share characters; a given topic that is not in the question overlaps none."""
        one, two = self.span, other.span
        return one is not None and two is not None and one[0] < two[1] and two[0] < one[1]

    def may_be(self, ids: Collection[str]) -> bool:
        """Whether it may stand for one of these entities."""
        return any(candidate.id in ids for candidate in self.candidates)


class Hop(FrozenModel):
    """One edge of a reasoning path and the direction it was walked in."""

    head: str
    relation: str
    tail: str
    forward: bool = True
    key: str | int | None = None
    """The store's own key of the edge, where it has one."""
    properties: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def triple(self) -> Triple:
        """The edge as it stands in the graph."""
        return Triple(self.head, self.relation, self.tail)

    @property
    def step(self) -> Step:
        """The step of the relation path that this hop walks."""
        return make_step(self.relation, self.forward)

    @property
    def source(self) -> str:
        """Id of the entity the walk came from."""
        return self.head if self.forward else self.tail

    @property
    def target(self) -> str:
        """Id of the entity the walk went to."""
        return self.tail if self.forward else self.head


class ReasoningPath(FrozenModel):
    """One walk of a relation path: the topic's id and the hops from it."""

    topic: str
    hops: tuple[Hop, ...]

    @model_validator(mode="after")
    def _check_connected(self) -> Self:
        here = self.topic
        for number, hop in enumerate(self.hops, start=1):
            if hop.source != here:
                raise ValueError(f"hop {number} starts at {hop.source!r}, and not where the path is: at {here!r}")
            here = hop.target
        return self

    @property
    def end(self) -> str:
        """Id of the entity the path ends at."""
        return self.hops[-1].target if self.hops else self.topic

    @property
    def relation_path(self) -> RelationPath:
        """The steps that were walked."""
        return tuple(hop.step for hop in self.hops)
