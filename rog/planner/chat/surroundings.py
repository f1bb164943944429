"""What a prompt shows of a graph beside the steps near the topics: kinds, values with examples, properties of edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.planner.chat.nearby import Nearby
from rog.types import Branch, RelationDescription, Step, make_step, read_step
from rog.values import VALUE_KINDS, read_value
from rog.words.similarity import WordSimilarity

__all__ = ["GraphKinds", "NearbyKind", "Surroundings", "find_surroundings"]

MAX_NAMED_KINDS = 3
"""Kinds like the question that are shown beside topics."""

MAX_KINDS = 8
"""Kinds that are shown where there is no topic to start from."""

MAX_STEPS_PER_KIND = 8

MAX_VALUES = 8
"""Steps to values that are shown with an example."""

MAX_WALKED_STEPS = 6
"""Steps whose edges are looked at for properties."""

MAX_PROPERTIES = 4
"""Properties of the edges of one step that are shown."""


@dataclass(frozen=True)
class GraphKinds:
    """The kinds of a graph, the most frequent first, and what is known of its relations."""

    kinds: tuple[str, ...]
    described: Mapping[str, RelationDescription]
    similarity: WordSimilarity
    """Of kinds to questions."""

    @classmethod
    def of(cls, relations: Sequence[str], kinds: Sequence[str], graph: Graph) -> GraphKinds:
        """Those of a graph with these relations and kinds."""
        described = dict(zip(relations, graph.describe(relations), strict=True))
        return cls(tuple(kinds), described, WordSimilarity({kind: kind for kind in kinds}))

    def steps(self, kind: str) -> list[Step]:
        """The steps from entities of a kind."""
        return [
            make_step(relation, forward)
            for relation, one in self.described.items()
            for forward in (True, False)
            if kind in (one.heads if forward else one.tails)
        ]

    def is_valued(self, step: Step) -> bool:
        """Whether a step reaches values."""
        relation, forward = read_step(step)
        one = self.described.get(relation)
        return one is not None and forward and not set(VALUE_KINDS).isdisjoint(one.tails)


@dataclass(frozen=True)
class NearbyKind:
    """A kind, and the steps from entities of it, those most like the question first."""

    kind: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Surroundings:
    """What one question's prompt may show beside steps."""

    kinds: tuple[NearbyKind, ...] = ()
    values: tuple[tuple[Step, str], ...] = ()
    """Steps to values, each with an example as people write it."""
    properties: tuple[tuple[Step, tuple[str, ...]], ...] = ()
    """Steps whose edges have properties, with these."""


def find_surroundings(
    question: str, nearby: Nearby, known: GraphKinds, similarity: WordSimilarity, graph: Graph
) -> Surroundings:
    """The surroundings of one question: the graph is asked for examples and for some edges."""
    kinds = _kinds(question, nearby, known, similarity)
    steps = list(dict.fromkeys(step for steps in _steps(nearby, kinds) for step in steps))
    valued = [step for step in steps if known.is_valued(step)][:MAX_VALUES]
    return Surroundings(kinds, _examples(valued, graph), _properties(nearby, graph))


def _kinds(question: str, nearby: Nearby, known: GraphKinds, similarity: WordSimilarity) -> tuple[NearbyKind, ...]:
    scores = known.similarity.scores(question, known.kinds)
    named = sorted((kind for kind in known.kinds if scores[kind] > 0), key=lambda kind: -scores[kind])
    shown = named[:MAX_NAMED_KINDS]
    if not any(start.steps for start in nearby.starts):
        shown = list(dict.fromkeys([*named, *known.kinds]))[:MAX_KINDS]
    kinds = []
    for kind in shown:
        steps = known.steps(kind)
        relation_scores = similarity.scores(question, {read_step(step)[0] for step in steps})
        steps.sort(key=lambda step: (-relation_scores[read_step(step)[0]], step.startswith("^"), step))
        kinds.append(NearbyKind(kind, tuple(steps[:MAX_STEPS_PER_KIND])))
    return tuple(kinds)


def _steps(nearby: Nearby, kinds: Sequence[NearbyKind]) -> list[Sequence[Step]]:
    return [*(kind.steps for kind in kinds), *(list(start.steps) for start in nearby.starts), list(nearby.later)]


def _examples(steps: Sequence[Step], graph: Graph) -> tuple[tuple[Step, str], ...]:
    """For each step one of the values that it reaches."""
    if not steps:
        return ()
    having = [(step, ends[0]) for step, ends in zip(steps, graph.having(steps, 1), strict=True) if ends]
    reached = graph.ends([Branch(one, (step,)) for step, one in having], 1)
    examples = ((step, read_value(ends[0])) for (step, _), ends in zip(having, reached, strict=True) if ends)
    return tuple((step, str(value)) for step, value in examples if value is not None)


def _properties(nearby: Nearby, graph: Graph) -> tuple[tuple[Step, tuple[str, ...]], ...]:
    """The properties of an edge of each of the best steps from the topics."""
    ranked = [(score, start.id, step) for start in nearby.starts for step, score in start.steps.items()]
    ranked.sort(key=lambda one: -one[0])
    branches = [Branch(topic, (step,)) for _, topic, step in ranked[:MAX_WALKED_STEPS]]
    found: dict[Step, tuple[str, ...]] = {}
    for branch, ends in zip(branches, graph.ends(branches, 1), strict=True):
        for path in graph.walk(branch, ends, 1):
            found.setdefault(branch.path[0], tuple(path.hops[0].properties)[:MAX_PROPERTIES])
    return tuple((step, names) for step, names in found.items() if names)
