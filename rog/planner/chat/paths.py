"""Paths that a chat model wrote, each walked step by step in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.planner.chat.reply import WrittenBranch, WrittenPaths
from rog.prompts.step_texts import StepTexts
from rog.types import MAX_HOPS, Branch, Step

__all__ = ["BranchFault", "check_paths"]

MAX_BRANCHES_PER_PLAN = 3

UNKNOWN_STEP = "^^"
"""Stands for a text that names no step. It equals none: a step has one `^` at most."""

NextSteps = dict[Branch, dict[Step, int]]
"""What `Graph.next_steps` gave for each prefix."""


@dataclass(frozen=True)
class BranchFault:
    """Why a branch cannot be walked in the graph."""

    branch: WrittenBranch
    reason: str
    bad_hop: int | None = None
    """Index of the first step that cannot be walked; None where something else is wrong."""
    possible: tuple[Step, ...] = ()
    """The steps that could stand in its place."""


def check_paths(
    written: Sequence[tuple[Sequence[str], WrittenPaths]], texts: StepTexts, graph: Graph
) -> list[tuple[Branch, ...] | BranchFault]:
    """For each plan, with the ids of its topics, its branches in the graph, or what is wrong with the first bad one.

    One call to the graph for each hop of all plans together.
    """
    branches = {
        (branch, tuple(topics)): _branch(branch, topics, texts)
        for topics, plan in written
        for branch in plan[:MAX_BRANCHES_PER_PLAN]
    }
    next_steps = _next_steps([one for one in branches.values() if isinstance(one, Branch)], graph)
    return [
        _checked(plan, [branches.get((branch, tuple(topics))) for branch in plan], next_steps)
        for topics, plan in written
    ]


def _checked(
    plan: WrittenPaths, branches: Sequence[Branch | BranchFault | None], next_steps: NextSteps
) -> tuple[Branch, ...] | BranchFault:
    if len(plan) > MAX_BRANCHES_PER_PLAN:
        return BranchFault(plan[0], f"it is one of {len(plan)} branches; at most {MAX_BRANCHES_PER_PLAN} can meet")
    for written, branch in zip(plan, branches, strict=True):
        fault = _fault(written, branch, next_steps) if isinstance(branch, Branch) else branch
        if fault is not None:
            return fault
    return tuple(dict.fromkeys(branch for branch in branches if isinstance(branch, Branch)))


def _branch(written: WrittenBranch, topics: Sequence[str], texts: StepTexts) -> Branch | BranchFault:
    """The branch that the texts name, whether or not the graph has it."""
    if not 1 <= written.topic <= len(topics):
        return BranchFault(written, f"there is no topic {written.topic}")
    if not 1 <= len(written.steps) <= MAX_HOPS:
        return BranchFault(written, f"it has {len(written.steps)} steps, and 1 to {MAX_HOPS} can be walked")
    return Branch(topics[written.topic - 1], tuple(texts.step(text) or UNKNOWN_STEP for text in written.steps))


def _next_steps(branches: Sequence[Branch], graph: Graph) -> NextSteps:
    """The steps that can follow each prefix of the branches, as far as they can be walked."""
    next_steps: NextSteps = {}
    walkable = list(branches)
    for hop in range(MAX_HOPS):
        walkable = [one for one in walkable if len(one.path) > hop]
        prefixes = list(dict.fromkeys(Branch(one.topic, one.path[:hop]) for one in walkable))
        if not prefixes:
            break
        next_steps |= zip(prefixes, graph.next_steps(prefixes, cap=1), strict=True)
        walkable = [one for one in walkable if one.path[hop] in next_steps[Branch(one.topic, one.path[:hop])]]
    return next_steps


def _fault(written: WrittenBranch, branch: Branch, next_steps: NextSteps) -> BranchFault | None:
    """The first step of a branch that cannot be walked."""
    for hop, step in enumerate(branch.path):
        possible = next_steps[Branch(branch.topic, branch.path[:hop])]
        if step not in possible:
            reason = "is none of the graph" if step == UNKNOWN_STEP else "cannot be walked there"
            return BranchFault(written, f"step {hop + 1} {reason}", hop, tuple(possible))
    return None
