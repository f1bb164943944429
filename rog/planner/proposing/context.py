"""What all proposals for one question know: its form, its mentions, the planner's walks, and what the graph says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from rog.forms import Form, FormReading, load_forms
from rog.graph import Graph
from rog.linker import name_mentions
from rog.outcome import Plan
from rog.planner.contract import PlanRequest
from rog.planner.proposing.named_kinds import NamedKind, named_kinds
from rog.planner.proposing.readings import Readings
from rog.planner.proposing.schema import ORDERED_KINDS, Schema
from rog.query import Ids, IsA, Query, Walk, Where
from rog.query.nodes import Sign
from rog.types import Branch, Ends, RelationDescription, RelationPath, Step
from rog.values import VALUE_KINDS, Value, is_value, read_value
from rog.words.degrees import Comparison, Superlative, comparisons, superlative
from rog.words.english import is_common, singular_words
from rog.words.normal_form import normalize, word_spans
from rog.words.relation_names import relation_words

__all__ = ["LEAST_FORM", "ORDERED_KINDS", "Context"]

LEAST_FORM = 0.02
"""Probability of a form below which no plan is made for it."""

MAX_CANDIDATES = 3
"""Readings of a mention that are tried as what a walk is asked to reach."""

MAX_SAMPLED_VALUES = 20
"""Values of a walk that are looked at for their unit, and for how many there are."""

SAID, UNSAID = 0.95, 0.3
"""Probability that a value is compared with where words say so ("more than 20"), and where it only stands there."""

SUPERLATIVE, TIMELY = 0.9, 0.7
"""Probability that a superlative asks for the first by a measure: "first" and "last" are said of other things too."""

LEAST_START, START_BESIDE_NAME = 0.02, 0.15
"""Least probability that a question starts from no topic; the greatest where it names an entity."""

SEVERAL_KINDS = re.compile(r"\s+(?:and|or)\b", re.IGNORECASE)
"""Behind the first of two kinds: "countries and territories" asks for both."""


@dataclass(frozen=True)
class Context:
    """What is known of one question. The graph is asked for what is needed, once for the whole question."""

    request: PlanRequest
    walks: tuple[Plan, ...]
    """The planner's plans that are extended, best first: relation paths from topics."""
    graph: Graph
    described: Mapping[str, RelationDescription]
    """What is known of the graph's relations."""
    readings: Readings = field(default_factory=Readings)
    """What the planner thinks of each step, with other words marked than topics."""
    known: Schema | None = None

    @cached_property
    def schema(self) -> Schema:
        """The graph's kinds and steps."""
        return self.known or Schema(self.described, self.graph.kinds())

    @property
    def question(self) -> str:
        """The question's text."""
        return self.request.question

    @cached_property
    def mentions(self) -> list[tuple[int, int]]:
        """Offsets of the names in the question."""
        return name_mentions(self.request.topics)

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
    def named_kinds(self) -> list[NamedKind]:
        """The kinds of the graph that the question names, the likeliest to start from first."""
        return named_kinds(self.question, self.mentions, self.schema, self.readings)

    @cached_property
    def names(self) -> list[tuple[int, int]]:
        """Offsets of the names in the question, and of the kinds that are named by their own words."""
        kinds = [(one.start, one.end) for one in self.named_kinds]
        own = [(start, end) for start, end in kinds if self._is_kind(self.question[start:end])]
        return [*self.mentions, *own]

    def _is_kind(self, text: str) -> bool:
        return tuple(singular_words(text)) in self.schema.kind_words

    @cached_property
    def superlative(self) -> Superlative | None:
        """The first superlative of the question, outside the names in it."""
        found = superlative(self.question)
        return None if found is None or self._in_name(found.start) or self._in_name(found.end - 1) else found

    @cached_property
    def compared(self) -> list[Comparison]:
        """All values that the question compares with."""
        return comparisons(self.question, self.request.today)

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """The values that the question compares with, outside the names in it and what says how many are asked for."""
        degree = self.superlative
        return [
            one
            for one in self.compared
            if not self._in_name(one.start) and not (degree and degree.start <= one.start < degree.end)
            if not (degree and not one.said and degree.places > 1)
        ]

    def _in_name(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.mentions)

    @cached_property
    def start_probability(self) -> float:
        """Probability that the question starts from no topic: what the planner's walks from names leave of 1.

        A question that names an entity seldom starts elsewhere, even if the planner finds no walk from it.
        """
        left = max(LEAST_START, 1.0 - sum(plan.score for plan in self.walks if not self._from_value(plan)))
        return min(left, START_BESIDE_NAME) if self.has_name else left

    @cached_property
    def has_name(self) -> bool:
        """Whether something is surely named: a mention written as its entity is, or an unknown word with a capital."""
        kinds = {(one.start, one.end) for one in self.named_kinds}
        return self._has_unknown_name() or any(
            topic.candidates[0].kind != "fuzzy" and not is_value(topic.candidates[0].id)
            for topic in self.request.topics
            if topic.candidates and (topic.start, topic.end) not in kinds
            if not all(is_common(word) or word.isdigit() for word in normalize(topic.text).split())
        )

    def _has_unknown_name(self) -> bool:
        """Whether a word with a capital, not the first, is in no mention, kind or value: the graph may lack it."""
        known: list[tuple[int | None, int | None]] = [(topic.start, topic.end) for topic in self.request.topics]
        known += [(kind.start, kind.end) for kind in self.named_kinds]
        known += [(one.quantity.start, one.quantity.end) for one in self.comparisons]
        return any(
            self.question[start].isupper() and not is_common(normalize(self.question[start:end]))
            for start, end in word_spans(self.question)[1:]
            if not any(first is not None and last is not None and first <= start < last for first, last in known)
        )

    def _from_value(self, plan: Plan) -> bool:
        """Whether a plan starts from a value: it may only be compared with."""
        return bool(self.comparisons) and any(is_value(branch.topic) for branch in plan.branches)

    def unused(self, path: Sequence[Step] = ()) -> float:
        """What a plan is worth that leaves out the question's superlative and the values that it compares with.

        A superlative may be a part of the name of a relation that is walked: "the largest city".
        """
        left_out = [1.0 - (SAID if one.said else UNSAID) for one in self.comparisons]
        if self.superlative is not None and not self.in_relation(self.superlative, path):
            left_out.append(1.0 - self.superlative_probability)
        return prod(left_out)

    @property
    def superlative_probability(self) -> float:
        """Probability that the question's superlative, where there is one, asks for the first by a measure."""
        degree = self.superlative
        return (TIMELY if degree.timely else SUPERLATIVE) if degree else 0.0

    def comparison_probability(self, comparison: Comparison) -> float:
        """Probability that a value of the question is compared with."""
        return SAID if comparison.said else UNSAID

    def in_relation(self, degree: Superlative, path: Sequence[Step]) -> bool:
        """Whether a relation of the path is called by the superlative."""
        words = {word for step in path for word in relation_words(step.removeprefix("^")).split()}
        return any(word in words for text in degree.texts for word in text.split())

    @cached_property
    def asked_kind(self) -> str | None:
        """The kind of the graph that stands where a question says what it asks for."""
        asked = next((one for one in self.named_kinds if one.asked), None)
        if asked is None or SEVERAL_KINDS.match(self.question, asked.end):
            return None
        return asked.kind

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
        return [one.quantity.value for one in self.comparisons]

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
        return self.schema.reached(step)

    def left(self, step: Step) -> frozenset[str]:
        """The kinds of what a step leaves, as far as they are known."""
        return self.schema.left(step)

    def walk(self, topic: str, path: RelationPath) -> Walk:
        """All that a path reaches from a topic."""
        return Walk(start=Ids(ids=(topic,)), path=path)
