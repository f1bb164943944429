"""Words: normal forms, English words, names of relations, and how similar two texts are."""
