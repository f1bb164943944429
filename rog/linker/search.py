"""Asks the graph which stretches of a question are names: exactly, then by likeness if words stay unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rog.graph import Graph
from rog.linker.scoring import Hypothesis, ScoredHypothesis, score
from rog.linker.spans import Span, Words, overlap, spans_of, widen
from rog.types import Match

__all__ = ["LinkerSettings", "find_hypotheses"]


@dataclass(frozen=True)
class LinkerSettings:
    """Limits of the linker."""

    max_words: int = 20
    """Longest mention, in words."""
    max_spans: int = 10_000
    """Most stretches of a question that are looked up; in a longer question they get shorter."""
    max_mentions: int = 10
    """Most mentions given back."""
    max_candidates: int = 10
    """Most entities given for one mention."""
    fuzzy: bool = True
    """Whether misspelled names are looked for, where correctly spelled ones leave words unexplained."""
    sure: float = 0.9
    """Probability of a correctly spelled name from which others are looked for beside it only, or with capitals."""
    max_fuzzy_words: int = 8
    """Longest misspelled mention, in words."""
    max_fuzzy_spans: int = 20
    """Most stretches that are looked up as misspelled."""


def find_hypotheses(words: Words, graph: Graph, settings: LinkerSettings) -> list[ScoredHypothesis]:
    """What the question may start from, each with its probability.

    Asks the graph once, and once more only where words stay unexplained that may be a misspelled name.
    """
    exact = _find_exact(words, graph, settings)
    scored = score(words, exact)
    if settings.fuzzy:
        misspelled = _find_fuzzy(words, exact, _sure_mention(scored, settings.sure), graph, settings)
        if misspelled:
            return score(words, [*exact, *misspelled])
    return scored


def _sure_mention(scored: Sequence[ScoredHypothesis], least: float) -> Span | None:
    """The mention that is hardly in doubt, whichever of its entities is meant."""
    mentions: dict[Span, float] = {}
    for hypothesis, _, probability in scored:
        mentions[hypothesis.span] = mentions.get(hypothesis.span, 0.0) + probability
    return next((span for span, probability in mentions.items() if probability >= least), None)


def _find_exact(words: Words, graph: Graph, settings: LinkerSettings) -> list[Hypothesis]:
    """What the graph has by the name of any stretch of the question."""
    spans = spans_of(words, settings.max_words, settings.max_spans)
    texts = [words.question[span.start : span.end] for span in spans]
    return _look_up(words, spans, texts, graph, settings, fuzzy=False)


def _find_fuzzy(
    words: Words, exact: Sequence[Hypothesis], sure: Span | None, graph: Graph, settings: LinkerSettings
) -> list[Hypothesis]:
    """Names like the stretches around words that `exact` leaves unexplained, and those that have them as a part.

    So are names found that only miss a leading "the".

    `sure` is the mention that is hardly in doubt, if there is one: then only capitalised words and those beside it
    count.
    """
    spans = _open_spans(words, _open_words(words, exact, sure), settings)
    if not spans:
        return []
    texts = [words.question[span.start : span.end] for span in spans]
    half = len(spans) // 2
    found = _look_up(
        words, [*spans, *spans[:half]], [*texts, *(f"the {text}" for text in texts[:half])], graph, settings, fuzzy=True
    )
    return [hypothesis for hypothesis in found if not _is_known(hypothesis, exact)]


def _is_known(hypothesis: Hypothesis, exact: Sequence[Hypothesis]) -> bool:
    """Whether the entity is named correctly there already, so that a wider or narrower stretch adds nothing."""
    return any(other.match.id == hypothesis.match.id and overlap(other.span, hypothesis.span) for other in exact)


def _look_up(
    words: Words, spans: Sequence[Span], texts: Sequence[str], graph: Graph, settings: LinkerSettings, *, fuzzy: bool
) -> list[Hypothesis]:
    distinct = list(dict.fromkeys(texts))
    if not distinct:
        return []
    matches = dict(zip(distinct, graph.find(distinct, settings.max_candidates, fuzzy=fuzzy), strict=True))
    sharing = {text: sum(match.kind == "part" for match in found) for text, found in matches.items()}
    return [
        Hypothesis(
            widen(words.question, span, match.matched), match, _rank(matches[text], place),
            sharing[text] if match.kind == "part" else 0,
        )
        for span, text in zip(spans, texts, strict=True)
        for place, match in enumerate(matches[text])
        if match.kind not in ("fuzzy", "part") or text == words.question[span.start : span.end]
    ]  # fmt: skip


def _rank(matches: Sequence[Match], place: int) -> int:
    """How many matches come before; of one by likeness only those as like, since likeness is evidence of its own."""
    match = matches[place]
    if match.kind not in ("fuzzy", "part"):
        return place
    return sum(other.kind == match.kind and other.score == match.score for other in matches[:place])


def _open_words(words: Words, exact: Sequence[Hypothesis], sure: Span | None) -> set[int]:
    """Positions of the rarer words that no name covers; where one is sure, those that may go with it or stand out."""
    covered = {at for span in {hypothesis.span for hypothesis in exact} for at in range(span.first, span.last + 1)}
    open_words = {
        at for at, word in enumerate(words.words) if not word.common and len(word.text) > 1 and at not in covered
    }
    if sure is None:
        return open_words
    beside = _beside(words, sure)
    return {at for at in open_words if at in beside or (words.cased and words.words[at].capital and at > 0)}


def _beside(words: Words, span: Span) -> set[int]:
    """Positions of the nearest words before and after the span that are no function words."""
    before = next((at for at in range(span.first - 1, -1, -1) if not words.words[at].function), -1)
    after = next((at for at in range(span.last + 1, len(words.words)) if not words.words[at].function), -1)
    return {before, after}


def _open_spans(words: Words, open_words: set[int], settings: LinkerSettings) -> list[Span]:
    """Stretches that hold an open word, the most promising first."""
    if not open_words:
        return []
    items = words.words

    def worth(span: Span) -> tuple[float, int]:
        inside = range(span.first, span.last + 1)
        common = sum(items[at].common for at in inside)
        edges = items[span.first].function + items[span.last].function
        mixed = sum(words.cased and items[at].capital != items[span.last].capital for at in inside if at > 0)
        return 2 * len(open_words & set(inside)) + len(inside) - 2.5 * common - edges - mixed, len(inside)

    spans = [
        span
        for span in spans_of(words, settings.max_fuzzy_words, settings.max_spans)
        if not open_words.isdisjoint(range(span.first, span.last + 1))
    ]
    return sorted(spans, key=worth, reverse=True)[: settings.max_fuzzy_spans]
