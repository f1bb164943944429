"""Reasons to doubt an answer: one module each. What they do to the confidence is in confidence.py."""
