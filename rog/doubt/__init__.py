"""Reasons to doubt an answer."""
