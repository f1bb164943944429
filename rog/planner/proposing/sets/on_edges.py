"""What edges know, asked for or asked by: "since when", "what role", "in 2012", "as the pilot", "the first CEO"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, Context
from rog.planner.proposing.sets.conditions import Tested, is_named, said_of, with_pairs, with_tests
from rog.planner.proposing.sets.edges import EdgeProperty, Edges, Property
from rog.planner.proposing.sets.sides import Sides, Whole, asked_of
from rog.query import Both, EdgeValues, Exists, Ids, Query, Walk
from rog.types import Branch
from rog.words.relation_names import relation_words

__all__ = ["conditioned", "edge_conditions", "edge_values"]

WHEN = re.compile(r"\b(?:when|since|until|till|how long|(?:what|which) (?:year|date|day|month|time))\b", re.IGNORECASE)
HOW_MANY = re.compile(
    r"\bhow (?:many|much|often|big|large|high|small|low|heavy|far|deep)\b"
    r"|\b(?:number|amount|quantity|share|dose|times)\b",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"\b(?:until|till|end|ends|ended|left|leave|leaves|stop|stopped|quit|finish\w*|discharg\w*|sent|resign\w*|close[ds]?"
    r"|through|expire[ds]?|terminat\w*|to)\b",
    re.IGNORECASE,
)
"""Words of an end, in a question and in the name of a property."""

CHOICE = re.compile(r"\bor\b", re.IGNORECASE)

CHOOSES, UNSAID_EDGE = 0.8, 0.1
"""Probability that an edge's property is asked for: where values are there to choose from; elsewhere at least."""

FOR_THINGS = re.compile(r"\b(?:who|whom|whose|where)\b", re.IGNORECASE)
"""Words that ask for what an edge leads to."""

MAX_JOINTS = 2
"""Edges between two mentions whose properties are looked at."""

UNSURE = 0.4
"""Share of a property that is of the sort asked for, where others are so too and none is named."""

Found = tuple[Walk, float]


def edge_values(context: Context, sides: Sides, edges: Edges) -> Iterator[Plan]:
    """What an edge between two mentions, or one at the end of a path, has as the property asked for."""
    chance = _edge_chance(context, edges)
    if chance < LEAST_FORM:
        return
    belief = sides.belief
    if edges.joints:
        walked = [side for joint in edges.joints for side in (joint.side, joint.other)]
        properties = edges.of(walked[: 2 * MAX_JOINTS])
        belief = 1.0
    else:
        properties = [*edges.properties, *edges.further(lambda one: _is_asked(context, one))]
    of_last = [one for one in properties if one.hop == len(one.side.branch.path)]
    for one in of_last:
        share = _asked_share(context, one, [other for other in of_last if other.side == one.side])
        if len(_said_texts(context, one)) == 1:
            share *= DOUBT_FACTOR  # it is said, and so not asked for
        # An edge to one of several is asked for: those to the others have values as well.
        only = 1.0 if one.ends == 1 or not edges.joints else DOUBT_FACTOR
        walk = context.walk(*one.side.branch)
        near = max(one.side.share, UNSURE)
        yield Plan(query=EdgeValues(walk=walk, property=one.name), score=chance * belief * share * only * near)


def _edge_chance(context: Context, edges: Edges) -> float:
    """Probability that the question asks for what an edge says: surely where it gives values of it to choose from."""
    chance = context.reading.operations["edge"]
    if any(_is_choice(context, one) for own in edges.of_relations.values() for one in own):
        return max(chance, CHOOSES)
    asks_things = context.asked_kind is not None or FOR_THINGS.search(context.question)
    return chance if asks_things or context.likely("truth") else max(chance, UNSAID_EDGE)


def _is_choice(context: Context, one: Property) -> bool:
    """Whether the question gives several values of a property to choose from."""
    return bool(CHOICE.search(context.question)) and len(_said_texts(context, one)) > 1


def _said_texts(context: Context, one: Property) -> set[str]:
    values = (value for condition in said_of(context, one) for _, value in condition.bounds)
    return {value.text for value in values if value.kind == "text"}


def _is_asked(context: Context, one: Property) -> bool:
    """Whether a property is named, or the only sort of what is asked for."""
    if WHEN.search(context.question):
        return one.is_time
    return (
        is_named(context, one)
        or _is_choice(context, one)
        or (one.is_number and bool(HOW_MANY.search(context.question)))
    )


def _asked_share(context: Context, one: EdgeProperty, others: list[EdgeProperty]) -> float:
    """How likely the question asks for a property: it is named, or of the sort asked for."""
    question = context.question
    if is_named(context, one) or _is_choice(context, one):
        return 1.0
    if WHEN.search(question):
        if not one.is_time:
            return 0.0
        if len([other for other in others if other.is_time]) == 1:
            return 0.9
        return 0.9 if bool(ENDING.search(question)) == bool(ENDING.search(relation_words(one.name))) else UNSURE / 2
    if HOW_MANY.search(question):
        alone = len([other for other in others if other.is_number]) == 1
        return (0.9 if alone else UNSURE) if one.is_number else 0.0
    alone = len([other for other in others if not other.is_number and not other.is_time]) == 1
    return 0.0 if one.is_number or one.is_time else 0.8 if alone else UNSURE


def edge_conditions(context: Context, edges: Edges) -> dict[Branch, list[Found]]:
    """For each path the same walk by edges that say what the question says, with how likely that is meant."""
    further = edges.further(lambda one: any(said_of(context, one, everywhere=True)))
    said: dict[Branch, list[Tested]] = {}
    for one in (*edges.properties, *further):
        own = (with_tests(condition, one.name, one.hop, one.side.share) for condition in said_of(context, one))
        said.setdefault(one.side.branch, []).extend(own)
    return {
        branch: [
            (Walk(start=Ids(ids=(branch.topic,)), path=branch.path, tests=one.tests), one.share)
            for one in with_pairs(own)
        ]
        for branch, own in said.items()
        if own
    }


def conditioned(context: Context, sides: Sides, found: dict[Branch, list[Found]]) -> Iterator[Plan]:
    """The plans of walks with conditions on their edges."""
    forms = context.reading.forms
    for branch, walks in found.items():
        for walk, share in walks:
            whole: Query = context.of_asked_kind(walk, [branch])
            base = Whole(whole, sides.belief * share, context.tails(branch))
            yield from asked_of(context, base)
            if forms["truth"] >= LEAST_FORM:
                yield from _whether_among(context, walk, branch, sides.belief * share * forms["truth"])


def _whether_among(context: Context, walk: Walk, branch: Branch, score: float) -> Iterator[Plan]:
    """Whether another mention is among what the walk reaches."""
    for ids in context.others(branch):
        one = context.of_kind(ids, context.tails(branch))
        if one is not None:
            yield Plan(query=Exists(of=Both(parts=(Ids(ids=(one,)), walk))), score=score)
