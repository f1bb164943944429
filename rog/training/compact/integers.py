"""Linear layers in whole numbers, as the exported text encoder computes them: about twice as fast as in float32.

Weights are the int8 codes that the model's file holds anyway. The input is rounded row by row (token by token). So
what a text gives does not depend on the texts it is read with.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TypeVar

import torch
from torch import Tensor, nn

from rog.planner.compact.weights import MIN_QUANTIZED_ELEMENTS, quantize

__all__ = ["MAX_LEVEL", "IntegerLinear", "in_integers"]

Module = TypeVar("Module", bound=nn.Module)

MAX_LEVEL = 63
"""Inputs are rounded to whole numbers from -63 to 63. With 8 bits the sums of two products would not fit into the 16
bits that processors without VNNI add them in. Answers would then differ from machine to machine."""

ZERO_POINT, UNIT_SCALE = torch.tensor(MAX_LEVEL + 1, dtype=torch.uint8), torch.tensor(1.0)
"""Zero among the unsigned codes, and their common scale; one object each, so that equal operations are done once."""

MIN_ROW_MAXIMUM = 1e-8
"""Of the largest element of a row: a row of zeros stays one."""


class IntegerLinear(nn.Module):
    """A linear layer (N, K) -> (N, M) whose input is rounded to MAX_LEVEL a row, and whose weights to int8 a column."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        codes, scales = quantize(linear.weight.detach().numpy())
        self.weight = nn.Parameter(torch.from_numpy(codes), requires_grad=False)
        self.scales = nn.Parameter(torch.from_numpy(scales), requires_grad=False)
        self.bias = linear.bias

    def forward(self, x: Tensor) -> Tensor:
        """(…, K) -> (…, M)."""
        rows = x.reshape(-1, x.shape[-1])
        unit = torch.maximum(rows.amax(-1), -rows.amin(-1)).clamp(min=MIN_ROW_MAXIMUM) / MAX_LEVEL
        product = self._exported(rows, unit) if torch.compiler.is_exporting() else self._product(rows, unit)
        return (product * unit[:, None] + self.bias).reshape(*x.shape[:-1], -1)

    def _product(self, rows: Tensor, unit: Tensor) -> Tensor:
        return torch.round(rows / unit[:, None]) @ (self.weight.float() * self.scales[:, None]).T

    def _exported(self, rows: Tensor, unit: Tensor) -> Tensor:
        """The same in ONNX Runtime's operators; unsigned codes, since those have kernels on all processors."""
        operator = torch.onnx.ops.symbolic
        codes = operator(
            "QuantizeLinear", (rows, unit, ZERO_POINT.expand(unit.shape)), attrs={"axis": 0},
            dtype=torch.uint8, shape=rows.shape, version=18,
        )  # fmt: skip
        product: Tensor = operator(
            "com.microsoft::MatMulIntegerToFloat", (codes, self.weight.T, UNIT_SCALE, self.scales, ZERO_POINT),
            dtype=torch.float32, shape=(rows.shape[0], len(self.weight)), version=1,
        )  # fmt: skip
        return product


def in_integers(module: Module) -> Module:
    """A copy of a module whose linear layers of MIN_QUANTIZED_ELEMENTS weights and more compute in whole numbers."""
    module = deepcopy(module)
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.Linear) and child.weight.numel() >= MIN_QUANTIZED_ELEMENTS:
                setattr(parent, name, IntegerLinear(child))
    return module
