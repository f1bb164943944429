"""Model weights on disk: one safetensors file, matrices as int8 with one scale a row.

The same file feeds ONNX Runtime, which reads its graphs without weights beside it, and torch, so
that a shipped model can be trained further.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from rog.errors import ModelError

__all__ = ["QUANTIZED_SIZE", "dequantize", "quantize", "read_weights", "write_weights"]

QUANTIZED_SIZE = 4096
"""Matrices of fewer elements stay float32."""

SCALE = ":scale"

FloatArray = NDArray[np.float32]


def quantize(matrix: FloatArray) -> tuple[NDArray[np.int8], FloatArray]:
    """Symmetric int8 by row: matrix (N, …) -> codes (N, …) and scales (N,)."""
    rows = matrix.reshape(len(matrix), -1)
    scales = np.maximum(np.abs(rows).max(1) / 127.0, 1e-12).astype(np.float32)
    codes = np.rint(rows / scales[:, None]).astype(np.int8)
    return codes.reshape(matrix.shape), scales


def dequantize(codes: NDArray[np.int8], scales: FloatArray) -> FloatArray:
    """The inverse of `quantize`, up to half a scale an element."""
    return codes.astype(np.float32) * scales.reshape(-1, *([1] * (codes.ndim - 1)))


def write_weights(weights: dict[str, FloatArray], path: Path) -> None:
    """Write named float32 arrays; matrices of QUANTIZED_SIZE elements and more as int8."""
    stored: dict[str, NDArray[np.int8] | FloatArray] = {}
    for name, array in weights.items():
        if array.ndim >= 2 and array.size >= QUANTIZED_SIZE:
            stored[name], stored[name + SCALE] = quantize(array)
        else:
            stored[name] = np.asarray(array, np.float32, order="C")  # ascontiguousarray would give a scalar a dimension
    save_file(stored, path)


def read_weights(path: Path) -> dict[str, FloatArray]:
    """Named float32 arrays. Raises ModelError where the file is missing or damaged."""
    try:
        stored = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path}: cannot read the model's weights: {error}") from error
    return {
        name: dequantize(array, stored[name + SCALE]) if name + SCALE in stored else array
        for name, array in stored.items()
        if not name.endswith(SCALE)
    }
