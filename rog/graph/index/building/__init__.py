"""Builds the index file from records."""
