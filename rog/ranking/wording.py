"""How alike a question and the wordings of a relation path are.

Each path is worded as questions by the grammar of `rog.wording`, in the relations' own words and in those that the
lexicon knows. What they have in common with the question, in runs of one to three words, tells "who manages X" from "whom
does X manage", which encoders hardly do. After parsing by paraphrase (Berant and Liang 2014).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random
from threading import Lock

from rog.lexicon.lexicon import Side, read_lexicon
from rog.types import RelationDescription, RelationPath, Step, read_step
from rog.wording.grammar import lemmas, read_relation
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
MAX_WORDS = 40
"""Words of a question that are compared."""
TOPIC = "x0"
"""Stands for the topic; the normal form leaves it as it is."""

Runs = frozenset[tuple[str, ...]]


@lru_cache(maxsize=1)
def _lexicon() -> LexiconIndex:
    return LexiconIndex(read_lexicon())


@lru_cache(maxsize=50_000)
def _base(word: str) -> str:
    """One form for the inflected forms of a word: by its verb where it may be one, since "manages" is not "manager"."""
    if not word.isascii() or not word.isalpha():
        return word
    forms = lemmas(word)
    return forms.get("VERB") or forms.get("AUX") or forms.get("NOUN") or word


SPOKEN = {"whom": "who", "which": "what", "whose": "whose"}


def base_words(text: str) -> list[str]:
    """The words of a text without articles, each by its base form."""
    return [SPOKEN.get(word, _base(word)) for word in normalize(text).split()[:MAX_WORDS] if word not in ARTICLES]


def word_runs(text: str) -> Runs:
    """The runs of one to MAX_RUN words of a text, each word by its base form."""
    words = ["<", *base_words(text), ">"]
    return frozenset(
        tuple(words[first : first + length]) for length in range(1, MAX_RUN + 1) for first in range(len(words) - length + 1)
    )


ARTICLES = frozenset(("a", "an", "the", "s"))


class PathWordings:
    """The wordings of paths over some relations, made when they are first asked for and kept."""

    def __init__(self, names: Mapping[str, str], described: Mapping[str, RelationDescription]) -> None:
        self._names, self._described = names, described
        self._sides: dict[str, Sides] = {}
        self._runs: OrderedDict[RelationPath, tuple[Runs, ...]] = OrderedDict()
        self._words: dict[Step, frozenset[str]] = {}
        self._lock = Lock()

    def likeness(self, question: Runs, path: RelationPath) -> float:
        return max((_likeness(question, own) for own in self.runs(path)), default=0.0)

    def runs(self, path: RelationPath) -> tuple[Runs, ...]:
        with self._lock:
            if (found := self._runs.get(path)) is not None:
                self._runs.move_to_end(path)
                return found
        sides = [self._side(step) for step in path]
        random = Random(" / ".join(path))
        asks = (ask.replace("{}", TOPIC) for ask in sides[0].asks) if len(sides) == 1 else ()
        drawn = (ask_path(sides, TOPIC, random) for _ in range(WORDINGS[len(sides) > 1]))
        found = tuple({word_runs(text) for text in (*asks, *drawn)})
        with self._lock:
            self._runs[path] = found
            while len(self._runs) > MAX_CACHED_PATHS:
                self._runs.popitem(last=False)
        return found

    def words(self, step: Step) -> frozenset[str]:
        """Every word that the step is worded by, beside the words of questions."""
        if step not in self._words:
            self._words[step] = frozenset(
                run[0] for own in self.runs((step,)) for run in own if len(run) == 1 and not is_function(run[0])
            )
        return self._words[step]

    def target_kinds(self, step: Step) -> tuple[str, ...]:
        """Kinds of thing that the step leads to, as far as its wording tells."""
        return self._side(step).target_kinds

    def _side(self, step: str) -> Side:
        relation, forward = read_step(step)
        if relation not in self._sides:
            words = self._names[relation]
            reading = read_relation(words)
            described = self._described.get(relation, RelationDescription())
            self._sides[relation] = sides_of(reading, _lexicon().find(words, reading), "", "")
        ahead, back = self._sides[relation]
        return ahead if forward else back


def _likeness(one: Runs, other: Runs) -> float:
    common = one & other
    if not common:
        return 0.0
    return sum(map(len, common)) / (sum(map(len, one)) + sum(map(len, other)) - sum(map(len, common)))
