"""What something is not: "but not", "without", "except", "never", "isn't"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rog.calibration import DOUBT_FACTOR
from rog.outcome import Plan
from rog.planner.proposing.context import LEAST_FORM, Context
from rog.planner.proposing.sets.sides import Side, Sides, Whole, are_alike, asked_of
from rog.query import Compares, Having, Ids, Kind, Measure, Where, Without
from rog.types import Branch, Step, inverse_step, make_step
from rog.values import Value
from rog.words.english import PREPOSITIONS, singular_words

__all__ = ["differences"]

DENIAL = re.compile(
    r"\b(?:not|without|except(?:ing)?|but(?! also)|no|never|nobody|no one|none|nothing|besides|excluding|other than"
    r"|apart from|aside from|lack(?:s|ing)?|minus|neither|non|leaving out|missing|un(?=\w{5})|cannot)\b|n['’]?t\b",
    re.IGNORECASE,
)
"""Where a question begins to say what something is not: only looked for where the form model hears a denial."""

DENIED_SUBJECT = re.compile(
    r"\W*(?:has|have|had|is|was|are|were|do|does|did)?\s*(?:never|not\b|n['’]?t\b|\w+n['’]?t\b)"
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

NO = Value("truth", "false")


def differences(context: Context, sides: Sides) -> Iterator[Plan]:
    """Sets less what the question denies of them: what another mention leads to, what has something, or a kind."""
    chance = context.reading.operations["without"]
    if chance < LEAST_FORM:
        return
    match = DENIAL.search(context.question)
    at = match.start() if match else len(context.question)
    found = (
        *_of_pairs(context, sides, at), *_of_one(context, sides, at), *_of_wholes(context, sides, at),
        *_of_kind(context, sides, at),
    )  # fmt: skip
    for base in found:
        yield from asked_of(context, Whole(base.query, base.score * chance, base.kinds))


def _of_pairs(context: Context, sides: Sides, at: int) -> Iterator[Whole]:
    """What one mention leads to, less what another leads to, or less the other itself."""
    for one, other in sides.pairs():
        denied = [side for side in (other, one) if _is_denied(context, sides, side.mention, at)]
        part, share = (denied[0], 1.0) if denied else (other, OTHER_WAY)
        whole = one if part is other else other
        kinds = context.tails(whole.branch)
        score = sides.belief * whole.share * part.share * share
        own = context.of_asked_kind(context.walk(*whole.branch), [whole.branch])
        yield Whole(Without(whole=own, part=context.walk(*part.branch)), score, kinds)
        yield Whole(Without(whole=context.walk(*part.branch), part=own), score * OTHER_WAY, kinds)
    for mention in sides.mentions:
        for left_out in sides.all_mentions:
            if mention != left_out and _is_denied(context, sides, left_out, at):
                yield from _without_itself(context, sides, mention, left_out)


def _of_one(context: Context, sides: Sides, at: int) -> Iterator[Whole]:
    """What a path from a mention leads to, less what a relation named behind the denial leads to from the same."""
    for mention in sides.mentions:
        for side in _with_beginnings(sides.of(mention)):
            kinds = context.tails(side.branch)
            for other, place in sides.named[mention]:
                same_kind = are_alike(kinds, context.tails(other.branch))
                if place > at and other.branch != side.branch and same_kind:
                    whole = context.of_asked_kind(context.walk(*side.branch), [side.branch])
                    query = Without(whole=whole, part=context.walk(*other.branch))
                    # what is denied is not walked as well
                    denied = {inverse_step(step) for step in other.branch.path}.union(other.branch.path)
                    share = OTHER_WAY if denied.intersection(side.branch.path) else 1.0
                    yield Whole(query, sides.belief * side.share * share, kinds)


def _with_beginnings(found: Sequence[Side]) -> list[Side]:
    """The paths, and where they are before their last step, which may be what is denied."""
    sides = {side.branch: side for side in found}
    for side in found:
        before = Branch(side.branch.topic, side.branch.path[:-1])
        if before.path and sides.get(before, side).share <= side.share:
            sides[before] = replace(side, branch=before, share=side.share * DOUBT_FACTOR)
    return list(sides.values())


def _is_denied(context: Context, sides: Sides, mention: int, at: int) -> bool:
    """Whether the mention stands behind the denial, or is the subject that does not do something."""
    begin, end = sides.at(mention), sides.end(mention)
    is_subject = AFTER_PREPOSITION.search(context.question[:begin]) is None
    return begin > at or (is_subject and DENIED_SUBJECT.match(context.question, end) is not None)


def _without_itself(context: Context, sides: Sides, mention: int, other: int) -> Iterator[Whole]:
    """What a mention leads to, except another mention that is among it."""
    left_out = sides.topic(other)
    for side in sides.of(mention):
        kinds = context.tails(side.branch)
        if kinds & context.kinds.get(left_out, frozenset()):
            whole = context.of_asked_kind(context.walk(*side.branch), [side.branch])
            yield Whole(Without(whole=whole, part=Ids(ids=(left_out,))), sides.belief * side.share, kinds)


def _wholes(context: Context, sides: Sides, at: int) -> Iterator[Whole]:
    """The sets that something may be left out of, best first: all of the kind asked for where nothing is named."""
    for mention in sides.mentions:
        if not _is_denied(context, sides, mention, at):
            for side in _with_beginnings(sides.of(mention)):
                whole = context.of_asked_kind(context.walk(*side.branch), [side.branch])
                yield Whole(whole, sides.belief * side.share, context.tails(side.branch))
    kind = context.asked_kind
    if kind is not None and all(_is_denied(context, sides, mention, at) for mention in sides.mentions):
        score = OTHER_WAY if sides.mentions else ALL_OF_KIND
        yield Whole(Kind(kind=kind), score, frozenset((kind,)))


def _of_wholes(context: Context, sides: Sides, at: int) -> Iterator[Whole]:
    """Sets less those that have what is named behind the denial, those of a kind named there, and a "no" of theirs."""
    for base in sorted(_wholes(context, sides, at), key=lambda base: -base.score)[:MAX_WHOLES]:
        for step in _leaving(context, base.kinds):
            if "truth" in context.reached(step):
                if sides.place(step, after=at) is not None:
                    test = Compares(by=Measure(path=(step,)), sign="=", right=Ids(ids=(NO.id,)))
                    yield Whole(Where(whole=base.query, test=test), base.score, base.kinds)
            elif sides.place(step, after=at, kinds=True) is not None:
                yield Whole(Without(whole=base.query, part=Having(path=(step,))), base.score, base.kinds)
        for kind in _kinds_behind(context, at):
            if {kind} != base.kinds:
                share = 1.0 if kind in base.kinds or not base.kinds else OTHER_WAY
                yield Whole(Without(whole=base.query, part=Kind(kind=kind)), base.score * share, base.kinds)


def _of_kind(context: Context, sides: Sides, at: int) -> Iterator[Whole]:
    """All of the kind asked for, less what the one mention leads to."""
    kind = context.asked_kind
    if kind is None or len(sides.mentions) != 1:
        return
    share = 1.0 if _is_denied(context, sides, sides.mentions[0], at) else OTHER_WAY
    for side in sides.of(sides.mentions[0]):
        if kind in context.tails(side.branch):
            part = context.walk(*side.branch)
            yield Whole(
                Without(whole=Kind(kind=kind), part=part), sides.belief * side.share * share, frozenset((kind,))
            )


def _leaving(context: Context, kinds: frozenset[str]) -> Iterator[Step]:
    """The steps that leave entities of these kinds, as far as kinds are known."""
    for relation in context.described:
        for step in (make_step(relation), make_step(relation, forward=False)):
            if kinds and context.left(step) & kinds:
                yield step


def _kinds_behind(context: Context, at: int) -> Iterator[str]:
    """The kinds that the question names behind the denial."""
    words = singular_words(context.question[at:])
    for kind in {kind for one in context.described.values() for kind in (*one.heads, *one.tails)}:
        own = singular_words(kind)
        if any(words[first : first + len(own)] == own for first in range(len(words))):
            yield kind
