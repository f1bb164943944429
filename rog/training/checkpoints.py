"""What runs of all kinds have in common: the recipe beside what they make, checkpoints, the trainer's settings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
from transformers import Trainer, TrainingArguments

from rog.errors import InputError

__all__ = [
    "LastCheckpoint", "RunSettings", "keep_recipe", "last_checkpoint", "learning_rates", "train_to_best",
    "training_arguments",
]  # fmt: skip


class RunSettings(Protocol):
    """What the recipes of all kinds say."""

    @property
    def output(self) -> str:
        """Folder that everything is written to."""
        ...

    @property
    def steps(self) -> int:
        """Optimiser steps at most."""
        ...

    @property
    def evaluate_every(self) -> int:
        """Steps between validations."""
        ...

    @property
    def seed(self) -> int:
        """Of everything random."""
        ...


@dataclass(frozen=True)
class LastCheckpoint:
    """Where a run goes on."""

    path: str | None = None
    """The newest checkpoint that was written to its end."""
    stopped_at_best: Path | None = None
    """The best checkpoint of a run that stopped early and was killed before its end; the trainer would go on."""


def keep_recipe(given: Path, kept: Path) -> None:
    """Put the recipe beside what it makes. Raises InputError where another one left checkpoints there."""
    if kept.is_file() and kept.read_bytes() != given.read_bytes() and any(kept.parent.glob("checkpoints/*")):
        raise InputError(f"{kept.parent} holds a run of another recipe: choose another `output`, or delete that folder")
    shutil.copyfile(given, kept)


def last_checkpoint(folder: Path) -> LastCheckpoint:
    """The newest checkpoint of a folder that is whole: its state is written last."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]), reverse=True)
    for path in found:
        try:
            state = json.loads((path / "trainer_state.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue  # killed while it was written
        control = state.get("stateful_callbacks", {}).get("TrainerControl", {}).get("args", {})
        best = state["best_model_checkpoint"] if control.get("should_training_stop") else None
        return LastCheckpoint(str(path), Path(best) if best else None)
    return LastCheckpoint()


def train_to_best(trainer: Trainer, load: Callable[[Path], object]) -> None:
    """Train from the last whole checkpoint, if there is one, and end with the best model; `load` reads a checkpoint."""
    last = last_checkpoint(Path(str(trainer.args.output_dir)))
    if last.stopped_at_best:
        load(last.stopped_at_best)
    else:
        trainer.train(resume_from_checkpoint=last.path)


def training_arguments(recipe: RunSettings, **own: Any) -> TrainingArguments:
    """The trainer's settings of any run; `own` are those of its kind.

    Examples come in the order of their numbers, and it validates and saves together, keeping the best.
    """
    return TrainingArguments(
        output_dir=str(Path(recipe.output) / "checkpoints"),
        max_steps=recipe.steps,
        eval_strategy="steps",
        eval_steps=recipe.evaluate_every,
        save_steps=recipe.evaluate_every,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="eval_loss",
        greater_is_better=False,
        seed=recipe.seed,
        report_to=[],
        remove_unused_columns=False,
        train_sampling_strategy="sequential",
        label_names=["labels"],
        max_grad_norm=1.0,
        dataloader_pin_memory=torch.accelerator.is_available(),
        restore_callback_states_from_checkpoint=True,  # or patience would begin anew after a restart
        **own,
    )


def learning_rates(warmup: int, steps: int) -> Callable[[int], float]:
    """The share of the highest learning rate at each step: rising in the warm-up, then falling in a line to nothing."""
    return partial(_rate, warmup=warmup, steps=steps)


def _rate(step: int, warmup: int, steps: int) -> float:
    return min((step + 1) / max(warmup, 1), max(0.0, 1 - step / max(steps, 1)))
