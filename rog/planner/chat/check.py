"""Plans as a chat model wrote them, each read strictly and walked step by step in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rog.graph import Graph
from rog.prompts.step_texts import StepTexts
from rog.types import MAX_HOPS, Branch, Step

__all__ = ["BranchFault", "WrittenBranch", "WrittenPlan", "check_plans", "read_plans"]


MOST_BRANCHES = 3
"""Branches of one plan, at most."""

UNREAD = "^^"
"""Stands for a text that calls no step: a step has one `^` at most."""

Following = dict[Branch, dict[Step, int]]
"""What `Graph.next_steps` gave for each prefix."""


@dataclass(frozen=True)
class WrittenBranch:
    """A branch as it was written: the number of a topic and the texts of steps."""

    topic: int
    steps: tuple[str, ...]


WrittenPlan = tuple[WrittenBranch, ...]


@dataclass(frozen=True)
class BranchFault:
    """Why a branch is no branch of the graph."""

    branch: WrittenBranch
    reason: str
    bad: int | None = None
    """Place of the first step that is none there, from 0; None where something else is wrong."""
    possible: tuple[Step, ...] = ()
    """The steps that could stand in its place."""


class _Branch(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    topic: int
    steps: list[str]


class _Plans(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    plans: list[Annotated[list[_Branch], Field(min_length=1)]]


def read_plans(parsed: Any) -> tuple[WrittenPlan, ...] | None:
    """The plans of a reply, in its order; none where the model says that there is none. None for another shape."""
    try:
        read = _Plans.model_validate(parsed)
    except ValidationError:
        return None
    return tuple(tuple(WrittenBranch(one.topic, tuple(one.steps)) for one in plan) for plan in read.plans)


def check_plans(
    written: Sequence[tuple[Sequence[str], WrittenPlan]], texts: StepTexts, graph: Graph
) -> list[tuple[Branch, ...] | BranchFault]:
    """For each plan, with the ids of its topics, its branches in the graph, or what is wrong with the first bad one.

    One call to the graph for each hop of all plans together.
    """
    branches = {
        (one, tuple(topics)): _read(one, topics, texts) for topics, plan in written for one in plan[:MOST_BRANCHES]
    }
    following = _following([one for one in branches.values() if isinstance(one, Branch)], graph)
    return [_checked(plan, [branches.get((one, tuple(topics))) for one in plan], following) for topics, plan in written]


def _checked(
    plan: WrittenPlan, branches: Sequence[Branch | BranchFault | None], following: Following
) -> tuple[Branch, ...] | BranchFault:
    if len(plan) > MOST_BRANCHES:
        return BranchFault(plan[0], f"it is one of {len(plan)} branches; at most {MOST_BRANCHES} can meet")
    for written, branch in zip(plan, branches, strict=True):
        fault = _fault(written, branch, following) if isinstance(branch, Branch) else branch
        if fault is not None:
            return fault
    return tuple(dict.fromkeys(branch for branch in branches if isinstance(branch, Branch)))


def _read(written: WrittenBranch, topics: Sequence[str], texts: StepTexts) -> Branch | BranchFault:
    """The branch that the texts call, whether or not the graph has it."""
    if not 1 <= written.topic <= len(topics):
        return BranchFault(written, f"there is no topic {written.topic}")
    if not 1 <= len(written.steps) <= MAX_HOPS:
        return BranchFault(written, f"it has {len(written.steps)} steps, and 1 to {MAX_HOPS} can be walked")
    return Branch(topics[written.topic - 1], tuple(texts.step(text) or UNREAD for text in written.steps))


def _following(branches: Sequence[Branch], graph: Graph) -> Following:
    """The steps that can follow each prefix of the branches, as far as they can be walked."""
    found: Following = {}
    left = list(branches)
    for hop in range(MAX_HOPS):
        left = [one for one in left if len(one.path) > hop]
        prefixes = list(dict.fromkeys(Branch(one.topic, one.path[:hop]) for one in left))
        if not prefixes:
            break
        found |= zip(prefixes, graph.next_steps(prefixes, cap=1), strict=True)
        left = [one for one in left if one.path[hop] in found[Branch(one.topic, one.path[:hop])]]
    return found


def _fault(written: WrittenBranch, branch: Branch, following: Following) -> BranchFault | None:
    """The first step of a branch that cannot be walked."""
    for hop, step in enumerate(branch.path):
        possible = following[Branch(branch.topic, branch.path[:hop])]
        if step not in possible:
            reason = "is none of the graph" if step == UNREAD else "cannot be walked there"
            return BranchFault(written, f"step {hop + 1} {reason}", hop, tuple(possible))
    return None
