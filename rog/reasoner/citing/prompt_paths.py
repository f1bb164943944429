"""The numbered reasoning paths of a prompt: chosen best first, within a budget of tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from rog.graph import Graph
from rog.outcome import Plan, entity_of
from rog.prompts.names import escape_name
from rog.prompts.reasoning import path_line
from rog.prompts.step_texts import StepTexts
from rog.retriever import Evidence, Retrieved, reasoning_paths
from rog.types import Entity, ReasoningPath
from rog.words.normal_form import normalize

__all__ = ["NumberedPath", "PromptPaths", "number_paths"]

FIRST_ENDS_PER_PLAN = 3
"""Ends of each plan that come before the rest of a better plan's: a reader can tell plans apart by a few."""

MIN_TOKENS_PER_PATH = 8
"""No path takes fewer tokens, so that no more of them are walked than a budget can hold."""


@dataclass(frozen=True)
class NumberedPath:
    """A number of the prompt: one path to `end` for each branch of `plan`, and the line that shows them."""

    number: int
    plan: Plan
    end: str
    name: str
    """Name of the end in the graph; not escaped."""
    paths: tuple[ReasoningPath, ...]
    line: str
    accepted_names: frozenset[str]
    """Names that a reply may use for the end, in normal form."""


@dataclass(frozen=True)
class PromptPaths:
    """The paths of one question that fit into its prompt, and the number of those that do not."""

    paths: tuple[NumberedPath, ...]
    left_out: int
    """Pairs of a plan and an entity it reaches that are not in the prompt."""


class _PlanEnd(NamedTuple):
    """An entity that a plan reaches, with one path for each branch of the plan."""

    plan: Plan
    end: str
    paths: tuple[ReasoningPath, ...]


def number_paths(item: Evidence, texts: StepTexts, tokens: int, count: Callable[[str], int]) -> PromptPaths:
    """As many reasoning paths as `tokens` hold by `count`, one for each end and branch of a plan.

    The best plans come first, and among the ends of a plan those that further plans reach.
    """
    # What a query computes is no end of a path, and a language model answers from paths.
    reaching = [retrieved for retrieved in item.retrieved if retrieved.ends and retrieved.plan.branches]
    candidates = list(islice(_best_first(reaching), max(0, tokens // MIN_TOKENS_PER_PATH)))
    plan_ends = _walk(reaching, candidates, item.graph)
    entities, names = _names(plan_ends, item.graph) if plan_ends else ({}, {})
    numbered: list[NumberedPath] = []
    for plan, end, paths in plan_ends:
        line = path_line(len(numbered) + 1, paths, names, texts)
        cost = count(line) + 1  # its line break
        if cost > tokens:
            continue  # a shorter one may still fit
        tokens -= cost
        accepted = frozenset(map(normalize, (end, entities[end].name, names[end])))
        numbered.append(NumberedPath(len(numbered) + 1, plan, end, entities[end].name, paths, line, accepted))
    left_out = sum(len(retrieved.ends) for retrieved in reaching) - len(numbered)
    return PromptPaths(tuple(numbered), left_out)


def _best_first(reaching: Sequence[Retrieved]) -> Iterator[tuple[int, str]]:
    """Index of a plan and an end of it: a few of every plan, then the rest, plan by plan."""
    support = Counter(end for retrieved in reaching for end in retrieved.ends)
    ranked = [sorted(retrieved.ends, key=lambda end: (-support[end], end)) for retrieved in reaching]
    first = ((index, end) for index, ends in enumerate(ranked) for end in ends[:FIRST_ENDS_PER_PLAN])
    others = ((index, end) for index, ends in enumerate(ranked) for end in ends[FIRST_ENDS_PER_PLAN:])
    return chain(first, others)


def _walk(reaching: Sequence[Retrieved], candidates: Sequence[tuple[int, str]], graph: Graph) -> list[_PlanEnd]:
    """The candidates that still have a path for each branch, with these paths."""
    ends_by_plan: dict[int, list[str]] = {}
    for index, end in candidates:
        ends_by_plan.setdefault(index, []).append(end)
    walks = {index: reasoning_paths(reaching[index].plan, ends, graph, limit=1) for index, ends in ends_by_plan.items()}
    plan_ends = []
    for index, end in candidates:
        branches = walks[index][end]
        if all(branches):
            plan_ends.append(_PlanEnd(reaching[index].plan, end, tuple(paths[0] for paths in branches)))
    return plan_ends


def _names(plan_ends: Sequence[_PlanEnd], graph: Graph) -> tuple[dict[str, Entity], dict[str, str]]:
    """The entities on the paths, and the name of each in the prompt."""
    on_paths = (key for plan_end in plan_ends for path in plan_end.paths
                for key in (path.topic, *(hop.target for hop in path.hops)))  # fmt: skip
    ids = list(dict.fromkeys(on_paths))
    entities = {key: entity_of(key, entity)
                for key, entity in zip(ids, graph.entities(ids), strict=True)}  # fmt: skip
    return entities, {key: escape_name(entity.name) for key, entity in entities.items()}
