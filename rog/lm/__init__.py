"""Language models: those steered token by token in this process, and black boxes at an endpoint.

A spec names one: `causal:MODEL` is loaded by transformers, `chat:MODEL` is asked at an endpoint. Options may follow the
model as in a URL, `causal:MODEL?device=cpu&dtype=bfloat16`.
"""

from rog.lm.contract import ROOT, Growth, SteerableLM, TokenTrees
from rog.lm.load import load_lm

__all__ = ["ROOT", "Growth", "SteerableLM", "TokenTrees", "load_lm"]
