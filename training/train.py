"""Train a compact planner, or a causal language model to plan and to reason:

python -m training.train training/metaqa.toml
python -m training.train training/smollm2_joint.toml

Everything a run does is in its recipe (training/recipe.py explains each setting). It shows progress,
validates, stops early, and goes on after being killed where its last checkpoint was; at the end the
model is exported to the recipe's `output`, with its metrics, its card and the recipe beside it.
"""

from __future__ import annotations

import argparse
import json
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
)

from rog.errors import ModelError
from rog.metrics import evaluate
from rog.pipeline import open_rog
from rog.planner.compact import read_tokenizer
from training.card import write_card
from training.checkpoints import keep_recipe, learning_rates, train_to_best, training_arguments
from training.dataset import IGNORED, Collator, FixedExamples, SampledExamples
from training.examples import SourceData, check_sources, prepare
from training.export import export_model, load_model
from training.model import CompactModel, Shape
from training.recipe import Recipe, read_recipe, recipe_kind

__all__ = ["main", "train"]


class TrainedModel(nn.Module):
    """The compact model with its loss, as the trainer wants it."""

    def __init__(self, model: CompactModel, label_smoothing: float) -> None:
        super().__init__()
        self.model, self.label_smoothing = model, label_smoothing

    def forward(
        self, tokens: Tensor, mask: Tensor, relation_tokens: Tensor, relation_mask: Tensor,
        allowed: Tensor, prefix: Tensor, labels: Tensor,
    ) -> dict[str, Tensor]:  # fmt: skip
        """Shapes as `training.dataset.Collator` says; gives the mean loss over all steps of all plans."""
        steps = self.model.relation_steps(self.model.states(relation_tokens, relation_mask), relation_mask)
        steps = steps.flatten(0, 1)
        memory = self.model.question_memory(self.model.states(tokens, mask))
        logits = self.model.logits(self.model.decode(memory, mask, steps[prefix - 1]), steps)
        allowed = allowed[:, None, :].expand_as(logits)
        chances = logits.masked_fill(~allowed, -1e4).log_softmax(-1)
        known = labels != IGNORED
        chosen = chances.gather(-1, labels.clamp(min=0)[..., None])[..., 0]
        spread = (chances * allowed).sum(-1) / allowed.sum(-1)
        loss = -(1 - self.label_smoothing) * chosen - self.label_smoothing * spread
        return {"loss": (loss * known).sum() / known.sum()}


def train(recipe: Recipe, recipe_path: Path) -> dict[str, object]:
    """Run a recipe to its end, from its last checkpoint if there is one; gives the final metrics."""
    output = Path(recipe.output)
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    sources = [prepare(source, index, recipe.seed) for index, source in enumerate(recipe.data)]
    check_sources(sources)
    model, tokenizer_file = _start(recipe)
    keep_recipe(recipe_path, output / "recipe.toml")
    trained = TrainedModel(model, recipe.label_smoothing)
    trainer = _trainer(trained, tokenizer_file, sources, recipe)
    train_to_best(trainer, lambda checkpoint: load_safetensors(trained, checkpoint / "model.safetensors"))
    losses = {"validation_loss": trainer.evaluate()["eval_loss"]}
    export_model(model.cpu(), tokenizer_file, output)
    metrics = {**losses, **_ask_held_out(sources, output, recipe.evaluated)}
    (output / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    write_card(recipe, sources, metrics, output / "README.md")
    return metrics


def _start(recipe: Recipe) -> tuple[CompactModel, Path]:
    """The model to begin with, and its tokenizer's file: a compact model's folder or a text encoder's."""
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


def _trainer(model: TrainedModel, tokenizer_file: Path, sources: list[SourceData], recipe: Recipe) -> Trainer:
    tokenizer = read_tokenizer(tokenizer_file)
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
    )
    return Trainer(
        model=model,
        args=arguments,
        data_collator=Collator(sources, tokenizer),
        train_dataset=SampledExamples(sources, recipe),
        eval_dataset=FixedExamples(sources),
        optimizers=(optimizer, LambdaLR(optimizer, learning_rates(recipe.warmup, recipe.steps))),
        callbacks=[EarlyStoppingCallback(recipe.patience)],
    )


def _ask_held_out(sources: list[SourceData], folder: Path, limit: int) -> dict[str, object]:
    """Ask the exported model the validation questions, with topics given and with topics linked."""
    scores: dict[str, object] = {}
    for source in (source for source in sources if source.held_out):
        rog = open_rog(source.graph, planner=f"compact:{folder}")
        questions = source.held_out[:limit]
        for topics in ("given", "linked"):
            scores[f"{source.name}, topics {topics}"] = asdict(evaluate(rog, questions, given=topics == "given"))
    return scores


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("recipe", type=Path, help="a TOML file; see training/recipe.py for its settings")
    path = parser.parse_args().recipe
    print(json.dumps(_train(path), indent=1))


def _train(path: Path) -> dict[str, object]:
    if recipe_kind(path) == "compact":
        return train(read_recipe(path, Recipe), path)
    from training.causal.recipe import CausalRecipe
    from training.causal.train import train_causal

    return train_causal(read_recipe(path, CausalRecipe), path)


if __name__ == "__main__":
    main()
