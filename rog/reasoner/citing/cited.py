"""Answers that cite the numbered paths they rest on, each held against them.

What is not the end of a path that it cites is dropped and counted: no name that a model made up goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rog.lm.messages import Reply
from rog.reasoner.citing.claims import Claim
from rog.reasoner.citing.numbered import NumberedPath, Shown
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence, Retrieved
from rog.types import Branch, Plan, Usage
from rog.words.normal_form import normalize

__all__ = ["Checked", "CitedReasoned", "check_claims", "cited_reasoned"]


@dataclass(frozen=True)
class Checked:
    """The answers that are ends of paths they cite, and how many of the others there were."""

    answers: tuple[ScoredEnd, ...]
    dropped: int
    """Answers that are the end of no path they cite."""
    unknown_numbers: int
    """Citations of numbers that no path has."""
    other_ends: int
    """Citations, beside a right one, of paths that end elsewhere."""


@dataclass(frozen=True)
class CitedReasoned(Reasoned):
    """What a reasoner that cites gives, and how it came about."""

    left_out: int = 0
    """Paths that the plans reach and the prompt had no room for."""
    checked: Checked | None = None
    """None where the model's reply could not be read."""


def check_claims(claims: Iterable[Claim], shown: Sequence[NumberedPath]) -> Checked:
    """Hold each claim against the paths that it cites.

    An answer is a named entity at the end of a cited path; two entities of one name are told apart by
    the numbers. Its score is the probability of the plans of those paths, its place that of its first claim.
    """
    by_number = {path.number: path for path in shown}
    plans: dict[str, list[Plan]] = {}
    dropped = unknown = elsewhere = 0
    for claim in claims:
        numbers = list(dict.fromkeys(claim.numbers))
        cited = [by_number[number] for number in numbers if number in by_number]
        unknown += len(numbers) - len(cited)
        right = [path for path in cited if normalize(claim.name) in path.called]
        dropped += not right
        elsewhere += len(cited) - len(right) if right else 0
        for path in right:
            own = plans.setdefault(path.end, [])
            if path.plan not in own:
                own.append(path.plan)
    answers = tuple(_scored(end, own) for end, own in plans.items())
    return Checked(answers, dropped, unknown, elsewhere)


def _scored(end: str, plans: Sequence[Plan]) -> ScoredEnd:
    best_first = tuple(sorted(plans, key=lambda plan: -plan.score))
    return ScoredEnd(end, round(min(1.0, sum(plan.score for plan in plans)), 6), best_first)


def cited_reasoned(item: Evidence, shown: Shown, reply: Reply, claims: Sequence[Claim] | None) -> CitedReasoned:
    """What a reasoner gives for a question: `claims` are those of `reply`, None where it could not be read."""
    checked = check_claims(claims, shown.paths) if claims is not None else None
    answers = checked.answers if checked else ()
    cited = {plan.branches for answer in answers for plan in answer.plans}
    displayed = {path.plan.branches for path in shown.paths}
    return CitedReasoned(
        answers=answers,
        plans=tuple(_judged(found, cited, displayed) for found in item.retrieved),
        abstained_because=None if answers else _why_none(shown, checked),
        truncated=_cut(item, shown, reply, cited),
        usage=Usage(model_calls=1, input_tokens=reply.input_tokens, output_tokens=reply.output_tokens),
        warnings=tuple(_warnings(shown, checked)),
        left_out=shown.left_out,
        checked=checked,
    )


def _judged(found: Retrieved, cited: set[tuple[Branch, ...]], displayed: set[tuple[Branch, ...]]) -> Plan:
    """The plan with what became of it."""
    kept = found.plan.branches in cited
    reason = found.why_nothing
    if reason is None and not kept:
        seen = found.plan.branches in displayed
        reason = "the model rests no answer on it" if seen else "the prompt had no room for its paths"
    return found.plan.model_copy(update={"kept": kept, "reason": reason, "reached": len(found.ends)})


def _cut(item: Evidence, shown: Shown, reply: Reply, cited: set[tuple[Branch, ...]]) -> bool:
    """Whether a limit may have cut answers: the reply's, or ends of a plan that counts, or of any where none does."""
    if not reply.finished:
        return True
    counts: dict[tuple[Branch, ...], int] = {}
    for path in shown.paths:
        counts[path.plan.branches] = counts.get(path.plan.branches, 0) + 1
    return any(
        found.ends.truncated or counts.get(found.plan.branches, 0) < len(found.ends)
        for found in item.retrieved
        if not cited or found.plan.branches in cited
    )


def _why_none(shown: Shown, checked: Checked | None) -> str:
    if checked is None:
        return "the model's reply could not be read"
    if checked.dropped:
        return f"the model gave {checked.dropped} answers, none of which is the end of a path it cites"
    rest = f"; {shown.left_out} more did not fit into the prompt" if shown.left_out else ""
    return f"the model found no answer in the {len(shown.paths)} paths it was shown{rest}"


def _warnings(shown: Shown, checked: Checked | None) -> list[str]:
    warnings = []
    if shown.left_out:
        total = len(shown.paths) + shown.left_out
        warnings.append(f"{shown.left_out} of {total} reasoning paths did not fit into the prompt")
    if checked and checked.dropped:
        warnings.append(f"{checked.dropped} answers of the model left out: no path they cite ends there")
    if checked and checked.unknown_numbers:
        warnings.append(f"{checked.unknown_numbers} citations left out: no path has the number")
    if checked and checked.other_ends:
        warnings.append(f"{checked.other_ends} citations left out: the path ends elsewhere")
    return warnings
