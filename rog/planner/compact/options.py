"""Options in a spec of the compact planner, which switch parts of it off: `compact:FOLDER?constrained=no`.

This is how the suite measures what each part contributes (eval/suite.toml).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from rog.errors import InputError
from rog.planner.search.beams import BeamSettings
from rog.specs import check_options, split_spec

__all__ = ["CompactSpec", "read_compact_spec"]

YES_OR_NO = {"yes": True, "no": False}
OPTIONS = ("constrained", "kinds", "words", "absent", "forms")


class CompactSpec(NamedTuple):
    """A spec, read."""

    folder: Path | None
    """None: the shipped model."""
    settings: BeamSettings
    kinds: bool
    """Whether the planner reads what types of thing a relation connects, where the graph has them."""
    words: bool
    """Whether paths are rescored by the words of the question that they cover."""
    absent: bool
    """Whether common relations that the graph lacks are scored as well, and may raise doubt."""
    forms: bool
    """Whether plans are made that count and compare, where the question asks for it."""


def read_compact_spec(spec: str) -> CompactSpec:
    """`compact`, `compact:FOLDER`, and either with `?option=no`.

    Raises InputError for another option or another value.
    """
    name, values = split_spec(spec)
    check_options(spec, values, OPTIONS)
    for option, value in values.items():
        if value not in YES_OR_NO:
            raise InputError(f"{spec!r}: {option} is {value!r}; use yes or no")
    on = {option: YES_OR_NO[values.get(option, "yes")] for option in OPTIONS}
    folder = name.partition(":")[2]
    settings = BeamSettings(constrained=on["constrained"])
    return CompactSpec(Path(folder) if folder else None, settings, on["kinds"], on["words"], on["absent"], on["forms"])
