"""All relations of graphs whose questions may choose any of them: too many to be read by the encoder at every step.

What the encoder makes of them is kept for some steps of training and read anew then. The steps that the decoder
compares are made of that, and learnt, at every step. All are of one age, so that none is told by being fresh.
"""

from __future__ import annotations

import torch
from torch import Tensor

from rog.training.compact.model import CompactModel

__all__ = ["RelationTable", "pooled_relations"]

STEPS_BETWEEN_READINGS = 20
"""Steps of training after which the encoder reads the relations again."""
RELATIONS_PER_CALL = 64
"""Relations that the encoder reads in one call."""


class RelationTable:
    """K relations by their tokens and mask (K, W)."""

    def __init__(self, tokens: Tensor, mask: Tensor) -> None:
        self._tokens, self._mask = tokens, mask
        self._pooled: Tensor | None = None
        self._age, self._trained = 0, False

    def steps(self, model: CompactModel) -> Tensor:
        """The steps (K, 2, D) of all relations; to be called once a batch."""
        if self._pooled is None or self._age >= STEPS_BETWEEN_READINGS or self._trained != model.training:
            self._pooled, self._age, self._trained = self._read(model), 0, model.training
        self._age += model.training
        return model.steps_of(self._pooled)

    def read_again(self) -> None:
        """To be called when the model's weights were replaced."""
        self._pooled = None

    @torch.no_grad()
    def _read(self, model: CompactModel) -> Tensor:
        training, device = model.training, model.start.device
        model.eval()
        pooled = pooled_relations(model, self._tokens.to(device), self._mask.to(device)).float()
        model.train(training)
        return pooled


def pooled_relations(model: CompactModel, tokens: Tensor, mask: Tensor) -> Tensor:
    """Tokens and mask (R, W) of relations -> the means (R, D) of their states.

    Those of about one length go together: most are short.
    """
    lengths = mask.sum(1)
    order = lengths.argsort()
    parts = []
    for rows in torch.split(order, RELATIONS_PER_CALL):
        longest = int(lengths[rows[-1]])
        part = mask[rows, :longest]
        parts.append(model.pooled(model.states(tokens[rows, :longest], part), part))
    return torch.cat(parts)[order.argsort()]
