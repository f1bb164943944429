"""Reasoners: from what the plans reached to the answers, or to the reason for giving none."""

from rog.reasoner.contract import Reasoned, Reasoner, ScoredEnd, StreamingReasoner
from rog.reasoner.load import load_reasoner

__all__ = ["Reasoned", "Reasoner", "ScoredEnd", "StreamingReasoner", "load_reasoner"]
