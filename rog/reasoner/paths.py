"""The default reasoner: trusts the best plans and ranks the entities that they reach.

Questions that ask for a set are the normal case, so the whole set of a trusted plan is the answer.
Within it an entity that further plans reach comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from rog.calibration import LOW_CONFIDENCE_THRESHOLD
from rog.doubt.confidence import believe
from rog.doubt.reasons import doubts_of
from rog.outcome import Plan, Verdict
from rog.query import Query
from rog.query.nodes import ids_of, relations_of
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence, Retrieved
from rog.types import Ends, RelationPath

__all__ = ["PathReasoner", "PathReasonerSettings"]


@dataclass(frozen=True)
class PathReasonerSettings:
    """Thresholds for trust in a plan."""

    least_score: float = 0.005  # below this the best plan is not trusted and there is no answer; seldom right then
    trust: float = 0.8  # plans at least this probable relative to the best one are trusted as well
    sure: float = LOW_CONFIDENCE_THRESHOLD  # a confidence below this is low, and the result says so


class PathReasoner:
    """Ranks ends by the probability of the plans that reach them.

    Plans that reach the same ends count together. The confidence is the calibrated probability of the best ends.
    """

    def __init__(self, settings: PathReasonerSettings | None = None) -> None:
        self.settings = settings or PathReasonerSettings()

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `Reasoner`."""
        return [self._reason(item) for item in evidence]

    def _reason(self, item: Evidence) -> Reasoned:
        reaching = [retrieved for retrieved in item.retrieved if retrieved.ends]
        groups = _group_by_ends(reaching)
        best = max(groups, key=lambda group: group.probability, default=_PlanGroup([]))
        dropped = {id(retrieved): why for group in groups for retrieved, why in self._dropped(group, best)}
        trusted = [retrieved for retrieved in reaching if id(retrieved) not in dropped]
        plans = tuple(_verdict(retrieved, dropped.get(id(retrieved))) for retrieved in item.retrieved)
        # Branches that were cut before they met say nothing about what they would have reached.
        truncated = any(retrieved.ends.truncated for retrieved in item.retrieved if id(retrieved) not in dropped)
        if not trusted:
            return Reasoned((), plans, _abstention_reason(item, best.probability), truncated=truncated)
        probability = item.calibration(best.probability) if item.calibration else None
        belief = believe(probability, doubts_of(item, best.best_plan), self.settings.sure)
        return Reasoned(
            _rank(trusted, reaching), plans, truncated=truncated,
            confidence=belief.confidence, low_confidence=belief.low, doubts=belief.doubts,
        )  # fmt: skip

    def _dropped(self, group: _PlanGroup, best: _PlanGroup) -> Iterator[tuple[Retrieved, str]]:
        """The plans of a group that are not trusted, and why, where `best` is the most probable group."""
        settings, less, why = self.settings, f"less probable than the best plan ({best.probability:.2f})", None
        if group.probability < settings.least_score:
            why = "too improbable to be trusted"
        elif group.probability < settings.trust * best.probability:
            why = less
        elif not group.same_reading(best, settings.trust):
            why = "another reading of the question than the best plan's"
        elif group is not best and not (group.walks and best.walks):
            why = "it computes another answer than the best plan"
        near_best = set(map(id, group.near_best(settings.trust)))
        return ((retrieved, why or less) for retrieved in group.plans if why or id(retrieved) not in near_best)


def _verdict(retrieved: Retrieved, dropped_because: str | None) -> Verdict:
    reason = retrieved.why_nothing or dropped_because
    return retrieved.verdict(reason)


class _PlanGroup(NamedTuple):
    """Plans that reach the same ends: they give the same answer in several ways.

    What is computed is a group by itself: that two queries give the same number says nothing for it.
    """

    plans: list[Retrieved]

    @property
    def probability(self) -> float:
        """Probability of the ends: the sum of the plans' scores, at most 1."""
        return min(1.0, sum(retrieved.plan.score for retrieved in self.plans))

    @property
    def walks(self) -> bool:
        """Whether a plan of them walks to its ends and computes nothing: only such sets add up to one."""
        return any(retrieved.plan.branches for retrieved in self.plans)

    @property
    def best_plan(self) -> Plan:
        """The most probable of the plans, of which there is one."""
        return max((retrieved.plan for retrieved in self.plans), key=lambda plan: plan.score)

    def same_reading(self, other: _PlanGroup, share: float) -> bool:
        """Whether a good plan of each starts from the same topics, or walks the same paths.

        A plan that does neither reads the question differently: Spanish as the language, or as a kind of thing
        from Spain. So does a plan that leaves out a topic of the other.
        """
        return any(
            _topics(one.plan) == _topics(two.plan) or _paths(one.plan) == _paths(two.plan)
            for one, two in product(self.near_best(share), other.near_best(share))
        )

    def near_best(self, share: float) -> list[Retrieved]:
        """The plans with at least this share of the best score: a much worse plan adds nothing and is not cited."""
        threshold = share * max(retrieved.plan.score for retrieved in self.plans)
        return [retrieved for retrieved in self.plans if retrieved.plan.score >= threshold]


def _topics(plan: Plan) -> set[str]:
    return set(ids_of(plan.query))


def _paths(plan: Plan) -> set[RelationPath]:
    return {branch.path for branch in plan.branches} or {relations_of(plan.query)}


def _group_by_ends(reaching: Sequence[Retrieved]) -> list[_PlanGroup]:
    groups: dict[tuple[Ends, Query | None], list[Retrieved]] = defaultdict(list)
    for retrieved in reaching:
        groups[retrieved.answer].append(retrieved)
    return [_PlanGroup(plans) for plans in groups.values()]


def _rank(trusted: Sequence[Retrieved], reaching: Sequence[Retrieved]) -> tuple[ScoredEnd, ...]:
    """Ends of the trusted plans by their probability, then by that of all plans that reach them, then by id."""
    plans: dict[str, list[Plan]] = defaultdict(list)
    for retrieved in trusted:
        for end in retrieved.ends:
            plans[end].append(retrieved.plan)
    support: dict[str, float] = dict.fromkeys(plans, 0.0)
    for retrieved in reaching:
        for end in retrieved.ends:
            if end in support:
                support[end] += retrieved.plan.score
    scores = {end: min(1.0, sum(plan.score for plan in supporting)) for end, supporting in plans.items()}
    order = sorted(plans, key=lambda end: (-scores[end], -support[end], end))
    return tuple(ScoredEnd(end, round(scores[end], 6), tuple(plans[end])) for end in order)


def _abstention_reason(item: Evidence, best_probability: float) -> str:
    if not item.retrieved:
        return "no relation path of the graph fits the question"
    if not best_probability:
        return "nothing was found: no plan reaches an entity"
    return f"no plan is probable enough: the best has {best_probability:.3f}"
