"""The index: a compiled graph in one file of memory-mapped arrays."""
