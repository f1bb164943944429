"""Proposals of several sets, and of what the edges between them know."""
