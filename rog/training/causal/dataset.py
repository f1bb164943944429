"""Examples as tokens. Example i of a run depends on the seed and i alone. So a run which was killed goes on exactly
where it was, and several processes see together what one would see."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

import torch
from torch.utils.data import Dataset

from rog.lm.contract import SteerableLM
from rog.training.causal.examples import ExampleWriter, Text
from rog.training.causal.recipe import CausalRecipe
from rog.training.compact.collator import IGNORED_LABEL
from rog.training.compact.sampling import by_path_and_template, draw_example
from rog.training.examples import SourceData

__all__ = ["CompletionCollator", "FixedTexts", "SampledTexts", "TokenizedText", "tokenize"]

FOUND_SHARE = 0.7
"""Of the reasoning examples that ask for an operation, the share whose prompt holds what queries found."""


class TokenizedText(NamedTuple):
    """Token ids of a prompt and of what is to be written after it, the end of the text included."""

    prompt: list[int]
    completion: list[int]


def tokenize(lm: SteerableLM, text: Text) -> TokenizedText:
    """Tokens of a text, piece by piece, as a planner and a reasoner force them while they decode."""
    pieces = lm.encode_next(text.pieces)
    return TokenizedText(lm.encode(text.prompt), [*(token for piece in pieces for token in piece), lm.end])


class SampledTexts(Dataset[TokenizedText]):
    """`steps x batch` examples: a source by its weight, then a kind of path, a template, a question.

    Where both objectives are learnt, each step has its share of either, planning first. The reasoning examples that
    go through the model together have prompts of like length, so that little is padded.
    """

    def __init__(
        self, sources: Sequence[SourceData], recipe: CausalRecipe, writer: ExampleWriter, lm: SteerableLM
    ) -> None:
        self.recipe, self.writer, self.lm = recipe, writer, lm
        self.weights = [source.weight for source in recipe.data]
        self.positive = [by_path_and_template([x for x in source.train if x.paths]) for source in sources]
        self.negative = [[x for x in source.train if not x.paths] for source in sources]

    def __len__(self) -> int:
        return self.recipe.steps * self.recipe.batch

    def __getitem__(self, index: int) -> TokenizedText:
        return tokenize(self.lm, self.text(index))

    def text(self, index: int) -> Text:
        """The example as text."""
        recipe, rng = self.recipe, Random(f"{self.recipe.seed}:{index}")
        source = rng.choices(range(len(self.weights)), self.weights)[0]
        if self.objective(index) == "reasoning":
            shared = Random(f"{recipe.seed}:{index // recipe.micro_batch}:paths")
            fewest = min(recipe.fewest_paths, recipe.paths)
            # Short prompts are more frequent: they cost less and teach as much.
            paths = fewest + int((recipe.paths - fewest + 1) * shared.random() ** 2)
            with_oracle = rng.random() >= recipe.no_oracle
            example = draw_example(self.positive[source], rng)
            operation = None
            if self._asks_operation(rng):
                operation = self.writer.found(rng, with_gold=with_oracle) if rng.random() < FOUND_SHARE else None
                operation = operation or self.writer.computed(example, rng, paths=paths)
            return operation or self.writer.reasoning(example, rng, paths=paths, with_oracle=with_oracle)
        if self.negative[source] and rng.random() < recipe.negatives:
            return self.writer.planning(rng.choice(self.negative[source]), rng)
        example = draw_example(self.positive[source], rng)
        operation = self.writer.operation(example, rng) if self._asks_operation(rng) else None
        return operation or self.writer.planning(example, rng)

    def _asks_operation(self, rng: Random) -> bool:
        return self.recipe.operations > 0 and rng.random() < self.recipe.operations

    def objective(self, index: int) -> str:
        """What example `index` teaches."""
        if len(self.recipe.objectives) == 1:
            return self.recipe.objectives[0]
        reasoning = round(self.recipe.batch * self.recipe.reasoning_share)
        return "planning" if index % self.recipe.batch < self.recipe.batch - reasoning else "reasoning"


class FixedTexts(Dataset[TokenizedText]):
    """Validation examples, always the same: at most `validated` of each objective, drawn from all sources."""

    def __init__(
        self, sources: Sequence[SourceData], recipe: CausalRecipe, writer: ExampleWriter, lm: SteerableLM
    ) -> None:
        rng = Random(recipe.seed)
        examples = [x for source in sources for x in source.validation if x.paths]
        rng.shuffle(examples)
        texts: list[Text] = []
        for objective in recipe.objectives:
            for example in examples[: recipe.validated]:
                asks_operation = recipe.operations > 0 and rng.random() < recipe.operations
                if objective == "planning":
                    operation = writer.operation(example, rng) if asks_operation else None
                    texts.append(operation or writer.planning(example, rng))
                else:
                    with_oracle = rng.random() >= recipe.no_oracle
                    found = writer.found(rng, with_gold=with_oracle) if asks_operation else None
                    texts.append(found or writer.reasoning(example, rng, paths=recipe.paths, with_oracle=with_oracle))
        self.items = [tokenize(lm, text) for text in texts]

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> TokenizedText:
        return self.items[index]


class CompletionCollator:
    """Texts -> the tensors a causal model trains on, with labels for the completions only.

    Rows are padded on the left, so that all completions stand at the end. A model that can (`trims`) computes logits
    for these last positions alone: most of the memory is theirs.
    """

    def __init__(self, padding: int, trims: bool) -> None:
        self.padding, self.trims = padding, trims

    def __call__(self, items: Sequence[TokenizedText]) -> dict[str, Any]:
        """B texts -> input_ids, attention_mask, position_ids (B, T); labels (B, K) of the last K positions."""
        rows = [item.prompt + item.completion for item in items]
        width = max(map(len, rows))
        # One position more than the longest completion: its first token is predicted from the prompt's last.
        width_kept = min(width, 1 + max(len(item.completion) for item in items)) if self.trims else width
        labels = [[IGNORED_LABEL] * (width_kept - len(item.completion)) + item.completion for item in items]
        mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])
        batch: dict[str, Any] = {
            "input_ids": torch.tensor([[self.padding] * (width - len(row)) + row for row in rows]),
            "attention_mask": mask,
            "position_ids": (mask.cumsum(-1) - 1).clamp(min=0),
            "labels": torch.tensor(labels),
        }
        return {**batch, "logits_to_keep": width_kept} if self.trims else batch
