"""Plans that compute what the question asks for: how many, whether, the most, from plans that walk.

A planner proposes what is walked to. The form of the question says what is done with it, each by its probability: so a
plan that gives things is no good for a question that asks for a number, and is worth as little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from rog.forms import Form, load_forms
from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.query import Both, Count, Exists, Ids, Measure, Most, Query, Walk
from rog.types import Branch, RelationDescription, read_step

__all__ = ["with_operations"]

LEAST_FORM = 0.02
"""Probability of a form below which no plan is made for it."""

MAX_EXTENDED_PLANS = 8
"""Best plans that are extended."""

MAX_CANDIDATES = 3
"""Readings of a mention that are tried as what a walk is asked to reach."""

ORDERED_KINDS = frozenset(("number", "date", "year", "time"))
"""Kinds of value that have an order."""


def with_operations(
    request: PlanRequest, planned: Planned, graph: Graph, described: Mapping[str, RelationDescription]
) -> Planned:
    """The plans, and those made of them that compute something, best first; scores are those of plan and form.

    `described` is what is known of the graph's relations. The graph is asked for the kinds of further topics only.
    """
    if not planned.plans:
        return planned
    mentions = [
        (topic.start, topic.end) for topic in request.topics if topic.start is not None and topic.end is not None
    ]
    forms = load_forms().probabilities(request.question, mentions)
    made = _Operations(request, forms, graph, described, planned.plans[:MAX_EXTENDED_PLANS])
    others = (_scaled(plan, forms["things"]) for plan in planned.plans[MAX_EXTENDED_PLANS:])
    return replace(planned, plans=tuple(sorted((*made.plans(), *others), key=lambda plan: -plan.score)))


class _Operations:
    """Makes the plans of one question."""

    def __init__(
        self,
        request: PlanRequest,
        forms: Mapping[Form, float],
        graph: Graph,
        described: Mapping[str, RelationDescription],
        plans: Sequence[Plan],
    ) -> None:
        self._request, self._forms, self._described, self._plans = request, forms, described, plans
        asks_truth = forms["truth"] >= LEAST_FORM and len(request.topics) > 1
        topics = request.topics if asks_truth else ()
        ids = list(dict.fromkeys(one.id for topic in topics for one in topic.candidates[:MAX_CANDIDATES]))
        entities = zip(ids, graph.entities(ids) if ids else [], strict=True)
        self._kinds = {one: frozenset(entity.types if entity else ()) for one, entity in entities}

    def plans(self) -> Iterator[Plan]:
        """Each plan by the probability that things are asked for, and what is computed of it."""
        asked: dict[Query, float] = {}
        for plan in self._plans:
            things = self._forms["things"]
            if self._tails(plan) & ORDERED_KINDS:
                things += self._forms["count"]  # "how many people live in …" asks for a number that the graph has
            elif plan.branches:
                self._add(asked, Count(of=plan.query), plan.score * self._forms["count"])
            self._add(asked, plan.query, plan.score * things)
            for query, score in (*self._truths(plan), *self._superlatives(plan)):
                self._add(asked, query, score)
        return (Plan(query=query, score=min(score, 1.0)) for query, score in asked.items())

    def _add(self, asked: dict[Query, float], query: Query, score: float) -> None:
        asked[query] = max(asked.get(query, 0.0), score)

    def _truths(self, plan: Plan) -> Iterator[tuple[Query, float]]:
        """Whether what a branch reaches holds another topic of the question."""
        if not self._kinds:
            return
        for branch in plan.branches:
            for topic in self._request.topics:
                ids = [candidate.id for candidate in topic.candidates[:MAX_CANDIDATES]]
                if (
                    branch.topic not in ids
                    and (one := self._of_kind(ids, self._tails(Plan.of([branch], 1)))) is not None
                ):
                    holds = Exists(of=Both(parts=(Ids(ids=(one,)), _walk(branch))))
                    yield holds, plan.score * self._forms["truth"]

    def _of_kind(self, ids: Sequence[str], kinds: Set[str]) -> str | None:
        """The first that is of one of the kinds, or of none that is known: another is not what the walk reaches."""
        for one in ids:
            own = self._kinds[one]
            if not own or not kinds or own & kinds:
                return one
        return None

    def _superlatives(self, plan: Plan) -> Iterator[tuple[Query, float]]:
        """The most or least of what is walked to, by the values that the last step reaches."""
        if len(plan.branches) != 1 or len(plan.branches[0].path) < 2 or not self._tails(plan) & ORDERED_KINDS:
            return
        topic, path = plan.branches[0]
        whole, by = Walk(start=Ids(ids=(topic,)), path=path[:-1]), Measure(path=path[-1:])
        forms: tuple[tuple[Form, bool], ...] = (("most", False), ("least", True))
        for form, least in forms:
            if self._forms[form] >= LEAST_FORM:
                yield Most(whole=whole, by=by, least=least), plan.score * self._forms[form]

    def _tails(self, plan: Plan) -> set[str]:
        """The kinds of what the plan's last steps reach, as far as they are known."""
        kinds: set[str] = set()
        for branch in plan.branches:
            relation, forward = read_step(branch.path[-1])
            described = self._described.get(relation, RelationDescription())
            kinds.update(described.tails if forward else described.heads)
        return kinds


def _walk(branch: Branch) -> Walk:
    return Walk(start=Ids(ids=(branch.topic,)), path=branch.path)


def _scaled(plan: Plan, factor: float) -> Plan:
    return plan.model_copy(update={"score": plan.score * factor})
