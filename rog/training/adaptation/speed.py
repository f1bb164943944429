"""How many steps of training a time allows, from steps that are tried; and an end to those that take longer."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Any

import torch
from tqdm import tqdm
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from rog.training.compact.sampling import SampledExamples
from rog.training.compact.train import start_model, with_collator
from rog.training.examples import SourceData
from rog.training.from_words.load import load_words
from rog.training.recipe import Recipe

__all__ = ["VALIDATION_SHARE_OF_STEP", "Deadline", "seconds_per_step", "steps_within"]

TIMED_STEPS = 4
"""Steps in each precision; the first is not counted, as memory is made ready in it."""
VALIDATIONS_PER_RUN = 5
"""In one run."""
VALIDATION_SHARE_OF_STEP = 0.4
"""What to validate on a batch takes, as a share of a step."""
LAST_VALIDATIONS = 2
"""After the last step: of the model as it is then, and of the best one."""


def seconds_per_step(recipe: Recipe, sources: Sequence[SourceData]) -> tuple[float, bool]:
    """Seconds that one optimiser step takes on this machine, as it is loaded now, and whether that is in bfloat16.

    Processors that do not have bfloat16 compute it slower than float32, so both are tried.
    """
    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    device = found or torch.device("cpu")
    start, tokenizer_file = start_model(recipe)
    trained, collate = with_collator(start, tokenizer_file, sources, recipe)
    model = trained.to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0)
    examples = SampledExamples(sources, recipe, load_words(recipe).train)
    taken: dict[bool, list[float]] = {False: [], True: []}
    for step in tqdm(range(2 * TIMED_STEPS), desc="measuring the speed", unit=" steps"):
        began, half = perf_counter(), step >= TIMED_STEPS
        rows = [examples[number % len(examples)] for number in range(step * recipe.batch, (step + 1) * recipe.batch)]
        batch = {name: tensor.to(device) for name, tensor in collate(rows).items()}
        with torch.autocast(device.type, torch.bfloat16, enabled=half):
            loss: torch.Tensor = model(**batch)["loss"]
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
        loss.item()
        taken[half].append(perf_counter() - began)
    return min((median(times[1:]), half) for half, times in taken.items())


def steps_within(seconds: float, per_step: float, validation: float, most: int) -> tuple[int, int]:
    """Steps that fit in so many seconds, `most` at most, and how often to validate, which takes `validation` seconds.

    Training ends with a validation, so the steps are a multiple of the second number; the best model is validated then.
    """
    left = seconds - (VALIDATIONS_PER_RUN + LAST_VALIDATIONS - 1) * validation
    steps = max(1, min(most, int(left / per_step)))
    every = max(1, steps // VALIDATIONS_PER_RUN)
    return min(steps, VALIDATIONS_PER_RUN * every), every


class Deadline(TrainerCallback):
    """Ends a training that is late, as on a machine that has got busier: it validates, and the best model is kept."""

    def __init__(self, at: float, validation: float) -> None:
        """All is validated by `at`, a time of `perf_counter`; a validation takes `validation` s until one was timed."""
        self.at, self._validation = at, validation
        self._timed: list[float] = []
        self.stopped: int | None = None
        """The step after which the time was up."""

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> TrainerControl:
        """Asks the trainer to end once the time is up, but for the validations that follow."""
        validations = LAST_VALIDATIONS + control.should_evaluate
        following = validations * max(self._timed, default=self._validation)
        if perf_counter() + following > self.at and state.global_step < state.max_steps:
            control.should_evaluate = control.should_save = control.should_training_stop = True
            self.stopped = state.global_step
        return control

    def on_evaluate(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, metrics: Any = None, **_: Any
    ) -> None:
        """Learns how long it takes."""
        self._timed.append(metrics["eval_runtime"])
