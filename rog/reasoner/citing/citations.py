"""Answers that cite the numbered paths they rest on, each checked against them.

An answer that is not the end of a path it cites is dropped and counted. So no name that a model invented goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rog.lm.messages import Reply
from rog.outcome import Plan, Usage, Verdict
from rog.query import Query
from rog.reasoner.citing.claims import Claim
from rog.reasoner.citing.prompt_paths import NumberedPath, PromptPaths
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence, Retrieved
from rog.words.normal_form import normalize

__all__ = ["CitationCheck", "CitedReasoned", "check_claims", "reason_from_claims"]


@dataclass(frozen=True)
class CitationCheck:
    """The answers that are ends of paths they cite, and how many answers and citations were wrong."""

    answers: tuple[ScoredEnd, ...]
    dropped: int
    """Answers that are the end of no path they cite."""
    unknown_numbers: int
    """Citations of numbers that no path has."""
    wrong_ends: int
    """Citations, beside a right one, of paths that end elsewhere."""


@dataclass(frozen=True)
class CitedReasoned(Reasoned):
    """The reasoning of a model that cites paths, and the check of its citations."""

    left_out: int = 0
    """Paths that the plans reach and the prompt had no room for."""
    citations: CitationCheck | None = None
    """None where the model's reply could not be read."""


def check_claims(claims: Iterable[Claim], paths: Sequence[NumberedPath]) -> CitationCheck:
    """Check each claim against the paths that it cites.

    An answer is a named entity at the end of a cited path; the numbers tell two entities of one name apart.
    Its score is the probability of the plans of those paths, and its place that of its first claim.
    """
    by_number = {path.number: path for path in paths}
    plans: dict[str, list[Plan]] = {}
    dropped = unknown = elsewhere = 0
    for claim in claims:
        numbers = list(dict.fromkeys(claim.numbers))
        cited = [by_number[number] for number in numbers if number in by_number]
        unknown += len(numbers) - len(cited)
        right = [path for path in cited if normalize(claim.name) in path.accepted_names]
        dropped += not right
        elsewhere += len(cited) - len(right) if right else 0
        for path in right:
            supporting = plans.setdefault(path.end, [])
            if path.plan not in supporting:
                supporting.append(path.plan)
    answers = tuple(_score(end, supporting) for end, supporting in plans.items())
    return CitationCheck(answers, dropped, unknown, elsewhere)


def _score(end: str, plans: Sequence[Plan]) -> ScoredEnd:
    best_first = tuple(sorted(plans, key=lambda plan: -plan.score))
    return ScoredEnd(end, round(min(1.0, sum(plan.score for plan in plans)), 6), best_first)


def reason_from_claims(
    item: Evidence, prompt: PromptPaths, reply: Reply, claims: Sequence[Claim] | None
) -> CitedReasoned:
    """The outcome of a question: `claims` are those of `reply`, None where it could not be read."""
    citations = check_claims(claims, prompt.paths) if claims is not None else None
    answers = citations.answers if citations else ()
    cited = {plan.query for answer in answers for plan in answer.plans}
    in_prompt = {path.plan.query for path in prompt.paths}
    return CitedReasoned(
        answers=answers,
        plans=tuple(_verdict(retrieved, cited, in_prompt) for retrieved in item.retrieved),
        abstained_because=None if answers else _abstention_reason(prompt, citations),
        truncated=_is_truncated(item, prompt, reply, cited),
        usage=Usage(model_calls=1, input_tokens=reply.input_tokens, output_tokens=reply.output_tokens),
        warnings=tuple(_warnings(prompt, citations)),
        left_out=prompt.left_out,
        citations=citations,
    )


def _verdict(retrieved: Retrieved, cited: set[Query], in_prompt: set[Query]) -> Verdict:
    query = retrieved.plan.query
    reason = retrieved.why_nothing
    if reason is None and query not in cited:
        seen = query in in_prompt
        reason = "the model rests no answer on it" if seen else "the prompt had no room for its paths"
    return retrieved.verdict(reason)


def _is_truncated(item: Evidence, prompt: PromptPaths, reply: Reply, cited: set[Query]) -> bool:
    """Whether a limit may have cut answers: that of the reply, or one on the ends of a cited plan.

    Where no plan is cited, every plan counts.
    """
    if not reply.finished:
        return True
    counts = Counter(path.plan.query for path in prompt.paths)
    return any(
        retrieved.ends.truncated or counts[retrieved.plan.query] < len(retrieved.ends)
        for retrieved in item.retrieved
        if not cited or retrieved.plan.query in cited
    )


def _abstention_reason(prompt: PromptPaths, citations: CitationCheck | None) -> str:
    if citations is None:
        return "the model's reply could not be read"
    if citations.dropped:
        return f"the model gave {citations.dropped} answers, none of which is the end of a path it cites"
    more = f"; {prompt.left_out} more did not fit into the prompt" if prompt.left_out else ""
    return f"the model found no answer in the {len(prompt.paths)} paths it was shown{more}"


def _warnings(prompt: PromptPaths, citations: CitationCheck | None) -> list[str]:
    warnings = []
    if prompt.left_out:
        total = len(prompt.paths) + prompt.left_out
        warnings.append(f"{prompt.left_out} of {total} reasoning paths did not fit into the prompt")
    if citations and citations.dropped:
        warnings.append(f"{citations.dropped} answers of the model left out: no path they cite ends there")
    if citations and citations.unknown_numbers:
        warnings.append(f"{citations.unknown_numbers} citations left out: no path has the number")
    if citations and citations.wrong_ends:
        warnings.append(f"{citations.wrong_ends} citations left out: the path ends elsewhere")
    return warnings
