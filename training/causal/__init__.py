"""Causal language models trained to plan, to reason over paths, or both: recipes of `kind = "causal"`."""
