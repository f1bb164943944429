"""Train a compact planner, or a causal language model to plan and to reason:

python -m training.train training/metaqa.toml
python -m training.train training/shipped.toml [--part 2]

Everything a run does is in its recipe (rog/training/recipe.py explains each setting, rog/training/parts.py recipes of
several parts). It makes the questions that are missing, shows progress, validates and stops early. After being killed
it goes on where its last checkpoint was. At the end the model is exported to the recipe's `output`, with its
metrics, its card and the recipe beside it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rog.training.compact.train import train
from rog.training.parts import train_recipe
from rog.training.recipe import Recipe, recipe_kind

__all__ = ["main"]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("recipe", type=Path, help="a TOML file; see rog/training/recipe.py for its settings")
    parser.add_argument("--part", default="", help="only this part and those it starts from, in OUTPUT/parts")
    args = parser.parse_args()
    print(json.dumps(_train(args.recipe, args.part), indent=1))


def _train(path: Path, part: str) -> dict[str, object]:
    if recipe_kind(path) == "compact":
        return train_recipe(path, Recipe, train, part)
    from rog.training.causal.recipe import CausalRecipe
    from rog.training.causal.train import train_causal

    return train_recipe(path, CausalRecipe, train_causal, part)


if __name__ == "__main__":
    main()
