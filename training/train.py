"""Train a compact planner, or a causal language model to plan and to reason:

python -m training.train training/metaqa.toml
python -m training.train training/smollm2_joint.toml

Everything a run does is in its recipe (rog/training/recipe.py explains each setting). It shows progress,
validates, stops early, and goes on after being killed where its last checkpoint was; at the end the
model is exported to the recipe's `output`, with its metrics, its card and the recipe beside it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rog.training.compact.train import train
from rog.training.recipe import Recipe, read_recipe, recipe_kind

__all__ = ["main"]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("recipe", type=Path, help="a TOML file; see rog/training/recipe.py for its settings")
    path = parser.parse_args().recipe
    print(json.dumps(_train(path), indent=1))


def _train(path: Path) -> dict[str, object]:
    if recipe_kind(path) == "compact":
        return train(read_recipe(path, Recipe), path)
    from rog.training.causal.recipe import CausalRecipe
    from rog.training.causal.train import train_causal

    return train_causal(read_recipe(path, CausalRecipe), path)


if __name__ == "__main__":
    main()
