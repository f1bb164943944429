"""Reasoning paths to learn reasoning from and to measure it on, in the manner of RAFT (Zhang et al. 2024, arXiv
2403.10131). Oracles lead to answers, distractors do not.

Distractors are walks of wrong plans from the same topic, and walks of right and wrong plans from its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from rog.graph import Graph
from rog.types import MAX_HOPS, Branch, ReasoningPath, RelationPath, Triple

__all__ = ["Solved", "distractor_paths", "oracle_paths"]

MAX_DISTRACTOR_ENDS = 200
"""Ends of a branch that are drawn from."""

TRIES_PER_DISTRACTOR = 8
"""Wrong plans drawn for each distractor still wanted, before there are simply fewer."""

MAX_WALKS_PER_PLAN = 3
"""Most walks of one wrong plan: a plan reaches several ends, as a retriever would show them."""

NEARBY_SHARE, NEARBY_RIGHT_SHARE = 0.35, 0.6
"""Share of distractors that start from a neighbour of the topic, and of these, walks of a right plan."""

Edges = tuple[tuple[Triple, bool], ...]


class Solved(NamedTuple):
    """A question's topic, the relation paths that are right from there, and its answers."""

    topic: str
    paths: tuple[RelationPath, ...]
    answers: tuple[str, ...]


def oracle_paths(solved: Solved, graph: Graph, rng: Random, wanted: int) -> list[ReasoningPath]:
    """At most `wanted` walks of right plans to answers, sometimes two to one answer."""
    found: list[ReasoningPath] = []
    for path in rng.sample(solved.paths, len(solved.paths)):
        branch = Branch(solved.topic, path)
        ends = sorted(set(graph.ends([branch], MAX_DISTRACTOR_ENDS)[0]) & set(solved.answers))
        for end in rng.sample(ends, min(len(ends), wanted)):
            found += graph.walk(branch, [end], rng.choice((1, 1, 2)))
    return list({_edges(path): path for path in found}.values())[:wanted]


def distractor_paths(solved: Solved, graph: Graph, rng: Random, wanted: int) -> list[ReasoningPath]:
    """At most `wanted` different walks that end at no answer; fewer where the graph around the topic has no more."""
    found: dict[Edges, ReasoningPath] = {}
    for _ in range(TRIES_PER_DISTRACTOR * wanted):
        if len(found) >= wanted:
            break
        branch = _wrong_branch(solved, graph, rng)
        if branch is not None:
            found.update((_edges(path), path) for path in _wrong_walks(branch, solved, graph, rng))
    return list(found.values())[:wanted]


def _wrong_branch(solved: Solved, graph: Graph, rng: Random) -> Branch | None:
    """A wrong plan from the topic, or a right or wrong one from an entity near it."""
    topic = solved.topic
    if rng.random() < NEARBY_SHARE:
        near = _near(topic, graph, rng)
        if near is None or near == topic:
            return None
        topic = near
        if rng.random() < NEARBY_RIGHT_SHARE:
            return Branch(topic, rng.choice(solved.paths))
    path = _plan(topic, rng.choice(solved.paths), graph, rng)
    return None if not path or (topic == solved.topic and path in solved.paths) else Branch(topic, path)


def _near(topic: str, graph: Graph, rng: Random) -> str | None:
    """An entity one or two steps away."""
    path = _walk_on(topic, (), rng.choice((1, 2, 2)), graph, rng)
    ends = graph.ends([(topic, path)], MAX_DISTRACTOR_ENDS)[0] if path else ()
    return rng.choice(ends) if ends else None


def _plan(topic: str, right: RelationPath, graph: Graph, rng: Random) -> RelationPath:
    """A plan that leaves the right one at some hop, and is as long, shorter or longer."""
    kept = right[: rng.randrange(len(right) + 1)]
    least = max(1, len(kept))
    most = max(least, min(len(right) + 1, MAX_HOPS))
    return _walk_on(topic, kept, rng.randint(least, most), graph, rng)


def _walk_on(topic: str, path: RelationPath, length: int, graph: Graph, rng: Random) -> RelationPath:
    """`path` made longer by steps that the graph has, up to `length`; `()` where it cannot be walked."""
    while len(path) < length:
        following = list(graph.steps(topic, [path], cap=1)[0])
        if not following:
            return path
        path = (*path, rng.choice(following))
    return path


def _wrong_walks(branch: Branch, solved: Solved, graph: Graph, rng: Random) -> Iterator[ReasoningPath]:
    answers = set(solved.answers)
    ends = [end for end in graph.ends([branch], MAX_DISTRACTOR_ENDS)[0] if end not in answers]
    chosen = rng.sample(ends, min(len(ends), rng.randint(1, MAX_WALKS_PER_PLAN)))
    return graph.walk(branch, chosen, 1)


def _edges(path: ReasoningPath) -> Edges:
    """What two paths that read alike have in common, whatever the keys of their edges."""
    return tuple((hop.triple, hop.forward) for hop in path.hops)
