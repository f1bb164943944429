"""How likely a question starts from a mention and an entity: a log-linear model over a few pieces of evidence."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from rog.graph.names.matching import MAX_PART_SCORE
from rog.linker.spans import Span, Word, Words, between
from rog.types import Match
from rog.words.english import PREPOSITIONS

__all__ = [
    "Evidence", "Hypothesis", "LinkerWeights", "ScoredHypothesis", "gather_evidence", "logits", "read_weights",
    "score", "write_weights",
]  # fmt: skip

QUOTES = {'"': '"', "“": "”", "‘": "’", "«": "»", "„": "“", "「": "」", "『": "』", "'": "'", "`": "`", "《": "》"}

CODE = re.compile(r"(?!\d+(?:st|nd|rd|th|s)$)(?=.*\d).*[^\W\d_]")
"""A word of letters and digits, as symbols and codes are ("brca1", "a320"); no ordinal number and no decade."""

UNTRUSTED_DISTANCE = 0.25
"""Distance of a fuzzy match's name, 0 to 1, from which it says nothing against a match inside it."""


class Hypothesis(NamedTuple):
    """A span of the question may stand for the entity of `match`; `rank` entities of that span come before it."""

    span: Span
    match: Match
    rank: int
    sharing: int
    """How many entities have the span as a part of their names, this one included, where it is a part; else 0."""


class Evidence(NamedTuple):
    """What speaks for or against a hypothesis; each is near the range -1 to 1."""

    common_share: float
    """Share of the mention's words that are frequent words of questions."""
    all_common: float
    """Whether they all are."""
    all_function: float
    """Whether all are function words."""
    function_first: float
    """Whether the first of several words is a function word."""
    has_code: float
    """Whether one of its words has letters and digits."""
    one_word: float
    rare_covered: float
    """Share of the question's rarer words that the mention holds."""
    log_words: float
    """Logarithm of the number of words."""
    capital: float
    """In a question where capitals mean something: 1 where the mention begins with one, -1 where it does not."""
    capital_common: float
    """The same, where all words are common ("It", "Her"): there it means more."""
    cut_cased: float
    """How many neighbours look like more of the same name, where capitals mean something."""
    cut_uncased: float
    """The same, where they do not."""
    same_letters: float
    """Where capitals mean something: whether mention and name agree letter for letter, capitals included."""
    same_letters_common: float
    """The same, where all words are common."""
    nested: float
    """Whether it lies inside a longer match; less where that is fuzzy, and not at all where it is far from its name."""
    after_preposition: float
    """Whether a preposition stands before it."""
    quoted: float
    """Whether quotation marks stand around it."""
    alias: float
    fuzzy: float
    distance: float
    """How far text and name are apart, for a fuzzy match: its wrong letters are laid to the rarer words."""
    same_capital: float
    """For a fuzzy match, where capitals mean something: whether text and name both begin with one or both do not."""
    part: float
    """Whether it is a part of the name only, as a surname is."""
    left_out: float
    """The share of the name's letters that a part lacks."""
    log_sharing: float
    """Logarithm of how many entities share the part."""
    part_letters: float
    """For a part, where capitals mean something: 1 where the name has it with the same capitals, -1 with others.

    0 where neither has any.
    """
    log_rank: float
    """Logarithm of the place among the entities of the same mention."""


class LinkerWeights(NamedTuple):
    """What the evidence counts for; `python -m training.fit.linker` fits it."""

    evidence: Evidence
    """The weight of each piece of evidence."""
    nothing: float
    """What stands against all hypotheses together: that the question starts from none of them."""


class ScoredHypothesis(NamedTuple):
    """A hypothesis, what speaks for it and how likely it is."""

    hypothesis: Hypothesis
    evidence: Evidence
    probability: float


@cache
def read_weights(path: Path | None = None) -> LinkerWeights:
    """The weights of a JSON file, by default those that come with rog."""
    text = (path or files("rog.linker") / "weights.json").read_text("utf-8")
    values: dict[str, float] = json.loads(text)
    return LinkerWeights(nothing=values.pop("nothing"), evidence=Evidence(**values))


def write_weights(weights: LinkerWeights, path: Path) -> None:
    """Write weights as `read_weights` reads them."""
    values = {**weights.evidence._asdict(), "nothing": weights.nothing}
    path.write_text(json.dumps(values, indent=1) + "\n", "utf-8")


def score(words: Words, found: Sequence[Hypothesis]) -> list[ScoredHypothesis]:
    """Each hypothesis with its probability; they share 1 with the case that none is right."""
    evidence, weights = gather_evidence(words, found), read_weights()
    values = logits(evidence, weights)
    top = max([weights.nothing, *values])
    masses = [math.exp(value - top) for value in values]
    total = math.exp(weights.nothing - top) + sum(masses)
    return [
        ScoredHypothesis(hypothesis, item, mass / total)
        for hypothesis, item, mass in zip(found, evidence, masses, strict=True)
    ]


def logits(evidence: Sequence[Evidence], weights: LinkerWeights) -> list[float]:
    """The weighted sum of each hypothesis's evidence."""
    return [sum(weight * value for weight, value in zip(weights.evidence, item, strict=True)) for item in evidence]


def gather_evidence(words: Words, found: Sequence[Hypothesis]) -> list[Evidence]:
    """The evidence for each hypothesis, seen beside the others."""
    rare = sum(not word.common for word in words.words)
    spans: dict[Span, float] = {}
    for span, match, _, _ in found:
        spans[span] = max(spans.get(span, 0.0), _trust(match))
    return [_evidence(words, hypothesis, rare, spans) for hypothesis in found]


def _trust(match: Match) -> float:
    if match.kind == "fuzzy":
        return max(0.0, 1.0 - (1.0 - match.score) / UNTRUSTED_DISTANCE)
    return match.score if match.kind == "part" else 1.0


def _evidence(words: Words, hypothesis: Hypothesis, rare: int, spans: dict[Span, float]) -> Evidence:
    span, match, rank, sharing = hypothesis
    inside = words.words[span.first : span.last + 1]
    common = sum(word.common for word in inside)
    all_common = float(common == len(inside))
    fuzzy, part = match.kind == "fuzzy", match.kind == "part"
    text = words.question[span.start : span.end]
    cut = _cut(words, span)
    capital = _capital(words, span)
    has_capital = match.matched != match.matched.lower()
    same_letters = float(words.cased and has_capital and text == match.matched)
    return Evidence(
        common_share=common / len(inside),
        all_common=all_common,
        all_function=float(all(word.function for word in inside)),
        function_first=float(len(inside) > 1 and inside[0].function),
        has_code=float(any(CODE.match(word.text) for word in inside)),
        one_word=float(len(inside) == 1),
        rare_covered=(len(inside) - common) / rare if rare else 0.0,
        log_words=math.log(len(inside)),
        capital=capital,
        capital_common=capital * all_common,
        cut_cased=cut * words.cased,
        cut_uncased=cut * (not words.cased),
        same_letters=same_letters,
        same_letters_common=same_letters * all_common,
        nested=max((trust for other, trust in spans.items() if _holds(other, span)), default=0.0),
        after_preposition=float(span.first > 0 and words.words[span.first - 1].text in PREPOSITIONS),
        quoted=float(_quoted(words.question, span)),
        alias=float(match.kind == "alias"),
        fuzzy=float(fuzzy),
        distance=_distance(inside, match) if fuzzy else 0.0,
        same_capital=float(fuzzy and words.cased and match.matched[:1].isupper() == inside[0].capital),
        part=float(part),
        left_out=1.0 - match.score / MAX_PART_SCORE if part else 0.0,
        log_sharing=math.log(max(sharing, 1)),
        part_letters=_part_letters(text, match.matched) if part and words.cased else 0.0,
        log_rank=math.log(1 + rank),
    )


def _distance(inside: Sequence[Word], match: Match) -> float:
    rare = sum(len(word.text) for word in inside if not word.common)
    return (1.0 - match.score) * sum(len(word.text) for word in inside) / max(rare, 1)


def _part_letters(text: str, name: str) -> float:
    if text not in name:
        return -1.0
    return float(text != text.lower())


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and outer.end - outer.start > inner.end - inner.start


def _capital(words: Words, span: Span) -> float:
    """1 or -1 by the first letter; 0 where capitals say nothing: in a question of one case, and at its first word."""
    first, last = words.words[span.first], words.words[span.last]
    if not words.cased or not (words.question[first.start].isalpha() or words.question[last.start].isalpha()):
        return 0.0
    if span.first == 0:
        return (0.5 if last.capital else -0.5) if span.last > 0 else 0.0
    edge = first if first.capital or words.question[first.start].islower() else last
    return 1.0 if edge.capital and (last.capital or not last.text.isalpha() or last.function) else -1.0


def _cut(words: Words, span: Span) -> float:
    """How many of the two neighbours look like more of the same name.

    They are capitalised as the mention's own edge is, or, where capitals mean nothing, both are rarer words.
    """
    sides = ((span.first - 1, span.first), (span.last + 1, span.last))
    return sum(_same_name(words, neighbour, edge) for neighbour, edge in sides if 0 <= neighbour < len(words.words)) / 2


def _same_name(words: Words, neighbour: int, edge: int) -> bool:
    outer, inner = words.words[neighbour], words.words[edge]
    if between(words, outer, inner).strip(" -.&"):
        return False
    if words.cased:
        return neighbour > 0 and outer.capital and inner.capital
    return not outer.common and not inner.common


def _quoted(question: str, span: Span) -> bool:
    if span.start == 0 or span.end >= len(question):
        return False
    return QUOTES.get(question[span.start - 1]) == question[span.end]
