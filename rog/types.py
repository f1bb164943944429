"""Values that travel between the stages: frozen and typed. This module imports nothing else of rog."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PlainSerializer, WithJsonSchema, model_validator

__all__ = [
    "MAX_HOPS",
    "MAX_KINDS_PER_END",
    "RESULT_VERSION",
    "Answer",
    "Branch",
    "Candidate",
    "Ends",
    "Entity",
    "FrozenModel",
    "Hop",
    "Match",
    "Plan",
    "ReasoningPath",
    "RelationDescription",
    "RelationPath",
    "ResultFields",
    "Step",
    "Topic",
    "Triple",
    "Usage",
    "inverse_step",
    "make_step",
    "read_step",
]

MAX_HOPS = 4
"""Longest relation path, in steps."""

MAX_KINDS_PER_END = 3
"""Most kinds of entity that a description lists for the heads, or for the tails, of a relation."""

RESULT_VERSION = 1
"""Version of the JSON form of `Result`; see docs/result.md."""

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
    kind: Literal["id", "name", "alias", "fuzzy"]
    score: float
    """Likeness of text and `matched`, 0 to 1; 1 is letter for letter."""


class Candidate(FrozenModel):
    """One entity that a mention in the question may stand for."""

    id: str
    name: str
    score: float
    """How well the entity fits the mention, 0 to 1."""
    kind: Literal["id", "name", "alias", "fuzzy", "given"]


class Topic(FrozenModel):
    """A mention in the question and the entities it may stand for, best first."""

    text: str
    start: int | None
    """Offset in the question, in characters; None where the caller gave the topic and the question has no mention."""
    end: int | None
    candidates: tuple[Candidate, ...]
    chosen: str | None = None
    """Id of the candidate that the answers start from; None for an unused mention."""


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


BRANCH_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"topic": {"type": "string"}, "path": {"type": "array", "items": {"type": "string"}}},
    "required": ["topic", "path"],
    "additionalProperties": False,
}
"""A branch is a tuple in Python and an object in JSON."""

BranchField = Annotated[Branch, PlainSerializer(lambda branch: branch._asdict()), WithJsonSchema(BRANCH_SCHEMA)]


class Plan(FrozenModel):
    """Branches whose common ends are the answers; usually one branch."""

    branches: tuple[BranchField, ...]
    score: float
    """The planner's probability of the plan, 0 to 1."""
    kept: bool = True
    """Whether the answers rest on this plan."""
    reason: str | None = None
    """Why a plan was dropped; None for a kept one."""
    reached: int | None = None
    """Number of entities that all its branches reach; None where the plan was not walked."""


class Answer(FrozenModel):
    """An entity that answers the question, and the paths that say why."""

    id: str
    name: str
    score: float
    """The planner's probability of the kept plans that reach it, 0 to 1; see `Result.confidence`."""
    paths: tuple[ReasoningPath, ...] = ()


class Usage(FrozenModel):
    """What a question cost."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    graph_calls: int = 0


class ResultFields(FrozenModel):
    """Everything that one question gave, as values: `rog.result.Result` also prints and draws itself."""

    version: int = RESULT_VERSION
    question: str
    answers: tuple[Answer, ...] = ()
    plans: tuple[Plan, ...] = ()
    """Best first: the kept ones and the dropped ones, with the reason."""
    topics: tuple[Topic, ...] = ()
    entities: dict[str, Entity] = Field(default_factory=dict)
    """Each entity of the answers and their paths, by id."""
    abstained: bool = False
    reason: str | None = None
    """Reason for an abstention."""
    confidence: float | None = Field(default=None, ge=0, le=1)
    """Probability that the plan behind the answers is right; None where there is no answer, or no calibration."""
    low_confidence: bool = False
    """Whether the confidence is too low to trust the answers without a look at the paths."""
    error: str | None = None
    """Error message, for a question of a batch that failed."""
    truncated: bool = False
    """Whether a limit cut the answers."""
    warnings: tuple[str, ...] = ()
    timings: dict[str, float] = Field(default_factory=dict)
    """Seconds by stage: link, plan, retrieve, reason, total."""
    usage: Usage = Usage()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as plain Python values."""
        return self.model_dump(mode="json")
