"""Linear layers in whole numbers: in torch, as exported, and what they change of the shipped model."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

pytest.importorskip("torch", reason="training takes the extra rog[train]")

import torch
from torch import Tensor, nn

from rog.planner.compact.planner import CompactPlanner
from rog.planner.compact.weights import MIN_QUANTIZED_ELEMENTS
from rog.training.compact.export import load_model
from rog.training.compact.integers import MAX_LEVEL, IntegerLinear, in_integers

SHIPPED = Path(str(files("rog").joinpath("models", "compact")))
WIDTH = 96


@pytest.fixture(scope="module")
def linear() -> nn.Linear:
    torch.manual_seed(3)
    return nn.Linear(WIDTH, 160).eval()


def rows() -> Tensor:
    """Rows of very different sizes, one of them zero."""
    sizes = torch.tensor([0.0, 1e-6, 0.3, 1.0, 50.0, 1e4])
    return torch.randn(3, 6, WIDTH, generator=torch.Generator().manual_seed(4)) * sizes[:, None]


def test_each_row_is_as_near_as_its_largest_element_allows(linear: nn.Linear) -> None:
    x = rows()
    with torch.no_grad():
        found, exact = IntegerLinear(linear)(x), linear(x)
    half_units = x.abs().amax(-1) / MAX_LEVEL / 2 + x.abs().sum(-1) / WIDTH / 254
    allowed = half_units * linear.weight.abs().sum(1).max() + 1e-5
    assert ((found - exact).abs().amax(-1) <= allowed).all()
    torch.testing.assert_close(found[:, 0], linear.bias.expand(3, -1))


def test_the_exported_layer_computes_the_same(linear: nn.Linear, tmp_path: Path) -> None:
    layer, x = IntegerLinear(linear).eval(), rows()
    batch = torch.export.Dim("batch", min=1, max=999)
    program = torch.onnx.export(layer, (x,), dynamo=True, dynamic_shapes=({0: batch},), optimize=False)
    assert program is not None
    program.save(tmp_path / "layer.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "layer.onnx", providers=["CPUExecutionProvider"])
    used = {node.op_type for node in program.model_proto.graph.node}
    assert {"QuantizeLinear", "MatMulIntegerToFloat"} <= used
    with torch.no_grad():
        for inputs in (x, x[:1], x.repeat(7, 1, 1) / 3):
            (found,) = session.run(None, {program.model_proto.graph.input[0].name: inputs.numpy()})
            np.testing.assert_allclose(found, layer(inputs).numpy(), rtol=1e-4, atol=1e-4)


def test_sums_of_two_products_fit_into_16_bits() -> None:
    """Processors without VNNI add two products of an unsigned and a signed byte in a signed word, and cut it off."""
    largest_code = 2 * MAX_LEVEL + 1
    assert 2 * largest_code * 127 <= np.iinfo(np.int16).max


def test_large_layers_alone_are_changed_and_the_model_is_not(linear: nn.Linear) -> None:
    small = nn.Linear(8, MIN_QUANTIZED_ELEMENTS // 8 - 1)
    model = nn.Sequential(linear, nn.Sequential(nn.GELU(), small))
    changed = in_integers(model)
    assert [type(module) for module in changed.modules()][1:] == [IntegerLinear, nn.Sequential, nn.GELU, nn.Linear]
    assert model[0] is linear


def test_the_shipped_model_gives_nearly_the_same_in_whole_numbers() -> None:
    planner, model = CompactPlanner(), load_model(SHIPPED).eval()
    words = ["spouse", "place of birth", "film directed by", "has part, component, piece (machine to device)"] * 5
    tokens = [torch.tensor([planner.model.tokenizer.encode(text).ids]) for text in words]
    with torch.no_grad():
        exact = torch.cat([model.relation_steps(model.states(ids, ids > 0), ids > 0)[0] for ids in tokens])
    found = torch.from_numpy(planner._embed(words))
    assert ((found - exact).norm(dim=-1) / exact.norm(dim=-1)).max() < 0.17
    assert not torch.allclose(exact, found, atol=1e-3), "computed in float32"


def test_a_text_gives_the_same_whatever_it_is_read_with() -> None:
    planner = CompactPlanner()
    words = ["spouse", "starring, cast, actors of the film (film, moving picture to person, performer)", "is in"] * 9
    together = planner._embed(words).reshape(len(words), -1)
    for at in range(3):
        np.testing.assert_allclose(planner._embed(words[at : at + 1]).ravel(), together[at], atol=1e-4)
        np.testing.assert_allclose(together[at + 3], together[at], atol=1e-4)
