"""How alike a question and the wordings of a relation path are.

Each path is worded as questions by the grammar of `rog.wording`, in the relations' own words and in those that the
lexicon knows. What they have in common with the question, in runs of one to three words, tells "who manages X" from
"whom does X manage", which encoders hardly do. After parsing by paraphrase (Berant and Liang 2014).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from random import Random
from threading import Lock

import numpy as np

from rog.lexicon.lexicon import Side, read_lexicon
from rog.ranking.base_forms import TOPIC, base_words
from rog.ranking.phrases import Phrase, Places, phrase_likeness, phrases_of
from rog.types import RelationPath, Step, read_step
from rog.wording.grammar import read_relation
from rog.wording.phrases import ask_path
from rog.wording.sides import LexiconIndex, Sides, fitting, sides_of
from rog.words.english import is_function

__all__ = ["PathWordings", "Runs", "word_runs"]

WORDINGS = (64, 24)
"""Questions that a path of one step is worded as, and a longer one."""
MAX_RUN = 3
"""Most words of a run that is compared."""
MAX_CACHED_PATHS = 20_000

Kinds = tuple[Sequence[str], Sequence[str]]
"""Kinds of a relation's heads, and of its tails."""

Run = tuple[str, ...]
Runs = frozenset[Run]


@lru_cache(maxsize=1)
def _lexicon() -> LexiconIndex:
    return LexiconIndex(read_lexicon())


def word_runs(text: str) -> Runs:
    """The runs of one to MAX_RUN words of a text, by the base forms of the words."""
    read = ["<", *base_words(text), ">"]
    lengths = range(1, MAX_RUN + 1)
    return frozenset(tuple(read[at : at + length]) for length in lengths for at in range(len(read) - length + 1))


class Wordings:
    """The wordings of one path, found by the runs of words that they hold."""

    def __init__(self, texts: Iterable[str]) -> None:
        runs = list({word_runs(text) for text in texts})
        self._sizes = np.array([sum(map(len, own)) for own in runs], np.int64)
        self._holding: dict[Run, list[int]] = {}
        for number, own in enumerate(runs):
            for run in own:
                self._holding.setdefault(run, []).append(number)

    @property
    def words(self) -> frozenset[str]:
        """All words of the wordings but function words."""
        return frozenset(run[0] for run in self._holding if len(run) == 1 and not is_function(run[0]))

    def likeness(self, question: Runs) -> float:
        """The largest Jaccard index of a wording's and the question's runs, by the number of their words."""
        common = np.zeros(len(self._sizes), np.int64)
        for run in question:
            if (holding := self._holding.get(run)) is not None:
                common[holding] += len(run)
        size = sum(map(len, question))
        return float((common / (size + self._sizes - common)).max()) if len(common) else 0.0


class PathWordings:
    """The wordings of paths over some relations, made when they are first asked for and kept."""

    def __init__(self, names: Mapping[str, str], kinds: Mapping[str, Kinds]) -> None:
        """`names` are the words of each relation, `kinds` those of its heads and tails."""
        self._names, self._kinds = names, kinds
        self._sides: dict[str, tuple[Sides, Sides]] = {}
        self._wordings: OrderedDict[tuple[bool, RelationPath], Wordings] = OrderedDict()
        self._words: dict[Step, frozenset[str]] = {}
        self._phrases: dict[tuple[bool, Step], frozenset[Phrase]] = {}
        self._lock = Lock()

    def likeness(self, question: Runs, path: RelationPath, *, own: bool) -> float:
        """How alike the question is to the nearest wording, 0 to 1; with `own` in the relations' own words only."""
        return self._of(path, own=own).likeness(question)

    def _of(self, path: RelationPath, *, own: bool) -> Wordings:
        key = own, path
        with self._lock:
            if (found := self._wordings.get(key)) is not None:
                self._wordings.move_to_end(key)
                return found
        sides = [self._side(step, own=own) for step in path]
        random = Random(" / ".join(path))
        asks = (ask.replace("{}", TOPIC) for ask in sides[0].asks) if len(sides) == 1 else ()
        found = Wordings((*asks, *(ask_path(sides, TOPIC, random) for _ in range(WORDINGS[len(sides) > 1]))))
        with self._lock:
            self._wordings[key] = found
            while len(self._wordings) > MAX_CACHED_PATHS:
                self._wordings.popitem(last=False)
        return found

    def says(self, question: Places, step: Step, *, own: bool) -> float:
        """How much of a phrase that says the step stands in the question."""
        key = own, step
        if key not in self._phrases:
            self._phrases[key] = phrases_of(self._side(step, own=own))
        return phrase_likeness(question, self._phrases[key])

    def name(self, step: Step) -> str:
        """The relation's own name in words."""
        return self._names.get(read_step(step)[0], "")

    def words(self, step: Step) -> frozenset[str]:
        """Every word that the step is worded by, beside the words of questions."""
        if step not in self._words:
            self._words[step] = self._of((step,), own=False).words
        return self._words[step]

    def target_kinds(self, step: Step) -> tuple[str, ...]:
        """Kinds of thing that the step leads to, as far as its wording tells."""
        return self._side(step).target_kinds

    def _side(self, step: Step, *, own: bool = False) -> Side:
        relation, forward = read_step(step)
        if relation not in self._sides:
            words = self._names[relation]
            reading = read_relation(words)
            known = fitting(_lexicon().find(words, reading), *self._kinds[relation])
            self._sides[relation] = sides_of(reading, known, "", ""), sides_of(reading, (), "", "")
        ahead, back = self._sides[relation][own]
        return ahead if forward else back
