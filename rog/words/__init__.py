"""Words: normal forms, English words, what relations are called, and how alike two texts are."""
