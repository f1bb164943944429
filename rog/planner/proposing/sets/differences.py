"""What something is not: "but not", "without", "except", "never", "isn't"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, Context
from rog.planner.proposing.readings import Mark
from rog.planner.proposing.sets.sides import Side, Sides, Whole, are_alike, asked_of
from rog.query import Compares, Having, Ids, Kind, Measure, Walk, Where, Without
from rog.types import Branch, Step, inverse_step
from rog.values import Value, is_value
from rog.words.english import PREPOSITIONS, singular_words

__all__ = ["differences"]

DENIAL = re.compile(
    r"\b(?:not|without|except(?:ing)?|but(?! also)|no|never|nobody|no one|none|nothing|besides|excluding|other than"
    r"|apart from|aside from|lack(?:s|ed|ing)?|minus|neither|nor|non|missing|cannot|barring|save for"
    r"|(?:leav(?:e|es|ing)|left) (?:aside|out|off|alone|untouched)|(?:skip|omit|ignor|exclud|discount)\w*"
    r"|\w+n['’]t|(?:is|are|was|were|do|does|did|has|have|had|ca|could|would|should)nt)\b",
    re.IGNORECASE,
)
"""Where a question begins to say what something is not."""

BUT = re.compile(r"but", re.IGNORECASE)
"""The weakest of them: it may begin what else something is."""

HEARD, HEARD_BUT = 0.5, 0.2
"""Least probability that something is left out, where such a word stands in the question."""

DENIED_SUBJECT = re.compile(
    r"\W*(?:has|have|had|is|was|are|were|do|does|did)?\s*"
    r"(?:never|not\b|n['’]?t\b|\w+n['’]?t\b|lack|miss|leav(?:e|es)\b|left\b|skip|omit|ignor)"
)
"""What stands directly behind a mention that does not do something: "that Ann didn't write"."""

AFTER_PREPOSITION = re.compile(rf"\b(?:{'|'.join(sorted(PREPOSITIONS))})\s+(?:the\s+)?$", re.IGNORECASE)
"""What stands before a mention that is no subject: "boats of Ann that aren't wooden"."""

OTHER_WAY = 0.3
"""Share of a reading that takes what is denied for what is asked for."""

ALL_OF_KIND = 0.6
"""Probability that all of a kind is meant where the question names nothing else."""

MAX_WHOLES = 3
"""Best sets of which something is left out."""

MAX_LIKELY = 4
"""Likeliest relations that members of a set may have or lack."""

LEAST_LIKELY = 0.03
"""Probability of a relation below which that is not tried."""

NAMED_STEP = 0.5
"""Least probability of a relation that is named there."""

OF_UNSAID_KIND = 0.4
"""Share of all of a kind that lack a relation, where only the relation tells of which kind they are."""

UNNAMED = 0.6
"""Share of two sets of one thing, where no word behind the denial names what is left out."""

MAX_OF_ONE = 6
"""Best pairs of sets of one thing."""

NO = Value("truth", "false")


def differences(context: Context, sides: Sides) -> Iterator[Plan]:
    """Sets less what the question denies of them: what another mention leads to, what has something, or a kind."""
    match = next((one for one in DENIAL.finditer(context.question) if not _in_name(context, one)), None)
    heard = 0.0 if match is None else HEARD_BUT if BUT.fullmatch(match[0]) else HEARD
    chance = max(context.reading.operations["without"], heard)
    if chance < LEAST_FORM:
        return
    denied = _denied(context.question, match)
    found = (
        *_of_pairs(context, sides, denied), *_of_one(context, sides, denied), *_of_wholes(context, sides, denied),
        *_of_kind(context, sides, denied), *_of_no_kind(context, sides, denied),
    )  # fmt: skip
    for base in found:
        yield from asked_of(context, Whole(base.query, base.score * chance, base.kinds))


def _denied(question: str, match: re.Match[str] | None) -> range:
    """The offsets of what is denied: from the word that denies to the next comma, or to the end."""
    if match is None:
        return range(0)
    end = question.find(",", match.end())
    return range(match.end(), end if end > 0 else len(question))


def _in_name(context: Context, match: re.Match[str]) -> bool:
    """Whether a word is a part of a name, and not the whole of one, as "no" may be a value's."""
    return any(
        start <= match.start() < end and (start, end) != match.span()
        for topic in context.request.topics
        if topic.candidates and topic.candidates[0].kind in ("id", "name", "alias") and topic.span in context.mentions
        for start, end in (topic.span or (0, 0),)
    )


def _of_pairs(context: Context, sides: Sides, denied: range) -> Iterator[Whole]:
    """What one mention leads to, less what another leads to, or less the other itself."""
    for one, other in sides.pairs:
        left_out = [side for side in (other, one) if _is_denied(context, sides, side.mention, denied)]
        part, share = (left_out[0], 1.0) if left_out else (other, OTHER_WAY)
        whole = one if part is other else other
        kinds = context.tails(whole.branch)
        longer = len(whole.branch.path) + len(part.branch.path) - 2  # each mention has its own words
        score = sides.belief * whole.share * part.share * share * DOUBT_FACTOR**longer
        own = context.of_asked_kind(context.walk(*whole.branch), [whole.branch])
        yield Whole(Without(whole=own, part=context.walk(*part.branch)), score, kinds)
        yield Whole(Without(whole=context.walk(*part.branch), part=own), score * OTHER_WAY, kinds)
    for mention in sides.mentions:
        for thing in sides.all_mentions:
            if mention != thing and _is_denied(context, sides, thing, denied):
                yield from _without_itself(context, sides, mention, thing)


def _of_one(context: Context, sides: Sides, denied: range) -> Iterator[Whole]:
    """What a path from a mention leads to, less what another leads to from the same: best one named as denied."""
    found = [
        whole
        for mention in sides.mentions
        for part in _parts(sides, mention, denied)
        for whole in _less(context, sides, part)
    ]
    yield from sorted(found, key=lambda whole: -whole.score)[:MAX_OF_ONE]


def _parts(sides: Sides, mention: int, denied: range) -> list[Side]:
    """What may be left out of what else the mention leads to; shares of 1 where the question names it."""
    parts = {side.branch: replace(side, share=1.0) for side, place in sides.named[mention] if place in denied}
    if len(sides.mentions) == 1:
        for side in sides.tried(mention):
            parts.setdefault(side.branch, replace(side, share=side.share * UNNAMED))
    return list(parts.values())


def _less(context: Context, sides: Sides, part: Side) -> Iterator[Whole]:
    """The sets of the same mention, less this one."""
    denied = {inverse_step(step) for step in part.branch.path}.union(part.branch.path)
    wholes = _with_beginnings([*sides.tried(part.mention)])
    for side in wholes:
        kinds = context.tails(side.branch)
        if side.branch != part.branch and are_alike(kinds, context.tails(part.branch)):
            whole = context.of_asked_kind(context.walk(*side.branch), [side.branch])
            # what is denied is not walked as well
            walked = OTHER_WAY if denied.intersection(side.branch.path) else 1.0
            score = sides.belief * side.share * part.share * walked
            yield Whole(Without(whole=whole, part=context.walk(*part.branch)), score, kinds)


def _with_beginnings(found: Sequence[Side]) -> list[Side]:
    """The paths, and where they are before their last step, which may be what is denied."""
    sides = {side.branch: side for side in found}
    for side in found:
        before = Branch(side.branch.topic, side.branch.path[:-1])
        if before.path and sides.get(before, side).share <= side.share:
            sides[before] = replace(side, branch=before, share=side.share * DOUBT_FACTOR)
    return list(sides.values())


def _is_denied(context: Context, sides: Sides, mention: int, denied: range) -> bool:
    """Whether the mention stands behind the denial, or is the subject that does not do something."""
    begin, end = sides.at(mention), sides.end(mention)
    is_subject = AFTER_PREPOSITION.search(context.question[:begin]) is None
    return begin in denied or (is_subject and DENIED_SUBJECT.match(context.question, end) is not None)


def _without_itself(context: Context, sides: Sides, mention: int, other: int) -> Iterator[Whole]:
    """What a mention leads to, except another mention that is among it."""
    left_out = sides.topic(other)
    for side in sides.of(mention):
        kinds = context.tails(side.branch)
        if kinds & context.kinds.get(left_out, frozenset()):
            whole = context.of_asked_kind(context.walk(*side.branch), [side.branch])
            yield Whole(Without(whole=whole, part=Ids(ids=(left_out,))), sides.belief * side.share, kinds)


def _wholes(context: Context, sides: Sides, denied: range) -> Iterator[Whole]:
    """The sets that something may be left out of: all of a kind that is named, first where nothing else is."""
    names = _names(context, sides)
    for mention in names:
        if not _is_denied(context, sides, mention, denied):
            for side in _with_beginnings(sides.of(mention)):
                whole = context.of_asked_kind(context.walk(*side.branch), [side.branch])
                yield Whole(whole, sides.belief * side.share, context.tails(side.branch))
    if all(_is_denied(context, sides, mention, denied) for mention in names):
        share = OTHER_WAY if names else ALL_OF_KIND
        for kind in context.named_kinds:
            yield Whole(Kind(kind=kind.kind), share * kind.probability, frozenset((kind.kind,)))


def _names(context: Context, sides: Sides) -> list[int]:
    """The mentions that name a thing, and not a kind or a value, as "no" may."""
    kinds = {(kind.start, kind.end) for kind in context.named_kinds}
    return [
        mention
        for mention in sides.mentions
        if context.request.topics[mention].span not in kinds and not is_value(sides.topic(mention))
    ]


def _of_wholes(context: Context, sides: Sides, denied: range) -> Iterator[Whole]:
    """Sets less those that have what is denied, those of a kind named behind the denial, and a "no" of theirs."""
    for base in sorted(_wholes(context, sides, denied), key=lambda base: -base.score)[:MAX_WHOLES]:
        steps = _leaving(context, base.kinds)
        untrue = [
            step for step in steps if "truth" in context.reached(step) and sides.place(step, within=denied) is not None
        ]
        for step in untrue:
            test = Compares(by=Measure(path=(step,)), sign="=", right=Ids(ids=(NO.id,)))
            yield Whole(Where(whole=base.query, test=test), base.score, base.kinds)
        for step, chance in _likely(context, sides, denied, steps):
            share = chance * OTHER_WAY if untrue else chance
            if not (isinstance(base.query, Walk) and inverse_step(step) == base.query.path[-1]):
                yield Whole(Without(whole=base.query, part=Having(path=(step,))), base.score * share, base.kinds)
        for kind in _kinds_behind(context, denied):
            if {kind} != base.kinds:
                share = 1.0 if kind in base.kinds or not base.kinds else OTHER_WAY
                yield Whole(Without(whole=base.query, part=Kind(kind=kind)), base.score * share, base.kinds)


def _likely(context: Context, sides: Sides, within: range, steps: Sequence[Step]) -> list[tuple[Step, float]]:
    """The likeliest steps by the readings of the question, first those named in a part of it."""
    marks: list[Mark] = [None, *((kind.start, kind.end) for kind in context.named_kinds[:1])]
    steps = [step for step in steps if "truth" not in context.reached(step)]
    shares = {}
    for step, chance in context.readings.probabilities(steps, marks).items():
        if sides.place(step, within=within, kinds=True) is not None:
            chance = NAMED_STEP + (1.0 - NAMED_STEP) * chance
        if chance >= LEAST_LIKELY:
            shares[step] = chance
    return sorted(shares.items(), key=lambda item: -item[1])[:MAX_LIKELY]


def _of_no_kind(context: Context, sides: Sides, denied: range) -> Iterator[Whole]:
    """Where no thing is named: what may lack a step, less what has it; what has another, too.

    The kind that is named may be of what they have: "who owns a boat but sails none".
    """
    if _names(context, sides):
        return
    unsaid = OF_UNSAID_KIND if context.asked_kind is None else OF_UNSAID_KIND * OTHER_WAY
    asked = _likely(context, sides, range(denied.start), context.schema.steps)
    for step, share in _likely(context, sides, denied, context.schema.steps):
        kinds = context.left(step)
        if len(kinds) == 1:
            (kind,) = kinds
            yield Whole(Without(whole=Kind(kind=kind), part=Having(path=(step,))), unsaid * share, kinds)
        for other, chance in asked:
            if other != step and kinds & context.left(other):
                query = Without(whole=Having(path=(other,)), part=Having(path=(step,)))
                yield Whole(query, unsaid * share * chance, context.left(other))


def _of_kind(context: Context, sides: Sides, denied: range) -> Iterator[Whole]:
    """All of the kind asked for, less what the one mention leads to."""
    kind = context.asked_kind
    if kind is None or len(sides.mentions) != 1:
        return
    (mention,) = sides.mentions
    share = 1.0 if _is_denied(context, sides, mention, denied) else OTHER_WAY
    if mention not in _names(context, sides):
        share *= OTHER_WAY  # "any bank" is none of the banks
    for side in sides.of(mention):
        if kind in context.tails(side.branch):
            part = context.walk(*side.branch)
            score = sides.belief * side.share * share
            yield Whole(Without(whole=Kind(kind=kind), part=part), score, frozenset((kind,)))


def _leaving(context: Context, kinds: frozenset[str]) -> list[Step]:
    """The steps that leave entities of these kinds, as far as kinds are known."""
    return [step for step in context.schema.steps if kinds & context.left(step)]


def _kinds_behind(context: Context, denied: range) -> Iterator[str]:
    """The kinds that the question names behind the denial."""
    words = singular_words(context.question[denied.start : denied.stop])
    for kind in {kind for one in context.described.values() for kind in (*one.heads, *one.tails)}:
        own = singular_words(kind)
        if any(words[first : first + len(own)] == own for first in range(len(words))):
            yield kind
