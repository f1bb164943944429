"""Fit the model of what form of answer a question asks for, and say how often it is right:

python -m training.fit.forms [training/forms.toml] [--write rog/forms/weights.json.gz]

The table has a row for each form: how many questions there are, how many are taken for it, and what the others are
taken for; and one for each operation that is asked for besides. Of sets that are fitted on it counts the part that is
held out.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random

from rog.forms import FORMS, FormModel
from rog.forms.model import write_forms
from rog.training.forms.fit import confusion, fit_forms, operation_counts
from rog.training.forms.questions import FormExample, lower_case, made_examples, read_examples, word_examples
from rog.training.forms.recipe import FormRecipe, FormSource
from rog.training.recipe import read_recipe

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.fit.forms", description=__doc__)
    parser.add_argument("recipe", type=Path, nargs="?", default=Path("training/forms.toml"))
    parser.add_argument("--write", type=Path, metavar="FILE", help="where the new weights are written")
    args = parser.parse_args(arguments)
    recipe = read_recipe(args.recipe, FormRecipe, FormSource)
    random = Random(recipe.seed)
    fitted, measured = [], {}
    for source in recipe.data:
        examples = read_examples(Path(source.questions), source.name, source.most, random)
        split = 0 if source.measured else round((1 - recipe.held_out) * len(examples))
        fitted += examples[:split]
        measured[source.name] = examples[split:]
    fitted += word_examples(recipe.words, random)
    fitted += made_examples(fitted, recipe.made, random)
    fitted += lower_case(fitted, recipe.lower_case, random)
    model = fit_forms(
        fitted,
        min_word=recipe.min_word,
        min_feature=recipe.min_feature,
        strength=recipe.strength,
        weights={source.name: source.weight for source in recipe.data},
    )
    print(f"{len(fitted):,} questions, {len(model.words):,} words, {len(model.weights):,} features")
    for name, examples in measured.items():
        _print_table(name, model, examples)
    if args.write:
        args.write.write_bytes(write_forms(model))


def _print_table(name: str, model: FormModel, examples: list[FormExample]) -> None:
    table = confusion(model, examples)
    right = sum(table[form][form] for form in FORMS)
    print(f"\n{name}: {100 * right / max(1, len(examples)):.1f} % of {len(examples):,} right")
    for form in FORMS:
        count = sum(table[form].values())
        if count:
            wrong = ", ".join(f"{other} {number}" for other, number in table[form].most_common() if other != form)
            print(f"  {form:7} {count:6,} right {table[form][form]:6,}   {wrong}")
    for operation, (asked, found, others) in operation_counts(model, examples).items():
        if asked or others:
            print(f"  {operation:7} {asked:6,} found {found:6,}   {others:,} of the others taken for it")


if __name__ == "__main__":
    main()
