"""What became of a question: plans and verdicts, answers, and the proofs that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    computed_field,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from rog.query import Both, Ids, Query, Walk
from rog.types import Branch, Entity, FrozenModel, ReasoningPath, RelationPath, Topic
from rog.values import ValueKind, read_value

__all__ = [
    "RESULT_VERSION", "AbsenceProof", "Answer", "AnswerKind", "ComparisonProof", "CountProof", "Doubt", "DoubtName",
    "KindProof", "Plan", "Proof", "ResultFields", "ResultPart", "Row", "TotalProof", "Usage", "Verdict", "entity_of",
    "in_order", "rows_of",
]  # fmt: skip

RESULT_VERSION = 2
"""Version of the JSON form of `Result`; see docs/result.md."""

AnswerKind = Literal["entity"] | ValueKind


QUERY_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"op": {"type": "string"}},
    "required": ["op"],
    "title": "Query",
    "description": "a node of the query algebra, see rog/query/nodes.py",
}
"""What the schema of a result says of a query: its own is recursive, and too much for tools that make examples."""

QueryField = Annotated[Query, WithJsonSchema(QUERY_SCHEMA)]


class Plan(FrozenModel):
    """A hypothesis of what the question asks for: a query, and how far the planner believes it."""

    query: QueryField
    score: float
    """The planner's probability of the plan, 0 to 1."""

    @classmethod
    def of(cls, branches: Sequence[tuple[str, RelationPath]], score: float) -> Plan:
        """The plan of what all branches reach together, each a topic and the relation path walked from it."""
        walks = tuple(Walk(start=Ids(ids=(topic,)), path=path) for topic, path in branches)
        return cls(query=walks[0] if len(walks) == 1 else Both(parts=walks), score=score)

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The branches that `of` makes such a plan of; none for any other query."""
        parts = self.query.parts if isinstance(self.query, Both) else (self.query,)
        branches = [_branch(part) for part in parts]
        return tuple(branch for branch in branches if branch) if all(branches) else ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """The query as text."""
        return str(self.query)

    @model_validator(mode="before")
    @classmethod
    def _without_text(cls, data: Any) -> Any:
        return {key: item for key, item in data.items() if key != "text"} if isinstance(data, dict) else data


def _branch(query: Query) -> Branch | None:
    match query:
        case Walk(start=Ids(ids=(topic,)), path=path, tests=()):
            return Branch(topic, path)
    return None


DoubtName = Literal[
    "relation missing", "negation", "part of a name", "misspelt", "unused mention", "unused value", "ambiguous topic",
    "unlikely topic", "close rivals", "other direction", "another kind", "improbable",
]  # fmt: skip


class Doubt(FrozenModel):
    """A reason why an answer may be wrong."""

    name: DoubtName
    says: str
    """One sentence for people, without a full stop."""
    weight: float = Field(ge=0, le=1)
    """What the odds that the answer is right are multiplied by; 1 where its probability holds the doubt already."""


class Verdict(FrozenModel):
    """What became of a plan. Its JSON form is flat, `VerdictForm`; that of a plan of version 1 is read as well."""

    plan: Plan
    kept: bool
    """Whether the answers rest on it."""
    reason: str | None = None
    """Why the plan was dropped; None for a kept one."""
    found: int | None = None
    """Number of entities and values that its query found; None where it was not executed."""
    truncated: bool = False
    """Whether a limit cut what was found."""

    @property
    def query(self) -> Query:
        """The plan's query."""
        return self.plan.query

    @property
    def score(self) -> float:
        """The planner's probability of the plan, 0 to 1."""
        return self.plan.score

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The plan's branches, see `Plan.branches`."""
        return self.plan.branches

    @model_serializer(mode="wrap")
    def _flat(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        form = handler(self)
        return {**form.pop("plan"), **form}

    @model_validator(mode="before")
    @classmethod
    def _of_flat(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "plan" in data:
            return data
        if isinstance(data.get("branches"), list | tuple):
            data = _of_version_1(data)
        plan = {key: data[key] for key in ("query", "score") if key in data}
        return {"plan": plan, **{key: item for key, item in data.items() if key not in ("query", "score", "text")}}

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler.resolve_ref_schema(handler(VerdictForm.__pydantic_core_schema__))


class VerdictForm(FrozenModel):
    """A plan and what became of it."""

    query: QueryField
    text: str = ""
    score: float
    kept: bool
    reason: str | None = None
    found: int | None = None
    truncated: bool = False


class Row(FrozenModel):
    """One of several that a proof speaks of: an entity or value, by its id."""

    id: str
    values: tuple[str, ...] = ()
    """Ids of the values that it is measured by."""
    paths: tuple[ReasoningPath, ...] = ()
    """Paths that show that it belongs here, or has the values."""


class CountProof(FrozenModel):
    """A number rests on those that were counted."""

    op: Literal["count"] = "count"
    total: int
    members: tuple[Row, ...]
    """The counted ones, the first of them where there are many."""


class ComparisonProof(FrozenModel):
    """An answer rests on a comparison of values."""

    op: Literal["comparison"] = "comparison"
    by: str
    """The measure as text."""
    sign: Literal["most", "least", "=", "!=", "<", "<=", ">", ">="]
    rows: tuple[Row, ...]
    """In the order of rank: the answer's own row, and those next to it."""
    right: tuple[str, ...] = ()
    """Ids of the values that they were compared with; none where they were compared with each other."""
    compared: int
    """How many were compared in all."""


class TotalProof(FrozenModel):
    """A sum, mean, least or most rests on its parts."""

    op: Literal["total"] = "total"
    how: Literal["sum", "mean", "least", "most"]
    by: str
    """The measure as text; empty where the parts are values themselves."""
    rows: tuple[Row, ...]
    """The parts, the first of them where there are many."""
    total: int
    """How many parts there are in all."""


class KindProof(FrozenModel):
    """An answer rests on an entity's being of a kind."""

    op: Literal["kind"] = "kind"
    id: str
    kind: str


class AbsenceProof(FrozenModel):
    """An answer rests on what the graph does not say: a query that was executed again and finds nothing."""

    op: Literal["absence"] = "absence"
    query: str
    """The query as text."""
    looked_up: tuple[str, ...] = ()
    """Its parts as text, each with how many it finds."""


Proof = Annotated[
    CountProof | ComparisonProof | TotalProof | KindProof | AbsenceProof, Field(discriminator="op")
]  # fmt: skip


def rows_of(proof: Proof) -> tuple[Row, ...]:
    """The rows of a proof that has any."""
    match proof:
        case CountProof(members=rows) | ComparisonProof(rows=rows) | TotalProof(rows=rows):
            return rows
    return ()


class Answer(FrozenModel):
    """An entity or a value that answers the question, and what it rests on."""

    id: str
    kind: AnswerKind = "entity"
    name: str
    """What people read: Brazil, 8, yes, 9,984,670 km²."""
    value: int | float | bool | str | None = None
    """The value's content; None for an entity."""
    unit: str = ""
    """Unit of a number."""
    score: float
    """The planner's probability of the kept plans that reach it, 0 to 1; see `Result.confidence`."""
    paths: tuple[ReasoningPath, ...] = ()
    """Walks that lead to it."""
    proofs: tuple[Proof, ...] = ()
    """What it rests on beside paths."""

    @property
    def all_paths(self) -> tuple[ReasoningPath, ...]:
        """Its paths, and those that its proofs rest on."""
        rows = (row for proof in self.proofs for row in rows_of(proof))
        return (*self.paths, *(path for row in rows for path in row.paths))

    @property
    def drawn_paths(self) -> tuple[ReasoningPath, ...]:
        """Its paths, and those to what was counted: paths to measured values stand as numbers in tables."""
        rows = (row for proof in self.proofs for row in rows_of(proof) if not row.values)
        return (*self.paths, *(path for row in rows for path in row.paths))

    @property
    def is_end(self) -> bool:
        """Whether one of its paths ends at it; none does at what was computed, or said of an edge."""
        return any(path.end == self.id for path in self.paths)

    @property
    def is_absence(self) -> bool:
        """Whether it is a "no" that says only that the graph does not say so."""
        return self.value is False and any(isinstance(proof, AbsenceProof) for proof in self.proofs)

    @classmethod
    def of(
        cls,
        id: str,
        entity: Entity | None,
        score: float,
        paths: tuple[ReasoningPath, ...] = (),
        proofs: tuple[Proof, ...] = (),
    ) -> Answer:
        """The answer with this id: `entity` is the graph's, which has none for a computed value."""
        value = read_value(id)
        if value is None:
            return cls(id=id, name=entity.name if entity else id, score=score, paths=paths, proofs=proofs)
        return cls(
            id=id, kind=value.kind, name=str(value), value=value.content, unit=value.unit, score=score, paths=paths,
            proofs=proofs,
        )  # fmt: skip


def entity_of(id: str, entity: Entity | None) -> Entity:
    """The entity that a result shows for an id: the graph's; a value as people write it; or the bare id."""
    value = read_value(id)
    if value is not None:
        return Entity(id=id, name=str(value), types=(value.kind,))
    return entity or Entity(id=id, name=id)


def in_order(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Best first; values that compare are put in order among answers of one score."""
    spans = [value.span if (value := read_value(answer.id)) else None for answer in answers]
    if len({span.dimension if span else None for span in spans} - {None}) != 1 or None in spans:
        return tuple(answers)
    ranks = {answer.id: (span.first, span.last) for answer, span in zip(answers, spans, strict=True) if span}
    return tuple(sorted(answers, key=lambda answer: (-answer.score, *ranks[answer.id])))


class Usage(FrozenModel):
    """What a question cost."""

    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    graph_calls: int = 0


class ResultPart(FrozenModel):
    """One of several questions in one, with answers of its own."""

    question: str
    """The part's question in words, or its query as text."""
    query: QueryField | None = None
    answers: tuple[Answer, ...] = ()
    abstained: bool = False
    reason: str | None = None
    """Reason for an abstention."""
    truncated: bool = False
    """Whether a limit cut the answers."""
    warnings: tuple[str, ...] = ()


class ResultFields(FrozenModel):
    """Everything that one question gave, as values: `rog.result.Result` also prints and draws itself."""

    version: int = RESULT_VERSION
    question: str
    query: QueryField | None = None
    """The query that was executed, where one was given in place of a question."""
    answers: tuple[Answer, ...] = ()
    parts: tuple[ResultPart, ...] = ()
    """Several questions in one, each with its answers; `answers` are then those of all parts in this order."""
    plans: tuple[Verdict, ...] = ()
    """Best first: the kept ones and the dropped ones, with the reason."""
    topics: tuple[Topic, ...] = ()
    entities: dict[str, Entity] = Field(default_factory=dict)
    """Each entity and value of the answers, their paths and their proofs, by id."""
    symmetric: tuple[str, ...] = ()
    """Relations of the paths that were declared to hold both ways."""
    abstained: bool = False
    reason: str | None = None
    """Reason for an abstention."""
    confidence: float | None = Field(default=None, ge=0, le=1)
    """Probability that the answers are right; None where there is no answer, or no calibration."""
    low_confidence: bool = False
    """Whether the confidence is too low to trust the answers without a look at the paths."""
    doubts: tuple[Doubt, ...] = ()
    """Why the confidence is low, the gravest reason first; none where it is not low."""
    error: str | None = None
    """Error message, for a question of a batch that failed."""
    truncated: bool = False
    """Whether a limit cut the answers."""
    warnings: tuple[str, ...] = ()
    timings: dict[str, float] = Field(default_factory=dict)
    """Seconds by stage: link, plan, retrieve, reason, total."""
    usage: Usage = Usage()

    @field_validator("version")
    @classmethod
    def _now(cls, version: int) -> int:
        """A result of version 1 is one of this version as soon as it is read, see `Verdict`."""
        return RESULT_VERSION if version == 1 else version

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as plain Python values."""
        return self.model_dump(mode="json")


def _of_version_1(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan of version 1, which was branches with what became of them, as a verdict."""
    walks = [
        {"op": "walk", "start": {"op": "ids", "ids": [branch.get("topic")]}, "path": branch.get("path")}
        for branch in plan["branches"]
        if isinstance(branch, dict)
    ]
    query = walks[0] if len(walks) == 1 else {"op": "both", "parts": walks}
    others = {key: item for key, item in plan.items() if key not in ("branches", "reached")}
    return {"query": query, "kept": True, **others, "found": plan.get("reached")}
