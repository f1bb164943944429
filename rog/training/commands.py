"""The commands of a recipe: they make its question files where these are not there yet."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from accelerate import PartialState

from rog.errors import InputError
from rog.training.recipe import Command

__all__ = ["run_commands"]


def run_commands(commands: Sequence[Command]) -> None:
    """Make the files that are not there yet; of several processes the first does. Raises InputError."""
    if commands:
        with PartialState().main_process_first():  # all processes wait here, whatever each finds made already
            for command in commands:
                _run(command)


def _run(command: Command) -> None:
    made = Path(command.makes)
    if made.is_file():
        return
    made.parent.mkdir(parents=True, exist_ok=True)
    partial = made.with_name(f"partial-{made.name}")
    arguments = [argument.replace("{makes}", str(partial)) for argument in command.arguments]
    print(f"makes {made}", file=sys.stderr)
    if subprocess.run([sys.executable, "-m", command.module, *arguments], stdout=sys.stderr).returncode:
        raise InputError(f"{made}: python -m {command.module} could not make it")
    os.replace(partial, made)
