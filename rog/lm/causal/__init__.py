"""Causal language models in this process, read by transformers."""
