"""The default planner: a small encoder-decoder over relations."""
