"""Which steps may matter to a question, by their words: for prompts that cannot hold all of them, and for plans that
leave something out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from rog.words.english import is_function
from rog.words.normal_form import normalize

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
        self._rarity = np.array(list(self._weights.values()))
        places = {word: place for place, word in enumerate(counts)}
        self._places = {relation: [places[word] for word in words] for relation, words in self._words.items()}

    def scores(self, question: str, relations: Iterable[str]) -> dict[str, float]:
        """A score of at least 0 for each relation; the question's own words for entities are best left out of it."""
        asked = normalize(question).split()
        alike = self._alike(asked)
        return {relation: self._score(self._words.get(relation, ()), alike) for relation in relations}

    def shares_said(self, question: str, said: Sequence[Collection[str]]) -> NDArray[np.float64]:
        """For each of P collections of relations, the share of the question that they say, from 0 to 1 (P).

        What counts are the words of the question that any relation of the graph is called by, rare ones more; function
        words do not. Where there are none, all say nothing of it.
        """
        asked = [word for word in dict.fromkeys(normalize(question).split()) if len(word) > 2 and not is_function(word)]
        shares = np.zeros(len(said))
        if not asked or not self._vocabulary:
            return shares
        alike = process.cdist(self._vocabulary, asked, scorer=fuzz.ratio, score_cutoff=ALIKE) > 0
        weights: NDArray[np.float64] = (alike * self._rarity[:, None]).max(0)
        if not (whole := float(weights.sum())):
            return shares
        for row, relations in enumerate(said):
            places = [place for relation in relations for place in self._places[relation]]
            shares[row] = float(weights @ alike[places].any(0)) / whole
        return shares

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
