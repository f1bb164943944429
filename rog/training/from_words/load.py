"""The questions made from words that a recipe asks for: for training, and of held-out relations for validation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from rog.graph import open_graph
from rog.graph.contract import SampledGraph
from rog.lexicon.lexicon import Group, Lexicon, numbered, read_lexicon
from rog.training.from_words.questions import WordQuestions
from rog.training.from_words.wordnet import wordnet_groups
from rog.training.recipe import Recipe
from rog.wording.readings import MAX_COMMON_RANK, word_ranks
from rog.wording.synonyms import WordNet, read_wordnet

__all__ = ["Words", "load_words"]

GROUPS_PER_HELD_OUT = 20
"""One group in so many is held out for validation."""


class Words(NamedTuple):
    """Where questions made from words are drawn from; None where the recipe wants none."""

    train: WordQuestions | None
    validation: WordQuestions | None


def load_words(recipe: Recipe) -> Words:
    """Read the lexicon, and WordNet where the recipe names it. Raises SourceError."""
    if not recipe.words:
        return Words(None, None)
    wordnet = read_wordnet(Path(recipe.wordnet)) if recipe.wordnet else None
    names = tuple(wordnet.proper_names()) if wordnet else _world_names()
    lexicon = read_lexicon()
    held_out = [group for group in lexicon if _is_held_out(group)]
    learnt = [group for group in lexicon if not _is_held_out(group)]
    return Words(_questions(learnt, _more(wordnet) if wordnet else [], names), _questions(held_out, [], names))


def _more(wordnet: WordNet) -> list[Group]:
    common = {word for word, rank in word_ranks(wordnet).items() if rank <= MAX_COMMON_RANK}
    return list(wordnet_groups(wordnet, common))


def _questions(written: Sequence[Group], others: Sequence[Group], names: tuple[str, ...]) -> WordQuestions:
    return WordQuestions(Lexicon(numbered([*written, *others])), names, written=len(written))


def _is_held_out(group: Group) -> bool:
    words = " ".join((*group.ahead.nouns, *group.ahead.verbs))
    return int(hashlib.sha256(words.encode()).hexdigest(), 16) % GROUPS_PER_HELD_OUT == 0


def _world_names() -> tuple[str, ...]:
    graph = open_graph("world")
    assert isinstance(graph, SampledGraph)
    return tuple(sorted({entity.name for entity in graph.entities(graph.starts("country", 5000, Random(0))) if entity}))
