"""Retrieval without plans: the triples around the topic as texts, the far entity of the one nearest to the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np

from eval.baselines.encoder import FloatArray, TextEncoder
from rog.errors import MissingExtraError
from rog.linker.spans import read_words
from rog.outcome import Plan, Verdict
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence
from rog.types import ReasoningPath, Triple
from rog.words.relation_names import relation_words

__all__ = ["Bm25Ranker", "EmbeddingRanker", "NearestTripleReasoner", "TextRanker"]


class TextRanker(Protocol):
    """Anything that says how near texts are to a question."""

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """A score for each text (N); greater is nearer."""
        ...


class Bm25Ranker:
    """BM25 as Lucene defines it (Robertson and Zaragoza 2009), over the texts of one question."""

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """See `TextRanker`."""
        try:
            from bm25s import BM25  # type: ignore[import-untyped]
        except ImportError as error:
            raise MissingExtraError("bm25s", "eval") from error
        index = BM25()
        index.index([_words(text) for text in texts], show_progress=False)
        return np.asarray(index.get_scores(_words(question)), np.float32)


class EmbeddingRanker:
    """Cosine of sentence embeddings."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.encoder = encoder

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """See `TextRanker`."""
        (row,) = self.encoder.embed([question])
        likeness: FloatArray = self.encoder.embed(texts) @ row
        return likeness


def _words(text: str) -> list[str]:
    """A text's words, normalised as the linker does it."""
    return [word.text for word in read_words(text).words]


@dataclass(frozen=True)
class _Found:
    """A triple, the walk that came to it, and its plan."""

    triple: Triple
    path: ReasoningPath
    plan: Plan


@dataclass(frozen=True)
class TripleSettings:
    """How much of the neighbourhood is read."""

    nearest: int = 8  # triples whose relation paths the result shows as plans; the first one answers
    triples: int = 500  # most triples around the topic that are compared, nearer ones first
    each: int = 50  # most ends of one relation path whose triples are read, so that no relation takes all the room
    ways: int = 5  # most walks of one relation path to one end, each with a last edge of its own


class NearestTripleReasoner:
    """Answers with the end of the one walk whose last edge, as a text, is nearest to the question."""

    def __init__(self, ranker: TextRanker, settings: TripleSettings | None = None) -> None:
        self.ranker, self.settings = ranker, settings or TripleSettings()

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `rog.reasoner.contract.Reasoner`."""
        return [self._reason(item) for item in evidence]

    def _reason(self, item: Evidence) -> Reasoned:
        every = self._triples(item)
        found = list(islice(every, self.settings.triples))
        if not found:
            return Reasoned((), (), "no triple is around the topic")
        cut = next(every, None) is not None or any(len(one.ends) > self.settings.each for one in item.retrieved)
        scores = self.ranker.scores(item.question, _texts(found, item))
        order = np.argsort(-scores, kind="stable")[: self.settings.nearest]  # of equals, the one nearer to the topic
        verdicts = _ranked([found[at].plan for at in order.tolist()])
        best = found[int(order[0])]
        return Reasoned((ScoredEnd(best.path.end, 1.0, (verdicts[0].plan,)),), verdicts, truncated=cut)

    def _triples(self, item: Evidence) -> Iterator[_Found]:
        """Each edge once, in the order of the plans, by the first walk that ends with it."""
        seen: set[Triple] = set()
        for found in item.retrieved:
            ends = found.ends[: self.settings.each]
            for path in item.graph.walk(found.plan.branches[0], ends, self.settings.ways):
                triple = path.hops[-1].triple
                if triple not in seen:
                    seen.add(triple)
                    yield _Found(triple, path, found.plan)


def _ranked(plans: Sequence[Plan]) -> tuple[Verdict, ...]:
    """Each plan once, the first one kept, scored by 1 / rank."""
    return tuple(
        Verdict(
            plan=Plan(query=query, score=round(1 / rank, 6)),
            kept=rank == 1,
            reason="another triple is nearer to the question" if rank > 1 else None,
        )
        for rank, query in enumerate({plan.query: None for plan in plans}, 1)
    )


def _texts(found: Sequence[_Found], item: Evidence) -> list[str]:
    """Triples as head, relation and tail in words."""
    ids = list({key for one in found for key in (one.triple.head, one.triple.tail)})
    names = {key: entity.name if entity else key for key, entity in zip(ids, item.graph.entities(ids), strict=True)}
    return [
        f"{names[head]} {relation_words(relation)} {names[tail]}"
        for head, relation, tail in (one.triple for one in found)
    ]
