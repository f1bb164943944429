"""Measurement: quality in `eval.run`, speed in `eval.walk`, `eval.scale`, `eval.ask` and `eval.index`."""
