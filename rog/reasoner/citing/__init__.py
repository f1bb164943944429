"""Numbered paths for language models, and the citations of them."""
