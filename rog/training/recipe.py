"""What a training run does, read from a TOML file; every field's comment is its help."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from rog.errors import InputError

__all__ = [
    "Command", "DataSource", "Recipe", "build_recipe", "read_commands", "read_recipe", "read_table", "recipe_kind",
    "write_recipe",
]  # fmt: skip

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class DataSource:
    """One graph and questions about it."""

    graph: str  # what rog.open takes: a bundled graph's name or a file
    questions: tuple[str, ...]  # question files, JSON lines, perhaps gzipped
    weight: float = 1.0  # share of training examples from here, relative to the other sources'
    validation: float = 0.2  # share of question templates held out
    per_template: int = 60  # most training questions of one template
    vote: bool = True  # choose each template's paths by vote over its questions, where no gold paths are given
    max_hops: int = 3  # longest relation path to look for, where no gold paths are given
    gold: bool = True  # take the gold paths that questions have; or find paths from the answers all the same
    walked: bool = True  # only gold paths and steps that the graph holds; or the paths as written, among all relations
    even: bool = True  # draw seldom paths more often than they come; or every question equally often
    name: str = ""  # what the metrics call it; the first question file's name by default


@dataclass(frozen=True)
class Command:
    """A Python module that makes a file of questions."""

    makes: str  # the file; where it is there already, nothing is run
    module: str  # what `python -m` runs
    arguments: tuple[str, ...] = ()  # of the module; {makes} stands for the file


@dataclass(frozen=True)
class Recipe:
    """All settings of one run that trains a compact planner."""

    output: str  # folder that the model, its metrics and checkpoints are written to
    data: tuple[DataSource, ...]  # where the questions come from
    start: str | tuple[str, ...] = "sentence-transformers/all-MiniLM-L6-v2"
    # text encoder (hub id or folder), or a compact model; of several compact models the mean of their weights
    steps: int = 1000  # optimiser steps at most; 0 writes what it starts from, as the mean of several models
    batch: int = 48  # questions in a step
    learning_rate: float = 5e-4  # of everything but the encoder
    encoder_learning_rate: float = 1e-4  # of the text encoder
    warmup: int = 50  # steps of rising learning rate; then it falls in a line to nothing
    weight_decay: float = 0.01  # AdamW's
    dropout: float = 0.1  # in the decoder
    label_smoothing: float = 0.02  # share of probability spread over all steps
    negatives: float = 0.25  # share of examples whose marked mention is no topic
    withheld: float = 0.05  # share of examples that are shown without a relation they need, and must not be planned
    words: float = 0.0  # weight of questions made from the lexicon alone, beside those of the sources
    wordnet: str = ""  # WordNet as triples, for more words than the lexicon has
    words_validation: int = 300  # questions made from words that are validated on, of relations held out of training
    named: bool = False  # read the name of the marked mention too: where names tell what is asked for
    unmarked: float = 0.05  # share of examples without a marked mention
    misspelt: float = 0.1  # share of examples with one letter of the wording changed
    evaluate_every: int = 100  # steps between validations, each followed by a checkpoint
    patience: int = 5  # validations without a better loss before training stops
    evaluated: int = 500  # validation questions of a source that are asked at the end, at most
    bfloat16: bool = False  # compute in bfloat16 where it pays: twice as fast on processors that have it
    seed: int = 0  # of what is drawn, and of dropout
    split_seed: int = 0  # of what is held out: the same in all parts of one model's training
    licence: str = "Apache-2.0"  # said in the model card
    notes: str = ""  # said in the model card: what it is for, whose data it was trained on
    decoder_layers: int = 2  # decoder layers of a new model
    kind: str = "compact"  # what is trained; "causal" has settings of its own, see rog/training/causal/recipe.py


def recipe_kind(path: Path) -> str:
    """What a recipe trains: "compact" where it does not say. Raises InputError where it cannot be read."""
    return str(read_table(path).get("kind", "compact"))


def read_recipe(path: Path, settings: type[Settings], source_settings: type[Any] = DataSource) -> Settings:
    """Read a recipe with the settings of its kind; one of several parts is read by `rog.training.parts`.

    `${NAME}` and `${NAME:-default}` stand for environment variables; file names are relative to the working directory.
    Raises InputError that names the file and the field.
    """
    table = read_table(path)
    table.pop("command", None)
    return build_recipe(settings, table, str(path), source_settings)


def read_commands(path: Path) -> list[Command]:
    """The `[[command]]` tables of a recipe: what makes its question files, in order. Raises InputError."""
    return [_build(Command, table, f"{path}, [[command]]") for table in read_table(path).get("command", [])]


def read_table(path: Path) -> dict[str, Any]:
    """The recipe as it is written. Raises InputError."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot read the recipe: {error}") from error


def build_recipe(
    settings: type[Settings], table: Mapping[str, Any], where: str, source_settings: type[Any] = DataSource
) -> Settings:
    """The settings of a table; `where` begins the message of the InputError."""
    sources = tuple(_build(source_settings, source, f"{where}, [[data]]") for source in table.get("data", []))
    if not sources:
        raise InputError(f"{where}: no [[data]] section: say which graph and questions to train on")
    recipe: Settings = _build(settings, {**table, "data": sources}, where)
    return recipe


def write_recipe(recipe: Any, path: Path) -> Path:
    """Write a recipe of any kind as TOML, with every setting."""
    lines = [f"{name} = {_toml(value)}" for name, value in _values(recipe) if name != "data"]
    for source in recipe.data:
        lines += ["", "[[data]]", *(f"{name} = {_toml(value)}" for name, value in _values(source))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _values(settings: Any) -> list[tuple[str, Any]]:
    values = ((field.name, getattr(settings, field.name)) for field in fields(settings))
    return [(name, value) for name, value in values if value is not None]


def _toml(value: Any) -> str:
    """JSON is TOML here, but for a character that only TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _build(kind: type[Any], table: dict[str, Any], where: str) -> Any:
    known = {item.name for item in fields(kind)}
    if wrong := sorted(set(table) - known):
        raise InputError(f"{where}: unknown setting {wrong[0]!r}; known are {', '.join(sorted(known))}")
    values = {key: _expand(value, where) for key, value in table.items()}
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: {error}") from error


def _expand(value: Any, where: str) -> Any:
    if isinstance(value, list):
        return tuple(_expand(item, where) for item in value)
    if not isinstance(value, str):
        return value
    while "${" in value:
        before, _, rest = value.partition("${")
        name, _, after = rest.partition("}")
        name, _, default = name.partition(":-")
        text = os.environ.get(name) or default
        if not text:
            raise InputError(f"{where}: the environment variable {name} is not set")
        value = before + text + after
    return value
