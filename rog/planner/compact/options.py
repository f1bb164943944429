"""What a spec may say of the compact planner: `compact:FOLDER?constrained=no` is one without a part.

Each part is there to be left out when its worth is measured (eval/suite.toml).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from rog.errors import InputError
from rog.planner.search.beams import BeamSettings
from rog.specs import check_options, split_spec

__all__ = ["CompactSpec", "read_compact_spec"]

SAID = {"yes": True, "no": False}
OPTIONS = ("constrained", "kinds", "words", "absent")


class CompactSpec(NamedTuple):
    """What a spec names."""

    folder: Path | None
    """None: the shipped model."""
    settings: BeamSettings
    kinds: bool
    """Whether what a relation connects is read with its names, where graph and model have it."""
    words: bool
    """Whether plans are weighed by what they leave unsaid."""
    absent: bool
    """Whether common relations that the graph lacks raise doubt."""


def read_compact_spec(spec: str) -> CompactSpec:
    """`compact`, `compact:FOLDER`, and either with `?option=no`.

    Raises InputError for another option or another value.
    """
    name, written = split_spec(spec)
    check_options(spec, written, OPTIONS)
    for option, value in written.items():
        if value not in SAID:
            raise InputError(f"{spec!r}: {option} is {value!r}; use yes or no")
    said = {option: SAID[written.get(option, "yes")] for option in OPTIONS}
    folder = name.partition(":")[2]
    settings = BeamSettings(constrained=said["constrained"])
    return CompactSpec(Path(folder) if folder else None, settings, said["kinds"], said["words"], said["absent"])
