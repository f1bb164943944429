"""Causal language models in this process, loaded by transformers."""
