"""The shortest reasoning paths that join two entities, found from both of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rog.graph.contract import Graph
from rog.types import MAX_HOPS, Hop, ReasoningPath, Step, inverse_step
from rog.values import is_value

__all__ = ["MAX_PATHS", "paths_between"]

MAX_VISITED = 20_000
"""Most entities that are looked at from either side."""

MAX_PATHS = 100
"""Most paths that are given."""

Links = dict[str, list[tuple[str, Step]]]
"""For each entity of a layer where it is reached from, and by which step."""

Chain = tuple[tuple[str, ...], tuple[Step, ...]]
"""The entities that a path visits, and the steps between them."""


def paths_between(graph: Graph, source: str, target: str, limit: int) -> tuple[list[ReasoningPath], bool]:
    """At most MAX_PATHS shortest paths of at most MAX_HOPS edges, and whether a limit cut the search or the paths.

    Edges are walked in both directions. No path goes on through a value. Raises UnknownEntityError.
    """
    if source == target:
        return [], False
    ahead: list[Links] = [{source: []}]
    back: list[Links] = [{target: []}]
    seen_ahead, seen_back = {source}, {target}
    truncated = False
    for _ in range(MAX_HOPS):
        forwards = len(ahead[-1]) <= len(back[-1])
        layers, seen = (ahead, seen_ahead) if forwards else (back, seen_back)
        from_values = len(layers) == 1  # no path leads on through a value, but one may begin or end there
        layer, cut = _next_layer(graph, [one for one in layers[-1] if from_values or not is_value(one)], seen, limit)
        truncated = truncated or cut or len(seen) > MAX_VISITED
        layers.append(layer)
        seen.update(layer)
        met = {one for one in ahead[-1].keys() & back[-1].keys() if one in (source, target) or not is_value(one)}
        if met:
            return _reasoning_paths(graph, source, _chains(ahead, back, met)), truncated
        if not layer or len(seen) > MAX_VISITED:
            break
    return [], truncated


def _next_layer(graph: Graph, sources: Sequence[str], seen: set[str], limit: int) -> tuple[Links, bool]:
    branches = [
        (one, (step,))
        for one, steps in zip(sources, graph.next_steps([(one, ()) for one in sources], 1), strict=True)
        for step in steps
    ]
    links: Links = {}
    truncated = False
    for (one, (step,)), ends in zip(branches, graph.ends(branches, limit), strict=True):
        truncated = truncated or ends.truncated
        for end in ends:
            if end not in seen:
                links.setdefault(end, []).append((one, step))
    return links, truncated


def _chains(ahead: list[Links], back: list[Links], met: Iterable[str]) -> Iterator[Chain]:
    """Every chain through the entities where the two sides meet."""
    for meeting in met:
        for ids, steps in _down(ahead, meeting):
            for further, more in _down(back, meeting):
                yield (*reversed(ids), *further[1:]), (*reversed(steps), *map(inverse_step, more))


def _down(layers: list[Links], end: str) -> Iterable[tuple[list[str], list[Step]]]:
    """From an entity of the last layer the ways back to the first, with the steps as they were walked."""
    ways: list[tuple[list[str], list[Step]]] = [([end], [])]
    for layer in reversed(layers[1:]):
        ways = [([*ids, one], [*steps, step]) for ids, steps in ways for one, step in layer[ids[-1]]]
    return ways


def _reasoning_paths(graph: Graph, source: str, chains: Iterable[Chain]) -> list[ReasoningPath]:
    """The chains as paths with the graph's own edges."""
    found: list[ReasoningPath] = []
    hops: dict[tuple[str, Step, str], Hop] = {}
    for ids, steps in sorted(chains):
        if len(found) >= MAX_PATHS:
            break
        chain = []
        for here, step, there in zip(ids[:-1], steps, ids[1:], strict=True):
            if (here, step, there) not in hops:
                path = next(graph.walk((here, (step,)), [there], 1), None)
                if path is None:
                    break
                hops[here, step, there] = path.hops[0]
            chain.append(hops[here, step, there])
        if len(chain) == len(steps):
            found.append(ReasoningPath(topic=source, hops=tuple(chain)))
    return found
