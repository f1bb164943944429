"""The numbered reasoning paths that a prompt holds: chosen best first, within a budget of tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rog.graph import Graph
from rog.prompts.names import escape_name
from rog.prompts.reasoning import path_line
from rog.prompts.step_texts import StepTexts
from rog.retriever import Evidence, Retrieved, reasoning_paths
from rog.types import Entity, Plan, ReasoningPath
from rog.words.normal_form import normalize

__all__ = ["NumberedPath", "Shown", "number_paths"]

EACH_PLAN = 3
"""Ends of each plan that are shown before the rest of a better plan's: a reader can tell plans apart by a few."""

FEWEST_TOKENS = 8
"""No path takes fewer tokens, so that no more of them are walked than a budget can hold."""


@dataclass(frozen=True)
class NumberedPath:
    """A number of the prompt: one path to `end` for each branch of `plan`, and the line that shows them."""

    number: int
    plan: Plan
    end: str
    name: str
    """What the graph calls the end; not escaped."""
    paths: tuple[ReasoningPath, ...]
    line: str
    called: frozenset[str]
    """What the end may be called in a reply, in normal form."""


@dataclass(frozen=True)
class Shown:
    """The paths of one question that a prompt has room for, and what they leave out."""

    paths: tuple[NumberedPath, ...]
    left_out: int
    """Pairs of a plan and an entity it reaches that are not shown."""


def number_paths(item: Evidence, texts: StepTexts, tokens: int, count: Callable[[str], int]) -> Shown:
    """As many reasoning paths as `tokens` hold by `count`, one for each end and branch of a plan.

    The best plans come first, and among the ends of a plan those that further plans reach.
    """
    reaching = [found for found in item.retrieved if found.ends]
    wanted = list(islice(_best_first(reaching), max(0, tokens // FEWEST_TOKENS)))
    walked = _walked(reaching, wanted, item.graph)
    entities, names = _names(walked, item.graph) if walked else ({}, {})
    shown: list[NumberedPath] = []
    for plan, end, paths in walked:
        line = path_line(len(shown) + 1, paths, names, texts)
        cost = count(line) + 1  # its line break
        if cost > tokens:
            continue  # a shorter one may still fit
        tokens -= cost
        called = frozenset(map(normalize, (end, entities[end].name, names[end])))
        shown.append(NumberedPath(len(shown) + 1, plan, end, entities[end].name, paths, line, called))
    left_out = sum(len(found.ends) for found in reaching) - len(shown)
    return Shown(tuple(shown), left_out)


def _best_first(reaching: Sequence[Retrieved]) -> Iterator[tuple[int, str]]:
    """Index of a plan and an end of it: a few of every plan, then the rest, plan by plan."""
    support = Counter(end for found in reaching for end in found.ends)
    ends = [sorted(found.ends, key=lambda end: (-support[end], end)) for found in reaching]
    first = ((index, end) for index, own in enumerate(ends) for end in own[:EACH_PLAN])
    rest = ((index, end) for index, own in enumerate(ends) for end in own[EACH_PLAN:])
    return chain(first, rest)


def _walked(
    reaching: Sequence[Retrieved], wanted: Sequence[tuple[int, str]], graph: Graph
) -> list[tuple[Plan, str, tuple[ReasoningPath, ...]]]:
    """Each wanted plan and end with a path for each branch, if it is still there."""
    own: dict[int, list[str]] = {}
    for index, end in wanted:
        own.setdefault(index, []).append(end)
    found = {index: reasoning_paths(reaching[index].plan, ends, graph, limit=1) for index, ends in own.items()}
    rows = []
    for index, end in wanted:
        branches = found[index][end]
        if all(branches):
            rows.append((reaching[index].plan, end, tuple(branch[0] for branch in branches)))
    return rows


def _names(
    walked: Sequence[tuple[Plan, str, tuple[ReasoningPath, ...]]], graph: Graph
) -> tuple[dict[str, Entity], dict[str, str]]:
    """The entities on the paths, and what each is called in the prompt."""
    on_paths = (key for _, _, paths in walked for path in paths
                for key in (path.topic, *(hop.target for hop in path.hops)))  # fmt: skip
    ids = list(dict.fromkeys(on_paths))
    entities = {key: entity or Entity(id=key, name=key)
                for key, entity in zip(ids, graph.entities(ids), strict=True)}  # fmt: skip
    return entities, {key: escape_name(entity.name) for key, entity in entities.items()}
