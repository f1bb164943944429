"""Planners: from a question and its possible topics to scored plans that the graph holds."""

from rog.planner.contract import Planned, Planner, PlanRequest
from rog.planner.load import load_planner

__all__ = ["PlanRequest", "Planned", "Planner", "load_planner"]
