"""The recipe of an adaptation: which questions weigh how much, and how long is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rog.training.adaptation.settings import AdaptSettings
from rog.training.recipe import DataSource, Recipe

__all__ = ["adaptation_recipe", "own_weight", "with_steps"]

ONE_STEP_SHARE = 0.25
"""Of the examples about the graph, the share of one-step questions that are never held out."""


def own_weight(count: int, examples: int, settings: AdaptSettings) -> float:
    """The share of examples that `count` questions of the user's make up.

    Each is seen the same few times however many there are, so that five are neither drowned nor learnt by heart.
    """
    return min(settings.own_share, settings.own_passes * count / examples)


def adaptation_recipe(
    sources: Sequence[DataSource], own: int, start: Path, output: Path, about: str, settings: AdaptSettings
) -> Recipe:
    """The recipe with as many steps as the settings allow; weights of the sources are set by `with_steps`."""
    recipe = Recipe(
        output=str(output),
        data=tuple(sources),
        start=str(start),
        batch=settings.batch,
        learning_rate=settings.learning_rate,
        encoder_learning_rate=settings.encoder_learning_rate,
        words=settings.words,
        words_validation=0,
        evaluated=settings.evaluated,
        seed=settings.seed,
        split_seed=settings.seed,
        notes=f"Adapted to {about} by `rog adapt`, with questions made from that graph.",
    )
    return with_steps(recipe, settings.steps, settings.steps, own, settings)


def with_steps(
    recipe: Recipe, steps: int, every: int, own: int, settings: AdaptSettings, *, bfloat16: bool = False
) -> Recipe:
    """The recipe with so many steps, and a validation after every `every`; `own` is the number of own questions.

    The names of the sources say what they are: see `rog.training.adaptation.run`.
    """
    mine = own_weight(own, steps * settings.batch, settings)
    shares = {"world": settings.world, "own": mine}
    present = {source.name for source in recipe.data}
    rest = 1.0 - settings.words - sum(share for name, share in shares.items() if name in present)
    shares |= {"steps": rest * ONE_STEP_SHARE, "graph": rest * (1 - ONE_STEP_SHARE)}
    data = tuple(replace(source, weight=shares[source.name]) for source in recipe.data)
    # No stopping early: the learning rate is to come to its end, and the best model is kept all the same.
    patience = steps // every + 1
    return replace(
        recipe, data=data, steps=steps, evaluate_every=every, warmup=max(1, steps // 10), patience=patience,
        bfloat16=bfloat16,
    )  # fmt: skip
