"""Names of entities: how similar two are, and which entities a text may name."""
