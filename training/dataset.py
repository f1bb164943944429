"""Batches for the compact model. Example i of a run depends on the seed and i alone, so that a run
which was killed goes on exactly where it was."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import Dataset

from rog.planner.compact import encode_question, relation_words
from rog.types import RelationPath, make_step, read_step
from training.examples import Example, SourceData
from training.recipe import Recipe

__all__ = ["Collator", "FixedExamples", "SampledExamples", "by_path_and_template", "draw_example"]

IGNORED = -100
"""Label that the loss leaves out."""


class Item(NamedTuple):
    """An example and the one of its paths to learn this time.

    Where a relation is withheld, the graph is shown without it, and the right thing is not to plan.
    """

    example: Example
    path: RelationPath
    withheld: str | None = None


class SampledExamples(Dataset[Item]):
    """`steps x batch` examples: a source by its weight, then a kind of path, a template, a question."""

    def __init__(self, sources: Sequence[SourceData], recipe: Recipe) -> None:
        self.recipe = recipe
        self.weights = [source.weight for source in recipe.data]
        self.positive = [by_path_and_template([x for x in source.train if x.paths]) for source in sources]
        self.negative = [[x for x in source.train if not x.paths] for source in sources]

    def __len__(self) -> int:
        return self.recipe.steps * self.recipe.batch

    def __getitem__(self, index: int) -> Item:
        rng = Random(f"{self.recipe.seed}:{index}")
        source = rng.choices(range(len(self.weights)), self.weights)[0]
        if self.negative[source] and rng.random() < self.recipe.negatives:
            return Item(self._vary(rng.choice(self.negative[source]), rng), ())
        example = draw_example(self.positive[source], rng)
        path = rng.choice(example.paths)
        if rng.random() < self.recipe.withheld:
            return Item(self._vary(example, rng), (), read_step(rng.choice(path))[0])
        return Item(self._vary(example, rng), path)

    def _vary(self, example: Example, rng: Random) -> Example:
        """The example, sometimes with its mention unmarked or its wording misspelt."""
        if example.paths and rng.random() < self.recipe.unmarked:
            return replace(example, start=None, end=None)
        if rng.random() < self.recipe.misspelt:
            return _misspell(example, rng)
        return example


class FixedExamples(Dataset[Item]):
    """Validation examples as they are, each with its first path."""

    def __init__(self, sources: Sequence[SourceData]) -> None:
        self.items = [Item(x, x.paths[0] if x.paths else ()) for source in sources for x in source.validation]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Item:
        return self.items[index]


class Collator:
    """Items -> the tensors that `CompactModel` trains on (see `training.train.TrainedModel`)."""

    def __init__(self, sources: Sequence[SourceData], tokenizer: Tokenizer, max_tokens: int = 128) -> None:
        # Not named `tokenizer`: the trainer would take that for a transformers tokenizer and try to save it.
        self.words_to_ids, self.max_tokens = tokenizer, max_tokens
        self.words = [
            [encode_question(tokenizer, relation_words(name), None, None, max_tokens) for name in source.relations]
            for source in sources
        ]
        self.relations = [source.relations for source in sources]

    def __call__(self, items: Sequence[Item]) -> dict[str, Tensor]:
        """B items -> tokens and mask (B, T); relation tokens and mask (R, W) of all their graphs;
        allowed (B, 1 + 2 R); prefix (B, L) columns; labels (B, L + 1), where 0 is to stop."""
        present = sorted({item.example.source for item in items})
        relation_ids = [ids for source in present for ids in self.words[source]]
        columns, allowed = self._columns(present)
        texts = [encode_question(self.words_to_ids, x.question, x.start, x.end, self.max_tokens) for x, _, _ in items]
        labels = [[columns[x.source][step] for step in path] for x, path, _ in items]
        longest = max(len(row) for row in labels)
        stopped = [[*row, 0] + [IGNORED] * (longest - len(row)) for row in labels]
        prefix = [row + [1] * (longest - len(row)) for row in labels]
        tokens, mask = _pad(texts)
        relation_tokens, relation_mask = _pad(relation_ids)
        return {
            "tokens": tokens,
            "mask": mask,
            "relation_tokens": relation_tokens,
            "relation_mask": relation_mask,
            "allowed": torch.stack([_without(allowed[x.source], columns[x.source], gone) for x, _, gone in items]),
            "prefix": torch.tensor(prefix, dtype=torch.long).reshape(len(items), longest),
            "labels": torch.tensor(stopped, dtype=torch.long),
        }

    def _columns(self, present: Sequence[int]) -> tuple[dict[int, dict[str, int]], dict[int, Tensor]]:
        """For each source, the column of each of its steps, and which columns are its own."""
        total = 1 + 2 * sum(len(self.relations[source]) for source in present)
        columns: dict[int, dict[str, int]] = {}
        allowed: dict[int, Tensor] = {}
        first = 1
        for source in present:
            steps = [make_step(name, ahead) for name in self.relations[source] for ahead in (True, False)]
            columns[source] = {step: first + at for at, step in enumerate(steps)}
            allowed[source] = torch.zeros(total, dtype=torch.bool)
            allowed[source][0] = allowed[source][first : first + len(steps)] = True
            first += len(steps)
        return columns, allowed


def _without(allowed: Tensor, columns: Mapping[str, int], relation: str | None) -> Tensor:
    """The allowed columns less both steps of a relation."""
    if relation is None:
        return allowed
    left = allowed.clone()
    left[[columns[make_step(relation, ahead)] for ahead in (True, False)]] = False
    return left


def by_path_and_template(examples: Sequence[Example]) -> list[list[list[Example]]]:
    """Examples in groups of the same right paths, and in each of the same template."""
    groups: dict[Any, dict[str, list[Example]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        groups[example.paths][example.template].append(example)
    return [list(templates.values()) for templates in groups.values()]


def draw_example(groups: Sequence[Sequence[Sequence[Example]]], rng: Random) -> Example:
    """One of the examples that `by_path_and_template` has grouped: first the paths, then the template."""
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
