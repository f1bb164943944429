"""Which steps may matter to a question, by their words: for prompts that cannot hold all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from rapidfuzz import fuzz, process

from rog.graph.names import normalize

__all__ = ["WordLikeness"]

ALIKE = 70.0
"""Least likeness of two words, of 100, that says anything: `starred` and `starring` have 80."""


class WordLikeness:
    """How much the names of a graph's relations have in common with a question.

    Words that many relations have say little of one (inverse document frequency); endings may differ.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._words = {relation: normalize(name).split() for relation, name in names.items()}
        counts = Counter(word for words in self._words.values() for word in set(words))
        self._weights = {word: log((1 + len(names)) / count) + 0.1 for word, count in counts.items()}
        self._vocabulary = list(counts)

    def scores(self, question: str, relations: Iterable[str]) -> dict[str, float]:
        """A score of at least 0 for each relation; the question's own words for entities are best left out of it."""
        asked = normalize(question).split()
        alike = self._alike(asked)
        return {relation: self._score(self._words.get(relation, ()), alike) for relation in relations}

    def _alike(self, asked: Sequence[str]) -> dict[str, float]:
        """For each word of the relations, its likeness to the most alike word of the question, 0 to 1."""
        if not asked or not self._vocabulary:
            return {}
        matrix = process.cdist(self._vocabulary, asked, scorer=fuzz.ratio, score_cutoff=ALIKE)
        best = (matrix.max(1) / 100.0).tolist()
        return {word: value for word, value in zip(self._vocabulary, best, strict=True) if value}

    def _score(self, words: Sequence[str], alike: Mapping[str, float]) -> float:
        if not words:
            return 0.0
        total = sum(self._weights[word] for word in words)
        return sum(self._weights[word] * alike.get(word, 0.0) for word in words) / sqrt(total)
