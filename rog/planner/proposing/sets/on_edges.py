"""What edges know, asked for or asked by: "since when", "what role", "in 2012", "as the pilot", "the first CEO"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.calibration import DOUBT_FACTOR
from rog.errors import IncomparableError
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, Context
from rog.planner.proposing.sets.edges import MAX_ENDS, EdgeProperty, Edges, Property, is_time
from rog.planner.proposing.sets.said_values import said_values
from rog.planner.proposing.sets.sides import Sides, Whole, are_words_alike, asked_of
from rog.query import Both, EdgeTest, EdgeValues, Exists, Ids, Query, Walk
from rog.query.nodes import Sign
from rog.types import Branch
from rog.values import Value, compare, number
from rog.words.english import singular_words
from rog.words.quantities import Quantity, quantities
from rog.words.relation_names import relation_words

__all__ = ["conditioned", "edge_conditions", "edge_values", "said_of"]

WHEN = re.compile(r"\b(?:when|since|until|till|how long|(?:what|which) (?:year|date|day|month|time))\b", re.IGNORECASE)
HOW_MANY = re.compile(
    r"\bhow (?:many|much|often|big|large|high|small|low|heavy|far|deep)\b|\b(?:number|amount|quantity|share|dose|times)\b",
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
"""Probability that an edge's property is asked for: where values of it are there to choose from; at least, elsewhere."""

FOR_THINGS = re.compile(r"\b(?:who|whom|whose|where)\b", re.IGNORECASE)
"""Words that ask for what an edge leads to."""

MAX_JOINTS = 2
"""Edges between two mentions whose properties are looked at."""

UNSURE = 0.4
"""Share of a property that is of the sort asked for, where others are so too and none is named."""

LAST = re.compile(
    r"\b(?:current|currently|now|present|presently|today|latest|newest|most recent|last)\b", re.IGNORECASE
)
FIRST = re.compile(r"\b(?:first|original|originally|earliest|initial)\b", re.IGNORECASE)

BEFORE_VALUES: dict[Sign, str] = {
    "<": "before|under|below|less than|fewer than|earlier than",
    ">": "after|over|above|more than|later than",
    ">=": "since|from|at least|not before|no less than|starting",
    "<=": "until|till|up to|at most|by|no more than",
}
SIGNS_BEFORE: dict[Sign, re.Pattern[str]] = {
    sign: re.compile(rf"\b(?:{words})\s+(?:(?:the|a|year)\s+)*$", re.IGNORECASE)
    for sign, words in BEFORE_VALUES.items()
}
SIGNS_BEHIND: tuple[tuple[re.Pattern[str], Sign], ...] = (
    (re.compile(r"\s*(?:or|and) (?:later|after|more|above|over|up|on)\b|\s*on\b|\s*onwards?\b", re.IGNORECASE), ">="),
    (re.compile(r"\s*or (?:earlier|before|less|fewer|below|longer)\b", re.IGNORECASE), "<="),
)

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
    return {value.text for _, value, _ in said_of(context, one) if value.kind == "text"}


def _is_asked(context: Context, one: Property) -> bool:
    """Whether a property is named, or the only sort of what is asked for."""
    if WHEN.search(context.question):
        return one.is_time
    return (
        _is_named(context, one)
        or _is_choice(context, one)
        or (one.is_number and bool(HOW_MANY.search(context.question)))
    )


def _asked_share(context: Context, one: EdgeProperty, others: list[EdgeProperty]) -> float:
    """How likely the question asks for a property: it is named, or of the sort asked for."""
    question = context.question
    if _is_named(context, one) or _is_choice(context, one):
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


def _is_named(context: Context, one: Property) -> bool:
    """Whether a word of the question is that of the property's name."""
    own = singular_words(relation_words(one.name))
    return any(are_words_alike(word, name) for word in singular_words(context.question) for name in own)


def edge_conditions(context: Context, edges: Edges) -> dict[Branch, list[Found]]:
    """For each path the same walk by edges that say what the question says, with how likely that is meant."""
    found: dict[Branch, list[Found]] = {}
    further = edges.further(lambda one: any(said_of(context, one, everywhere=True)))
    for one in (*edges.properties, *further):
        for sign, value, share in said_of(context, one):
            test = EdgeTest(hop=one.hop, property=one.name, sign=sign, value=value.id)
            topic, path = one.side.branch
            walk = Walk(start=Ids(ids=(topic,)), path=path, tests=(test,))
            found.setdefault(one.side.branch, []).append((walk, share * one.side.share))
    return found


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


def said_of(context: Context, one: Property, *, everywhere: bool = False) -> Iterator[tuple[Sign, Value, float]]:
    """The conditions on a property that the question may mean; `everywhere` on that of all edges of a relation."""
    for quantity in quantities(context.question):
        sign, value = _sign(context.question, quantity), _in_unit(quantity.value, one)
        timely = is_time(value)
        if timely != one.is_time or not _compares(value, one.values[0]):
            continue
        named = _is_named(context, one)
        share = 0.9 if named or timely else UNSURE
        seen = any(compare(own, sign, value) for own in one.values if _compares(own, value))
        if everywhere and (not seen or (sign == "=" and not named and not timely)):
            continue
        if seen or one.ends >= MAX_ENDS:
            yield sign, value, share
        earlier = [own for own in one.values if timely and sign == "=" and compare(own, "<", value)]
        if earlier and not seen and not everywhere:
            yield "=", max(earlier, key=_order), share * DOUBT_FACTOR  # what began before then may last
    if not everywhere and one.is_time and len(one.values) > 1 and one.ends > 1:
        ordered = sorted(one.values, key=_order)
        if LAST.search(context.question):
            yield ">=", ordered[-1], 0.8
        if FIRST.search(context.question):
            yield "<=", ordered[0], 0.8
    texts = {value.text: value for value in one.values if value.kind == "text"}
    for text, likely in said_values(context.question, context.names, texts):
        yield "=", texts[text], 0.9 * likely


def _in_unit(value: Value, one: Property) -> Value:
    """A bare number in the one unit that the property's values have."""
    units = {own.unit for own in one.values}
    if value.kind != "number" or value.unit or len(units) > 1 or is_time(value):
        return value
    return number(value.text, units.pop()) or value


def _sign(question: str, quantity: Quantity) -> Sign:
    """How the question compares with a value, by the words around it."""
    for pattern, sign in SIGNS_BEHIND:
        if pattern.match(question, quantity.end):
            return sign
    for sign, pattern in SIGNS_BEFORE.items():
        if pattern.search(question[: quantity.start]):
            return sign
    return "="


def _compares(one: Value, other: Value) -> bool:
    try:
        compare(one, "=", other)
    except IncomparableError:
        return False
    return True


def _order(value: Value) -> float:
    return value.span.first if value.span else 0.0
