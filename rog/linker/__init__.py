"""Finds the topics of a question in the question itself."""

from __future__ import annotations

from collections.abc import Sequence

from rog.graph import Graph
from rog.linker.locate import given_topic, locate
from rog.linker.scoring import Hypothesis, gather_evidence, probabilities
from rog.linker.search import LinkerSettings, find_exact, find_fuzzy
from rog.linker.spans import Span, mask, overlap, read_words
from rog.types import Candidate, Topic

__all__ = ["LinkerSettings", "given_topic", "link", "locate", "mask"]

DEFAULT_SETTINGS = LinkerSettings()


def link(question: str, graph: Graph, *, settings: LinkerSettings = DEFAULT_SETTINGS) -> list[Topic]:
    """Mentions that the question may start from, best first, each with the entities it may stand for.

    Mentions are hypotheses and may overlap. A candidate's score is the probability that the question starts
    from this mention and entity; all of a question together have at most 1, shared where there are several topics.
    Asks the graph once, and once more only where words stay unexplained that may be a misspelled name.
    """
    words = read_words(question)
    found = find_exact(words, graph, settings)
    scores = probabilities(gather_evidence(words, found))
    if settings.fuzzy:
        misspelled = find_fuzzy(words, found, _sure(found, scores, settings.sure), graph, settings)
        if misspelled:
            found = [*found, *misspelled]
            scores = probabilities(gather_evidence(words, found))
    return _topics(question, _merge(found, scores), settings)


def _sure(found: Sequence[Hypothesis], scores: Sequence[float], least: float) -> Span | None:
    """The mention that is hardly in doubt, whichever of its entities is meant."""
    mentions: dict[Span, float] = {}
    for hypothesis, score in zip(found, scores, strict=True):
        mentions[hypothesis.span] = mentions.get(hypothesis.span, 0.0) + score
    return next((span for span, score in mentions.items() if score >= least), None)


def _merge(found: Sequence[Hypothesis], scores: Sequence[float]) -> list[tuple[Hypothesis, float]]:
    """Best first; an entity that overlapping mentions may stand for counts once, in the best, with all their scores."""
    order = sorted(range(len(found)), key=lambda at: -scores[at])
    kept: dict[str, list[int]] = {}
    totals = dict.fromkeys(order, 0.0)
    for at in order:
        same = kept.setdefault(found[at].match.id, [])
        into = next((other for other in same if overlap(found[at].span, found[other].span)), at)
        totals[into] += scores[at]
        if into == at:
            same.append(at)
    merged = [(found[at], totals[at]) for ats in kept.values() for at in ats]
    return sorted(merged, key=lambda item: -item[1])


def _topics(question: str, merged: Sequence[tuple[Hypothesis, float]], settings: LinkerSettings) -> list[Topic]:
    """The hypotheses by mention; `merged` is best first."""
    mentions: dict[tuple[int, int], list[Candidate]] = {}
    for (span, match, _), score in merged:
        candidates = mentions.setdefault((span.start, span.end), [])
        if len(candidates) < settings.max_candidates:
            candidates.append(Candidate(id=match.id, name=match.name, score=score, kind=match.kind))
    topics = [
        Topic(text=question[start:end], start=start, end=end, candidates=tuple(candidates))
        for (start, end), candidates in mentions.items()
    ]
    return topics[: settings.max_mentions]
