"""How near the words of a question are in meaning to what a query says, word by word.

Other wordings of a relation than the lexicon has are told so: "dishes" is near `recipe`, "drummers" near `drums`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray

from rog.query import Query
from rog.query.nodes import kinds_of, relations_of
from rog.ranking.base_forms import base_words
from rog.ranking.wording import PathWordings
from rog.types import Step
from rog.words.english import is_function
from rog.words.word_vectors import load_word_vectors

__all__ = ["Floats", "Meanings"]

Floats = NDArray[np.float32]


class Meanings:
    """The words of one question beside the parts of queries: each row of a table is a part, each column a word."""

    def __init__(self, words: Sequence[str], wordings: PathWordings) -> None:
        """`words` are the content words, by their base forms."""
        self._words, self._wordings = words, wordings
        self._vectors = load_word_vectors().of(words)
        self._steps: dict[Step, Floats] = {}
        self._kinds: dict[str, Floats] = {}

    def of(self, query: Query, named: Set[str]) -> tuple[Floats, Floats]:
        """How far each word is said by the query (words), and how far each part of it is said (parts), 0 to 1.

        `named` are the words of the mentions that the query uses, which are said.
        """
        rows = [self._step(step) for step in relations_of(query)]
        rows += [self._kind(kind) for kind in kinds_of(query)]
        words = np.array([float(word in named) for word in self._words], np.float32)
        if not rows or not self._words:
            return words, np.zeros(len(rows), np.float32)
        table = np.stack(rows)
        return np.maximum(words, table.max(0)), table.max(1)

    def nearest(self, texts: Sequence[str], words: Sequence[str]) -> float:
        """The largest likeness of a word and a word of the texts."""
        return load_word_vectors().nearest(words, [word for text in texts for word in base_words(text)])

    def _step(self, step: Step) -> Floats:
        if step not in self._steps:
            known = self._wordings.words(step)
            row = self._likeness(self._wordings.name(step))
            self._steps[step] = np.maximum(row, np.array([word in known for word in self._words], np.float32))
        return self._steps[step]

    def _kind(self, kind: str) -> Floats:
        if kind not in self._kinds:
            self._kinds[kind] = self._likeness(kind)
        return self._kinds[kind]

    def _likeness(self, text: str) -> Floats:
        """How near each word is to the nearest of a text."""
        own = base_words(text)
        own = [word for word in own if not is_function(word)] or own
        if not own:
            return np.zeros(len(self._words), np.float32)
        likeness: Floats = (self._vectors @ load_word_vectors().of(own).T).max(1).clip(0, 1)
        return np.maximum(likeness, np.array([word in own for word in self._words], np.float32))
