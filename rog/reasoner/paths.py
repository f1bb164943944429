"""The default reasoner: trusts the best plans and ranks what they reached.

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
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence, Retrieved
from rog.types import Ends, Plan, RelationPath

__all__ = ["PathReasoner", "PathReasonerSettings"]


@dataclass(frozen=True)
class PathReasonerSettings:
    """When to trust a plan."""

    least_score: float = 0.005  # below this the best plan is not trusted and there is no answer; seldom right then
    trust: float = 0.8  # plans at least this probable relative to the best one are trusted as well
    sure: float = LOW_CONFIDENCE_THRESHOLD  # a confidence below this is low, and the result says so


class PathReasoner:
    """Ranks ends by the probability of the plans that reach them.

    Plans that reach the same ends are believed together. The confidence is the calibrated belief in the best ends.
    """

    def __init__(self, settings: PathReasonerSettings | None = None) -> None:
        self.settings = settings or PathReasonerSettings()

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `Reasoner`."""
        return [self._reason(item) for item in evidence]

    def _reason(self, item: Evidence) -> Reasoned:
        reaching = [found for found in item.retrieved if found.ends]
        agreeing = _agreeing(reaching)
        first = max(agreeing, key=lambda group: group.belief, default=_Agreeing([]))
        best = first.belief
        dropped = {id(found): why for group in agreeing for found, why in self._dropped(group, first)}
        trusted = [found for found in reaching if id(found) not in dropped]
        plans = tuple(_judged(found, dropped.get(id(found))) for found in item.retrieved)
        # Branches that were cut before they met say nothing about what they would have reached.
        cut = any(found.ends.truncated for found in item.retrieved if id(found) not in dropped)
        if not trusted:
            return Reasoned((), plans, _why_none(item, best), truncated=cut)
        sure = item.calibration(best) if item.calibration else None
        return Reasoned(
            _ranked(trusted, reaching), plans, truncated=cut,
            confidence=sure, low_confidence=sure is not None and sure < self.settings.sure,
        )  # fmt: skip

    def _dropped(self, group: _Agreeing, first: _Agreeing) -> Iterator[tuple[Retrieved, str]]:
        """The plans of a group that are not trusted, and why, where `first` is what is believed most."""
        settings, less, why = self.settings, f"less probable than the best plan ({first.belief:.2f})", None
        if group.belief < settings.least_score:
            why = "too improbable to be trusted"
        elif group.belief < settings.trust * first.belief:
            why = less
        elif not group.asks_as(first, settings.trust):
            why = "another reading of the question than the best plan's"
        within = set(map(id, group.within(settings.trust)))
        return ((found, why or less) for found in group.plans if why or id(found) not in within)


def _judged(found: Retrieved, dropped: str | None) -> Plan:
    """The plan with what became of it."""
    reason = found.why_nothing or dropped
    return found.plan.model_copy(update={"kept": reason is None, "reason": reason, "reached": len(found.ends)})


class _Agreeing(NamedTuple):
    """Plans that reach the same ends: they say the same, however they are put."""

    plans: list[Retrieved]

    @property
    def belief(self) -> float:
        """How probable the ends are."""
        return min(1.0, sum(found.plan.score for found in self.plans))

    def asks_as(self, other: _Agreeing, share: float) -> bool:
        """Whether a good plan of each starts from the same topics, or walks the same paths.

        One that does neither reads the question as another one: Spanish as the language, or as what Spain is. So does
        one that leaves out a topic of the other.
        """
        return any(
            _topics(one.plan) == _topics(two.plan) or _paths(one.plan) == _paths(two.plan)
            for one, two in product(self.within(share), other.within(share))
        )

    def within(self, share: float) -> list[Retrieved]:
        """Those nearly as good as the best: one that is much worse says nothing more, and is not cited."""
        least = share * max(found.plan.score for found in self.plans)
        return [found for found in self.plans if found.plan.score >= least]


def _topics(plan: Plan) -> set[str]:
    return {branch.topic for branch in plan.branches}


def _paths(plan: Plan) -> set[RelationPath]:
    return {branch.path for branch in plan.branches}


def _agreeing(reaching: Sequence[Retrieved]) -> list[_Agreeing]:
    groups: dict[Ends, list[Retrieved]] = defaultdict(list)
    for found in reaching:
        groups[found.ends].append(found)
    return [_Agreeing(plans) for plans in groups.values()]


def _ranked(trusted: Sequence[Retrieved], reaching: Sequence[Retrieved]) -> tuple[ScoredEnd, ...]:
    """Ends of the trusted plans by their probability, then by that of all plans that reach them, then by id."""
    plans: dict[str, list[Plan]] = defaultdict(list)
    for found in trusted:
        for end in found.ends:
            plans[end].append(found.plan)
    support: dict[str, float] = dict.fromkeys(plans, 0.0)
    for found in reaching:
        for end in found.ends:
            if end in support:
                support[end] += found.plan.score
    scores = {end: min(1.0, sum(plan.score for plan in own)) for end, own in plans.items()}
    order = sorted(plans, key=lambda end: (-scores[end], -support[end], end))
    return tuple(ScoredEnd(end, round(scores[end], 6), tuple(plans[end])) for end in order)


def _why_none(item: Evidence, best: float) -> str:
    if not item.retrieved:
        return "no relation path of the graph fits the question"
    if not best:
        return "nothing was found: no plan reaches an entity"
    return f"no plan is probable enough: the best has {best:.3f}"
