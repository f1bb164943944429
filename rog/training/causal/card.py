"""The model card that is written beside a tuned model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rog.training.card import sources_list
from rog.training.causal.recipe import CausalRecipe
from rog.training.examples import SourceData

__all__ = ["write_card"]

TASKS = {"planning": "plans relation paths (`planner=`)", "reasoning": "answers from reasoning paths (`reasoner=`)"}


def write_card(recipe: CausalRecipe, sources: Sequence[SourceData], metrics: Mapping[str, object], path: Path) -> None:
    """Write what the model is, what it was tuned on, how it did, and its licence."""
    base = recipe.base_name or recipe.base
    what = f"a LoRA adapter of rank {recipe.lora_rank} for {base}" if recipe.lora_rank else f"{base}, tuned whole"
    path.write_text(
        f"""# Causal language model for rog

This is {what}. It {" and ".join(TASKS[one] for one in recipe.objectives)}: `causal:FOLDER`.

- Licence: {recipe.licence}
- Recipe: `recipe.toml` in this folder; {metrics["steps"]} steps of {recipe.batch} examples

{recipe.notes.strip()}

## Tuned on

{sources_list(sources)}

## Validation

Question templates held out of tuning. `general_loss` is the loss on a fixed text of everyday prose, before and after:
how much of its language the model kept. Scores are those of the whole pipeline.

```json
{json.dumps({key: value for key, value in metrics.items() if key != "train_loss"}, indent=1)}
```
""",
        "utf-8",
    )
