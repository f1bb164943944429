"""Finds the topics of a question in the question itself."""

from __future__ import annotations

from collections.abc import Sequence

from rog.graph import Graph
from rog.linker.locate import given_topic, locate
from rog.linker.scoring import ScoredHypothesis
from rog.linker.search import LinkerSettings, find_hypotheses
from rog.linker.spans import mask, name_mentions, overlap, read_words
from rog.types import Candidate, Topic

__all__ = ["LinkerSettings", "given_topic", "link", "locate", "mask", "name_mentions"]

DEFAULT_SETTINGS = LinkerSettings()


def link(question: str, graph: Graph, *, settings: LinkerSettings = DEFAULT_SETTINGS) -> list[Topic]:
    """Mentions that the question may start from, best first, each with the entities it may stand for.

    Mentions are hypotheses and may overlap. A candidate's score is the probability that the question starts from this
    mention and entity. All of a question together have at most 1, shared where there are several topics. Asks the
    graph once, and once more only where words stay unexplained that may be a misspelled name.
    """
    return _topics(question, _merge(find_hypotheses(read_words(question), graph, settings)), settings)


def _merge(scored: Sequence[ScoredHypothesis]) -> list[ScoredHypothesis]:
    """Best first; an entity that overlapping mentions may stand for counts once, in the best, with all their scores."""
    best_first = sorted(range(len(scored)), key=lambda at: -scored[at].probability)
    kept: dict[str, list[int]] = {}
    totals = dict.fromkeys(best_first, 0.0)
    for at in best_first:
        hypothesis = scored[at].hypothesis
        same_entity = kept.setdefault(hypothesis.match.id, [])
        overlapping = (other for other in same_entity if overlap(scored[other].hypothesis.span, hypothesis.span))
        into = next(overlapping, at)
        totals[into] += scored[at].probability
        if into == at:
            same_entity.append(at)
    merged = [scored[at]._replace(probability=totals[at]) for places in kept.values() for at in places]
    return sorted(merged, key=lambda item: -item.probability)


def _topics(question: str, merged: Sequence[ScoredHypothesis], settings: LinkerSettings) -> list[Topic]:
    """The hypotheses by mention; `merged` is best first."""
    mentions: dict[tuple[int, int], list[Candidate]] = {}
    for (span, match, _, _), _, probability in merged:
        candidates = mentions.setdefault((span.start, span.end), [])
        if len(candidates) < settings.max_candidates:
            candidates.append(Candidate(id=match.id, name=match.name, score=probability, kind=match.kind))
    topics = [
        Topic(text=question[start:end], start=start, end=end, candidates=tuple(candidates))
        for (start, end), candidates in mentions.items()
    ]
    return topics[: settings.max_mentions]
