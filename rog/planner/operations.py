"""Plans that compute what the question asks for: how many, whether, the most, from plans that walk.

A planner proposes what is walked to. The form of the question says what is done with it, each by its probability: so a
plan that gives things is no good for a question that asks for a number, and is worth as little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property

from rog.calibration import DOUBT_FACTOR
from rog.forms import Form, load_forms
from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.query import Both, Compares, Count, Exists, Ids, IsA, Measure, Most, Query, Same, Total, Walk, Where
from rog.query.nodes import How, Sign
from rog.types import Branch, Ends, RelationDescription, read_step
from rog.values import VALUE_KINDS, Value, is_value, number, read_value
from rog.words.english import singular_words
from rog.words.quantities import quantities

__all__ = ["with_operations"]

LEAST_FORM = 0.02
"""Probability of a form below which no plan is made for it."""

MAX_EXTENDED_PLANS = 8
"""Best plans that are extended."""

MAX_CANDIDATES = 3
"""Readings of a mention that are tried as what a walk is asked to reach."""

MAX_SAMPLED_VALUES = 20
"""Values of a walk that are looked at for their unit, and for how many there are."""

ORDERED_KINDS = frozenset(("number", "date", "year", "time"))
"""Kinds of value that have an order."""

ASKED = re.compile(r"\W*(?:which|what|how many)\s+(?:of the\s+|different\s+|other\s+)?(.*)", re.IGNORECASE)

SUPERLATIVES: tuple[tuple[Form, bool], ...] = (("most", False), ("least", True))
TOTALS: tuple[tuple[Form, How], ...] = (("sum", "sum"), ("mean", "mean"))
COMPARISONS: tuple[tuple[Form, Sign], ...] = (("over", ">"), ("under", "<"))


def with_operations(
    request: PlanRequest, planned: Planned, graph: Graph, described: Mapping[str, RelationDescription]
) -> Planned:
    """The plans, and those made of them that compute something, best first; scores are those of plan and form.

    `described` is what is known of the graph's relations. The graph is asked at most twice: for the kinds of further
    topics, and for some values of what walks reach.
    """
    if not planned.plans:
        return planned
    offsets = [(topic.start, topic.end) for topic in request.topics]
    mentions = [(start, end) for start, end in offsets if start is not None and end is not None]
    forms = load_forms().probabilities(request.question, mentions)
    made = _Operations(request, mentions, forms, graph, described, planned.plans[:MAX_EXTENDED_PLANS])
    others = (_scaled(plan, forms["things"]) for plan in planned.plans[MAX_EXTENDED_PLANS:])
    return replace(planned, plans=tuple(sorted((*made.plans(), *others), key=lambda plan: -plan.score)))


class _Operations:
    """Makes the plans of one question."""

    def __init__(
        self,
        request: PlanRequest,
        mentions: Sequence[tuple[int, int]],
        forms: Mapping[Form, float],
        graph: Graph,
        described: Mapping[str, RelationDescription],
        plans: Sequence[Plan],
    ) -> None:
        self._request, self._forms, self._described, self._plans = request, forms, described, plans
        self._mentions, self._graph = mentions, graph
        self._asked: dict[Query, float] = {}

    def plans(self) -> Iterator[Plan]:
        """Each plan by the probability that things are asked for, and what is computed of it."""
        for plan in self._plans:
            things = self._forms["things"]
            if numbers := self._whole_numbers(plan):
                # "how many people live in …" asks for a number that the graph has; of several it may ask for the sum
                things += self._forms["count"] * (1.0 if numbers == 1 else DOUBT_FACTOR**2)
            if self._is_truth(plan):
                things += self._forms["truth"]  # and "is … in stock" for a yes or no that it has
            self._add_things(plan, things)
            self._count(plan)
            self._truths(plan)
            if len(plan.branches) == 1 and self._tails(plan.branches[0]) & ORDERED_KINDS:
                self._by_values(plan)
        return (Plan(query=query, score=min(score, 1.0)) for query, score in self._asked.items())

    def _add(self, query: Query, score: float) -> None:
        self._asked[query] = max(self._asked.get(query, 0.0), score)

    def _add_things(self, plan: Plan, share: float) -> None:
        """The plan itself; where the question names the kind that it asks for, those of it among what is reached."""
        kind, tails = self._asked_kind, [self._tails(branch) for branch in plan.branches]
        if kind is None or not all(tails) or all(own == {kind} for own in tails):
            self._add(plan.query, plan.score * share)
            return
        self._add(plan.query, plan.score * share * DOUBT_FACTOR)
        if all(kind in own for own in tails):
            self._add(Where(whole=plan.query, test=IsA(kind=kind)), plan.score * share)

    @cached_property
    def _asked_kind(self) -> str | None:
        """The kind of the graph that stands where a question says what it asks for: behind which, what or how many."""
        match = ASKED.match(self._request.question)
        if match is None:
            return None
        words = singular_words(match[1])
        known = {kind for one in self._described.values() for kind in (*one.heads, *one.tails)}.difference(VALUE_KINDS)
        kinds = {tuple(singular_words(kind.replace("_", " "))): kind for kind in sorted(known)}
        length = next((length for length in (3, 2, 1) if tuple(words[:length]) in kinds), 0)
        several = words[length : length + 1] in (["and"], ["or"])  # "countries and territories" asks for both
        return kinds[tuple(words[:length])] if length and not several else None

    def _likely(self, form: Form) -> bool:
        return self._forms[form] >= LEAST_FORM

    def _count(self, plan: Plan) -> None:
        """How many the plan reaches; of values, how many things have them."""
        if not (plan.branches and self._likely("count")):
            return
        score = plan.score * self._forms["count"]
        if not any(self._tails(branch) & set(VALUE_KINDS) for branch in plan.branches):
            self._add(Count(of=self._of_asked_kind(plan.query, plan.branches)), score)
        elif len(plan.branches) == 1 and len(plan.branches[0].path) > 1 and (numbers := self._whole_numbers(plan)) != 1:
            # Several numbers may be what is asked for, or those that have them are to be counted.
            topic, path = plan.branches[0]
            self._add(Count(of=_walk(Branch(topic, path[:-1]))), score * (DOUBT_FACTOR if numbers else 1.0))

    def _truths(self, plan: Plan) -> None:
        """Whether what a branch reaches holds another topic of the question, or anything at all."""
        if not self._likely("truth"):
            return
        score, fitting = plan.score * self._forms["truth"], False
        for branch in plan.branches:
            tails = self._tails(branch)
            for ids in self._others(branch):
                fitting = True
                if tails & ORDERED_KINDS and not is_value(ids[0]):
                    sides = _walk(branch), Walk(start=Ids(ids=ids[:1]), path=branch.path)
                    self._add(Same(left=sides[0], sign=self._sign(branch, ids[0]), right=sides[1]), score)
                elif (one := self._of_kind(ids, tails)) is not None:
                    self._add(Exists(of=Both(parts=(Ids(ids=(one,)), _walk(branch)))), score)
        if not fitting and plan.branches and not self._quantities and not self._is_truth(plan):
            # "is X a doctor" reaches something as well: whether anything is there is seldom all that is asked
            self._add(Exists(of=plan.query), score * DOUBT_FACTOR)

    def _others(self, branch: Branch) -> Iterator[tuple[str, ...]]:
        """The likeliest readings of each further mention."""
        for topic in self._request.topics:
            ids = tuple(candidate.id for candidate in topic.candidates[:MAX_CANDIDATES])
            if ids and branch.topic not in ids:
                yield ids

    def _sign(self, branch: Branch, other: str) -> Sign:
        """Which way the question compares the branch's topic with another: the one named first with the second."""
        forms = self._forms
        more = forms["over"] + forms["most"] >= forms["under"] + forms["least"]
        places = {candidate.id: topic.start or 0 for topic in self._request.topics for candidate in topic.candidates}
        first = places.get(branch.topic, 0) <= places.get(other, 0)
        return ">" if more == first else "<"

    def _by_values(self, plan: Plan) -> None:
        """What is compared and computed by the values that the last step of the plan's one branch reaches."""
        branch = plan.branches[0]
        whole: Query = Ids(ids=(branch.topic,))
        before = Branch(branch.topic, branch.path[:-1])
        if before.path:
            whole = self._of_asked_kind(_walk(before), [before])
        for form, how in TOTALS:
            if self._likely(form):
                self._add(Total(of=whole, how=how, path=branch.path[-1:]), plan.score * self._forms[form])
        if not before.path:
            return
        by = Measure(path=branch.path[-1:])
        for form, least in SUPERLATIVES:
            if self._likely(form):
                self._add(Most(whole=whole, by=by, least=least), plan.score * self._forms[form])
        for form, sign in COMPARISONS:
            if self._likely(form):
                for value in self._quantities:
                    right = Ids(ids=(self._in_unit(value, branch).id,))
                    where = Where(whole=whole, test=Compares(by=by, sign=sign, right=right))
                    self._add(where, plan.score * self._forms[form])

    def _of_asked_kind(self, whole: Query, branches: Sequence[Branch]) -> Query:
        """What the branches reach, those of it that are of the kind asked for where several kinds are there."""
        kind = self._asked_kind
        mixed = any(kind in own and own != {kind} for own in map(self._tails, branches))
        return Where(whole=whole, test=IsA(kind=kind)) if kind is not None and mixed else whole

    @cached_property
    def _quantities(self) -> list[Value]:
        """The values that the question names outside the names in it."""
        found = quantities(self._request.question)
        return [one.value for one in found if not any(start < one.start < end for start, end in self._mentions)]

    def _in_unit(self, value: Value, branch: Branch) -> Value:
        """The value in the unit of what the branch reaches, where it was said without one."""
        if value.kind != "number" or value.unit:
            return value
        units = {own.unit for end in self._values[branch] if (own := read_value(end)) and own.kind == "number"}
        return (number(value.text, units.pop()) or value) if len(units) == 1 else value

    def _is_truth(self, plan: Plan) -> bool:
        """Whether the plan reaches a yes or no that the graph has."""
        return any("truth" in self._tails(branch) for branch in plan.branches)

    def _whole_numbers(self, plan: Plan) -> int:
        """How many whole numbers without a unit the plan reaches, which may say how many there are; 0 for all else."""
        if not self._likely("count") or len(plan.branches) != 1 or "number" not in self._tails(plan.branches[0]):
            return 0
        values = [read_value(end) for end in self._values[plan.branches[0]]]
        return len(values) if all(value and not value.unit and value.text.isdigit() for value in values) else 0

    @cached_property
    def _values(self) -> dict[Branch, Ends]:
        """Some values that the branches reach which end at values with an order."""
        branches = [branch for plan in self._plans for branch in plan.branches if self._tails(branch) & ORDERED_KINDS]
        distinct = list(dict.fromkeys(branches))
        return dict(zip(distinct, self._graph.ends(distinct, MAX_SAMPLED_VALUES), strict=True))

    def _of_kind(self, ids: Sequence[str], kinds: Set[str]) -> str | None:
        """The first that is of one of the kinds, or of none that is known: another is not what the walk reaches."""
        for one in ids:
            own = self._kinds.get(one, frozenset())
            if (not own and not kinds & set(VALUE_KINDS)) or not kinds or own & kinds:
                return one
        return None

    @cached_property
    def _kinds(self) -> dict[str, frozenset[str]]:
        """The kinds of the readings of all mentions."""
        ids = list(dict.fromkeys(one.id for topic in self._request.topics for one in topic.candidates[:MAX_CANDIDATES]))
        entities = zip(ids, self._graph.entities(ids), strict=True)
        return {one: frozenset(entity.types if entity else ()) for one, entity in entities}

    def _tails(self, branch: Branch) -> Set[str]:
        """The kinds of what the branch's last step reaches, as far as they are known."""
        relation, forward = read_step(branch.path[-1])
        described = self._described.get(relation, RelationDescription())
        return frozenset(described.tails if forward else described.heads)


def _walk(branch: Branch) -> Walk:
    return Walk(start=Ids(ids=(branch.topic,)), path=branch.path)


def _scaled(plan: Plan, factor: float) -> Plan:
    return plan.model_copy(update={"score": plan.score * factor})
