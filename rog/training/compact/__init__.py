"""Trains and exports the compact planner."""
