"""The files of a compact model's folder: configuration, tokenizer, weights, and the graphs that ONNX Runtime runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

import onnxruntime
from tokenizers import Tokenizer

from rog.calibration import Calibration, read_calibration
from rog.errors import ModelError
from rog.planner.compact.weights import CodeArray, FloatArray, read_named_weights

__all__ = ["MODEL_FORMAT", "ONNX_FILES", "LoadedModel", "load_folder", "load_shipped", "read_config", "read_tokenizer"]

MODEL_FORMAT = 2
ONNX_FILES = ("encoder.onnx", "decoder.onnx")
"""Computation graphs that ONNX Runtime runs."""


@dataclass(frozen=True)
class LoadedModel:
    """A model folder in memory. It never changes, so any number of planners may share it."""

    folder: Path
    config: dict[str, Any]
    calibration: Calibration
    tokenizer: Tokenizer
    encoder: onnxruntime.InferenceSession
    decoder: onnxruntime.InferenceSession
    checksum: str
    """SHA-256 of the weights, and of what the encoder makes of them."""


def load_folder(folder: Path) -> LoadedModel:
    """Load a model folder. Raises ModelError."""
    config = read_config(folder)
    try:
        calibration = read_calibration(config.get("calibration"))
    except ValueError as error:
        raise ModelError(f"{folder / 'config.json'}: calibration: {error}") from error
    tokenizer = read_tokenizer(folder / "tokenizer.json")
    weights = read_named_weights(folder / "weights.safetensors", chain.from_iterable(config["weights"].values()))
    encoder, decoder = (_open_session(folder / name, weights, config["weights"][name]) for name in ONNX_FILES)
    checksum = hashlib.sha256((folder / "weights.safetensors").read_bytes())
    checksum.update((folder / "encoder.onnx").read_bytes())
    return LoadedModel(folder, config, calibration, tokenizer, encoder, decoder, checksum.hexdigest())


@cache
def load_shipped() -> LoadedModel:
    """The model that comes with rog, loaded once for all graphs of a process."""
    return load_folder(Path(str(files("rog"))) / "models" / "compact")


def read_config(folder: Path) -> dict[str, Any]:
    """The configuration of a model folder. Without `named` in it the model reads no names of mentions.

    Raises ModelError where there is no such file, or it is of another format.
    """
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: not a compact model folder: {error}") from error
    stored = config.get("format") if isinstance(config, dict) else None
    if stored != MODEL_FORMAT:
        raise ModelError(f"{path}: model format {stored!r}; this rog reads {MODEL_FORMAT}")
    if missing := {"max_tokens", "weights", "width"} - config.keys():
        raise ModelError(f"{path}: {', '.join(sorted(missing))} missing; export the model again")
    if not isinstance(config["weights"], dict) or set(config["weights"]) != set(ONNX_FILES):
        raise ModelError(f"{path}: weights: not the names of those of {' and '.join(ONNX_FILES)}")
    return {"named": False, **config}


def read_tokenizer(path: Path) -> Tokenizer:
    """A model's tokenizer, set up as the planner uses it. Raises ModelError."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises Exception itself
        raise ModelError(f"{path}: cannot read the model's tokenizer: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True  # "[SEP]" in a question is text, and ends nothing
    return tokenizer


def _open_session(
    path: Path, weights: Mapping[str, FloatArray | CodeArray], names: Sequence[str]
) -> onnxruntime.InferenceSession:
    """A session over a graph whose large weights, `names`, come from the weights file."""
    if missing := sorted(set(names) - weights.keys()):
        raise ModelError(f"{path}: the weights file lacks {missing[0]!r} and {len(missing) - 1} more that it needs")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a question is too short to share
    options.log_severity_level = 3
    try:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(weights[name]) for name in names]
        options.add_external_initializers(list(names), values)
        return onnxruntime.InferenceSession(
            path.read_bytes(),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # sum and norm in one is slower than one after the other
        )
    except Exception as error:  # ONNX Runtime raises classes of its own for each failure
        raise ModelError(f"{path}: cannot load the model: {error}") from error
