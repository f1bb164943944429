"""Trains a compact planner by a recipe.

Everything a run does is in its recipe (`rog/training/recipe.py` explains each setting). It shows progress, validates
and stops early, and after being killed it goes on where its last checkpoint was. At the end the model is exported to
the recipe's `output`, with its metrics, its card and the recipe beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import load_model as load_safetensors
from torch import Tensor, nn
from torch.optim.lr_scheduler import LambdaLR
from transformers import (
    AutoTokenizer,
    BertModel,
    EarlyStoppingCallback,
    Trainer,
    TrainerCallback,
)

from rog.errors import ModelError
from rog.metrics import evaluate
from rog.pipeline import open_rog
from rog.planner.compact.files import read_tokenizer
from rog.planner.compact.scorer import FIRST_STEP, NONE
from rog.training.card import write_card
from rog.training.checkpoints import keep_recipe, learning_rates, train_to_best, training_arguments
from rog.training.compact.collator import IGNORED_LABEL, Collator
from rog.training.compact.export import export_model, load_model
from rog.training.compact.model import CompactModel, Shape
from rog.training.compact.relation_table import RelationTable, pooled_relations
from rog.training.compact.sampling import FixedExamples, SampledExamples
from rog.training.examples import SourceData, check_sources, prepare_all
from rog.training.from_words.load import Words, load_words
from rog.training.log_sums import log_sums
from rog.training.recipe import Recipe

__all__ = ["start_model", "train", "with_collator"]


class TrainedModel(nn.Module):
    """The compact model with its loss, as the trainer wants it."""

    def __init__(self, model: CompactModel, label_smoothing: float, table: RelationTable | None = None) -> None:
        """`table` holds the relations of graphs whose examples are unconstrained."""
        super().__init__()
        self.model, self.label_smoothing, self.table = model, label_smoothing, table

    def forward(
        self, tokens: Tensor, mask: Tensor, relation_tokens: Tensor, relation_mask: Tensor,
        allowed: Tensor, question: Tensor, prefix: Tensor, labels: Tensor,
    ) -> dict[str, Tensor]:  # fmt: skip
        """Shapes as `rog.training.compact.collator.Collator` says; gives the mean loss over all steps of all plans.

        Of a question with several paths any will do: its loss is that of their probabilities' sum.
        """
        steps = self._steps(relation_tokens, relation_mask, whole=allowed.shape[1]).flatten(0, 1)
        memory = self.model.question_memory(self.model.states(tokens, mask))[question]
        logits = self.model.logits(self.model.decode(memory, mask[question], steps[prefix - FIRST_STEP]), steps).float()
        allowed = allowed[question][:, None, :].repeat(1, logits.shape[1], 1)
        allowed[:, 0, NONE] = False  # before the first step, to stop says it
        chances = logits.masked_fill(~allowed, -1e4).log_softmax(-1)
        known = labels != IGNORED_LABEL
        chosen = chances.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
        spread = (chances * allowed).sum(-1) / allowed.sum(-1)
        smoothed = (1 - self.label_smoothing) * chosen + self.label_smoothing * spread
        questions, paths = len(tokens), torch.bincount(question, minlength=len(tokens))
        lengths = known.sum(1) / paths[question]
        return {"loss": -log_sums((smoothed * known).sum(1), question, questions).sum() / lengths.sum()}

    def _steps(self, tokens: Tensor, mask: Tensor, *, whole: int) -> Tensor:
        """Tokens and mask (R, W) of relations -> (R + K, 2, D): behind them the table's, if it is among the `whole`
        columns.
        """
        parts = [self.model.steps_of(pooled_relations(self.model, tokens, mask))] if len(tokens) else []
        if self.table is not None and whole > FIRST_STEP + 2 * len(tokens):
            parts.append(self.table.steps(self.model))
        return torch.cat(parts)


def train(
    recipe: Recipe,
    recipe_path: Path,
    sources: Sequence[SourceData] = (),
    callbacks: Sequence[TrainerCallback] = (),
) -> dict[str, object]:
    """Run a recipe to its end, from its last checkpoint if there is one; gives the final metrics.

    `sources` are those of the recipe, where they are prepared already; `callbacks` are told what the trainer does.
    """
    output = Path(recipe.output)
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    model, tokenizer_file = start_model(recipe)
    sources = sources or prepare_all(recipe.data, recipe.split_seed)
    check_sources(sources)
    keep_recipe(recipe_path, output / "recipe.toml")
    trained, collator = with_collator(model, tokenizer_file, sources, recipe)
    trainer = _trainer(trained, collator, sources, load_words(recipe), recipe)
    for callback in callbacks:
        trainer.add_callback(callback)
    if recipe.steps:
        train_to_best(trainer, lambda checkpoint: load_safetensors(trained, checkpoint / "model.safetensors"))
    if trained.table is not None:
        trained.table.read_again()
    losses = {"validation_loss": trainer.evaluate()["eval_loss"]}
    export_model(model.cpu(), tokenizer_file, output, named=recipe.named)
    metrics = {**losses, **_ask_held_out(sources, output, recipe.evaluated)}
    (output / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    write_card(recipe, sources, metrics, output / "README.md")
    return metrics


def with_collator(
    model: CompactModel, tokenizer_file: Path, sources: Sequence[SourceData], recipe: Recipe
) -> tuple[TrainedModel, Collator]:
    """The model with its loss, and what makes batches for it."""
    collator = Collator(sources, read_tokenizer(tokenizer_file), named=recipe.named)
    table = RelationTable(*collator.table_tokens()) if collator.table else None
    return TrainedModel(model, recipe.label_smoothing, table), collator


def start_model(recipe: Recipe) -> tuple[CompactModel, Path]:
    """The model to begin with, and its tokenizer's file: a compact model's folder or a text encoder's."""
    if isinstance(recipe.start, tuple):
        return _mean([Path(start) for start in recipe.start], recipe.dropout)
    folder = Path(recipe.start)
    if (folder / "weights.safetensors").is_file():
        return load_model(folder, recipe.dropout), folder / "tokenizer.json"
    try:
        encoder = BertModel.from_pretrained(recipe.start, add_pooling_layer=False)
        tokenizer = AutoTokenizer.from_pretrained(recipe.start)
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot load the text encoder {recipe.start!r}: {error}") from error
    model = CompactModel(encoder.config, Shape(decoder_layers=recipe.decoder_layers), recipe.dropout)
    model.encoder.load_state_dict(encoder.state_dict())
    saved = Path(recipe.output) / "start-tokenizer"
    tokenizer.save_pretrained(saved)
    return model, saved / "tokenizer.json"


def _mean(folders: Sequence[Path], dropout: float) -> tuple[CompactModel, Path]:
    """The mean of the weights of models that were trained from one another (Wortsman et al. 2022, model soups)."""
    models = [load_model(folder, dropout) for folder in folders]
    states = [model.state_dict() for model in models]
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    models[0].load_state_dict(mean)
    return models[0], folders[0] / "tokenizer.json"


def _trainer(
    model: TrainedModel, collator: Collator, sources: Sequence[SourceData], words: Words, recipe: Recipe
) -> Trainer:
    encoder = [p for name, p in model.named_parameters() if name.startswith("model.encoder.")]
    rest = [p for name, p in model.named_parameters() if not name.startswith("model.encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": recipe.encoder_learning_rate}, {"params": rest, "lr": recipe.learning_rate}],
        weight_decay=recipe.weight_decay,
    )
    arguments = training_arguments(
        recipe,
        per_device_train_batch_size=recipe.batch,
        per_device_eval_batch_size=recipe.batch,
        logging_steps=min(20, recipe.evaluate_every),
        bf16=recipe.bfloat16,
        use_cpu=not torch.accelerator.is_available(),
    )
    return Trainer(
        model=model,
        args=arguments,
        data_collator=collator,
        train_dataset=SampledExamples(sources, recipe, words.train),
        eval_dataset=FixedExamples(sources, words.validation, recipe.words_validation),
        optimizers=(optimizer, LambdaLR(optimizer, learning_rates(recipe.warmup, recipe.steps))),
        callbacks=[EarlyStoppingCallback(recipe.patience)],
    )


def _ask_held_out(sources: Sequence[SourceData], folder: Path, limit: int) -> dict[str, object]:
    """Ask the exported model the validation questions, with topics given and with topics linked."""
    scores: dict[str, object] = {}
    for source in (source for source in sources if source.held_out and limit):
        rog = open_rog(source.graph, planner=f"compact:{folder}")
        questions = source.held_out[:limit]
        for topics in ("given", "linked"):
            scores[f"{source.name}, topics {topics}"] = asdict(evaluate(rog, questions, given=topics == "given"))
    return scores
