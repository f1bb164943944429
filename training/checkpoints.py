"""What runs of all kinds have in common: their recipe beside what they make, their checkpoints, their learning rate."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rog.errors import InputError

__all__ = ["LastCheckpoint", "keep_recipe", "last_checkpoint", "learning_rates"]


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


def learning_rates(warmup: int, steps: int) -> Callable[[int], float]:
    """The share of the highest learning rate at each step: rising in the warm-up, then falling in a line to nothing."""
    return partial(_rate, warmup=warmup, steps=steps)


def _rate(step: int, warmup: int, steps: int) -> float:
    return min((step + 1) / max(warmup, 1), max(0.0, 1 - step / steps))
