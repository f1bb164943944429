"""Fit the linker's weights, and compare them with those that come with rog:

python -m training.fit.linker [training/linker.toml] [--write rog/linker/weights.json]

The recipe names the questions, all with known topics: about the world graph, Open English WordNet, Debian's package
index and MetaQA. Each is seen as asked, in lower case, misspelt, with a part of the topic's name only, and with its
topic taken out of the graph. The table is of wordings held out of the fit: how often what is right comes first, and
the mean logarithm of its probability.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rog.linker.scoring import read_weights, write_weights
from rog.training.commands import run_commands
from rog.training.linking.fit import Comparison, compare, fit_weights
from rog.training.linking.observations import read_observations
from rog.training.linking.recipe import LinkerRecipe
from rog.training.recipe import read_commands, read_recipe

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.fit.linker", description=__doc__)
    parser.add_argument("recipe", type=Path, nargs="?", default=Path("training/linker.toml"))
    parser.add_argument("--write", type=Path, metavar="FILE", help="where the new weights are written")
    args = parser.parse_args(arguments)
    recipe = read_recipe(args.recipe, LinkerRecipe)
    run_commands(read_commands(args.recipe))
    observations, old = read_observations(recipe), read_weights()
    new = fit_weights(observations.train, old, by_hand=recipe.by_hand, penalty=recipe.penalty, decimals=recipe.decimals)
    for name, weight in new.evidence._asdict().items():
        print(f"{name:20} {getattr(old.evidence, name):6.1f} {weight:6.1f}")
    print(f"{'nothing':20} {old.nothing:6.1f} {new.nothing:6.1f}\n")
    print(f"{'':45}   count  right first, old  new   log-likelihood, old     new")
    for row in compare(observations.held_out, old, new):
        print(_line(row))
    if args.write:
        write_weights(new, args.write)


def _line(row: Comparison) -> str:
    shares = f"{100 * row.old.right_first:16.1f} {100 * row.new.right_first:5.1f}"
    likelihoods = f"{row.old.log_likelihood:20.3f} {row.new.log_likelihood:7.3f}"
    return f"{f'{row.source}, {row.variant}':45} {row.count:7,} {shares} {likelihoods}"


if __name__ == "__main__":
    main()
