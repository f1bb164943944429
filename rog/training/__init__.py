"""Training: models that plan, and the questions that they learn from. Takes the extra `train`."""

from rog.training.adaptation import AdaptReport, AdaptSettings, SetScores, adapt

__all__ = ["AdaptReport", "AdaptSettings", "SetScores", "adapt"]
