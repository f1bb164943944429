"""Questions with gold paths and answers from any graph.

For measuring on a graph that has no questions, and for training and adaptation. Relations whose names are no
words (`P31`) are passed over unless the graph says what they are called (`Graph.describe`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Literal

from rog.errors import InputError
from rog.graph import Graph
from rog.graph.contract import SampledGraph, store_of
from rog.graph.relation_words import names_in_words
from rog.lexicon.lexicon import read_lexicon
from rog.questions import TOPIC_PLACEHOLDER, Question
from rog.training.from_graphs.kinds import Kinds
from rog.training.from_graphs.paths import ChosenPath, PathChooser, PathSettings
from rog.types import Step, inverse_step, read_step
from rog.wording.faults import roughen
from rog.wording.grammar import Reading
from rog.wording.phrases import ask_path, ask_siblings
from rog.wording.readings import read_relations, word_ranks
from rog.wording.sides import LexiconIndex, sides_of
from rog.wording.synonyms import WordNet
from rog.wording.templates import WordedStep, word_path
from rog.words.relation_names import relation_name

__all__ = ["QuestionSettings", "Reword", "Style", "make_questions"]


Style = Literal["plain", "natural"]
"""In the relations' own words; or in all the words that the lexicon has for the relations, and as people type."""

Reword = Callable[[Reading, Random], Reading]
"""Puts what a relation says in other words."""


@dataclass(frozen=True)
class QuestionSettings:
    """How many questions, about which paths, and in what words."""

    count: int = 300  # questions; fewer where the graph has not so many fit paths
    seed: int = 0  # the same seed gives the same questions
    style: Style = "plain"  # how they are put
    misspelled: float = 0.05  # share of questions with a misspelled word, but for plain ones
    paths: PathSettings = field(default_factory=PathSettings)


def make_questions(
    graph: Graph,
    settings: QuestionSettings = QuestionSettings(),
    *,
    wordnet: WordNet | None = None,
    reword: Reword | None = None,
) -> Iterator[Question]:
    """Questions about what `graph` holds, each with the path it was made from and all that path reaches.

    The words of `wordnet` are known beside those of the shipped model. With `reword` plain questions are put in its
    words, in more patterns, and as people type.
    Raises InputError for a graph that entities cannot be drawn from, and where no relation's name can be read.
    """
    store = store_of(graph)
    if not isinstance(store, SampledGraph):
        raise InputError(f"entities cannot be drawn from a {type(store).__name__}: it has no method `starts`")
    vocabulary = word_ranks(wordnet)
    names = names_in_words(graph, vocabulary)
    words = read_relations(names, vocabulary)
    if not words:
        raise InputError("no relation of the graph has a name that can be read; say what they mean with --relations")
    # Apart, so that one seed asks for the same paths in every style, and styles can be compared.
    paths, wording = Random(f"{settings.seed} paths"), Random(f"{settings.seed} words")
    chooser = PathChooser(store, words.__contains__, settings.paths, paths)
    kinds = Kinds(graph, words, partial(relation_name, vocabulary=vocabulary))
    writer = _Writer(names, words, kinds, reword, settings, wording)
    for number, chosen in enumerate(chooser.choose(settings.count)):
        yield writer.question(number, chosen)


class _Writer:
    """Puts chosen paths in words."""

    def __init__(
        self,
        names: Mapping[str, str],
        words: Mapping[str, Reading],
        kinds: Kinds,
        reword: Reword | None,
        settings: QuestionSettings,
        random: Random,
    ) -> None:
        self._names, self._words, self._kinds, self._reword = names, words, kinds, reword
        self._lexicon = LexiconIndex(read_lexicon() if settings.style == "natural" else ())
        self._settings, self._random = settings, random

    def question(self, number: int, chosen: ChosenPath) -> Question:
        """The question of a path, its answers in code point order."""
        is_natural, random = self._settings.style == "natural", self._random
        name = " ".join(chosen.topic.name.replace("_", " ").split())
        pattern = self._natural(chosen) if is_natural else self._worded(chosen)
        text = pattern.replace(TOPIC_PLACEHOLDER, name)
        return Question(
            id=f"{self._settings.seed}-{number:05}",
            question=roughen(text, name, random, self._settings.misspelled) if is_natural or self._reword else text,
            topics=(chosen.topic.id,),
            answers=tuple(chosen.ends),
            hops=len(chosen.path),
            gold_paths=(chosen.path,),
            template=pattern,
        )

    def _worded(self, chosen: ChosenPath) -> str:
        known: dict[Step, Reading] = {}
        steps = []
        for step, ends in chosen.named_steps():
            relation, forward = read_step(step)
            reading = known.setdefault(relation, self._reworded(self._words[relation]))
            steps.append(WordedStep(reading, forward, self._kinds.shared(ends), len(ends) > 1))
        return word_path(TOPIC_PLACEHOLDER, steps, self._random, varied=self._reword is not None)

    def _natural(self, chosen: ChosenPath) -> str:
        """In the words of the lexicon."""
        sides, steps = [], chosen.named_steps()
        for step, ends in steps:
            relation, forward = read_step(step)
            reading, kind = self._words[relation], self._kinds.shared(ends)
            known = self._lexicon.find(self._names[relation], reading)
            kinds = ("", kind) if forward else (kind, "")
            sides.append(sides_of(reading, known, *kinds)[0 if forward else 1])
        if len(sides) == 2 and steps[0][0] == inverse_step(steps[1][0]):
            asked = ask_siblings(sides[0], TOPIC_PLACEHOLDER, self._random)
            if asked:
                return asked + "?"
        return ask_path(sides, TOPIC_PLACEHOLDER, self._random) + "?"

    def _reworded(self, reading: Reading) -> Reading:
        return self._reword(reading, self._random) if self._reword else reading
