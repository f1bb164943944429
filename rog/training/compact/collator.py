"""Items as the tensors of a batch for the compact model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from rog.planner.compact.planner import encode_question
from rog.planner.compact.relation_texts import RelationTexts
from rog.planner.compact.scorer import FIRST_STEP, NONE, STOP
from rog.training.compact.sampling import Item
from rog.training.examples import MAX_RELATIONS_SHOWN, SourceData
from rog.training.from_words.questions import WordQuestion
from rog.types import Step, read_step
from rog.words.word_ranks import word_ranks

__all__ = ["IGNORED_LABEL", "Collator"]

IGNORED_LABEL = -100
"""Label that the loss leaves out."""
MAX_CACHED_TEXTS = 50_000
"""Relation texts whose token ids are kept."""


class Collator:
    """Items -> the tensors that `CompactModel` trains on (see `rog.training.compact.train.TrainedModel`).

    The relations of a batch are read once, however many of its questions may choose them.
    """

    def __init__(
        self, sources: Sequence[SourceData], tokenizer: Tokenizer, max_tokens: int = 128, *, named: bool = False
    ) -> None:
        # Not named `tokenizer`: the trainer would take that for a transformers tokenizer and try to save it.
        self.words_to_ids, self.max_tokens, self.named = tokenizer, max_tokens, named
        read = RelationTexts(partial(word_ranks, tokenizer))
        self.texts = [dict(zip(*read.of(source.graph), strict=True)) for source in sources]
        self._ids: dict[str, list[int]] = {}
        unconstrained = [
            texts
            for texts, source in zip(self.texts, sources, strict=True)
            if any(example.is_unconstrained for example in source.train)
        ]
        self.table = tuple(dict.fromkeys(text for texts in unconstrained for text in texts.values()))
        """The texts of all relations of graphs whose examples are unconstrained: too many to read for every batch."""

    def table_tokens(self) -> tuple[Tensor, Tensor]:
        """Tokens and mask (K, W) of the table."""
        return _pad([self._relation(text) for text in self.table])

    def __call__(self, items: Sequence[Item]) -> dict[str, Tensor]:
        """B items with P paths -> tokens and mask (B, T); relation tokens and mask (R, W); allowed (B, 2 + 2 R + 2
        K); question (P) of each path; prefix (P, L) columns; labels (P, L + 1). The relations are those to choose
        from beside the table (K), which comes behind them. Label 0 is to stop, and 1 that no step fits.

        The table is there where an item is unconstrained, and K is 0 elsewhere.
        """
        columns = _Columns(items, self.texts, self.table)
        texts = [
            encode_question(self.words_to_ids, x.question, x.start, x.end, self.max_tokens, named=self.named)
            for x, *_ in items
        ]
        paths = [(number, path) for number, item in enumerate(items) for path in (item.path, *item.others)]
        taken = ((number, tuple(columns.of(items[number], step) for step in path)) for number, path in paths)
        steps = dict.fromkeys(taken)  # relations of one text are one, and so may paths be: none may count twice
        labels = [list(row) for _, row in steps]
        longest = max(len(row) for row in labels)
        ended = [
            [*row, NONE if items[number].withheld and row else STOP] + [IGNORED_LABEL] * (longest - len(row))
            for (number, _), row in zip(steps, labels, strict=True)
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
            "question": torch.tensor([number for number, _ in steps]),
            "prefix": torch.tensor(prefix, dtype=torch.long).reshape(len(labels), longest),
            "labels": torch.tensor(ended, dtype=torch.long),
        }

    def _relation(self, text: str) -> list[int]:
        if text not in self._ids:
            if len(self._ids) > MAX_CACHED_TEXTS:
                self._ids.clear()
            self._ids[text] = encode_question(self.words_to_ids, text, None, None, self.max_tokens)
        return self._ids[text]


class _Columns:
    """Which column of a batch's scores stands for which step. Two relations of one text are one."""

    def __init__(self, items: Sequence[Item], sources: Sequence[Mapping[str, str]], table: Sequence[str] = ()) -> None:
        self._sources = sources
        shared = table if any(item.example.is_unconstrained for item in items) else ()
        known = frozenset(shared)
        self._words = {relation for item in items if item.words for relation in item.words.relations}
        texts = [text for item in items if not item.words for text in self._offered(item)]
        texts += [relation.text for item in items if item.words for relation in item.words.relations]
        self.texts = tuple(dict.fromkeys(text for text in texts if text not in known))
        """Those that are to be read for this batch."""
        self._first = {text: FIRST_STEP + 2 * at for at, text in enumerate((*self.texts, *shared))}

    def _offered(self, item: Item) -> list[str]:
        """The relations that an item brings: all of its graph, or where that has too many, those near to its paths."""
        texts, example = self._sources[item.example.source], item.example
        if example.is_unconstrained or len(texts) <= MAX_RELATIONS_SHOWN:
            return list(texts.values())
        needed = (read_step(step)[0] for path in example.paths for step in path)
        return [texts[relation] for relation in dict.fromkeys((*example.near, *needed))]

    def of(self, item: Item, step: Step) -> int:
        """The column of a step of an item's path."""
        return self._first[self._text(item, step)] + (not read_step(step)[1])

    def _text(self, item: Item, step: Step) -> str:
        relation = read_step(step)[0]
        return relation if item.words else self._sources[item.example.source][relation]

    def allowed(self, item: Item) -> Tensor:
        """(2 + 2 R + 2 K): what the item may choose from; a question made from words, from those of others too."""
        allowed = torch.zeros(FIRST_STEP + 2 * len(self._first), dtype=torch.bool)
        allowed[STOP] = allowed[NONE] = True
        if item.words is not None:
            own = {relation.text for relation in item.words.relations}
            texts = sorted(self._unlike(item.words) | own)
        elif item.example.is_unconstrained:
            own = set(self._offered(item))
            texts = sorted(own)
        else:
            texts, own = self._offered(item), {self._text(item, step) for step in item.path}
        # At each place a graph offers some of its relations only: so shares of any size are shown.
        random = Random(item.example.question)
        share = random.uniform(0.1, 1.5)
        first = torch.tensor(
            [self._first[text] for text in texts if text in own or random.random() < share], dtype=torch.long
        )
        allowed[first] = allowed[first + 1] = True
        if item.words is not None:
            allowed[[self._first[text] + 1 for text in _stored_twice(item.words)]] = False
        if item.withheld is not None:
            column = self.of(item, item.withheld)
            allowed[[column, column + 1]] = False
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


def _pad(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids -> tokens and mask, both (rows, longest)."""
    tokens = torch.zeros(len(rows), max(map(len, rows), default=0), dtype=torch.long)
    mask = torch.zeros_like(tokens)
    for at, ids in enumerate(rows):
        tokens[at, : len(ids)] = torch.tensor(ids)
        mask[at, : len(ids)] = 1
    return tokens, mask
