"""The `compact` planner in torch: a text encoder and a small decoder over relations.

A step's embedding is made from its relation's own words, read by the same encoder as the question. So no parameter
belongs to one relation, and a graph never seen can be planned on. The decoder reads the steps chosen so far and
attends to the question. Its output is compared with every step's embedding and with two learned vectors: STOP, and
NONE, which says that no step there is the one that is asked for. STOP before any step says that the marked mention is
not where the question starts.

Shapes: B questions, T tokens, P plan prefixes (rows), L steps in a prefix and the start before them,
S steps (two for each relation), D width.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

__all__ = ["CompactModel", "Shape"]


@dataclass(frozen=True)
class Shape:
    """Sizes of the model beside the encoder's own configuration."""

    decoder_layers: int = 2
    heads: int = 6
    feed_forward: int = 1024
    max_steps: int = 4


class DecoderLayer(nn.Module):
    """Pre-norm transformer decoder layer whose memory keys and values are given, not computed."""

    def __init__(self, width: int, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.self_input = nn.Linear(width, 3 * width)
        self.self_output = nn.Linear(width, width)
        self.cross_query = nn.Linear(width, width)
        self.cross_output = nn.Linear(width, width)
        self.widen = nn.Linear(width, shape.feed_forward)
        self.narrow = nn.Linear(shape.feed_forward, width)
        self.dropout = nn.Dropout(dropout)

    def attend(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
        """Multi-head attention; the mask is added to the scores and broadcasts over heads."""
        rows, length, width = query.shape
        split = (rows, -1, self.heads, width // self.heads)
        query, key, value = (x.reshape(split).transpose(1, 2) for x in (query, key, value))
        scores = query @ key.transpose(-1, -2) / (width // self.heads) ** 0.5 + mask
        mixed: Tensor = scores.softmax(-1) @ value
        return mixed.transpose(1, 2).reshape(rows, length, width)

    def forward(self, x: Tensor, memory: Tensor, memory_mask: Tensor, causal_mask: Tensor) -> Tensor:
        """x (P, L, D), memory (P, 2, T, D) keys and values -> (P, L, D)."""
        query, key, value = self.self_input(self.norms[0](x)).chunk(3, -1)
        x = x + self.dropout(self.self_output(self.attend(query, key, value, causal_mask)))
        query = self.cross_query(self.norms[1](x))
        x = x + self.dropout(self.cross_output(self.attend(query, memory[:, 0], memory[:, 1], memory_mask)))
        fed: Tensor = x + self.dropout(self.narrow(functional.gelu(self.widen(self.norms[2](x)))))
        return fed


class CompactModel(nn.Module):
    """Encoder, step embedder and decoder; see the module's docstring for the idea."""

    def __init__(self, encoder: BertConfig, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.hidden_size
        self.shape = shape
        self.encoder = BertModel(encoder, add_pooling_layer=False)
        self.step_forward = nn.Linear(width, width)
        self.step_inverse = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        self.step_norm = nn.LayerNorm(width)
        self.memory = nn.Linear(width, 2 * width * shape.decoder_layers)
        self.start = nn.Parameter(torch.randn(width) * 0.02)
        self.stop = nn.Parameter(torch.randn(width) * 0.02)
        self.none = nn.Parameter(torch.randn(width) * 0.02)
        self.positions = nn.Parameter(torch.randn(shape.max_steps + 1, width) * 0.02)
        self.layers = nn.ModuleList(DecoderLayer(width, shape, dropout) for _ in range(shape.decoder_layers))
        self.output_norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, width)
        self.scale = nn.Parameter(torch.tensor(width**-0.5))

    def states(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Token ids and mask (B, T) -> encoder states (B, T, D)."""
        # The additive mask is built here, so that exporting does not go through transformers' own.
        additive = (1.0 - mask[:, None, None, :].float()) * -1e4
        hidden: Tensor = self.encoder.embeddings(input_ids=tokens)
        for layer in self.encoder.encoder.layer:
            hidden = layer(hidden, additive)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        return hidden

    def question_memory(self, states: Tensor) -> Tensor:
        """States (B, T, D) -> memory (B, layers, 2, T, D): each decoder layer's keys and values."""
        memory: Tensor = self.memory(states)
        rows, length, _ = memory.shape
        return memory.reshape(rows, length, self.shape.decoder_layers, 2, -1).permute(0, 2, 3, 1, 4)

    def relation_steps(self, states: Tensor, mask: Tensor) -> Tensor:
        """States (R, T, D) of relations' words and their mask -> (R, 2, D): forward and inverse steps."""
        return self.steps_of(self.pooled(states, mask))

    def pooled(self, states: Tensor, mask: Tensor) -> Tensor:
        """States (R, T, D) and their mask -> their means (R, D)."""
        weight = mask[:, :, None].float()
        means: Tensor = (states * weight).sum(1) / weight.sum(1).clamp(min=1.0)
        return means

    def steps_of(self, pooled: Tensor) -> Tensor:
        """Means (R, D) of relations' states -> (R, 2, D): forward and inverse steps."""
        ahead = pooled + self.step_forward(pooled)
        steps: Tensor = self.step_norm(torch.stack([ahead, ahead + self.step_inverse(pooled)], 1))
        return steps

    def decode(self, memory: Tensor, mask: Tensor, prefix: Tensor) -> Tensor:
        """Memory (P, layers, 2, T, D), mask (P, T), embeddings of the steps so far (P, L - 1, D) -> (P, L, D). After
        the start and after each step: what the next step should look like."""
        rows = memory.shape[0]
        x = torch.cat([self.start.expand(rows, 1, -1), prefix], 1)
        length = x.shape[1]
        x = x + self.positions[:length]
        memory_mask = (1.0 - mask[:, None, None, :].float()) * -1e4
        causal_mask = torch.full((length, length), -1e4, device=x.device).triu(1)
        for index, layer in enumerate(self.layers):
            x = layer(x, memory[:, index], memory_mask, causal_mask)
        hidden: Tensor = self.output(self.output_norm(x)) * self.scale
        return hidden

    def logits(self, hidden: Tensor, steps: Tensor) -> Tensor:
        """Hidden (…, D) and step embeddings (S, D) -> (…, 2 + S): STOP, NONE, then every step."""
        return hidden @ torch.cat([self.step_norm(torch.stack([self.stop, self.none])), steps]).T
