"""How alike a question and the wordings of a relation path are.

Each path is worded as questions by the grammar of `rog.wording`, in the relations' own words and in those that the
lexicon knows. What they have in common with the question, in runs of one to three words, tells "who manages X" from "whom
does X manage", which encoders hardly do. After parsing by paraphrase (Berant and Liang 2014).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from threading import Lock

from rog.lexicon.lexicon import Side, read_lexicon
from rog.ranking.base_forms import ARTICLES, MAX_WORDS, TOPIC, base_words
from rog.ranking.phrases import Phrase, phrase_likeness, phrases_of
from rog.types import RelationPath, Step, read_step
from rog.wording.grammar import read_relation
from rog.wording.phrases import ask_path
from rog.wording.sides import LexiconIndex, Sides, sides_of
from rog.words.english import is_function
from rog.words.normal_form import normalize

__all__ = ["TOPIC", "PathWordings", "Runs", "base_words", "word_runs"]

WORDINGS = (120, 40)
"""Questions that a path of one step is worded as, and a longer one."""
MAX_RUN = 3
"""Most words of a run that is compared."""
MAX_CACHED_PATHS = 20_000

Runs = frozenset[tuple[str, ...]]


@lru_cache(maxsize=1)
def _lexicon() -> LexiconIndex:
    return LexiconIndex(read_lexicon())


def word_runs(text: str) -> Runs:
    """The runs of one to MAX_RUN words of a text, by the base forms of the words and as they are spelt."""
    return _runs_of(base_words(text)) | _runs_of(
        [word for word in normalize(text).split()[:MAX_WORDS] if word not in ARTICLES]
    )


def _runs_of(words: Sequence[str]) -> Runs:
    read = ["<", *words, ">"]
    return frozenset(
        tuple(read[first : first + length])
        for length in range(1, MAX_RUN + 1)
        for first in range(len(read) - length + 1)
    )


class PathWordings:
    """The wordings of paths over some relations, made when they are first asked for and kept."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` are the words of each relation."""
        self._names = names
        self._sides: dict[str, tuple[Sides, Sides]] = {}
        self._runs: OrderedDict[tuple[bool, RelationPath], tuple[Runs, ...]] = OrderedDict()
        self._words: dict[Step, frozenset[str]] = {}
        self._phrases: dict[tuple[bool, Step], frozenset[Phrase]] = {}
        self._lock = Lock()

    def likeness(self, question: Runs, path: RelationPath, *, own: bool) -> float:
        """How alike the question is to the nearest wording, 0 to 1; with `own` in the relations' own words only."""
        return max((_likeness(question, runs) for runs in self.runs(path, own=own)), default=0.0)

    def runs(self, path: RelationPath, *, own: bool) -> tuple[Runs, ...]:
        """The runs of words of each wording of a path."""
        key = own, path
        with self._lock:
            if (found := self._runs.get(key)) is not None:
                self._runs.move_to_end(key)
                return found
        sides = [self._side(step, own=own) for step in path]
        random = Random(" / ".join(path))
        asks = (ask.replace("{}", TOPIC) for ask in sides[0].asks) if len(sides) == 1 else ()
        drawn = (ask_path(sides, TOPIC, random) for _ in range(WORDINGS[len(sides) > 1]))
        found = tuple({word_runs(text) for text in (*asks, *drawn)})
        with self._lock:
            self._runs[key] = found
            while len(self._runs) > MAX_CACHED_PATHS:
                self._runs.popitem(last=False)
        return found

    def says(self, question: Sequence[str], step: Step, *, own: bool) -> float:
        """How much of a phrase that says the step stands in the question."""
        key = own, step
        if key not in self._phrases:
            self._phrases[key] = phrases_of(self._side(step, own=own))
        return phrase_likeness(question, self._phrases[key])

    def words(self, step: Step) -> frozenset[str]:
        """Every word that the step is worded by, beside the words of questions."""
        if step not in self._words:
            self._words[step] = frozenset(
                run[0]
                for own in self.runs((step,), own=False)
                for run in own
                if len(run) == 1 and not is_function(run[0])
            )
        return self._words[step]

    def target_kinds(self, step: Step) -> tuple[str, ...]:
        """Kinds of thing that the step leads to, as far as its wording tells."""
        return self._side(step).target_kinds

    def _side(self, step: Step, *, own: bool = False) -> Side:
        relation, forward = read_step(step)
        if relation not in self._sides:
            words = self._names[relation]
            reading = read_relation(words)
            known = _lexicon().find(words, reading)
            self._sides[relation] = sides_of(reading, known, "", ""), sides_of(reading, (), "", "")
        ahead, back = self._sides[relation][own]
        return ahead if forward else back


def _likeness(one: Runs, other: Runs) -> float:
    common = one & other
    if not common:
        return 0.0
    return sum(map(len, common)) / (sum(map(len, one)) + sum(map(len, other)) - sum(map(len, common)))
