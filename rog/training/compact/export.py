"""From a trained torch model to the folder that `rog.planner.compact.planner` runs, and back.

The graphs `encoder.onnx` and `decoder.onnx` hold no large weights. Those are in `weights.safetensors` as int8, under
the torch model's own names, and are handed to ONNX Runtime when it loads. The encoder, which computes in whole
numbers (rog/training/compact/integers.py), takes them as they are, the decoder as float32. What is small, and the
scales of the encoder's codes, is in the graphs: a folder's files belong together. `load_model` reads the weights into
torch, so that a shipped model can be trained further.
"""

from __future__ import annotations

import io
import json
import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.export import Dim
from transformers import BertConfig

from rog.planner.compact.files import MODEL_FORMAT, read_config
from rog.planner.compact.weights import CODES, read_weights, write_weights
from rog.training.compact.integers import in_integers
from rog.training.compact.model import CompactModel, Shape

__all__ = ["export_model", "load_model"]

MIN_EXTERNAL_ELEMENTS = 1024
"""Initialisers of fewer elements stay in the ONNX graph."""


class _Encoder(nn.Module):
    """What encoder.onnx computes: texts as questions and as relations."""

    def __init__(self, model: CompactModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        states = self.model.states(tokens, mask)
        return self.model.question_memory(states), self.model.relation_steps(states, mask)


class _Decoder(nn.Module):
    """What decoder.onnx computes: scores of stopping, of no step fitting and of each step after the prefix."""

    def __init__(self, model: CompactModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, memory: Tensor, memory_mask: Tensor, prefix: Tensor, steps: Tensor) -> Tensor:
        hidden = self.model.decode(memory, memory_mask, prefix)[:, -1]
        return self.model.logits(hidden, steps)


def export_model(
    model: CompactModel, tokenizer: Path, folder: Path, max_tokens: int = 128, *, named: bool = False
) -> None:
    """Write a model folder: two graphs, the weights, the tokenizer and the configuration.

    `named` says that the model was trained to read the names of mentions.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = model.eval()
    width = model.start.shape[0]
    weights = {name: tensor.detach().float().numpy() for name, tensor in model.state_dict().items()}
    write_weights(weights, folder / "weights.safetensors")
    texts, tokens, rows, steps = (Dim(name, min=1, max=1 << 20) for name in ("texts", "tokens", "rows", "steps"))
    ids, mask = torch.randint(0, 99, (3, 7)), torch.ones(3, 7, dtype=torch.long)
    memory = torch.randn(3, model.shape.decoder_layers, 2, 7, width)
    encoder = _write_graph(
        _Encoder(in_integers(model)), (ids, mask), folder / "encoder.onnx", ["tokens", "mask"], ["memory", "steps"],
        [{0: texts, 1: tokens}, {0: texts, 1: tokens}], set(weights),
    )  # fmt: skip
    length = Dim("length", min=0, max=model.shape.max_steps)
    decoder = _write_graph(
        _Decoder(model), (memory, mask, torch.randn(3, 2, width), torch.randn(5, width)), folder / "decoder.onnx",
        ["memory", "memory_mask", "prefix", "steps"], ["scores"],
        [{0: rows, 3: tokens}, {0: rows, 1: tokens}, {0: rows, 1: length}, {0: steps}], set(weights),
    )  # fmt: skip
    (folder / "weights.safetensors").chmod(0o644)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    config = {
        "format": MODEL_FORMAT, "width": width, "max_tokens": max_tokens, "named": named, "shape": vars(model.shape),
        "encoder": model.encoder.config.to_diff_dict(), "weights": {"encoder.onnx": encoder, "decoder.onnx": decoder},
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n", "utf-8")


def load_model(folder: Path, dropout: float = 0.1) -> CompactModel:
    """The torch model of a model folder. Raises ModelError where it is of another format or cannot be read."""
    config = read_config(folder)
    model = CompactModel(BertConfig(**config["encoder"]), Shape(**config["shape"]), dropout)
    weights = read_weights(folder / "weights.safetensors")
    model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return model


def _write_graph(
    module: nn.Module, example: tuple[Tensor, ...], path: Path, inputs: list[str], outputs: list[str],
    dynamic: list[dict[int, Any]], weight_names: set[str],
) -> list[str]:  # fmt: skip
    """Export one graph without its large weights; gives the names of the weights it wants."""
    with _quiet():
        program = torch.onnx.export(
            module.eval(), example, dynamo=True, input_names=inputs, output_names=outputs,
            dynamic_shapes=tuple(dynamic), optimize=False,  # optimising would fold weights into new, nameless ones
        )  # fmt: skip
    assert program is not None
    graph = program.model_proto.graph
    renamed, wanted = {}, []
    for tensor in graph.initializer:
        name = tensor.name.removeprefix("model.")
        if name in weight_names and int(numpy_helper.to_array(tensor).size) >= MIN_EXTERNAL_ELEMENTS:
            outside = name + CODES if tensor.data_type == onnx.TensorProto.INT8 else name
            wanted.append(outside)
            renamed[tensor.name] = outside
            tensor.CopyFrom(_outside(tensor, outside))
        else:
            renamed[tensor.name] = name
            tensor.name = name
    for node in graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
    proto = program.model_proto
    proto.graph.CopyFrom(graph)
    for node in proto.graph.node:
        node.ClearField("metadata_props")  # source locations of the exporting machine
        node.doc_string = ""
    path.write_bytes(proto.SerializeToString())
    return sorted(wanted)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what the exporter prints, and without its warnings of torchvision and of its own deprecations."""
    log = logging.getLogger("torch.onnx")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def _outside(tensor: onnx.TensorProto, name: str) -> onnx.TensorProto:
    """A tensor without its data, which a session is given by name."""
    reference = onnx.TensorProto(
        name=name, data_type=tensor.data_type, dims=tensor.dims, data_location=onnx.TensorProto.EXTERNAL
    )
    location = reference.external_data.add()
    location.key, location.value = "location", "weights.safetensors"
    return reference
