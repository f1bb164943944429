"""Proposals: what a question may ask of the graph, made of what a planner found. Recall counts; the ranker chooses."""

from rog.planner.proposing.propose import propose

__all__ = ["propose"]
