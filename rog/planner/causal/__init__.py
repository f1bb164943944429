"""The planner that is a causal language model."""
