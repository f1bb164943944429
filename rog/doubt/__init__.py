"""Reasons to doubt an answer, which lower its confidence."""
