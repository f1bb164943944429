"""Model weights on disk: one safetensors file, matrices as int8 with one scale a row.

The file feeds ONNX Runtime, whose own graph files hold no large weights. It feeds torch too, so that a shipped model
can be trained further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from rog.errors import ModelError

__all__ = [
    "CODES",
    "MIN_QUANTIZED_ELEMENTS",
    "CodeArray",
    "FloatArray",
    "dequantize",
    "quantize",
    "read_named_weights",
    "read_weights",
    "write_weights",
]

MIN_QUANTIZED_ELEMENTS = 4096
"""Matrices of fewer elements stay float32."""

SCALE, CODES = ":scale", ":codes"
"""Suffixes of names: of a matrix's scales in the file, and of a wish for its int8 codes."""

FloatArray = NDArray[np.float32]
CodeArray = NDArray[np.int8]


def quantize(matrix: FloatArray) -> tuple[CodeArray, FloatArray]:
    """Symmetric int8 by row: matrix (N, …) -> codes (N, …) and scales (N,)."""
    rows = matrix.reshape(len(matrix), -1)
    scales = np.maximum(np.abs(rows).max(1) / 127.0, 1e-12).astype(np.float32)
    codes = np.rint(rows / scales[:, None]).astype(np.int8)
    return codes.reshape(matrix.shape), scales


def dequantize(codes: CodeArray, scales: FloatArray) -> FloatArray:
    """The inverse of `quantize`, up to half a scale an element."""
    return codes.astype(np.float32) * scales.reshape(-1, *([1] * (codes.ndim - 1)))


def write_weights(weights: dict[str, FloatArray], path: Path) -> None:
    """Write named float32 arrays; matrices of MIN_QUANTIZED_ELEMENTS elements and more as int8."""
    stored: dict[str, CodeArray | FloatArray] = {}
    for name, array in weights.items():
        if array.ndim >= 2 and array.size >= MIN_QUANTIZED_ELEMENTS:
            stored[name], stored[name + SCALE] = quantize(array)
        else:
            stored[name] = np.asarray(array, np.float32, order="C")  # ascontiguousarray would give a scalar a dimension
    save_file(stored, path)


def read_weights(path: Path) -> dict[str, FloatArray]:
    """Named float32 arrays. Raises ModelError where the file is missing or damaged."""
    stored = _stored(path)
    return {name: _floats(stored, name) for name in stored if not name.endswith(SCALE)}


def read_named_weights(path: Path, names: Iterable[str]) -> dict[str, FloatArray | CodeArray]:
    """The arrays of those names that the file has: as float32, or as int8 codes where a name ends with `:codes`.

    Raises ModelError where the file is missing or damaged.
    """
    stored = _stored(path)
    matrices = {name: name.removesuffix(CODES) for name in names}
    return {
        name: stored[matrix] if name.endswith(CODES) else _floats(stored, matrix)
        for name, matrix in matrices.items()
        if matrix in stored
    }


def _stored(path: Path) -> dict[str, NDArray[Any]]:
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path}: cannot read the model's weights: {error}") from error


def _floats(stored: Mapping[str, NDArray[Any]], name: str) -> FloatArray:
    scales = stored.get(name + SCALE)
    return np.asarray(stored[name]) if scales is None else dequantize(stored[name], scales)
