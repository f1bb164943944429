"""What all proposals for one question know: its form, its mentions, the planner's walks, and what the graph says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from rog.forms import Form, FormReading, load_forms
from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import PlanRequest
from rog.query import Ids, IsA, Query, Walk, Where
from rog.query.nodes import Sign
from rog.types import Branch, Ends, RelationDescription, RelationPath, Step, read_step
from rog.values import VALUE_KINDS, Value, number, read_value
from rog.words.english import singular_words
from rog.words.quantities import quantities

__all__ = ["LEAST_FORM", "ORDERED_KINDS", "Base", "Context"]

LEAST_FORM = 0.02
"""Probability of a form below which no plan is made for it."""

MAX_CANDIDATES = 3
"""Readings of a mention that are tried as what a walk is asked to reach."""

MAX_SAMPLED_VALUES = 20
"""Values of a walk that are looked at for their unit, and for how many there are."""

ORDERED_KINDS = frozenset(("number", "date", "year", "time"))
"""Kinds of value that have an order."""

ASKED = re.compile(r"\W*(?:which|what|how many)\s+(?:of the\s+|different\s+|other\s+)?(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Base:
    """A set of entities that a question may speak of, before anything is computed of it."""

    query: Query
    score: float
    """Probability that the question speaks of it."""
    kinds: frozenset[str]
    """Kinds of its members, as far as they are known."""


@dataclass(frozen=True)
class Context:
    """What is known of one question. The graph is asked for what is needed, once for the whole question."""

    request: PlanRequest
    walks: tuple[Plan, ...]
    """The planner's plans that are extended, best first: relation paths from topics."""
    graph: Graph
    described: Mapping[str, RelationDescription]
    """What is known of the graph's relations."""

    @property
    def question(self) -> str:
        """The question's text."""
        return self.request.question

    @cached_property
    def mentions(self) -> list[tuple[int, int]]:
        """Offsets of the topics that the question names."""
        offsets = [(topic.start, topic.end) for topic in self.request.topics]
        return [(start, end) for start, end in offsets if start is not None and end is not None]

    @cached_property
    def reading(self) -> FormReading:
        """How likely the question asks for each form and each operation."""
        return load_forms().read(self.question, self.mentions)

    @property
    def forms(self) -> Mapping[Form, float]:
        """How likely the question asks for each form and nothing besides."""
        return self.reading.plain

    def likely(self, form: Form) -> bool:
        """Whether plans are made for a form."""
        return self.forms[form] >= LEAST_FORM

    @cached_property
    def bases(self) -> list[Base]:
        """The sets that the question may speak of, best first."""
        return [
            Base(self.of_asked_kind(plan.query, plan.branches), plan.score, self.tails(plan.branches[0]))
            for plan in self.walks
            if plan.branches
        ]

    @cached_property
    def asked_kind(self) -> str | None:
        """The kind of the graph that stands where a question says what it asks for: behind which, what or how many."""
        match = ASKED.match(self.question)
        if match is None:
            return None
        words = singular_words(match[1])
        known = {kind for one in self.described.values() for kind in (*one.heads, *one.tails)}.difference(VALUE_KINDS)
        kinds = {tuple(singular_words(kind.replace("_", " "))): kind for kind in sorted(known)}
        length = next((length for length in (3, 2, 1) if tuple(words[:length]) in kinds), 0)
        several = words[length : length + 1] in (["and"], ["or"])  # "countries and territories" asks for both
        return kinds[tuple(words[:length])] if length and not several else None

    def of_asked_kind(self, whole: Query, branches: Sequence[Branch]) -> Query:
        """What the branches reach, those of it that are of the kind asked for where several kinds are there."""
        kind = self.asked_kind
        mixed = any(kind in own and own != {kind} for own in map(self.tails, branches))
        return Where(whole=whole, test=IsA(kind=kind)) if kind is not None and mixed else whole

    def others(self, branch: Branch) -> Iterator[tuple[str, ...]]:
        """The likeliest readings of each further mention."""
        for topic in self.request.topics:
            ids = tuple(candidate.id for candidate in topic.candidates[:MAX_CANDIDATES])
            if ids and branch.topic not in ids:
                yield ids

    def of_kind(self, ids: Sequence[str], kinds: Set[str]) -> str | None:
        """The first that is of one of the kinds, or of none that is known: another is not what the walk reaches."""
        for one in ids:
            own = self.kinds.get(one, frozenset())
            if (not own and not kinds & set(VALUE_KINDS)) or not kinds or own & kinds:
                return one
        return None

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """The kinds of the readings of all mentions."""
        ids = list(dict.fromkeys(one.id for topic in self.request.topics for one in topic.candidates[:MAX_CANDIDATES]))
        entities = zip(ids, self.graph.entities(ids), strict=True)
        return {one: frozenset(entity.types if entity else ()) for one, entity in entities}

    def sign(self, branch: Branch, other: str) -> Sign:
        """Which way the question compares the branch's topic with another: the one named first with the second."""
        forms = self.forms
        more = forms["over"] + forms["most"] >= forms["under"] + forms["least"]
        places = {candidate.id: topic.start or 0 for topic in self.request.topics for candidate in topic.candidates}
        first = places.get(branch.topic, 0) <= places.get(other, 0)
        return ">" if more == first else "<"

    @cached_property
    def quantities(self) -> list[Value]:
        """The values that the question names outside the names in it."""
        found = quantities(self.question)
        return [one.value for one in found if not any(start < one.start < end for start, end in self.mentions)]

    def in_unit(self, value: Value, branch: Branch) -> Value:
        """The value in the unit of what the branch reaches, where it was said without one."""
        if value.kind != "number" or value.unit:
            return value
        units = {own.unit for end in self.values[branch] if (own := read_value(end)) and own.kind == "number"}
        return (number(value.text, units.pop()) or value) if len(units) == 1 else value

    @cached_property
    def values(self) -> dict[Branch, Ends]:
        """Some values that the branches reach which end at values with an order."""
        branches = [branch for plan in self.walks for branch in plan.branches if self.tails(branch) & ORDERED_KINDS]
        distinct = list(dict.fromkeys(branches))
        return dict(zip(distinct, self.graph.ends(distinct, MAX_SAMPLED_VALUES), strict=True))

    def is_truth(self, plan: Plan) -> bool:
        """Whether the plan reaches a yes or no that the graph has."""
        return any("truth" in self.tails(branch) for branch in plan.branches)

    def whole_numbers(self, plan: Plan) -> int:
        """How many whole numbers without a unit the plan reaches, which may say how many there are; 0 for all else."""
        if not self.likely("count") or len(plan.branches) != 1 or "number" not in self.tails(plan.branches[0]):
            return 0
        values = [read_value(end) for end in self.values[plan.branches[0]]]
        return len(values) if all(value and not value.unit and value.text.isdigit() for value in values) else 0

    def tails(self, branch: Branch) -> frozenset[str]:
        """The kinds of what the branch's last step reaches, as far as they are known."""
        return self.reached(branch.path[-1])

    def reached(self, step: Step) -> frozenset[str]:
        """The kinds of what a step reaches, of values too, as far as they are known."""
        relation, forward = read_step(step)
        described = self.described.get(relation, RelationDescription())
        return frozenset(described.tails if forward else described.heads)

    def left(self, step: Step) -> frozenset[str]:
        """The kinds of what a step leaves, as far as they are known."""
        relation, forward = read_step(step)
        described = self.described.get(relation, RelationDescription())
        return frozenset(described.heads if forward else described.tails)

    def walk(self, topic: str, path: RelationPath) -> Walk:
        """All that a path reaches from a topic."""
        return Walk(start=Ids(ids=(topic,)), path=path)
