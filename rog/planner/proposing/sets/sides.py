"""The sides of a question that speaks of several sets: what is walked from each mention, and what its words name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from rapidfuzz import fuzz

from rog.outcome import Plan
from rog.planner.proposing.context import Context
from rog.query import Count, Exists, Query
from rog.types import Branch, RelationDescription, RelationPath, Step, read_step
from rog.values import VALUE_KINDS, is_value
from rog.words.english import is_function, singular_words
from rog.words.relation_names import relation_words

__all__ = ["Side", "Sides", "Whole", "are_alike", "are_words_alike", "asked_of"]

MAX_PATHS = 3
"""Best paths of a mention that are tried."""

MAX_READ = 3
"""Likeliest single steps of a mention that are tried beside those."""

LEAST_READ = 0.05
"""Probability of a single step, among all of its mention, below which it is not tried."""

READ = 0.5
"""Share of a mention's likeliest single step where the planner lists no walk that takes it."""

MAX_PAIRS = 16
"""Best pairs of paths from two mentions that are tried, beside those of one path."""

MAX_ENDS = 200
"""Ends of a step that are looked at, to see whether two mentions meet."""

SAME_PATH = 0.5
"""Share of a path that the planner walks from another mention only: "A or B" says the relation once."""

NAMED = 0.5
"""Share of a relation that the question's words name, and the planner does not walk."""

MIN_LIKENESS = 75.0
"""Two words less alike, of 100, are taken to be unrelated."""

MIN_LETTERS = 3

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Side:
    """A path from one mention."""

    mention: int
    """Number of the mention among the request's topics."""
    branch: Branch
    share: float
    """How probable beside the best path from this mention, which has 1."""


@dataclass(frozen=True)
class Whole:
    """A set that a question may speak of, made of others or by edges."""

    query: Query
    score: float
    """Probability that the question speaks of it."""
    kinds: frozenset[str]
    """Kinds of its members, as far as they are known."""


class Sides:
    """What a question may speak of on each side of an "or", an "and" or a "not"."""

    def __init__(self, context: Context, walks: Sequence[Plan] | None = None) -> None:
        """`walks` are those that the planner lists, where there are others beside them."""
        self._context, self._walks = context, context.walks if walks is None else walks
        self.belief = max((plan.score for plan in self._walks), default=0.0)
        """Probability of the best plan: how far the planner believes that it understood the question."""

    @cached_property
    def mentions(self) -> list[int]:
        """The mentions that something is walked from, in the order in which they are written."""
        return sorted(self._shares, key=self.at)

    def at(self, mention: int) -> int:
        """Where the mention begins."""
        return self._context.request.topics[mention].start or 0

    def end(self, mention: int) -> int:
        """Where the mention ends."""
        return self._context.request.topics[mention].end or 0

    @cached_property
    def _shares(self) -> dict[int, dict[Branch, float]]:
        """For each mention the paths from it, each by the best plan that has it."""
        topics = self._context.request.topics
        mention_of = {one.id: number for number, topic in reversed([*enumerate(topics)]) for one in topic.candidates}
        weights: dict[int, dict[Branch, float]] = {}
        for plan in self._walks:
            for branch in plan.branches:
                if branch.topic in mention_of:
                    own = weights.setdefault(mention_of[branch.topic], {})
                    own[branch] = max(own.get(branch, 0.0), plan.score)
        return {
            mention: {branch: weight / max(own.values()) for branch, weight in own.items()}
            for mention, own in weights.items()
            if max(own.values())
        }

    def of(self, mention: int) -> list[Side]:
        """The paths from a mention, best first."""
        own = sorted(self._shares[mention].items(), key=lambda item: -item[1])[:MAX_PATHS]
        return [Side(mention, branch, share) for branch, share in own]

    @cached_property
    def spoken(self) -> list[int]:
        """The mentions that a question speaks of, also where the planner lists no walk from them."""
        topics, names = self._context.request.topics, self._context.mentions
        walked = [number for number in self.all_mentions if number in self._shares]
        for number in self.all_mentions:
            named = topics[number].span in names and not is_value(self.topic(number))
            if named and not any(topics[number].overlaps(topics[one]) for one in walked):
                walked.append(number)
        return sorted(walked, key=self.at)

    def tried(self, mention: int) -> list[Side]:
        """The paths from a mention, and its single steps that are likeliest by the readings of the question."""
        found = {side.branch: side for side in (self.of(mention) if mention in self._shares else ())}
        for side in self._read(mention)[:MAX_READ]:
            found.setdefault(side.branch, side)
        return list(found.values())

    def _read(self, mention: int) -> list[Side]:
        """The single steps from a mention by the readings of the question, best first."""
        topic, span = self.topic(mention), self._context.request.topics[mention].span
        read = self._context.readings.probabilities(self._nearby[topic], [None, span])
        ranked = sorted(read.items(), key=lambda item: -item[1])
        return [
            Side(mention, Branch(topic, (step,)), READ * chance / ranked[0][1])
            for step, chance in ranked
            if chance >= LEAST_READ
        ]

    def likelihood(self, mention: int, branch: Branch) -> float:
        """How probable a single step from a mention is beside the likeliest, by the readings and by the walks."""
        return max(self._likelihoods.get(branch, 0.0), self.share_of(mention, branch.path))

    @cached_property
    def _likelihoods(self) -> dict[Branch, float]:
        return {side.branch: side.share / READ for mention in self.spoken for side in self._read(mention)}

    @cached_property
    def pairs(self) -> list[tuple[Side, Side]]:
        """Two mentions with a path each that may lead to the same kind, best first; those that share a path as well."""
        found = []
        for one, other in combinations(self.spoken, 2):
            if self.end(one) <= self.at(other):
                lefts, rights = self.tried(one), self.tried(other)
                found += [
                    (left, right)
                    for left in self._with_paths(lefts, rights)
                    for right in self._with_paths(rights, lefts)
                    if are_alike(self._context.tails(left.branch), self._context.tails(right.branch))
                ]
        found.sort(key=lambda pair: -pair[0].share * pair[1].share)
        return [
            (left, right)
            for place, (left, right) in enumerate(found)
            if place < MAX_PAIRS or left.branch.path == right.branch.path
        ]

    @cached_property
    def _ends(self) -> dict[Branch, frozenset[str]]:
        """What the single steps from the mentions reach, as far as it is looked at."""
        branches = [side.branch for mention in self.spoken for side in self.single(mention)]
        ends = self._context.graph.ends(branches, MAX_ENDS) if branches else []
        return {branch: frozenset(own) for branch, own in zip(branches, ends, strict=True)}

    def meet(self, left: Branch, right: Branch) -> bool:
        """Whether two branches reach something in common, as far as it is known."""
        ends = self._ends
        return left not in ends or right not in ends or bool(ends[left] & ends[right])

    def reaches(self, branch: Branch, entity: str) -> bool:
        """Whether a single step from a mention reaches an entity."""
        return entity in self._ends.get(branch, ())

    def _with_paths(self, sides: Sequence[Side], others: Sequence[Side]) -> list[Side]:
        """The sides of a mention, and those with the paths of another mention."""
        if not sides:
            return []
        mention, topic = sides[0].mention, sides[0].branch.topic
        found = {side.branch: side for side in sides}
        for other in others:
            branch, share = Branch(topic, other.branch.path), SAME_PATH * other.share
            if branch.path[0] not in self._nearby[topic]:
                share *= SAME_PATH  # it leads nowhere
            if branch not in found or found[branch].share < share:
                found[branch] = Side(mention, branch, share)
        return list(found.values())

    @cached_property
    def _nearby(self) -> dict[str, list[Step]]:
        """The steps that leave the likeliest reading of each mention, by its id."""
        ids = list(dict.fromkeys(self.topic(mention) for mention in self.all_mentions))
        steps = self._context.graph.next_steps([(one, ()) for one in ids]) if ids else []
        return {one: list(own) for one, own in zip(ids, steps, strict=True)}

    @property
    def all_mentions(self) -> list[int]:
        """Every mention that may be an entity, also where nothing is walked from it."""
        return [number for number, topic in enumerate(self._context.request.topics) if topic.candidates]

    def topic(self, mention: int) -> str:
        """The entity that a mention most likely stands for."""
        if mention in self._shares:
            return self.of(mention)[0].branch.topic
        return self._context.request.topics[mention].candidates[0].id

    def single(self, mention: int) -> list[Side]:
        """Every single step from a mention; with no share those that the planner does not walk."""
        topic = self.topic(mention)
        return [Side(mention, Branch(topic, (step,)), self.share_of(mention, (step,))) for step in self._nearby[topic]]

    def share_of(self, mention: int, path: RelationPath) -> float:
        """How probable a path from a mention is beside its best one."""
        shares = self._shares.get(mention, {})
        return max((share for branch, share in shares.items() if branch.path == path), default=0.0)

    @cached_property
    def named(self) -> dict[int, list[tuple[Side, int]]]:
        """For each mention the single steps from it that words of the question name, with where the last of them is."""
        found: dict[int, list[tuple[Side, int]]] = {}
        for mention in self.mentions:
            own = ((side.branch, self.place(side.branch.path[0])) for side in self.single(mention))
            found[mention] = [(Side(mention, branch, NAMED), at) for branch, at in own if at is not None]
        return found

    def place(self, step: Step, *, within: range | None = None, kinds: bool = False) -> int | None:
        """Where the question, or a part of it, names a step's relation, or with `kinds` what it leads to, too.

        The last such word counts.
        """
        relation, _ = read_step(step)
        described = self._context.described.get(relation, RelationDescription())
        names = [relation_words(relation), *described.names]
        words = [word for name in names for word in singular_words(name) if not is_function(word)]
        if kinds:
            words += [word for kind in self._context.reached(step) for word in singular_words(kind)]
        places = [at for word, at in self.words if any(are_words_alike(word, own) for own in words)]
        return max((at for at in places if within is None or at in within), default=None)

    @cached_property
    def words(self) -> list[tuple[str, int]]:
        """The question's words that say something, in the singular, outside its mentions; with their offsets."""
        found = []
        for match in WORD.finditer(self._context.question):
            word = "".join(singular_words(match[0]))
            inside = any(start <= match.start() < end for start, end in self._context.mentions)
            if not inside and len(word) >= MIN_LETTERS and not is_function(word):
                found.append((word, match.start()))
        return found


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets may have members in common, as far as their kinds are known; values are no entities."""
    return not one or not other or bool(one & other)


def asked_of(context: Context, base: Whole) -> Iterator[Plan]:
    """What the form of the question makes of a set: its members, how many they are, or whether there are any."""
    forms = context.reading.forms
    yield Plan(query=base.query, score=base.score * (1.0 - forms["count"] - forms["truth"]))
    if not base.kinds & set(VALUE_KINDS):
        yield Plan(query=Count(of=base.query), score=base.score * forms["count"])
    yield Plan(query=Exists(of=base.query), score=base.score * forms["truth"])


def are_words_alike(word: str, own: str) -> bool:
    """Whether two words are spelt about alike, as `starred` and `starring`."""
    return len(own) >= MIN_LETTERS and fuzz.ratio(word, own) >= MIN_LIKENESS
