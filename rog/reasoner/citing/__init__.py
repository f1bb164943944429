"""Numbered paths for language models, and what they cite of them."""
