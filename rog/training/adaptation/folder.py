"""The folder that an adaptation writes: who may write there, and what is kept until it is done.

While it runs everything is in `work/`; the model appears beside that at the end, and `work/` goes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rog.errors import InputError, ModelError
from rog.planner.compact.files import ONNX_FILES

__all__ = ["AdaptFolder", "check_model"]

MODEL_FILES = ("config.json", *ONNX_FILES, "weights.safetensors", "tokenizer.json")
REPORT = "adaptation.json"
"""Says that a folder holds an adapted model, and how it came to be."""


class AdaptFolder:
    """One such folder. Raises InputError for one that holds something else, or has no parent."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.work = self.path / "work"
        if self.path.is_dir():
            entries = list(self.path.iterdir())
            ours = (self.path / REPORT).is_file() or (self.work / "run.json").is_file()
            if entries and not ours and entries != [self.work]:
                raise InputError(f"{path}: this folder holds something that is no adapted model; name another one")
        elif self.path.exists():
            raise InputError(f"{path}: this is a file; name a folder for the model")
        elif not self.path.parent.is_dir():
            raise InputError(f"{path}: there is no folder {path.parent}; make it first")

    def begin(self, run: Mapping[str, Any]) -> None:
        """Begin a run, or go on with the one that was killed; `run` is all that it depends on.

        Raises InputError where another run was killed here.
        """
        try:
            self.work.mkdir(parents=True, exist_ok=True)
            self._begin(json.dumps(run, indent=1, sort_keys=True))
        except OSError as error:
            raise InputError(f"{self.path}: cannot be written to: {error.strerror}") from error

    def _begin(self, text: str) -> None:
        kept = self.work / "run.json"
        if kept.is_file() and kept.read_text("utf-8") != text:
            raise InputError(
                f"{self.path}: here an adaptation of another graph, or with other settings, was interrupted; "
                f"repeat that one, or delete {self.work}"
            )
        _write(kept, text)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, as JSON, made once in a run however often that is killed."""
        path = self.work / name
        if not path.is_file():
            _write(path, json.dumps(make(), ensure_ascii=False))
        return json.loads(path.read_text("utf-8"))

    def finish(self, model: Path, extra: Sequence[Path], report: Mapping[str, Any], card: str) -> None:
        """Put the model of the folder `model` here, with further files and the report, and let go of the rest."""
        for source in (*(model / name for name in MODEL_FILES), *extra):
            beside = self.path / f"{source.name}.new"
            shutil.copyfile(source, beside)
            os.replace(beside, self.path / source.name)
        _write(self.path / "README.md", card)
        _write(self.path / REPORT, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
        shutil.rmtree(self.work)


def _write(path: Path, text: str) -> None:
    """Write a file that appears whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, "utf-8")
    os.replace(beside, path)


def check_model(folder: Path) -> Path:
    """The folder of a compact model. Raises ModelError for another one."""
    if missing := [name for name in MODEL_FILES if not (folder / name).is_file()]:
        raise ModelError(f"{folder}: not a compact model folder: it has no {missing[0]}")
    return folder
