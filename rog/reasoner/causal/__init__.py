"""The reasoner that is a causal language model."""
