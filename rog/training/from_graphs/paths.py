"""Chooses relation paths of a graph that a question may ask for, each with a topic and the ends it reaches.

Every relation path is about equally often chosen, whatever the number of its walks, so that frequent
relations do not drown the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import NamedTuple

from rog.graph.contract import SampledGraph
from rog.planner.search.unnamed_ends import all_unnamed
from rog.types import MAX_HOPS, Branch, Ends, Entity, RelationPath, Step, inverse_step, make_step, read_step

__all__ = ["ChosenPath", "PathChooser", "PathSettings", "readable"]

MAX_TOPIC_NAME_CHARACTERS = 60
"""Names with more characters are texts and not names."""
CHOSEN_COST, REFUSED_COST = 4, 1
"""What a path that was chosen and one that was refused count: the prefix that counts least is tried next."""
TOPICS_PER_PATH = 8
"""Topics looked at for one relation path before another is tried."""


@dataclass(frozen=True)
class PathSettings:
    """What is asked about."""

    hops: tuple[int, ...] = (1, 2, 3)  # steps from name to name, about equally many questions of each number
    answers: int = 30  # most ends; what reaches more is a hub's noise
    middle: int = 100  # most entities that a prefix of the path reaches
    siblings: float = 0.1  # share of paths that walk a relation back at once, such as films by the same director
    tries: int = 200  # relation paths tried for each question before a length is given up


class WalkedStep(NamedTuple):
    """A step of a path and what the path up to it reaches."""

    step: Step
    ends: Ends
    ends_unnamed: bool
    """Whether these are nodes without a name, which the next step leaves."""


@dataclass(frozen=True)
class ChosenPath:
    """A topic, and the steps of a relation path from there."""

    topic: Entity
    steps: tuple[WalkedStep, ...]

    @property
    def path(self) -> RelationPath:
        """The relation path itself."""
        return tuple(walked.step for walked in self.steps)

    @property
    def ends(self) -> Ends:
        """What the whole path reaches."""
        return self.steps[-1].ends

    def named_steps(self) -> list[tuple[Step, Ends]]:
        """The steps to speak of, with what they reach: of two by way of nodes without a name the one that says more."""
        named: list[tuple[Step, Ends]] = []
        into: Step | None = None
        for step, ends, ends_unnamed in self.steps:
            if not ends_unnamed:
                # Behind a marriage, `spouse` says what is there; of `^film` after `starring` the first says it better.
                turned = into is not None and read_step(into)[1] and not read_step(step)[1]
                named.append((into if into is not None and turned else step, ends))
            into = step if ends_unnamed else None
        return named


class PathChooser:
    """Draws paths from one graph. `reads` says which relations a question can speak of."""

    def __init__(
        self, graph: SampledGraph, reads: Callable[[str], bool], settings: PathSettings, random: Random
    ) -> None:
        self._graph, self._settings, self._random = graph, settings, random
        self._readable = {relation for relation in graph.relations() if reads(relation)}
        self._first = sorted(step for relation in self._readable for step in _both(graph, relation))
        self._counts: Counter[tuple[int, RelationPath]] = Counter()
        self._chosen: set[tuple[str, RelationPath]] = set()
        self._topics: Counter[str] = Counter()
        self._found = self._siblings = 0

    def choose(self, count: int) -> Iterator[ChosenPath]:
        """At most `count` paths; fewer where the graph has no more that are fit to be asked for."""
        open_lengths = [length for length in self._settings.hops if self._first]
        turn = 0
        while open_lengths and self._found < count:
            length = open_lengths[turn % len(open_lengths)]
            chosen = self._next(length)
            if chosen is None:
                open_lengths.remove(length)
                continue
            turn += 1
            self._found += 1
            yield chosen

    def _next(self, length: int) -> ChosenPath | None:
        for _ in range(self._settings.tries):
            first = (self._least((), self._first, length),)
            topics = self._drawn_topics(first[0])
            if not topics:
                self._count(first, length, CHOSEN_COST)
            for topic in topics:
                path, passing = self._grow(topic.id, first, length)
                chosen = self._judge(topic, path, passing) if passing.count(False) == length else None
                self._count(path, length, CHOSEN_COST if chosen else REFUSED_COST)
                if chosen:
                    return chosen
        return None

    def _drawn_topics(self, step: Step) -> list[Entity]:
        """Entities with a name that people would say and that no other entity has, the least used first."""
        drawn = self._graph.starts(step, TOPICS_PER_PATH, self._random)
        drawn.sort(key=lambda key: self._topics[key])
        found = [entity for entity in self._graph.entities(drawn) if entity and readable(entity.name)]
        matches = self._graph.find([entity.name for entity in found], 2)
        return [entity for entity, own in zip(found, matches, strict=True) if {m.id for m in own} == {entity.id}]

    def _grow(self, topic: str, path: RelationPath, length: int) -> tuple[RelationPath, tuple[bool, ...]]:
        """Add the steps least often taken after each prefix, up to `length` that end at names if it can be.

        Gives with the path which of its prefixes end at nodes without a name.
        """
        passing: tuple[bool, ...] = (self._passes(topic, path),)
        while passing[-1] or passing.count(False) < length:
            follow = self._graph.steps(topic, [path])[0] if len(path) < MAX_HOPS else ()
            fit = [step for step in follow if read_step(step)[0] in self._readable and self._may_follow(path, step)]
            if not fit or passing[-2:] == (True, True):
                return path, (True,) * len(path)
            path = (*path, self._least(path, fit, length))
            passing += (self._passes(topic, path),)
        return path, passing

    def _passes(self, topic: str, path: RelationPath) -> bool:
        return all_unnamed([Branch(topic, path)], self._graph)[0]

    def _may_follow(self, path: RelationPath, step: Step) -> bool:
        """Walking back at once is a question about siblings: few of those, and no more than once in a path."""
        if step != inverse_step(path[-1]):
            return True
        return not _turns(path) and self._siblings < self._settings.siblings * (self._found + 1)

    def _least(self, prefix: RelationPath, steps: Sequence[Step], length: int) -> Step:
        counts = {step: self._counts[length, (*prefix, step)] for step in steps}
        least = min(counts.values())
        return self._random.choice([step for step in steps if counts[step] == least])

    def _count(self, path: RelationPath, length: int, weight: int) -> None:
        for end in range(1, len(path) + 1):
            self._counts[length, path[:end]] += weight

    def _judge(self, topic: Entity, path: RelationPath, passing: tuple[bool, ...]) -> ChosenPath | None:
        """The path with what it reaches, if that is fit to be asked for."""
        if (topic.id, path) in self._chosen:
            return None
        limits = [self._settings.middle] * (len(path) - 1) + [self._settings.answers]
        reached = [self._graph.ends([(topic.id, path[:end])], limit)[0] for end, limit in enumerate(limits, 1)]
        if not all(reached) or any(ends.truncated for ends in reached):
            return None
        steps = tuple(map(WalkedStep, path, reached, passing))
        if not all(walked.ends_unnamed or self._named(walked.ends) for walked in steps[:-1]):
            return None
        if self._shorter(topic.id, path, reached[-1]):
            return None
        self._chosen.add((topic.id, path))
        self._topics[topic.id] += 1
        self._siblings += _turns(path) > 0
        return ChosenPath(topic, steps)

    def _named(self, ends: Ends) -> bool:
        """Whether they have names to speak of: what numbers and dates have in common is chance."""
        return all(
            entity is not None and readable(entity.name) for entity in self._graph.entities(ends[:TOPICS_PER_PATH])
        )

    def _shorter(self, topic: str, path: RelationPath, ends: Ends) -> bool:
        """Whether a shorter path reaches the same: any one step, or the path without one of its steps."""
        if len(path) == 1:
            return False
        shorter: set[RelationPath] = {(step,) for step in self._graph.steps(topic, [()])[0]}
        shorter |= {(*path[:at], *path[at + 1 :]) for at in range(len(path))}
        return any(
            other == ends for other in self._graph.ends([(topic, short) for short in sorted(shorter)], len(ends) + 1)
        )


def _both(graph: SampledGraph, relation: str) -> Iterator[Step]:
    """The steps of a relation that leave any entity."""
    probe = Random(0)
    return (step for step in (make_step(relation), make_step(relation, False)) if graph.starts(step, 1, probe))


def _turns(path: RelationPath) -> int:
    """How often the path walks a relation back at once."""
    return sum(after == inverse_step(before) for before, after in pairwise(path))


def readable(name: str) -> bool:
    """Whether people would say it: words, and no address, code, number or text."""
    words = re.findall(r"[^\W\d_]{2,}", name)
    letters = sum(map(str.isalpha, name))
    code = re.fullmatch(r"[A-Z]{0,4}[:_-]?\d+|[a-z]\.\w+|_:.*", name)
    printable = all(character.isprintable() for character in name)
    return (
        bool(words)
        and not code
        and printable
        and "://" not in name
        and 2 * letters >= len(name) <= MAX_TOPIC_NAME_CHARACTERS
    )
