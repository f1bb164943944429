"""Sums of probabilities that are kept as their logarithms."""

from __future__ import annotations

import torch
from torch import Tensor

__all__ = ["log_sums"]


def log_sums(values: Tensor, group: Tensor, groups: int) -> Tensor:
    """Logarithms (P), each of one of the groups (P) -> (G): the logarithm of each group's sum."""
    best = values.detach().new_full((groups,), -torch.inf).scatter_reduce(0, group, values.detach(), "amax")
    beside = torch.zeros_like(best).index_add(0, group, (values - best[group]).exp())
    return best + beside.log()
