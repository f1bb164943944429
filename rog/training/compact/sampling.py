"""What is learnt at each step of a run.

Example i depends on the seed and i alone, so that a run which was killed goes on exactly where it was.
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from torch.utils.data import Dataset

from rog.training.examples import Example, SourceData
from rog.training.from_words.questions import WordQuestion, WordQuestions
from rog.training.recipe import Recipe
from rog.types import RelationPath, read_step

__all__ = ["FixedExamples", "Item", "SampledExamples", "by_path_and_template", "draw_example"]

NO_SOURCE = -1
"""The source of questions that are made from words."""
MAX_PATHS_PER_ITEM = 6
"""Most paths of an unconstrained example that are learnt at once."""


class Item(NamedTuple):
    """An example and what to learn from it this time: the steps of `path`, and then to stop.

    Where a relation is withheld, the graph is shown without it; `path` ends before the step that it would be, and the
    right thing is to say that there is none. Questions made from words bring their own relations.
    """

    example: Example
    path: RelationPath
    withheld: str | None = None
    words: WordQuestion | None = None
    others: tuple[RelationPath, ...] = ()
    """Paths of an unconstrained example that would do as well."""


class SampledExamples(Dataset[Item]):
    """`steps x batch` examples: a source by its weight, then a kind of path, a template, a question."""

    def __init__(self, sources: Sequence[SourceData], recipe: Recipe, words: WordQuestions | None = None) -> None:
        self.recipe, self.words = recipe, words
        self.weights = [*(source.weight for source in recipe.data), recipe.words if words else 0.0]
        self.positive = [
            (by_path_and_template if settings.even else one_by_one)([x for x in source.train if x.paths])
            for source, settings in zip(sources, recipe.data, strict=True)
        ]
        self.negative = [[x for x in source.train if not x.paths] for source in sources]

    def __len__(self) -> int:
        return self.recipe.steps * self.recipe.batch

    def __getitem__(self, index: int) -> Item:
        rng = Random(f"{self.recipe.seed}:{index}")
        source = rng.choices(range(len(self.weights)), self.weights)[0]
        if source == len(self.positive) and self.words:
            return self._withheld(word_item(self.words.draw(rng)), rng)
        if self.negative[source] and rng.random() < self.recipe.negatives:
            return Item(self._vary(rng.choice(self.negative[source]), rng), ())
        example = draw_example(self.positive[source], rng)
        path, *others = rng.sample(
            example.paths, min(len(example.paths), MAX_PATHS_PER_ITEM if example.is_unconstrained else 1)
        )
        return self._withheld(Item(example, path, others=tuple(others)), rng)

    def _withheld(self, item: Item, rng: Random) -> Item:
        """The item as it is to be shown: varied, and sometimes without a relation of its path."""
        item = item._replace(example=self._vary(item.example, rng))
        if not item.path or rng.random() >= self.recipe.withheld:
            return item
        withheld = read_step(rng.choice(item.path))[0]
        first = next(at for at, step in enumerate(item.path) if read_step(step)[0] == withheld)
        return item._replace(path=item.path[:first], withheld=withheld, others=())

    def _vary(self, example: Example, rng: Random) -> Example:
        """The example, sometimes with its mention unmarked or its wording misspelt."""
        if example.paths and rng.random() < self.recipe.unmarked:
            return replace(example, start=None, end=None)
        if rng.random() < self.recipe.misspelt:
            return _misspell(example, rng)
        return example


def word_item(made: WordQuestion) -> Item:
    """A question made from words as an item; it belongs to no source."""
    paths = (made.path,) if made.path else ()
    return Item(Example(NO_SOURCE, "", made.question, made.start, made.end, paths), made.path, None, made)


class FixedExamples(Dataset[Item]):
    """Validation examples as they are, each with its first path, or the first few where any will do.

    Behind them come `count` questions made from words.
    """

    def __init__(self, sources: Sequence[SourceData], words: WordQuestions | None = None, count: int = 0) -> None:
        self.items = [
            Item(x, x.paths[0] if x.paths else (), others=x.paths[1:MAX_PATHS_PER_ITEM] if x.is_unconstrained else ())
            for source in sources
            for x in source.validation
        ]
        if words:
            self.items += [word_item(words.draw(Random(f"validation:{index}"))) for index in range(count)]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Item:
        return self.items[index]


def by_path_and_template(examples: Sequence[Example]) -> list[list[list[Example]]]:
    """Examples in groups of the same right paths, and in each of the same template."""
    groups: dict[Any, dict[str, list[Example]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        groups[example.paths][example.template].append(example)
    return [list(templates.values()) for templates in groups.values()]


def one_by_one(examples: Sequence[Example]) -> list[list[list[Example]]]:
    """Examples as `draw_example` takes them, for each to come as often as any other."""
    return [[[example] for example in examples]] if examples else []


def draw_example(groups: Sequence[Sequence[Sequence[Example]]], rng: Random) -> Example:
    """One of the examples that `by_path_and_template` or `one_by_one` grouped: first the paths, then the template."""
    # The square root lets a path that is asked for in many ways come more often, but not drown the others.
    templates = rng.choices(groups, [len(group) ** 0.5 for group in groups])[0]
    return rng.choice(rng.choice(templates))


def _misspell(example: Example, rng: Random) -> Example:
    """One letter outside the mention dropped, doubled, changed or swapped with the next."""
    text = example.question
    inside = range(example.start or 0, example.end or 0)
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha() and at not in inside and at + 1 not in inside]
    if not places:
        return example
    at = rng.choice(places)
    new = rng.choice(["", text[at] * 2, rng.choice(string.ascii_lowercase), text[at + 1] + text[at]])
    cut = at + 2 if len(new) == 2 and new != text[at] * 2 else at + 1
    shift = len(new) - (cut - at)
    start, end = example.start, example.end
    if start is not None and end is not None and at < start:
        start, end = start + shift, end + shift
    return replace(example, question=text[:at] + new + text[cut:], start=start, end=end)
