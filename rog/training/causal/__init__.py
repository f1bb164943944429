"""Trains causal language models to plan and to reason."""
