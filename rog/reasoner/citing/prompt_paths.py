"""The numbered reasoning paths of a prompt: chosen best first, within a budget of tokens.

What a plan computes has a number, too: its line holds the facts that it rests on, and the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from rog.graph import Graph
from rog.graph.evaluate import Evaluator
from rog.outcome import Plan
from rog.prompts.names import escape_name
from rog.prompts.reasoning import finding_line, path_line
from rog.prompts.step_texts import StepTexts
from rog.prove import Support, entities_shown, supports
from rog.query.nodes import ids_of
from rog.reasoner.citing.findings import facts, operation
from rog.retriever import Evidence, Retrieved, reasoning_paths
from rog.types import ReasoningPath
from rog.words.normal_form import normalize

__all__ = ["NumberedPath", "PromptPaths", "number_paths"]

FIRST_ENDS_PER_PLAN = 3
"""Ends of each plan that come before the rest of a better plan's: a reader can tell plans apart by a few."""

MIN_TOKENS_PER_PATH = 8
"""No path takes fewer tokens, so that no more of them are walked than a budget can hold."""


@dataclass(frozen=True)
class NumberedPath:
    """A number of the prompt: one path to `end` for each branch of `plan`, and the line that shows them.

    A plan that computes `end` has no branches, and its line shows the facts of the proof.
    """

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
    """What a plan reaches, with one path for each branch of the plan; or what it computes, with what speaks for it."""

    plan: Plan
    end: str
    paths: tuple[ReasoningPath, ...]
    support: Support


def number_paths(item: Evidence, texts: StepTexts, tokens: int, count: Callable[[str], int]) -> PromptPaths:
    """As many reasoning paths as `tokens` hold by `count`, one for each end and branch of a plan.

    The best plans come first, and among the ends of a plan those that further plans reach.
    """
    reaching = [retrieved for retrieved in item.retrieved if retrieved.ends]
    candidates = list(islice(_best_first(reaching), max(0, tokens // MIN_TOKENS_PER_PATH)))
    plan_ends = _walk(reaching, candidates, item.graph)
    ids = (id for one in plan_ends for id in (one.end, *ids_of(one.plan.query)))
    entities = entities_shown(ids, (one.support for one in plan_ends), item.graph) if plan_ends else {}
    names = {key: escape_name(entity.name) for key, entity in entities.items()}
    numbered: list[NumberedPath] = []
    for plan, end, paths, support in plan_ends:
        number = len(numbered) + 1
        line = (
            path_line(number, paths, names, texts)
            if paths
            else finding_line(number, facts(plan.query, support, names, texts), operation(plan.query), names[end])
        )
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
    """The candidates that still have a path for each branch, with these paths, and what was computed."""
    ends_by_plan: dict[int, list[str]] = {}
    for index, end in candidates:
        ends_by_plan.setdefault(index, []).append(end)
    evaluator = Evaluator(graph)
    walks, computed = {}, {}
    for index, ends in ends_by_plan.items():
        plan = reaching[index].plan
        if plan.branches:
            walks[index] = reasoning_paths(plan, ends, graph, limit=1)
        else:
            computed[index] = supports(plan.query, ends, evaluator, 1)
    plan_ends = []
    for index, end in candidates:
        plan = reaching[index].plan
        if index in computed:
            plan_ends.append(_PlanEnd(plan, end, (), computed[index][end]))
        elif all(branches := walks[index][end]):
            paths = tuple(paths[0] for paths in branches)
            plan_ends.append(_PlanEnd(plan, end, paths, Support(list(paths))))
    return plan_ends
