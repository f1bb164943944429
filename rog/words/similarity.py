"""Similarity of a question and a graph's relations, by their words.

Prompts that cannot hold all relations show the most similar ones. Plans are rescored by the words that they cover.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from rog.words.english import is_function
from rog.words.normal_form import normalize

__all__ = ["WordSimilarity"]

MIN_WORD_SIMILARITY_PERCENT = 70.0
"""Two words less similar than this are taken to be unrelated: `starred` and `starring` have 80."""


class WordSimilarity:
    """How much the names of a graph's relations have in common with a question.

    Words are weighted by inverse document frequency over relations: a word of many relations tells little.
    Spelling may differ a little, as endings do.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._words = {relation: normalize(name).split() for relation, name in names.items()}
        counts = Counter(word for words in self._words.values() for word in set(words))
        self._weights = {word: log((1 + len(names)) / count) + 0.1 for word, count in counts.items()}
        self._vocabulary = list(counts)
        self._weight_vector = np.array(list(self._weights.values()))
        word_ids = {word: number for number, word in enumerate(counts)}
        self._word_ids = {relation: [word_ids[word] for word in words] for relation, words in self._words.items()}

    def scores(self, question: str, relations: Iterable[str]) -> dict[str, float]:
        """A score of at least 0 for each relation. The question is best given without the names of entities."""
        similarities = self._similarities(normalize(question).split())
        return {relation: self._score(self._words.get(relation, ()), similarities) for relation in relations}

    def coverage(self, question: str, relation_sets: Sequence[Collection[str]]) -> NDArray[np.float64]:
        """For each of P sets of relations, the share of the question that they cover, from 0 to 1 (P).

        Only words of the question that resemble a word of some relation count, rare ones more. Function words do not
        count. Where no word does, every share is 0.
        """
        words = [word for word in dict.fromkeys(normalize(question).split()) if len(word) > 2 and not is_function(word)]
        shares = np.zeros(len(relation_sets))
        if not words or not self._vocabulary:
            return shares
        similar = self._percentages(words) > 0
        weights: NDArray[np.float64] = (similar * self._weight_vector[:, None]).max(0)
        if not (total := float(weights.sum())):
            return shares
        for row, relations in enumerate(relation_sets):
            word_ids = [word_id for relation in relations for word_id in self._word_ids[relation]]
            shares[row] = float(weights @ similar[word_ids].any(0)) / total
        return shares

    def _similarities(self, words: Sequence[str]) -> dict[str, float]:
        """For each word of the relations, its similarity to the most similar word of the question, 0 to 1."""
        if not words or not self._vocabulary:
            return {}
        best = (self._percentages(words).max(1) / 100.0).tolist()
        return {word: value for word, value in zip(self._vocabulary, best, strict=True) if value}

    def _percentages(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Similarity (V, W) of each word of the relations to each of the given ones; 0 where too small to count."""
        return process.cdist(self._vocabulary, words, scorer=fuzz.ratio, score_cutoff=MIN_WORD_SIMILARITY_PERCENT)

    def _score(self, words: Sequence[str], similarities: Mapping[str, float]) -> float:
        if not words:
            return 0.0
        total = sum(self._weights[word] for word in words)
        return sum(self._weights[word] * similarities.get(word, 0.0) for word in words) / sqrt(total)
