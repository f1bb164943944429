"""Values of any kind as JSON has them."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from pydantic import JsonValue

__all__ = ["to_json"]


def to_json(value: Any) -> JsonValue:
    """`value` as JSON has it; what JSON does not have becomes text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(name): to_json(inner) for name, inner in value.items()}
    if isinstance(value, set | frozenset):
        return [to_json(inner) for inner in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [to_json(inner) for inner in value]
    plain = getattr(value, "tolist", None)  # numpy's scalars and arrays
    return to_json(plain()) if callable(plain) else str(value)
