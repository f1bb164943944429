"""Names of entities: how alike two are, and which entities a text may name."""
