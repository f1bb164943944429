"""Measurement: quality, robustness, speed and serving, and the tables made of what was measured."""
