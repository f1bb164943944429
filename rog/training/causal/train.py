"""Runs that tune a causal language model, by the trainer of transformers."""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch.optim.lr_scheduler import LambdaLR
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments

from rog.errors import InputError
from rog.lm.causal.transformers import TransformersLM
from rog.metrics import evaluate
from rog.pipeline import RoG
from rog.planner.causal.planner import CausalPlanner
from rog.planner.compact.planner import CompactPlanner
from rog.reasoner import load_reasoner
from rog.reasoner.causal.reasoner import CausalReasoner
from rog.reasoner.contract import Reasoner
from rog.training.causal.card import write_card
from rog.training.causal.dataset import CompletionCollator, FixedTexts, SampledTexts
from rog.training.causal.examples import ExampleWriter
from rog.training.causal.findings import MadeQuestions
from rog.training.causal.model import load_checkpoint, open_base, save_model
from rog.training.causal.recipe import CausalRecipe
from rog.training.causal.retention import general_loss
from rog.training.checkpoints import keep_recipe, learning_rates, train_to_best, training_arguments
from rog.training.examples import SourceData, check_sources, prepare_all

__all__ = ["train_causal"]


def train_causal(recipe: CausalRecipe, recipe_path: Path) -> dict[str, object]:
    """Run a recipe to its end, from its last checkpoint if there is one; gives the final metrics."""
    output = Path(recipe.output)
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    lm = open_base(recipe)
    sources = prepare_all(recipe.data, recipe.split_seed)
    check_sources(sources)
    trainer = _trainer(lm, sources, recipe)
    main = trainer.is_world_process_zero()
    if main:
        keep_recipe(recipe_path, output / "recipe.toml")
    before = general_loss(lm)
    untuned = trainer.evaluate()["eval_loss"]
    train_to_best(trainer, partial(load_checkpoint, lm.model))
    metrics: dict[str, object] = {
        "validation_loss": trainer.evaluate()["eval_loss"],
        "validation_loss_before": untuned,
        "general_loss": general_loss(lm),
        "general_loss_before": before,
        "train_loss": [row["loss"] for row in trainer.state.log_history if "loss" in row],
        "steps": trainer.state.global_step,
    }
    if main:
        save_model(lm, output)
        metrics |= _ask_held_out(sources, lm, recipe)
        (output / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
        write_card(recipe, sources, metrics, output / "README.md")
    return metrics


def _trainer(lm: TransformersLM, sources: Sequence[SourceData], recipe: CausalRecipe) -> Trainer:
    writer = ExampleWriter(sources, recipe, lambda text: len(lm.encode(text)), _made(recipe))
    validated = replace(writer, made=_made(recipe, held_out=True))
    trained = [parameter for parameter in lm.model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    takes = inspect.signature(getattr(lm.model, "get_base_model", lambda: lm.model)().forward).parameters
    return Trainer(
        model=lm.model,
        args=_arguments(recipe),
        data_collator=CompletionCollator(lm.end, trims="logits_to_keep" in takes),
        train_dataset=SampledTexts(sources, recipe, writer, lm),
        eval_dataset=FixedTexts(sources, recipe, validated, lm),
        optimizers=(optimizer, LambdaLR(optimizer, learning_rates(recipe.warmup, recipe.steps))),
        callbacks=[EarlyStoppingCallback(recipe.patience)],
    )


def _made(recipe: CausalRecipe, *, held_out: bool = False) -> MadeQuestions:
    """The made-up graphs of a recipe that is to reason on operations."""
    wanted = recipe.made_graphs if recipe.operations and "reasoning" in recipe.objectives else 0
    return MadeQuestions.made(wanted, recipe.split_seed, held_out=held_out)


def _arguments(recipe: CausalRecipe) -> TrainingArguments:
    arguments = training_arguments(
        recipe,
        per_device_train_batch_size=recipe.micro_batch,
        per_device_eval_batch_size=recipe.micro_batch,
        bf16=_bfloat16(recipe),
        use_cpu=not torch.accelerator.is_available(),
        activation_checkpointing=recipe.gradient_checkpointing,
        logging_steps=min(10, recipe.evaluate_every),
        prediction_loss_only=True,
        dataloader_num_workers=recipe.workers,
    )
    together = recipe.micro_batch * arguments.world_size
    if recipe.batch % together:
        raise InputError(
            f"batch: {recipe.batch} cannot be shared by {arguments.world_size} processes that hold "
            f"{recipe.micro_batch} examples at a time: make it a multiple of {together}"
        )
    arguments.gradient_accumulation_steps = recipe.batch // together
    return arguments


def _bfloat16(recipe: CausalRecipe) -> bool:
    """Whether the forward pass is in bfloat16; the weights that are trained stay in float32."""
    if recipe.precision != "auto":
        return recipe.precision == "bfloat16"
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def _ask_held_out(sources: Sequence[SourceData], lm: TransformersLM, recipe: CausalRecipe) -> dict[str, Any]:
    """Ask the held-out questions, topics given, with what was trained: as planner, as reasoner or as both."""
    lm.model.eval()
    planner = CausalPlanner(lm) if "planning" in recipe.objectives else CompactPlanner()
    reasoner: Reasoner = CausalReasoner(lm) if "reasoning" in recipe.objectives else load_reasoner(None)
    scores = {}
    for source in (source for source in sources if source.held_out and recipe.evaluated):
        rog = RoG(source.graph, planner, reasoner)
        scores[f"{source.name}, topics given"] = asdict(evaluate(rog, source.held_out[: recipe.evaluated], given=True))
    return scores
