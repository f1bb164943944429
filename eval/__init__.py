"""Measurement: quality in `eval.run`, speed in `eval.walk`, `eval.ask` and `eval.index`."""
