"""Reasoners: from the entities that the plans reach to the answers, or to the reason for an abstention."""

from rog.reasoner.contract import Reasoned, Reasoner, ScoredEnd, StreamingReasoner
from rog.reasoner.load import load_reasoner

__all__ = ["Reasoned", "Reasoner", "ScoredEnd", "StreamingReasoner", "load_reasoner"]
