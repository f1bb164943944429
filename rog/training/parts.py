"""Recipes of several parts: each part trains a model from those of the parts before it.

What the parts have in common stands once at the top of the recipe. A `[[part]]` has a `name` and the settings
that differ; its `weights` say which sources it trains on and how much each counts. It starts from the part
before it, or from those that its `start` names. The last part's model is what the recipe is for.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from accelerate import PartialState

from rog.errors import InputError
from rog.training.checkpoints import RunSettings
from rog.training.commands import run_commands
from rog.training.recipe import build_recipe, read_commands, read_recipe, read_table, write_recipe

__all__ = ["Part", "read_parts", "train_recipe"]

Settings = TypeVar("Settings", bound=RunSettings)
Train = Callable[[Settings, Path], dict[str, object]]


@dataclass(frozen=True)
class Part(Generic[Settings]):
    """One part of a recipe, as a recipe of its own whose output is the part's folder."""

    name: str
    recipe: Settings
    starts_from: tuple[str, ...]
    """Names of the parts whose models it starts from."""

    @property
    def folder(self) -> Path:
        """Where its model is."""
        return Path(self.recipe.output)


def read_parts(path: Path, settings: type[Settings]) -> list[Part[Settings]]:
    """The parts of a recipe in their order; none where it is one run. Raises InputError."""
    shared = read_table(path)
    shared.pop("command", None)
    parts: list[Part[Settings]] = []
    for given in shared.pop("part", []):
        parts.append(_part(given, shared, parts, path, settings))
    return parts


def train_recipe(path: Path, settings: type[Settings], train: Train[Settings], name: str = "") -> dict[str, object]:
    """Run a recipe to its end, part by part, from where it was; gives the metrics of the last part.

    A part is trained where its own folder holds no finished model of the same settings. With `name` only that part
    is made, and those that it starts from. Raises InputError.
    """
    parts = read_parts(path, settings)
    wanted = _wanted(parts, name, path) if parts or name else []
    run_commands(read_commands(path))
    if not wanted:
        return train(read_recipe(path, settings), path)
    for number, part in enumerate(_unfinished(wanted), 1):
        print(f"part {part.name} ({number} of those left)", file=sys.stderr)
        train(part.recipe, _written(part))
        PartialState().wait_for_everyone()
    last = wanted[-1]
    if last is parts[-1] and PartialState().is_main_process:
        _publish(last.folder, path)
    metrics: dict[str, object] = json.loads((last.folder / "metrics.json").read_text("utf-8"))
    return metrics


def _part(
    given: Mapping[str, Any],
    shared: Mapping[str, Any],
    before: Sequence[Part[Settings]],
    path: Path,
    settings: type[Settings],
) -> Part[Settings]:
    name = str(given.get("name", ""))
    where = f"{path}, [[part]] {name!r}"
    folders = {part.name: str(part.folder) for part in before}
    if not name or name != Path(name).name or name in folders:
        raise InputError(f"{where}: each part needs a name of its own that a folder can have")
    table = {**shared, **given}
    del table["name"]
    weights = table.pop("weights", None)
    if weights is not None:
        table["data"] = _weighted(shared.get("data", []), weights, where)
    if before and "start" not in given:
        table["start"] = before[-1].name
    starts: str | list[str] = table.get("start", [])
    if isinstance(starts, str):
        table["start"], starts = folders.get(starts, starts), [starts]
    elif starts:
        table["start"] = [folders.get(start, start) for start in starts]
    if "output" in shared:
        table["output"] = f"{shared['output']}/parts/{name}"
    return Part(name, build_recipe(settings, table, where), tuple(start for start in starts if start in folders))


def _weighted(sources: Sequence[Mapping[str, Any]], weights: Mapping[str, float], where: str) -> list[dict[str, Any]]:
    """The sources that have a weight, in the recipe's order."""
    names = {source.get("name") for source in sources}
    if unknown := [name for name in weights if name not in names]:
        raise InputError(f"{where}: weights: no [[data]] has the name {unknown[0]!r}")
    return [{**source, "weight": weights[source["name"]]} for source in sources if source.get("name") in weights]


def _wanted(parts: Sequence[Part[Settings]], name: str, path: Path) -> list[Part[Settings]]:
    """The named part, or else the last, and all that it starts from, in the recipe's order."""
    known = [part.name for part in parts]
    if name and name not in known:
        raise InputError(f"{path}: no [[part]] {name!r}; there are {', '.join(known) or 'none'}")
    wanted = {name or known[-1]}
    for part in reversed(parts):
        if part.name in wanted:
            wanted.update(part.starts_from)
    return [part for part in parts if part.name in wanted]


def _unfinished(parts: Iterable[Part[Settings]]) -> list[Part[Settings]]:
    """The parts to train. Raises InputError where a finished one was made from another model than it would be now."""
    unfinished: dict[str, Part[Settings]] = {}
    for part in parts:
        if not _is_finished(part):
            unfinished[part.name] = part
        elif retrained := unfinished.keys() & set(part.starts_from):
            raise InputError(f"{part.folder} was made from an earlier {min(retrained)!r}: delete that folder")
    return list(unfinished.values())


def _is_finished(part: Part[Any]) -> bool:
    """Whether the card, which is written last, is there, and the recipe beside it is the part's."""
    kept = part.folder / "recipe.toml"
    if not (part.folder / "README.md").is_file() or not kept.is_file():
        return False
    return kept.read_bytes() == _written(part).read_bytes()


def _written(part: Part[Any]) -> Path:
    """The part's recipe as a file beside its folder, whole at any time for each of several processes."""
    part.folder.parent.mkdir(parents=True, exist_ok=True)
    path = part.folder.with_name(f"{part.folder.name}.toml")
    os.replace(write_recipe(part.recipe, path.with_name(f"{path.name}.{os.getpid()}")), path)
    return path


def _publish(folder: Path, path: Path) -> None:
    """Put the last part's model, its metrics and its card where the recipe says, with the whole recipe beside them."""
    output = folder.parents[1]
    for file in (file for file in folder.iterdir() if file.is_file()):
        shutil.copyfile(file, output / file.name)
    shutil.copyfile(path, output / "recipe.toml")
