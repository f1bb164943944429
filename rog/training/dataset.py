"""Batches for the compact model. Example i of a run depends on the seed and i alone, so that a run
which was killed goes on exactly where it was."""

from __future__ import annotations

import string
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import Dataset

from rog.planner.compact import encode_question
from rog.planner.compact_scorer import FIRST_STEP, NONE, STOP
from rog.planner.relation_texts import RelationTexts
from rog.planner.word_ranks import word_ranks
from rog.training.examples import MANY_RELATIONS, Example, SourceData
from rog.training.recipe import Recipe
from rog.training.word_questions import WordQuestion, WordQuestions
from rog.types import RelationPath, Step, read_step

__all__ = ["Collator", "FixedExamples", "SampledExamples", "by_path_and_template", "draw_example"]

IGNORED = -100
"""Label that the loss leaves out."""
NO_SOURCE = -1
"""The source of questions that are made from words."""
TEXTS_KEPT = 50_000
"""Relation texts whose token ids are kept."""


class Item(NamedTuple):
    """An example and what to learn from it this time: the steps of `path`, and then to stop.

    Where a relation is withheld, the graph is shown without it; `path` ends before the step that it would be, and the
    right thing is to say that there is none. Questions made from words bring their own relations.
    """

    example: Example
    path: RelationPath
    withheld: str | None = None
    words: WordQuestion | None = None


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
        return self._withheld(Item(example, rng.choice(example.paths)), rng)

    def _withheld(self, item: Item, rng: Random) -> Item:
        """The item as it is to be shown: varied, and sometimes without a relation of its path."""
        item = item._replace(example=self._vary(item.example, rng))
        if not item.path or rng.random() >= self.recipe.withheld:
            return item
        gone = read_step(rng.choice(item.path))[0]
        first = next(at for at, step in enumerate(item.path) if read_step(step)[0] == gone)
        return item._replace(path=item.path[:first], withheld=gone)

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
    """Validation examples as they are, each with its first path, and `count` questions made from words."""

    def __init__(self, sources: Sequence[SourceData], words: WordQuestions | None = None, count: int = 0) -> None:
        self.items = [Item(x, x.paths[0] if x.paths else ()) for source in sources for x in source.validation]
        if words:
            self.items += [word_item(words.draw(Random(f"validation:{index}"))) for index in range(count)]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Item:
        return self.items[index]


class Collator:
    """Items -> the tensors that `CompactModel` trains on (see `rog.training.train.TrainedModel`).

    The relations of a batch are read once, however many of its questions may choose them.
    """

    def __init__(self, sources: Sequence[SourceData], tokenizer: Tokenizer, max_tokens: int = 128) -> None:
        # Not named `tokenizer`: the trainer would take that for a transformers tokenizer and try to save it.
        self.words_to_ids, self.max_tokens = tokenizer, max_tokens
        read = RelationTexts(partial(word_ranks, tokenizer))
        self.texts = [dict(zip(*read.of(source.graph), strict=True)) for source in sources]
        self._ids: dict[str, list[int]] = {}

    def __call__(self, items: Sequence[Item]) -> dict[str, Tensor]:
        """B items -> tokens and mask (B, T); relation tokens and mask (R, W) of all they may choose from;
        allowed (B, 2 + 2 R); prefix (B, L) columns; labels (B, L + 1), where 0 is to stop and 1 that no step fits."""
        columns = _Columns(items, self.texts)
        texts = [encode_question(self.words_to_ids, x.question, x.start, x.end, self.max_tokens) for x, *_ in items]
        labels = [[columns.of(item, step) for step in item.path] for item in items]
        longest = max(len(row) for row in labels)
        ended = [
            [*row, NONE if item.withheld and row else STOP] + [IGNORED] * (longest - len(row))
            for item, row in zip(items, labels, strict=True)
        ]
        prefix = [row + [FIRST_STEP] * (longest - len(row)) for row in labels]
        tokens, mask = _pad(texts)
        relation_tokens, relation_mask = _pad([self._relation(text) for text in columns.texts])
        return {
            "tokens": tokens,
            "mask": mask,
            "relation_tokens": relation_tokens,
            "relation_mask": relation_mask,
            "allowed": torch.stack([columns.allowed(item) for item in items]),
            "prefix": torch.tensor(prefix, dtype=torch.long).reshape(len(items), longest),
            "labels": torch.tensor(ended, dtype=torch.long),
        }

    def _relation(self, text: str) -> list[int]:
        if text not in self._ids:
            if len(self._ids) > TEXTS_KEPT:
                self._ids.clear()
            self._ids[text] = encode_question(self.words_to_ids, text, None, None, self.max_tokens)
        return self._ids[text]


class _Columns:
    """Which column of a batch's scores stands for which step. Two relations of one text are one."""

    def __init__(self, items: Sequence[Item], sources: Sequence[Mapping[str, str]]) -> None:
        self._sources = sources
        self._words = {relation for item in items if item.words for relation in item.words.relations}
        texts = [text for item in items if not item.words for text in self._offered(item)]
        texts += [relation.text for item in items if item.words for relation in item.words.relations]
        self.texts = tuple(dict.fromkeys(texts))
        self._first = {text: FIRST_STEP + 2 * at for at, text in enumerate(self.texts)}

    def _offered(self, item: Item) -> list[str]:
        """The relations that an item brings: all of its graph, or where that has too many, those near to its paths.

        One that may choose any relation brings those of its own path, and a few.
        """
        texts, example = self._sources[item.example.source], item.example
        if len(texts) <= MANY_RELATIONS:
            return list(texts.values())
        learnt = (*item.path, *([item.withheld] if item.withheld else ()))
        needed = (read_step(step)[0] for path in ((learnt,) if example.free else example.paths) for step in path)
        return [texts[relation] for relation in dict.fromkeys((*example.near, *needed))]

    def of(self, item: Item, step: Step) -> int:
        """The column of a step of an item's path."""
        return self._first[self._text(item, step)] + (not read_step(step)[1])

    def _text(self, item: Item, step: Step) -> str:
        relation = read_step(step)[0]
        return relation if item.words else self._sources[item.example.source][relation]

    def allowed(self, item: Item) -> Tensor:
        """(2 + 2 R): what the item may choose from. A question made from words may choose from those of others too."""
        allowed = torch.zeros(FIRST_STEP + 2 * len(self.texts), dtype=torch.bool)
        allowed[STOP] = allowed[NONE] = True
        if item.words is not None:
            own = {relation.text for relation in item.words.relations}
            texts = sorted(self._unlike(item.words) | own)
        elif item.example.free:
            own = self._first.keys() & self._sources[item.example.source].values()
            texts = sorted(own)
        else:
            texts, own = self._offered(item), {self._text(item, step) for step in item.path}
        # At each place a graph offers some of its relations only: so shares of any size are shown.
        kept = Random(item.example.question)
        share = kept.uniform(0.1, 1.5)
        first = torch.tensor(
            [self._first[text] for text in texts if text in own or kept.random() < share], dtype=torch.long
        )
        allowed[first] = allowed[first + 1] = True
        if item.words is not None:
            allowed[[self._first[text] + 1 for text in _stored_twice(item.words)]] = False
        if item.withheld is not None:
            gone = self.of(item, item.withheld)
            allowed[[gone, gone + 1]] = False
        return allowed

    def _unlike(self, words: WordQuestion) -> set[str]:
        """The relations of all items' words that say nothing near to what this question's path says."""
        alike = {relation.text for relation in self._words if relation.group in words.alike}
        return {relation.text for relation in self._words} - alike


def _stored_twice(words: WordQuestion) -> list[str]:
    """Relations of the path that are stored in both directions, as parents and children: back, each is the other."""
    own = {read_step(step)[0] for step in words.path}
    groups = Counter(relation.group for relation in words.relations if relation.text in own)
    inverse = {read_step(step)[0] for step in words.path if not read_step(step)[1]}
    return [one.text for one in words.relations if one.text in own - inverse and groups[one.group] > 1]


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


def _pad(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids -> tokens and mask, both (rows, longest)."""
    tokens = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros_like(tokens)
    for at, ids in enumerate(rows):
        tokens[at, : len(ids)] = torch.tensor(ids)
        mask[at, : len(ids)] = 1
    return tokens, mask
